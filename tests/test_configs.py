"""The configs: valid, accepted by all of spaCy's commands, and trained from."""

import math

import pytest
import spacy
from spacy import util
from spacy.cli._util import app
from spacy.cli.init_config import fill_config
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from thinc.api import Config
from typer.testing import CliRunner

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.languages import default_scripts, get_language

from .conftest import ROOT, SAMPLE, SENTENCE, SENTENCE_TAGS, read_example

CONFIGS = sorted((ROOT / "configs").glob("*.cfg"))
# But a part, which `resume` adds to the config of a pipeline (tests/cli/test_resume.py).
WHOLE = [path for path in CONFIGS if path.stem != "adapt"]
# Each system by its config; the checkpoint is a small one of tests/checkpoints.py.
SYSTEMS = {
    "lite": ("lite", None),
    "multilingual": ("multilingual", None),
    "running": ("running", None),
    "xphonebert": ("xphonebert", "xphonebert"),
    "xphonebert_multilingual": ("xphonebert_multilingual", "xphonebert"),
    "mbert": ("graphemes", "mbert"),
    "canine": ("graphemes", "canine"),
    "xlmr": ("graphemes", "xlmr"),
}


def load(name):
    return Config().from_disk(ROOT / "configs" / f"{name}.cfg")


def load_training(name):
    """A config without what is for `spacy pretrain`."""
    config = load(name)
    del config["pretraining"], config["corpora"]["pretrain"], config["paths"]["pairs"]
    return config


def test_every_config_is_tried():
    assert {config for config, _ in SYSTEMS.values()} == {path.stem for path in WHOLE}


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_spacy_fills_a_config(path, tmp_path):
    _, filled = fill_config(tmp_path / "filled.cfg", path, silent=True)
    nlp = util.load_model_from_config(filled, auto_fill=False, validate=True)
    if path.stem == "graphemes":
        assert nlp.pipe_names == ["phonener_sentencizer", "phonener"]
    else:
        word_lists = ["commonness"] if path.stem == "running" else []
        assert nlp.pipe_names == [
            "phonener_sentencizer",
            "phonemizer",
            *word_lists,
            "phonener",
        ]
        assert filled["components"]["phonemizer"]["scripts"] == default_scripts()


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_the_learning_rate_falls_until_the_last_step(path):
    """A number, since spaCy reads the optimizer's block where no variable is known."""
    training = load(path.stem)["training"]
    rate = training["optimizer"]["learn_rate"]
    assert rate["total_steps"] == training["max_steps"]


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_the_last_step_is_evaluated(path):
    """Steps are counted: with `max_epochs` above 0, spaCy stops short of the last."""
    training = load(path.stem)["training"]
    assert training["max_epochs"] in (0, -1)
    assert training["max_steps"] % training["eval_frequency"] == 0


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_training_shows_how_far_it_is(path):
    """A row often enough, and a bar until the next."""
    training = load(path.stem)["training"]
    assert training["logger"]["progress_bar"] == "eval"
    assert training["max_steps"] / training["eval_frequency"] >= 10


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The sample's beginning; and of other languages something that needs no G2P."""
    path = tmp_path_factory.mktemp("corpus")
    train = load("running")["corpora"]["train"]
    fragments = {**train["sentences"], "kat": 0}
    wanted = [(lang, "train") for lang in fragments]
    for split in ("text-train", "text-validation"):
        wanted += [(lang, split) for lang in train["texts"]]
    for lang, split in wanted:
        tokens, tags = ["1789", "."], ["B-LOC", "O"]
        write_docbin([(tokens, tags)] * 2, lang, path / lang / f"{split}.spacy")
    # `spacy debug data` wants 100 training examples.
    for split, n in (("train", 120), ("validation", 20)):
        sentences = list(read_conll(SAMPLE / "en" / f"{split}.conll"))[:n]
        write_docbin(sentences, "eng", path / "eng" / f"{split}.spacy")
    return path


@pytest.fixture(params=SYSTEMS)
def system(request, corpus, checkpoints):
    """A config's path, and the settings with which two steps take a moment."""
    name, checkpoint = SYSTEMS[request.param]

    def choose(reader, split):
        several = "sentences" in load(name)["corpora"][reader]
        return str(corpus if several else corpus / "eng" / f"{split}.spacy")

    settings = {
        "paths.train": choose("train", "train"),
        "paths.dev": choose("dev", "validation"),
        "training.batcher.size": 16,
        "training.max_steps": 2,
        "training.eval_frequency": 1,
        "training.optimizer.learn_rate.total_steps": 2,
    }
    if checkpoint:
        encoder = "components.phonener.model.encoder.name"
        settings[encoder] = str(checkpoints[checkpoint])
    return ROOT / "configs" / f"{name}.cfg", settings


