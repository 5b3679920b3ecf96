"""WikiANN's splits: which there are, and how to fetch them from the Hugging Face hub.

wikiann.json has the lengths and SHA-256 sums of those that the published figures were
measured on.
"""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Dict, List, Set, Tuple

import srsly

from ..languages import find_language, get_language, languages

# A language's code and a split's name.
Split = Tuple[str, str]

HUB_DATASET = "unimelb-nlp/wikiann"
SPLITS = ("train", "validation", "test")
SUFFIXES = (".conll", ".tsv", ".parquet", ".json")


@cache
def known_splits() -> Dict[str, Dict[str, Any]]:
    """Get the number of sentences and the SHA-256 sum of each "language/split"."""
    return srsly.read_json(Path(__file__).parent / "wikiann.json")


def paper_splits() -> List[Split]:
    """List the validation and test splits of the paper's languages."""
    codes = [code for code, lang in languages().items() if lang.case]
    return [(code, split) for code in codes for split in ("validation", "test")]


def source_splits() -> List[Split]:
    """List the training splits of the languages to train on beside English."""
    train = [key.partition("/") for key in known_splits() if key.endswith("/train")]
    return [(code, split) for code, _, split in train if code != "eng"]


def split_of(file: Path) -> str:
    """Get the split that a file holds: "train" of train-00000-of-00002.parquet."""
    return file.stem.split("-")[0]


def find_splits(folder: Path) -> Set[Split]:
    """List what a folder of LANGUAGE/SPLIT files holds, in whatever format."""
    found: Set[Split] = set()
    for file in folder.glob("*/*"):
        lang = find_language(file.parent.name)
        if lang and file.suffix in SUFFIXES:
            # A JSON file holds all splits of its language.
            splits = SPLITS if file.suffix == ".json" else (split_of(file),)
            found.update((lang.code, split) for split in splits)
    return found


def hub_code(code: str) -> str:
    """Get the hub's code of a language, which its row in the table names first."""
    return (*get_language(code).codes, code)[0]


def hub_file(code: str, split: str, folder: Path) -> Path:
    """Name the file of a folder that a split is fetched to."""
    return folder / hub_code(code) / f"{split}.parquet"


def fetch(splits: List[Split], folder: Path) -> Dict[Split, str]:
    """Fetch splits from the hub to a folder.

    RETURNS (Dict[Split, str]): Those that could not be fetched, and why.
    """
    from huggingface_hub.utils import LocalEntryNotFoundError

    failed: Dict[Split, str] = {}
    for i, (code, split) in enumerate(splits):
        try:
            fetch_split(code, split, folder)
        except LocalEntryNotFoundError as err:
            # The hub cannot be reached: not for the others either.
            return {**failed, **dict.fromkeys(splits[i:], str(err))}
        except OSError as err:
            failed[code, split] = str(err)
    return failed


def fetch_split(code: str, split: str, folder: Path) -> None:
    """Fetch a split from the hub, whole or not at all."""
    from huggingface_hub import hf_hub_download

    name = f"{hub_code(code)}/{split}-00000-of-00001.parquet"
    file = hub_file(code, split, folder)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as partial:
        path = hf_hub_download(
            HUB_DATASET, name, repo_type="dataset", local_dir=partial
        )
        file.parent.mkdir(exist_ok=True)
        os.replace(path, file)
