"""What reads them: pipelines, as they are used, and loops around bare models."""

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Callable, Dict, Iterator, List, NamedTuple, Union

import spacy
import torch
from spacy.tokens import Doc

from benchmarks.base_size import LENGTH, make_pipeline
from benchmarks.random_checkpoint import save_checkpoint
from spacy_phonener.corpora.corpus import PhoneCorpus
from spacy_phonener.ml.encoder_input import make_inputs
from spacy_phonener.ml.transformer import get_shim

from .workloads import Workload, read_texts

# spaCy's CNN is trained for so long; what it finds is not compared.
CNN_STEPS = 500
XLMR_PIECES = 32_000


class Setting(NamedTuple):
    threads: int
    processes: int
    batch_size: int


class Pipeline:
    """A spaCy pipeline, read from text."""

    def __init__(self, folder: Path, *, name: str):
        path = folder / name
        self.nlp = spacy.load(path if path.exists() else name)

    def __call__(self, workload: Workload, setting: Setting) -> None:
        for doc in self.nlp.pipe(
            self.docs(workload),
            batch_size=setting.batch_size,
            n_process=setting.processes,
        ):
            doc.ents  # noqa: B018

    def docs(self, workload: Workload) -> Iterator[Union[str, Doc]]:
        for text, lang in workload:
            if lang is None:
                yield text
            else:
                doc = self.nlp.make_doc(text)
                doc._.phonener_lang = lang
                yield doc


class HuggingFace:
    """transformers' pipeline, read from text."""

    def __init__(self, folder: Path):
        from transformers import pipeline

        self.pipeline = pipeline(
            "token-classification",
            model=str(folder / "xlmr_tokens"),
            tokenizer=str(folder / "xlmr"),
            aggregation_strategy="simple",
            device="cpu",
        )

    def __call__(self, workload: Workload, setting: Setting) -> None:
        texts = [text.text for text in workload]
        self.pipeline(texts, batch_size=setting.batch_size)


class Phonener:
    """The phonener of a pipeline alone, on texts that have been read to phonemes."""

    def __init__(self, folder: Path, *, name: str):
        self.nlp = spacy.load(folder / name)
        self.phonener = self.nlp.get_pipe("phonener")
        self.read: Dict[str, Doc] = {}

    def docs(self, workload: Workload) -> List[Doc]:
        phonemizer = self.nlp.get_pipe("phonemizer")
        for text, _ in workload:
            if text not in self.read:
                self.read[text] = phonemizer(self.nlp.make_doc(text))
        return [self.read[text] for text, _ in workload]

    def __call__(self, workload: Workload, setting: Setting) -> None:
        docs = self.docs(workload)
        for _ in self.phonener.pipe(docs, batch_size=setting.batch_size):
            pass


class BareEncoder(Phonener):
    """What the phonener's encoder reads, in a plain loop over its transformer.

    Nothing is found, nothing decoded.

    padded (bool): All to LENGTH, in the texts' order, and cut there. Otherwise sorted by
        length, each batch padded to its longest.
    """

    def __init__(self, folder: Path, *, name: str, padded: bool):
        super().__init__(folder, name=name)
        self.padded = padded
        shim = get_shim(self.phonener.model.get_ref("encoder"))
        self.format, self.model = shim.input_format, shim._model.eval()
        self.sequences: Dict[int, List[List[int]]] = {}

    def ids(self, workload: Workload) -> List[List[int]]:
        if len(workload) not in self.sequences:
            size = self.format.max_length - 2
            docs = self.docs(workload)
            inputs, _ = make_inputs(docs, self.format, size=size, stride=size)
            ids = [p.ids[:LENGTH] if self.padded else p.ids for p in inputs]
            self.sequences[len(workload)] = ids if self.padded else sorted(ids, key=len)
        return self.sequences[len(workload)]

    def __call__(self, workload: Workload, setting: Setting) -> None:
        ids = self.ids(workload)
        for i in range(0, len(ids), setting.batch_size):
            batch = ids[i : i + setting.batch_size]
            longest = LENGTH if self.padded else max(map(len, batch))
            input_ids = torch.full((len(batch), longest), self.format.padding)
            for row, ids in zip(input_ids, batch):
                row[: len(ids)] = torch.tensor(ids)
            mask = (input_ids != self.format.padding).long()
            with torch.inference_mode():
                self.model(input_ids=input_ids, attention_mask=mask)


