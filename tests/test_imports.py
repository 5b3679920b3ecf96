"""Every `Language()` imports our factories, every `python -m spacy` our CLI.

Both stay light.
"""

import subprocess
import sys

import pytest
from spacy.pipeline import TrainablePipe

import spacy_phonener

HEAVY = [
    "epitran",
    "panphon",
    "segments",
    "espeakng_loader",
    "py3langid",
    "pyarrow.parquet",
    "starlette",
    "uvicorn",
]


def imported_by(code: str) -> set:
    script = f"{code}\nimport sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import spacy; spacy.blank('en')",
        "import spacy; spacy.blank('en').add_pipe('phonemizer')",
        "import spacy; spacy.blank('en').add_pipe('language_identifier')",
        "from spacy.util import registry; registry.cli.get_all()",
    ],
    ids=["blank", "phonemizer", "language_identifier", "cli"],
)
def test_nothing_heavy_is_imported(code):
    modules = imported_by(code)
    assert not modules & set(HEAVY)
    # torch comes with spaCy itself, if installed; our layers are what needs it.
    assert not [m for m in modules if m.startswith("spacy_phonener.ml")]


def test_everything_is_registered_without_an_import():
    code = (
        "from spacy.util import registry\n"
        "import spacy\n"
        "for name in ('commonness', 'language_identifier', 'phonener', 'sound_ruler'):\n"
        "    assert spacy.blank('en').has_factory(name)\n"
        "for name in ('charsiu', 'dictionary', 'epitran', 'espeak', 'mapping'):\n"
        "    assert f'spacy_phonener.{name}.v1' in registry.misc\n"
        "assert 'spacy_phonener.PhoneTagger.v1' in registry.architectures\n"
        "for name in ('LiteEncoder', 'XPhoneBERT', 'TransformerEncoder'):\n"
        "    assert f'spacy_phonener.{name}.v1' in registry.architectures\n"
        "assert 'spacy_phonener.AdamW.v1' in registry.optimizers\n"
        "assert 'spacy_phonener.Corpus.v1' in registry.readers\n"
        "names = 'accents casing chain mentions pseudowords redirects'\n"
        "for name in names.split():\n"
        "    assert f'spacy_phonener.{name}.v1' in registry.augmenters\n"
        "assert 'spacy_phonener.phonener_scorer.v1' in registry.scorers\n"
    )
    assert "spacy_phonener.ml.lite" not in imported_by("import spacy")
    imported_by(code)


def test_the_package_imports_what_is_asked_for():
    modules = imported_by("import spacy_phonener; dir(spacy_phonener)")
    assert not modules & {"spacy", "thinc", "torch", "numpy"}
    assert {"PhoneNER", "Phonemizer", "get_language"} <= set(dir(spacy_phonener))
    assert spacy_phonener.get_language("si").code == "sin"
    assert spacy_phonener.Phonemizer("phonemizer").phonemize(["කොළඹ"])
    assert issubclass(spacy_phonener.PhoneNER, TrainablePipe)
    with pytest.raises(ImportError):
        exec("from spacy_phonener import Phonologizer")
