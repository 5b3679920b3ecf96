import random
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, Optional, Union

import srsly
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Corpus, Example
from spacy.training.corpus import FILE_TYPE, walk_corpus
from spacy.vocab import Vocab
from thinc.api import ConfigValidationError

from ..extensions import copy_origin


def create_corpus(
    path: Union[str, Path, None],
    limit: int = 0,
    shuffle: bool = False,
    augmenter: Optional[Callable[[Language, Example], Iterable[Example]]] = None,
) -> "PhoneCorpus":
    """Read training examples from .spacy files.

    path (Union[str, Path]): A file, or a folder to search for files.
    limit (int): The most examples to read; 0: all.
    shuffle (bool): In a new order each time: for `training.max_epochs = -1`, which
        reads the file anew each epoch.
    augmenter (Optional[Callable]): Makes more examples out of each.
    """
    path = require_path(
        path,
        "spacy_phonener.Corpus.v1",
        "--paths.train corpus/eng/train.spacy --paths.dev corpus/eng/validation.spacy",
    )
    check_files(walk_corpus(path, FILE_TYPE))
    return PhoneCorpus(path, limit=limit, shuffle=shuffle, augmenter=augmenter)


def require_path(path: Union[str, Path, None], reader: str, example: str) -> Path:
    """Get the path that the config gives to a reader.

    RAISES (ConfigValidationError): If it gives none: the message shows an example of how
        to give one.
    """
    if path is None:
        raise unusable(
            f"The corpus reader '{reader}' has no path. Give one on the command line: "
            f"{example}"
        )
    return Path(path)


def check_files(paths: Iterable[Path]) -> None:
    """Check that .spacy files can be loaded.

    RAISES (ConfigValidationError): Names the file.
    """
    try:
        for path in paths:
            load_docbin(path)
    except ValueError as err:
        raise unusable(str(err)) from err


def unusable(reason: str) -> ConfigValidationError:
    """Make the error for a corpus that cannot be used.

    While spaCy's commands read a config, they end with one line for this kind of
    ValueError, and with a traceback for others.
    """
    return ConfigValidationError(title="The corpus cannot be used", desc=reason)


class PhoneCorpus(Corpus):
    """spaCy's corpus reader, but the predicted doc keeps the reference's tokens.

    (Each is a name's or a word's pre-tokenized unit in WikiANN.) It keeps the language
    too, which the phonemizer needs, the kind of text and the source.
    """

    def _make_example(
        self, nlp: Language, reference: Doc, gold_preproc: bool
    ) -> Example:
        return make_example(nlp.vocab, reference)

    def read_docbin(
        self, vocab: Vocab, locs: Iterable[Union[str, Path]]
    ) -> Iterator[Doc]:
        docs = chain.from_iterable(read_docs(Path(loc), vocab) for loc in locs)
        return islice(filter(len, docs), self.limit or None)


def make_example(vocab: Vocab, reference: Doc) -> Example:
    """Make an example: a reference and a doc to annotate, of its tokens and origin."""
    predicted = Doc(
        vocab,
        words=[token.text for token in reference],
        spaces=[bool(token.whitespace_) for token in reference],
    )
    copy_origin(reference, predicted)
    return Example(predicted, reference)


def read_docs(
    path: Path, vocab: Vocab, *, sample: int = 0, seed: Optional[int] = None
) -> Iterator[Doc]:
    """Read the docs of a .spacy file.

    It takes DocBin half of its time to decode the user data of each doc, though they are
    mostly the same: the language, the kind of text and the source.

    sample (int): The most docs to read, drawn at random; 0: all, in order.
    seed (Optional[int]): Draw the same docs each time, by this number.
    """
    docbin = load_docbin(path)
    if 0 < sample < len(docbin):
        choose = random.sample if seed is None else random.Random(seed).sample
        chosen = choose(range(len(docbin)), sample)
        for name in ("tokens", "spaces", "cats", "span_groups", "flags", "user_data"):
            values = getattr(docbin, name)
            setattr(docbin, name, [values[i] for i in chosen])
    user_data, docbin.user_data = docbin.user_data, []
    with naming(path):
        for doc, data in zip(docbin.get_docs(vocab), user_data):
            if data is not None:
                doc.user_data.update(deepcopy(_decode(data)))
            yield doc


def load_docbin(path: Path) -> DocBin:
    """Load a .spacy file.

    RAISES (ValueError): Names the file, whatever is wrong with it.
    """
    with naming(path):
        return DocBin().from_disk(path)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Name the .spacy file that cannot be read."""
    try:
        yield
    except OSError as err:
        raise ValueError(f"{path} cannot be read: {err.strerror}.") from err
    # zlib, MessagePack and DocBin have many ways to say that a file is damaged.
    except Exception as err:
        raise ValueError(
            f"{path} is damaged, or no .spacy file ({type(err).__name__}). Convert its "
            "data again."
        ) from err


@lru_cache(maxsize=16)
def _decode(data: bytes) -> Dict[Any, Any]:
    return srsly.msgpack_loads(data, use_list=False)
