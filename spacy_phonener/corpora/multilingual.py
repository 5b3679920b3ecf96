from pathlib import Path
from typing import Callable, Dict, Iterable, Iterator, Optional, Tuple, Union

from spacy.tokens import Doc
from spacy.vocab import Vocab

from ..languages import get_language
from .corpus import PhoneCorpus, check_files, read_docs, require_path, unusable
from .texts import TEXT, kind_of


def create_multilingual_corpus(
    path: Union[str, Path, None],
    sentences: Dict[str, int],
    split: str = "train",
    augmenter: Optional[Callable] = None,
    texts: Optional[Dict[str, int]] = None,
    seed: Optional[int] = None,
    other_texts: int = 0,
) -> "MultilingualCorpus":
    """Read training examples of several languages.

    Each time that it is read (each epoch, with `training.max_epochs = -1`) it draws
    another sample, in a new order.

    path (Union[str, Path]): A folder of LANGUAGE/SPLIT.spacy files.
    sentences (Dict[str, int]): How many sentences of each language to draw, by language
        code; 0: all. A language with fewer gives all that it has. They are WikiANN's.
    split (str): The split to read.
    augmenter (Optional[Callable]): Makes more examples out of each.
    texts (Optional[Dict[str, int]]): The same for running text, of
        LANGUAGE/text-SPLIT.spacy files.
    seed (Optional[int]): Draw the same sentences each time, by this number: for the
        corpus that a pipeline is scored on while it is trained.
    other_texts (int): How many sentences to draw of the running text of every other
        language that the folder has, so that they are not forgotten.
    """
    path = require_path(
        path,
        "spacy_phonener.MultilingualCorpus.v1",
        "--paths.train corpus (the folder that `phonener convert` wrote)",
    )
    files = dict(find_files(path, split, sentences, texts, other_texts))
    check_files(files)
    return MultilingualCorpus(path, files, augmenter, seed)


def find_files(
    path: Path,
    split: str,
    sentences: Dict[str, int],
    texts: Optional[Dict[str, int]],
    other_texts: int,
) -> Iterator[Tuple[Path, int]]:
    """Yield each file to draw from, and how many sentences: see the corpus reader.

    RAISES (ConfigValidationError): If one is not there.
    """
    for name, numbers in ((split, sentences), (TEXT + split, texts or {})):
        for lang, limit in numbers.items():
            file = path / get_language(lang).code / f"{name}.spacy"
            if not file.exists():
                raise unusable(missing(file))
            yield file, limit
    if other_texts:
        codes = {get_language(lang).code for lang in texts or ()}
        for file in sorted(path.glob(f"*/{TEXT}{split}.spacy")):
            if file.parent.name not in codes:
                yield file, other_texts


def missing(file: Path) -> str:
    """Say what to do about a file that is not there."""
    lang = file.parent.name
    if kind_of(file.stem) == "fragment":
        return (
            f"There is no {file} to draw sentences from: convert data of '{lang}', or "
            "leave it out of `sentences`."
        )
    return (
        f"There is no {file} to draw sentences from: convert running text of '{lang}' "
        "(phonener convert --texts FOLDER; in the project, --vars.texts FOLDER), or "
        "leave it out of `texts`. The project trains on WikiANN alone with "
        "--vars.multilingual multilingual."
    )


class MultilingualCorpus(PhoneCorpus):
    """A corpus reader that draws a number of sentences from each file."""

    def __init__(
        self,
        path: Union[str, Path],
        files: Dict[Path, int],
        augmenter: Optional[Callable] = None,
        seed: Optional[int] = None,
    ):
        """files (Dict[Path, int]): How many sentences to draw from each; 0: all."""
        super().__init__(path, shuffle=seed is None, augmenter=augmenter)
        self.files = files
        self.seed = seed

    def read_docbin(
        self, vocab: Vocab, locs: Iterable[Union[str, Path]]
    ) -> Iterator[Doc]:
        for file, limit in self.files.items():
            yield from read_docs(file, vocab, sample=limit, seed=self.seed)
