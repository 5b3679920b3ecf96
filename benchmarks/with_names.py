"""A pipeline with a list of names behind it, plain ones and hostile ones.

So `sound_ruler` is tried with the other components (`fuzz.py`, `threads.py`, `damage.py`).
"""

from random import Random
from typing import Dict, List, Optional

import spacy
from spacy.language import Language
from spacy.vocab import Vocab

from .hostile import draw_case

NAMES = ("Nelson Mandela", "London", "Tarawa", "George W. Bush", "Addis Ababa", "Nepal")
N_HOSTILE = 200
LONGEST = 300
KEY = "sound_ruler"


def load_with_names(name: str, vocab: Optional[Vocab] = None) -> Language:
    """Load a pipeline, and let it find names of a list in `doc.spans`, however unlike."""
    nlp = spacy.load(name, vocab=vocab or True)
    add_names(nlp)
    return nlp


def add_names(nlp: Language) -> None:
    config = {"annotate": "spans", "spans_key": KEY, "threshold": 0.0}
    ruler = nlp.add_pipe("sound_ruler", config=config)
    ruler.add_patterns(make_patterns())  # type: ignore[attr-defined]


def make_patterns() -> List[Dict[str, str]]:
    rng = Random(0)
    drawn = (" ".join(draw_case(rng).words)[:LONGEST] for _ in range(N_HOSTILE))
    hostile = [name for name in drawn if any(map(str.isalpha, name))]
    return [
        {"label": "NAME", "pattern": name, "id": f"Q{i}"}
        for i, name in enumerate([*NAMES, *hostile])
    ]
