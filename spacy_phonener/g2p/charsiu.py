import unicodedata
import warnings
from functools import cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple, Union

import srsly
from spacy.util import minibatch
from thinc.api import get_torch_default_device

from ..languages import find_language, get_language, languages
from .dictionary import DictionarySource
from .file_source import restore
from .source import Source

# Words a batch
BATCH_SIZE = 128
# An answer that is not at its end after so many bytes a byte of the batch's longest
# word is none: a letter of the IPA has two bytes, and a mark two more.
MAX_GROWTH = 8

# What CharsiuG2P's dictionaries write otherwise than the IPA, and the breaks between
# syllables and words.
SYMBOLS = {"ǝ": "ə", "ł": "ɫ", "ƹ": "ʕ", "S": "ʃ", '"': "ˈ", "`": "ʼ", "-": "", ".": ""}
# Its Kurdish is a romanization (Ahmadi 2019).
KURDISH = {
    **{"c": "d͡ʒ", "ç": "t͡ʃ", "ş": "ʃ", "j": "ʒ", "y": "j", "ẍ": "ɣ", "ḧ": "ħ"},
    **{"r": "ɾ", "ř": "r", "e": "ɛ", "ê": "eː", "i": "ɪ", "î": "iː", "û": "uː"},
}


def make_charsiu(
    lang: str,
    dictionary: Optional[str] = None,
    model: Optional[str] = None,
    optional: bool = False,
) -> List[Source]:
    """Read a language by CharsiuG2P (Zhu et al. 2022), as the paper does in its Case 2.

    By its dictionary, then by its ByT5 model.

    lang (str): Code or name of the language, or CharsiuG2P's own tag ("eng-uk").
    dictionary (Optional[str]): Path of its dictionary, e.g. "assets/charsiu/khm.tsv".
    model (Optional[str]): Hub name or folder of a checkpoint of its model, e.g.
        "charsiu/g2p_multilingual_byT5_small_100". Loaded at the first word that the
        dictionary lacks; not saved with a pipeline.
    optional (bool): Where the dictionary is not there, warn, and leave its words to the
        sources behind it.
    RETURNS (List[Source]): The sources, for the phonemizer's setting `g2p`.
    RAISES (ValueError): If CharsiuG2P does not read the language.
    """
    row = find_language(lang)
    tag = row.charsiu if row else lang
    if tag is None:
        raise ValueError(f"CharsiuG2P does not read the language '{lang}'.")
    if dictionary is None and model is None:
        raise ValueError(
            "spacy_phonener.charsiu.v1 needs the path of a dictionary "
            "('assets/charsiu/khm.tsv': python -m spacy project assets --extra) or a "
            "model ('charsiu/g2p_multilingual_byT5_small_100')."
        )
    sources: List[Source] = []
    if dictionary:
        sources.append(CharsiuDictionary(dictionary, tag, optional))
    if model:
        sources.append(ByT5Source(model, tag))
    return sources


def make_charsiu_case2(
    dictionaries: Optional[str] = None,
    model: Optional[str] = None,
    langs: Optional[List[str]] = None,
) -> Dict[str, List[Source]]:
    """Read the languages of the paper's Case 2 as the paper does: by CharsiuG2P.

    dictionaries (Optional[str]): Folder of CharsiuG2P's dictionaries, TAG.tsv.
    model (Optional[str]): Like `make_charsiu`'s.
    langs (Optional[List[str]]): Codes of these languages, or of others. Defaults to all
        of the paper's Case 2 (Sohn et al. 2024, Table 1).
    RETURNS (Dict[str, List[Source]]): The phonemizer's setting `g2p`.
    """
    if langs is None:
        langs = [code for code, lang in languages().items() if lang.case == 2]
    sources = {}
    for code in langs:
        tag = get_language(code).charsiu
        path = str(Path(dictionaries) / f"{tag}.tsv") if dictionaries else None
        sources[code] = make_charsiu(code, path, model)
    return sources


