"""The notations that encoders were pretrained with.

An encoder with a vocabulary of phonemes knows what the corpus of its pretraining wrote for a
sound. notations/NAME/CODE.txt turns our segments of a language into that, in Epitran's rule
language. A language without such a file is written as we write it.
"""

from functools import cache, partial
from pathlib import Path
from typing import Any, Optional

from ..segments import Segments, split_ipa
from .source import Rewrite
from .table_reader import make_rules, shared_feature_table

PATH = Path(__file__).parent / "notations"


def check_notation(name: str) -> str:
    """Check that there is a notation.

    RAISES (ValueError): If there is none of this name.
    """
    known = sorted(folder.name for folder in PATH.iterdir())
    if name not in known:
        raise ValueError(
            f"There is no notation '{name}'. The phonemizer's setting `notation` is null "
            f"or one of: {', '.join(known)}."
        )
    return name


def load_rewrite(name: Optional[str], lang: str) -> Optional[Rewrite]:
    """Make the function that writes a language's segments in a notation.

    name (Optional[str]): The notation; None: ours.
    lang (str): The language's code.
    RETURNS (Optional[Rewrite]): None, if they are written as they are.
    """
    path = PATH / str(name) / f"{lang}.txt"
    # Not a function made here, which would not pickle.
    return partial(rewrite, path) if name and path.is_file() else None


def rewrite(path: Path, segments: Segments) -> Segments:
    return tuple(split_ipa(load_rules(path).apply("".join(segments))))


@cache
def load_rules(path: Path) -> Any:
    with shared_feature_table():
        return make_rules(path.read_text(encoding="utf-8"))
