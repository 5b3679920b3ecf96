"""Run a pipeline over the files of a corpus, and say what was measured with."""

import os
import platform
from datetime import date
from pathlib import Path
from typing import Iterator, List, NamedTuple, Sequence, Tuple

from spacy.language import Language
from spacy.training import Example
from tqdm import tqdm

from .. import __version__
from ..corpora.corpus import PhoneCorpus
from ..languages import get_language, languages


class Provenance(NamedTuple):
    """What was measured with, where and when.

    date (str): As in ISO 8601.
    machine (str): Its kind of processor, and its number of cores.
    spacy_phonener (str): The version of this package.
    """

    date: str
    machine: str
    spacy_phonener: str


def provenance() -> Provenance:
    """Say what is measured with, where and when."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    return Provenance(date.today().isoformat(), machine, __version__)


def choose_languages(
    corpus: Path, split: str, langs: Sequence[str] = (), exclude: Sequence[str] = ()
) -> List[str]:
    """Choose the languages of a corpus that are to be scored.

    corpus (Path): Folder of `LANGUAGE/SPLIT.spacy` files.
    split (str): The split to score.
    langs (Sequence[str]): The languages to score. Defaults to all there are.
    exclude (Sequence[str]): Languages to leave out.
    RETURNS (List[str]): Their codes.
    RAISES (ValueError): If there are none.
    """
    left_out = {get_language(name).code for name in exclude}
    if langs:
        codes = [get_language(name).code for name in langs]
    else:
        found = {path.parent.name for path in corpus.glob(f"*/{split}.spacy")}
        codes = [code for code in languages() if code in found - left_out]
    if not codes:
        raise ValueError(f"There is no LANGUAGE/{split}.spacy in {corpus}.")
    return codes


def read_languages(
    nlp: Language,
    corpus: Path,
    *,
    split: str,
    langs: Sequence[str],
    exclude: Sequence[str],
    limit: int,
) -> Iterator[Tuple[str, List[Example]]]:
    """Read the sentences of languages, one language after the other.

    On a terminal, a bar shows how far it is.

    corpus, split, langs, exclude: See `choose_languages`.
    limit (int): The most sentences of each language; 0: all.
    YIELDS (Tuple[str, List[Example]]): A code, and gold docs with docs to annotate.
    """
    codes = choose_languages(corpus, split, langs, exclude)
    for code in tqdm(codes, unit="language", leave=False, disable=None):
        path = corpus / code / f"{split}.spacy"
        yield code, list(PhoneCorpus(path, limit=limit)(nlp))


def annotate(nlp: Language, examples: List[Example]) -> List[Example]:
    """Run a pipeline over the docs to annotate of examples, which then hold its answers."""
    for eg, doc in zip(examples, nlp.pipe([eg.predicted for eg in examples])):
        eg.predicted = doc
    return examples
