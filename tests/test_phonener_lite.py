"""The pipeline that comes with the repository, as a user gets it."""

import subprocess
import sys
from email.parser import Parser

import pytest
import spacy
import srsly
from spacy.util import load_config

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.evaluation.zero_shot import evaluate
from spacy_phonener.pipeline.shims import model_shims

from .conftest import ROOT, WHEEL


@pytest.fixture(scope="module")
def lite(lite_path):
    return spacy.load(lite_path)


def test_small_and_without_words_of_the_training_data(lite_folder, lite):
    assert WHEEL.stat().st_size < 20_000_000
    modules = [shim._model for shim in model_shims(lite.get_pipe("phonener").model)]
    parameters = [p.numel() for module in modules for p in module.parameters()]
    assert sum(parameters) < 8_000_000
    [strings] = lite_folder.rglob("strings.json")
    assert srsly.read_json(strings) == []
    for file in lite_folder.rglob("*"):
        assert file.is_dir() or b"Shakespeare" not in file.read_bytes()
    assert not [*lite_folder.rglob("*.pkl"), *lite_folder.rglob("*.pt")]


def test_the_wheel_says_whose_it_is(lite_folder):
    """On a package index too, where its card is shown."""
    [metadata] = lite_folder.glob("phonener_lite-*.dist-info/METADATA")
    message = Parser().parsestr(metadata.read_text(encoding="utf-8"))
    assert message["Author"] == "The spacy-phonener authors"
    assert message["Home-page"].startswith("https://")
    assert message["License"] == "MIT"
    assert message["Description-Content-Type"] == "text/markdown"
    assert message.get_payload().lstrip().startswith("# phonener_lite")
    assert [*lite_folder.glob("phonener_lite-*.dist-info/licenses/LICENSE")]


def test_no_path_of_a_machine_is_in_the_wheel(lite_path):
    paths = load_config(lite_path / "config.cfg")["paths"]
    assert not any(paths.values())


# spaCy imports the components of all plugins that are installed, and so
# spacy-transformers, whatever pipeline it loads: here it does not see that plugin.
LOAD = """
import sys
from importlib.metadata import entry_points
import catalogue

class OtherPlugins:
    def select(self, group):
        points = entry_points(group=group)
        return [p for p in points if not p.value.startswith("spacy_transformers")]

catalogue.AVAILABLE_ENTRY_POINTS = OtherPlugins()
import spacy
spacy.load({path!r})
print(*sys.modules)
"""


def test_loading_imports_little(lite_path):
    code = LOAD.format(path=str(lite_path))
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    heavy = {"transformers", "spacy_transformers", "pandas", "rdflib", "epitran"}
    assert not heavy & set(run.stdout.decode().split())


def test_entities_of_the_readmes_example(lite):
    doc = lite("නෙල්සන් මැන්ඩෙලා")
    [ent] = doc.ents
    assert (ent.text, ent.label_) == (doc.text, "PER")
    assert ent._.ipa == "nelsan mænɖelaː"


@pytest.mark.parametrize(
    "lang,least",
    [("eng", 0.7), ("tur", 0.5), ("msa", 0.45), ("uzb", 0.6), ("urd", 0.05)],
)
def test_running_text(lite, tmp_path, lang, least):
    """A little under what docs/phonener_lite.md says.

    Other versions of the G2P libraries read some words otherwise.
    """
    sentences = read_conll(ROOT / "assets" / "running" / lang / "test.conll")
    write_docbin(sentences, lang, tmp_path / lang / "test.spacy")
    scores = evaluate(lite, tmp_path).languages[lang]
    assert scores.ents_f >= least
