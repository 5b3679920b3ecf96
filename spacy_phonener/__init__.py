"""spaCy components for named entities in languages that have no NER data.

`Phonemizer`, `PhoneNER` and `get_language` are imported when they are asked for: this
module itself imports neither spaCy nor torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, List

if TYPE_CHECKING:
    from .languages import get_language
    from .pipeline.phonemizer import Phonemizer
    from .pipeline.phonener import PhoneNER

__version__ = "0.1.0"
__all__ = ["PhoneNER", "Phonemizer", "get_language"]

_MODULES = {
    "PhoneNER": "spacy_phonener.pipeline.phonener",
    "Phonemizer": "spacy_phonener.pipeline.phonemizer",
    "get_language": "spacy_phonener.languages",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> List[str]:
    return sorted({*globals(), *__all__})