@pytest.mark.slow
def test_spacys_commands_accept_a_config(system, tmp_path):
    path, settings = system
    options = [f"--{key}={value}" for key, value in settings.items()]
    for command in (
        ["debug", "config", path],
        ["debug", "data", path],
        ["debug", "model", path, "phonener"],
        ["assemble", path, tmp_path],
    ):
        result = CliRunner().invoke(app, [*map(str, command), *options])
        assert result.exit_code == 0, (command, result.output, result.exception)
    assert spacy.load(tmp_path).get_pipe("phonener").labels == ("LOC", "ORG", "PER")


@pytest.mark.slow
def test_what_is_trained_can_be_trained_on(system, tmp_path):
    """No optimizer is handed in: spaCy makes one by the saved config."""
    path, settings = system
    train(init_nlp(util.load_config(path, settings, interpolate=False)), tmp_path)

    nlp = spacy.load(tmp_path / "model-last")
    examples = [read_example(nlp, SENTENCE.split(), SENTENCE_TAGS)]
    nlp.rehearse(examples)
    assert nlp.update(examples)["phonener"] > 0
    assert nlp.create_optimizer() is not nlp.resume_training()
    # The schedule begins at 0.
    nlp.resume_training().step_schedules()
    before = nlp.get_pipe("phonener").model.to_bytes()
    nlp.update(examples)
    assert nlp.get_pipe("phonener").model.to_bytes() != before


@pytest.mark.parametrize("name", ["xphonebert", "graphemes"])
def test_the_papers_recipe(name, tmp_path):
    """Sohn et al. 2024, Appendix A; a step is a batch of 128 of 20,000 sentences."""
    _, config = fill_config(
        tmp_path / "filled.cfg", ROOT / "configs" / f"{name}.cfg", silent=True
    )
    training = config["training"]
    assert (training["max_epochs"], training["batcher"]["size"]) == (0, 128)
    assert training["optimizer"]["weight_decay"] == 0.01
    rate = training["optimizer"]["learn_rate"]
    steps = 10 * math.ceil(19_963 / 128)
    assert rate["initial_rate"] == 1e-5
    assert rate["total_steps"] == training["max_steps"] == steps
    assert rate["warmup_steps"] == round(0.025 * steps)
    assert config["components"]["phonener"]["model"]["encoder"]["window"] == 128
    assert config["components"]["phonener"]["units"] == "all"


def test_the_multilingual_config_differs_from_lite_in_its_data_and_steps():
    lite, multilingual = load_training("lite"), load("multilingual")
    # LiteEncoder's default is the multilingual config's.
    assert lite["components"]["phonener"]["model"]["encoder"].pop("dropout") == 0.4
    for config in (lite, multilingual):
        del config["corpora"]["train"]
        del config["training"]["optimizer"]["learn_rate"]
        for key in ("max_steps", "eval_frequency"):
            del config["training"][key]
    assert lite == multilingual


def test_pairs_of_names_are_of_none_of_the_papers_languages():
    lite, xphonebert = load("lite"), load("xphonebert")
    assert lite["corpora"]["pretrain"] == xphonebert["corpora"]["pretrain"]
    langs = lite["corpora"]["pretrain"]["langs"]
    assert len(langs) == 10 and not [la for la in langs if get_language(la).case]
    for config in (lite, xphonebert):
        assert config["pretraining"]["batcher"]["size"] % 2 == 0


def test_running_text_comes_on_top_of_wikiann():
    """The encoder knows its languages; the best model is chosen by the same ones."""
    config = load("running")
    running = config["corpora"]
    texts, fragments = (running["train"][kind] for kind in ("texts", "sentences"))
    known = config["components"]["phonener"]["model"]["encoder"]["languages"]
    assert known == sorted({*texts, *fragments})
    # Georgian is one that settings are chosen by.
    others = load("multilingual")["corpora"]["train"]["sentences"]
    assert fragments.keys() == others.keys() - {"kat"}
    assert running["dev"]["texts"].keys() == texts.keys()
    assert running["dev"]["split"] == "validation" and "seed" in running["dev"]
    # None is among the paper's languages.
    assert not [lang for lang in texts if get_language(lang).case]


def test_xphonebert_can_train_on_the_same_languages():
    xphonebert = load_training("xphonebert")
    multilingual, both = map(load, ("multilingual", "xphonebert_multilingual"))
    data = multilingual["corpora"]["train"]
    assert both["corpora"].pop("train") == data
    del xphonebert["corpora"]["train"]
    for config in (xphonebert, both):
        for key in ("max_epochs", "max_steps", "eval_frequency"):
            del config["training"][key]
        for key in ("warmup_steps", "total_steps"):
            del config["training"]["optimizer"]["learn_rate"][key]
    assert both == xphonebert