def to_ipa(text: str, tag: str) -> str:
    """Write what CharsiuG2P gives for a language in IPA."""
    symbols = str.maketrans({**SYMBOLS, **(KURDISH if tag == "kur" else {})})  # type: ignore[arg-type]
    return unicodedata.normalize("NFC", text).translate(symbols)


class CharsiuDictionary(DictionarySource):
    """One of CharsiuG2P's dictionaries.

    path (Union[str, Path]): The file.
    tag (str): CharsiuG2P's tag for the language.
    optional (bool): Do without it where it is not there.
    """

    def __init__(self, path: Union[str, Path], tag: str, optional: bool = False):
        self.tag = tag
        self.optional = optional
        super().__init__(path)

    def is_there(self) -> bool:
        if not self.optional or self.texts.get("main"):
            return True
        if "main" not in self.texts:
            warnings.warn(
                f"There is no dictionary '{self.path}': '{self.tag}' is read without, by "
                "the G2P sources behind it. `python -m spacy project assets --extra` "
                "fetches it.",
                stacklevel=2,
            )
        return False

    def read(self, words: List[str]) -> List[str]:
        return [to_ipa(ipa, self.tag) for ipa in super().read(words)]

    def to_bytes(self) -> bytes:
        # A pipeline that does without it does so wherever it is loaded.
        nothing = {"main": ""} if self.optional else {}
        return srsly.msgpack_dumps({**nothing, **self.texts})

    def __reduce__(self):
        args = (self.path, self.tag, self.optional)
        return restore, (type(self), args, self.to_bytes())


class ByT5Source:
    """CharsiuG2P's model: a byte-level sequence-to-sequence transformer.

    It is told the language by a tag. It runs on the GPU after `spacy.prefer_gpu()`.

    model (str): Hub name or folder of the checkpoint.
    tag (str): CharsiuG2P's tag for the language.
    """

    def __init__(self, model: str, tag: str):
        self.model = model
        self.tag = tag

    def __call__(self, words: List[str]) -> List[str]:
        """Transcribe words.

        RAISES (OSError): If the checkpoint cannot be had.
        """
        # Words of like lengths go together.
        ordered = sorted(range(len(words)), key=lambda i: len(words[i].encode()))
        read = [""] * len(words)
        for batch in minibatch(ordered, BATCH_SIZE):
            for i, ipa in zip(batch, self._generate([words[i] for i in batch])):
                read[i] = to_ipa(ipa, self.tag)
        return read

    def _generate(self, words: List[str]) -> List[str]:
        model, tokenizer = load_byt5(self.model)
        inputs = tokenizer(
            [f"<{self.tag}>: {word}" for word in words],
            padding=True,
            add_special_tokens=False,
            return_tensors="pt",
        ).to(model.device)
        limit = MAX_GROWTH * max(len(word.encode()) for word in words)
        # Its authors find greedy decoding enough.
        output = model.generate(
            **inputs, num_beams=1, do_sample=False, max_new_tokens=limit
        )
        ended = (output == model.config.eos_token_id).any(dim=1).tolist()
        texts = tokenizer.batch_decode(output, skip_special_tokens=True)
        return [text if end else "" for text, end in zip(texts, ended)]


@cache
def load_byt5(name: str) -> Tuple[Any, Any]:
    """Load a checkpoint and its tokenizer, once a process.

    Bytes are bytes: the tokenizer needs no file.

    RETURNS (Tuple[T5ForConditionalGeneration, ByT5Tokenizer]): Both.
    RAISES (OSError): If it is neither a folder nor to be had from the hub.
    """
    from transformers import ByT5Tokenizer, T5ForConditionalGeneration

    try:
        model = T5ForConditionalGeneration.from_pretrained(name)
    except (OSError, ValueError) as err:
        raise OSError(f"CharsiuG2P's model '{name}' cannot be loaded: {err}") from err
    return model.eval().to(get_torch_default_device()), ByT5Tokenizer()