SYSTEMS: Dict[str, Callable[[Path], Callable[[Workload, Setting], None]]] = {
    "phonener_lite": partial(Pipeline, name="phonener_lite"),
    "spaCy's CNN NER": partial(Pipeline, name="cnn"),
    "XPhoneBERT-size": partial(Pipeline, name="xphonebert"),
    "spacy-transformers + NER, XLM-R-base": partial(Pipeline, name="xlmr_ner"),
    "Hugging Face pipeline, XLM-R-base": HuggingFace,
    "XPhoneBERT-size, phonener alone": partial(Phonener, name="xphonebert"),
    "its units, bare, sorted by length": partial(
        BareEncoder, name="xphonebert", padded=False
    ),
    f"its units, bare, padded to {LENGTH}": partial(
        BareEncoder, name="xphonebert", padded=True
    ),
}


def make_systems(folder: Path, corpus: Path, base_size: bool) -> None:
    """Train spaCy's CNN on English, and save models of base size with random weights."""
    train_cnn(folder, corpus)
    if base_size:
        save_xlmr(folder, corpus)
        make_xlmr_ner(folder)
        make_xphonebert(folder, corpus)


def train_cnn(folder: Path, corpus: Path) -> None:
    """Train spaCy's own, by the config that `spacy init config` gives for a CPU."""
    python = [sys.executable, "-m", "spacy"]
    config = folder / "cnn.cfg"
    subprocess.run(
        [*python, "init", "config", config, "-l", "xx", "-p", "ner"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    train = [*python, "train", config, "--output", folder / "cnn_training"]
    train += ["--paths.train", corpus / "eng" / "train.spacy"]
    train += ["--paths.dev", corpus / "eng" / "validation.spacy"]
    train += ["--training.max_steps", str(CNN_STEPS)]
    train += ["--training.eval_frequency", str(CNN_STEPS)]
    subprocess.run(train, check=True)
    (folder / "cnn_training" / "model-last").rename(folder / "cnn")


def save_xlmr(folder: Path, corpus: Path) -> None:
    """Save an XLM-R-base with random weights.

    Its wordpieces are learned from English WikiANN, since XLM-R's own are not at hand; its
    table of embeddings has XLM-R's size.
    """
    import sentencepiece
    from transformers import (
        XLMRobertaConfig,
        XLMRobertaForTokenClassification,
        XLMRobertaTokenizerFast,
    )

    (folder / "xlmr").mkdir()
    texts = [text.text for text in read_texts(corpus, "eng", "train")]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(folder / "xlmr" / "sentencepiece.bpe"),
        vocab_size=XLMR_PIECES,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    XLMRobertaTokenizerFast(
        str(folder / "xlmr" / "sentencepiece.bpe.model"), model_max_length=512
    ).save_pretrained(folder / "xlmr")
    config = XLMRobertaConfig(
        vocab_size=250_002,
        max_position_embeddings=514,
        type_vocab_size=1,
        layer_norm_eps=1e-5,
        num_labels=7,
    )
    torch.manual_seed(0)
    model = XLMRobertaForTokenClassification(config)
    model.save_pretrained(folder / "xlmr_tokens")
    model.roberta.save_pretrained(folder / "xlmr")


def make_xlmr_ner(folder: Path) -> None:
    """Make the pipeline that `spacy init config --gpu` gives, for entities."""
    nlp = spacy.blank("xx")
    nlp.add_pipe(
        "transformer",
        config={
            "model": {
                "@architectures": "spacy-transformers.TransformerModel.v3",
                "name": str(folder / "xlmr"),
                "get_spans": {
                    "@span_getters": "spacy-transformers.strided_spans.v1",
                    "window": 128,
                    "stride": 96,
                },
                "tokenizer_config": {"use_fast": True},
            }
        },
    )
    nlp.add_pipe(
        "ner",
        config={
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "ner",
                "extra_state_tokens": False,
                "hidden_width": 64,
                "maxout_pieces": 2,
                "use_upper": False,
                "tok2vec": {
                    "@architectures": "spacy-transformers.TransformerListener.v1",
                    "grad_factor": 1.0,
                    "pooling": {"@layers": "reduce_mean.v1"},
                },
            }
        },
    )
    for label in ("LOC", "ORG", "PER"):
        nlp.get_pipe("ner").add_label(label)
    nlp.initialize()
    nlp.to_disk(folder / "xlmr_ner")


def make_xphonebert(folder: Path, corpus: Path) -> None:
    save_checkpoint(folder / "xphonebert_checkpoint")
    nlp = make_pipeline(str(folder / "xphonebert_checkpoint"))
    path = corpus / "eng" / "test.spacy"
    examples = list(PhoneCorpus(path, limit=100)(nlp))
    nlp.initialize(lambda: examples)
    nlp.to_disk(folder / "xphonebert")
