"""What all parts have in common: the device, the sizes, a check, the sentences."""

from itertools import islice
from pathlib import Path
from typing import Any, Dict, List, NamedTuple

import spacy
from spacy.language import Language
from spacy.training import Example
from thinc.api import require_cpu

from spacy_phonener.corpora.corpus import PhoneCorpus

Row = Dict[str, Any]


class Setting(NamedTuple):
    """How the parts run.

    device (str): "gpu"; or "cpu", where each part is tried, and nothing compared.
    small (bool): Small encoders and few sentences, to try each part.
    corpus (Path): Folder of LANGUAGE/SPLIT.spacy files.
    folder (Path): For checkpoints and pipelines.
    """

    device: str
    small: bool
    corpus: Path
    folder: Path

    def either(self, full: Any, small: Any) -> Any:
        """Choose between a full and a small run."""
        return small if self.small else full


def use(device: str) -> None:
    """Make what is loaded from now on run on a device."""
    if device == "gpu":
        spacy.require_gpu()
    else:
        require_cpu()


def failed(what: str, err: Exception) -> Row:
    """Note what failed; what comes after it goes on."""
    return {"what": what, "held": False, "error": f"{type(err).__name__}: {err}"}


def check(what: str, found: float, most: float) -> Row:
    """Check that a number is not larger than it may be, nor none."""
    held = bool(found <= most)
    return {"what": what, "found": float(found), "most": most, "held": held}


def read_examples(nlp: Language, setting: Setting, limit: int) -> List[Example]:
    """Read English test sentences to phonemes."""
    path = setting.corpus / "eng" / "test.spacy"
    examples = list(islice(PhoneCorpus(path)(nlp), limit))
    list(nlp.get_pipe("phonemizer").pipe([eg.predicted for eg in examples]))
    return examples
