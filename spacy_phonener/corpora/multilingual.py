from pathlib import Path
from typing import Callable, Dict, Iterable, Iterator, Optional, Union

from spacy.tokens import Doc
from spacy.vocab import Vocab

from ..languages import get_language
from .corpus import PhoneCorpus, check_files, read_docs, require_path, unusable


def create_multilingual_corpus(
    path: Union[str, Path, None],
    sentences: Dict[str, int],
    split: str = "train",
    augmenter: Optional[Callable] = None,
) -> "MultilingualCorpus":
    """Read training examples of several languages.

    Each time that it is read (each epoch, with `training.max_epochs = -1`) it draws
    another sample, in a new order.

    path (Union[str, Path]): A folder of LANGUAGE/SPLIT.spacy files.
    sentences (Dict[str, int]): How many sentences of each language to draw, by language
        code; 0: all. A language with fewer gives all that it has.
    split (str): The split to read.
    augmenter (Optional[Callable]): Makes more examples out of each.
    """
    path = require_path(
        path,
        "spacy_phonener.MultilingualCorpus.v1",
        "--paths.train corpus (the folder that `phonener convert` wrote)",
    )
    files = {}
    for lang, limit in sentences.items():
        file = path / get_language(lang).code / f"{split}.spacy"
        if not file.exists():
            raise unusable(
                f"There is no {file} to draw sentences from: convert data of "
                f"'{lang}', or leave it out of `sentences`."
            )
        files[file] = limit
    check_files(files)
    return MultilingualCorpus(path, files, augmenter)


class MultilingualCorpus(PhoneCorpus):
    """A corpus reader that draws a number of sentences from each file."""

    def __init__(
        self,
        path: Union[str, Path],
        files: Dict[Path, int],
        augmenter: Optional[Callable] = None,
    ):
        """files (Dict[Path, int]): How many sentences to draw from each; 0: all."""
        super().__init__(path, shuffle=True, augmenter=augmenter)
        self.files = files

    def read_docbin(
        self, vocab: Vocab, locs: Iterable[Union[str, Path]]
    ) -> Iterator[Doc]:
        for file, limit in self.files.items():
            yield from read_docs(file, vocab, sample=limit)
