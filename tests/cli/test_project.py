"""The commands of README and project.yml, on slices small enough for a test."""

import math
import os
import re
import shutil
import subprocess
import sys

import pytest
import spacy
import srsly
import torch
from spacy import util
from thinc.api import Config
from transformers import AutoModel
from typer.testing import CliRunner
from weasel.util.config import load_project_config

from spacy_phonener.cli import phonener
from spacy_phonener.cli.package import summarize, training_splits
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.languages import get_language, languages
from spacy_phonener.pipeline.shims import model_shims

from ..conftest import ROOT, SAMPLE, sample_examples

CONFIGS = sorted((ROOT / "configs").glob("*.cfg"))
GRAPHEMES = ("mbert", "canine", "xlmr")
QUICK = (
    "--training.max_steps 30 --training.eval_frequency 15 "
    "--components.phonener.model.encoder.hidden_width 32"
)


def run(*args, cwd=None, **env):
    result = subprocess.run(
        [sys.executable, "-m", *args],
        cwd=cwd,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def invoke(*args):
    return CliRunner().invoke(phonener, [str(arg) for arg in args])


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_configs_are_valid_and_filled(path):
    config = util.load_config(path)
    nlp = util.load_model_from_config(config, auto_fill=False, validate=True)
    reads_graphemes = path.stem in GRAPHEMES
    assert nlp.pipe_names == ["phonemizer", "phonener"][reads_graphemes:]


@pytest.mark.slow
@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_debug_config(path, tmp_path):
    run("spacy", "phonener", "convert", str(SAMPLE), str(tmp_path))
    train, dev = (str(tmp_path / "eng" / f"{s}.spacy") for s in ("train", "validation"))
    reader = Config().from_disk(path)["corpora"]["train"]
    if "sentences" in reader:
        train = str(tmp_path)
        for lang in reader["sentences"]:
            write_docbin([(["x"], ["O"])], lang, tmp_path / lang / "train.spacy")
    paths = ["--paths.train", train, "--paths.dev", dev]
    assert "Config is valid" in run("spacy", "debug", "config", str(path), *paths)


def test_the_sample_config_differs_in_its_number_of_steps_only():
    lite, sample = (
        Config().from_disk(ROOT / f"configs/{n}.cfg") for n in ("lite", "sample")
    )
    for config in (lite, sample):
        for key in ("max_steps", "eval_frequency"):
            del config["training"][key]
        del config["training"]["optimizer"]["learn_rate"]
    assert lite == sample


@pytest.mark.parametrize("name", GRAPHEMES)
def test_the_baselines_configs_differ_in_the_encoder_only(name):
    xphonebert, config = (
        Config().from_disk(ROOT / f"configs/{n}.cfg") for n in ("xphonebert", name)
    )
    encoder = config["components"]["phonener"]["model"].pop("encoder")
    assert encoder["@architectures"] == "spacy_phonener.TransformerEncoder.v1"
    xphonebert["components"]["phonener"]["model"].pop("encoder")
    # Graphemes need no phonemizer.
    del xphonebert["components"]["phonemizer"]
    xphonebert["nlp"]["pipeline"].remove("phonemizer")
    xphonebert["training"]["annotating_components"].remove("phonemizer")
    assert config == xphonebert


def test_the_papers_recipe():
    """Sohn et al. 2024, Appendix A; a step is a batch of 128 of 20,000 sentences."""
    config = util.load_config(ROOT / "configs/xphonebert.cfg").interpolate()
    training = config["training"]
    assert (training["max_epochs"], training["batcher"]["size"]) == (10, 128)
    assert training["optimizer"]["weight_decay"] == 0.01
    rate = training["optimizer"]["learn_rate"]
    steps = 10 * math.ceil(19_963 / 128)
    assert rate["initial_rate"] == 1e-5 and rate["total_steps"] == steps
    assert rate["warmup_steps"] == round(0.025 * steps)
    assert config["components"]["phonener"]["model"]["encoder"]["window"] == 128
    assert config["components"]["phonener"]["units"] == "all"


def test_project_file():
    config = load_project_config(ROOT)
    commands = {command["name"] for command in config["commands"]}
    for steps in config["workflows"].values():
        assert set(steps) <= commands
    assert config["workflows"]["train"] == ["download", "convert", "fit"]


def test_the_projects_assets_are_the_papers_languages():
    config = load_project_config(ROOT)
    folders = {
        asset["dest"].split("/")[2]
        for asset in config["assets"]
        if asset["dest"].startswith("assets/wikiann/")
    }
    codes = {get_language(folder).code for folder in folders}
    assert codes == {"eng"} | {lang.code for lang in languages().values() if lang.case}


def test_the_multilingual_config_trains_on_no_language_of_the_paper():
    """But on English and the source languages, all of which the project can fetch."""
    lite, multilingual = (
        Config().from_disk(ROOT / f"configs/{n}.cfg") for n in ("lite", "multilingual")
    )
    sentences = multilingual["corpora"].pop("train")["sentences"]
    del lite["corpora"]["train"]
    for config in (lite, multilingual):
        del config["training"]["optimizer"]["learn_rate"]
        for key in ("max_steps", "eval_frequency"):
            del config["training"][key]
        del config["components"]["phonener"]["model"]["encoder"]["dropout"]
    assert lite == multilingual
    sources = {
        get_language(asset["dest"].split("/")[2]).code
        for asset in load_project_config(ROOT)["assets"]
        if asset["dest"].startswith("assets/wikiann_sources/")
    }
    assert not any(get_language(code).case for code in {*sentences, *sources})
    assert set(sentences) == sources | {"eng"}


def test_xphonebert_can_train_on_the_same_languages():
    xphonebert, multilingual, both = (
        Config().from_disk(ROOT / f"configs/{n}.cfg")
        for n in ("xphonebert", "multilingual", "xphonebert_multilingual")
    )
    data = multilingual["corpora"]["train"]
    assert both["corpora"].pop("train") == data
    del xphonebert["corpora"]["train"]
    labels = multilingual["initialize"]["components"]
    assert both["initialize"].pop("components") == labels
    del xphonebert["initialize"]["components"]
    for config in (xphonebert, both):
        for key in ("max_epochs", "max_steps", "eval_frequency"):
            del config["training"][key]
        for key in ("warmup_steps", "total_steps"):
            del config["training"]["optimizer"]["learn_rate"][key]
    assert both == xphonebert


def test_the_encoder_is_an_asset_that_is_fetched_when_asked_for(tmp_path, checkpoints):
    """From a git repository, as the hub's are; here from one on disk."""
    assets = {a["dest"]: a for a in load_project_config(ROOT)["assets"]}
    asset = assets["assets/xphonebert-base"]
    assert asset["extra"]
    assert asset["git"]["repo"] == "https://huggingface.co/vinai/xphonebert-base"
    hub = tmp_path / "hub"
    shutil.copytree(checkpoints["xphonebert"], hub)
    for command in ("init -q -b main", "add .", "commit -q -m checkpoint"):
        who = ["-c", "user.name=hub", "-c", "user.email=hub@example.org"]
        subprocess.run(["git", *who, *command.split()], cwd=hub, check=True)
    git = {**asset["git"], "repo": str(hub)}
    (tmp_path / "assets").mkdir()
    srsly.write_yaml(tmp_path / "project.yml", {"assets": [{**asset, "git": git}]})
    run("spacy", "project", "assets", str(tmp_path), "--extra")
    AutoModel.from_pretrained(tmp_path / asset["dest"], local_files_only=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project, trained for some steps on the sample."""
    path = tmp_path_factory.mktemp("project")
    for name in ("project.yml", "configs", "assets"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, path / name)
    variables = ["--vars.config", "sample", "--vars.wikiann", "assets/sample"]
    run(
        *("spacy", "project", "run", "train", ".", *variables),
        cwd=path,
        SPACY_CONFIG_OVERRIDES=QUICK,
    )
    return path, variables


@pytest.mark.slow
def test_train_alone_does_all_it_needs(project):
    path, _ = project
    nlp = spacy.load(path / "training" / "sample" / "model-best")
    assert nlp.get_pipe("phonener").labels == ("LOC", "ORG", "PER")
    assert (
        nlp.config["components"]["phonener"]["model"]["encoder"]["hidden_width"] == 32
    )


@pytest.mark.slow
def test_evaluate_and_zero_shot(project):
    path, variables = project
    for command in ("evaluate", "zero-shot"):
        run("spacy", "project", "run", command, ".", *variables, cwd=path)
    english = srsly.read_json(path / "metrics" / "sample-english.json")
    assert list(english["languages"]) == ["eng"]
    others = srsly.read_json(path / "metrics" / "sample-zero-shot.json")
    assert list(others["languages"]) == ["ell", "hin", "rus", "spa", "swa", "tur"]
    table = (path / "metrics" / "sample-zero-shot.md").read_text(encoding="utf-8")
    assert "| Tag F1 (paper) | Entity F1 |" in table


@pytest.mark.slow
def test_report(project):
    """Of languages that the paper has not: there is nothing to compare them with."""
    path, variables = project
    run("spacy", "project", "run", "report", ".", *variables, cwd=path)
    results = srsly.read_json(path / "report" / "report.json")
    assert list(results["systems"]) == ["sample"]
    languages = {"ell", "hin", "rus", "spa", "swa", "tur"}
    assert languages < {score["language"] for score in results["scores"]}
    text = (path / "report" / "report.md").read_text(encoding="utf-8")
    assert "## Every language: test" in text and "| hin | Hindi | sample |" in text
    images = {image.name for image in (path / "report" / "figures").iterdir()}
    assert images == {
        f"{name}.{suffix}"
        for name in ("known", "distance", "learning")
        for suffix in ("svg", "png")
    }
    page = (path / "report" / "sentences.html").read_text(encoding="utf-8")
    assert '<option value="hin">Hindi</option>' in page
    assert (path / "report" / "tables" / "scores-test.csv").exists()


@pytest.mark.slow
def test_the_package_loads_by_its_name(project, tmp_path):
    path, variables = project
    run("spacy", "project", "run", "package", ".", *variables, cwd=path)
    [wheel] = (path / "packages").glob("*/dist/*.whl")
    assert wheel.name == "phonener_xphone-0.1.0-py3-none-any.whl"
    target = tmp_path / "site"
    run("pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel))
    code = (
        "import spacy, sys; nlp = spacy.load('phonener_xphone'); "
        "print(nlp.meta['description'], nlp.lang, nlp.pipe_names, len(nlp.vocab.strings)); "
        "print(nlp('Nelson Mandela visited London')[:]._.ipa)"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    ).stdout
    assert "LiteEncoder.v1" in out and "sample, eng/train, 754 sentences" in out
    assert "nɛlsən mændɛlə vɪzɪɾɨd lʌndən" in out
    # The words of the training data are not in the package.
    assert (
        "Shakespeare"
        in (path / "training/sample/model-best/vocab/strings.json").read_text()
    )
    assert not [
        p for p in target.rglob("*") if p.is_file() and b"Shakespeare" in p.read_bytes()
    ]
    # Only data: no pickles.
    assert not list(target.rglob("*.pkl"))


def test_languages(tmp_path):
    result = invoke("languages", "--paper", "--output", tmp_path / "table.json")
    assert result.exit_code == 0, result.output
    rows = {row["code"]: row for row in srsly.read_json(tmp_path / "table.json")}
    assert len(rows) == 33
    assert rows["uzb"]["scripts"]["Cyrl"] == {"epitran:uzb-Cyrl": True}
    table = (tmp_path / "table.md").read_text(encoding="utf-8").splitlines()
    assert len([line for line in table if line.startswith("|")]) == 2 + 33
    uzbek = (
        "| uzb | Uzbek | uz uzn | 3 | Latn: epitran:uzb-Latn; Cyrl: epitran:uzb-Cyrl |"
    )
    assert uzbek in table


def test_languages_say_what_is_read(tmp_path):
    lines = ["Soomaaliya", "revolution", "2024", "Москва", "''lo’''", "(waa)"]
    texts = tmp_path / "som" / "test.spacy"
    write_docbin([(lines, ["O"] * len(lines))], "som", texts)
    output = tmp_path / "table.json"
    result = invoke("languages", "-l", "Somali", "-c", tmp_path, "-o", output)
    assert result.exit_code == 0, result.output
    [row] = srsly.read_json(output)
    # Soomaaliya, revolution (Somali has no v) and lo’.
    assert row["coverage"] == pytest.approx({"tokens": 3, "own": 2 / 3, "all": 1})


@pytest.mark.parametrize("encoder", ["lite", "xphonebert", "mbert"])
def test_coverage(encoder, trained_path, checkpoints, tmp_path):
    texts = tmp_path / "texts.txt"
    texts.write_text("නෙල්සන් මැන්ඩෙලා %\n\nසිංහල\n", encoding="utf-8")
    model = trained_path if encoder == "lite" else checkpoints[encoder]
    result = invoke("vocabulary", model, texts, "--lang", "Sinhala", "-n", 1)
    if encoder == "xphonebert":
        assert result.exit_code == 0, result.output
        assert re.search(r"as is +\d+ +9\d\.\d\d%", result.output)
        assert re.search(r"unknown +1 +\d\.\d\d%", result.output)
        assert re.search(r"% +1 +unknown", result.output)
    else:
        assert result.exit_code == 1
        assert "vocabulary of phonemes" in result.output.replace("\n", " ")


def test_coverage_of_nothing(checkpoints, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("\n")
    result = invoke("vocabulary", checkpoints["xphonebert"], empty, "--lang", "sin")
    assert result.exit_code == 1 and "no text" in result.output


def test_demo(trained_path, tmp_path):
    html = tmp_path / "demo.html"
    texts = ROOT / "assets" / "demo.jsonl"
    result = invoke("demo", trained_path, texts, "--output", html)
    assert result.exit_code == 0, result.output
    page = html.read_text(encoding="utf-8")
    assert "Нельсон" in page and "<mark" in page


def test_convert_writes_nothing_of_malformed_data(tmp_path):
    (tmp_path / "en").mkdir()
    bad = tmp_path / "en" / "train.conll"
    bad.write_text("London\n", encoding="utf-8")
    result = invoke("convert", bad, tmp_path / "out")
    assert result.exit_code == 1
    assert "train.conll, line 1" in result.output.replace("\n", " ")
    assert not (tmp_path / "out").exists()


def test_convert_a_file(tmp_path):
    file = SAMPLE / "rus" / "test.conll"
    result = invoke("convert", file, tmp_path, "--lang", "Russian", "--limit", 5)
    assert result.exit_code == 0, result.output
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.spacy")] == [
        "rus/test.spacy"
    ]


def test_convert_folders_together(tmp_path):
    """Training sentences of one folder must not test a language of another."""
    sources = tmp_path / "sources"
    (sources / "tur").mkdir(parents=True)
    leak = (SAMPLE / "rus" / "test.conll").read_text(encoding="utf-8").split("\n\n")[0]
    (sources / "tur" / "train.conll").write_text(
        leak + "\n\nAnkara\tB-LOC\n", encoding="utf-8"
    )
    result = invoke("convert", SAMPLE, sources, tmp_path / "corpus")
    assert result.exit_code == 0, result.output
    about = srsly.read_json(tmp_path / "corpus" / "about.json")
    assert about["tur/train"]["source"] == "sources"
    assert about["tur/train"]["converted"] == about["tur/train"]["dropped"] == 1
    assert about["eng/train"]["dropped"] == 0
    result = invoke("convert", sources, sources, tmp_path / "other")
    assert result.exit_code == 1 and "tur/train a second time" in result.output
    assert not (tmp_path / "other").exists()


def test_download_leaves_local_data_alone():
    result = invoke("download", SAMPLE)
    assert result.exit_code == 0 and "Using WikiANN" in result.output


def test_where_the_hub_cannot_be_reached_the_sample_takes_its_place(
    monkeypatch, tmp_path
):
    def offline(*args):
        raise ConnectionError("no route to host")

    monkeypatch.setattr("weasel.cli.assets.project_assets", offline)
    data = tmp_path / "wikiann"
    data.mkdir()
    result = invoke("download", data)
    assert result.exit_code == 0
    assert "cannot be fetched" in result.output and "no route to host" in result.output
    result = invoke("convert", data, tmp_path / "corpus", "--fallback", SAMPLE)
    assert result.exit_code == 0
    assert "a demonstration" in result.output
    about = srsly.read_json(tmp_path / "corpus" / "about.json")
    assert about["eng/train"]["source"] == "sample"


@pytest.mark.slow
def test_a_package_of_half_the_size(project, tmp_path):
    """The weights have 16 bits on disk and 32 in use."""
    model = project[0] / "training" / "sample" / "model-best"
    about = project[0] / "corpus" / "about.json"
    args = ("package", model, tmp_path, "--about", about, "--float16")
    result = invoke(*args, "--name", "phonener_half")
    assert result.exit_code == 0, result.output
    [half] = tmp_path.glob("phonener_half-0.1.0/phonener_half/phonener_half-0.1.0")
    sizes = [
        sum(file.stat().st_size for file in (path / "phonener").glob("shim*"))
        for path in (half, model)
    ]
    assert sizes[0] < 0.51 * sizes[1]
    scores = []
    for path in (half, model):
        nlp = spacy.load(path)
        examples = sample_examples(nlp, "en/test")
        scores.append(nlp.evaluate(examples)["ents_f"])
        for shim in model_shims(nlp.get_pipe("phonener").model):
            assert {p.dtype for p in shim._model.parameters()} == {torch.float32}
    assert abs(scores[0] - scores[1]) <= 0.002


def test_float16_is_for_the_lite_encoder(tmp_path):
    config = Config().from_disk(ROOT / "configs" / "mbert.cfg")
    config["paths"]["train"] = "corpus/eng/train.spacy"
    config.to_disk(tmp_path / "config.cfg")
    about = tmp_path / "about.json"
    split = {"source": "x", "wikiann": True, "converted": 3}
    srsly.write_json(about, {"eng/train": split})
    result = invoke("package", tmp_path, tmp_path, "--about", about, "--float16")
    assert result.exit_code == 1 and "--float16 is for" in result.output


def test_a_package_says_what_it_was_trained_on():
    def about(n, wikiann=True):
        return {"source": "sample", "wikiann": wikiann, "converted": n}

    splits = {"eng/train": about(19_963), "tur/train": about(20_000), "x": about(1)}
    train = {"path": "corpus", "split": "train", "sentences": {"en": 0, "tur": 2000}}
    config = {"corpora": {"train": train}}
    found = training_splits(config, splits)
    assert list(found.values()) == [
        "WikiANN, eng/train, 19963 sentences",
        "WikiANN, tur/train, 20000 sentences, 2000 an epoch",
    ]
    assert summarize(found) == "2 languages (eng, tur; see sources)"
    config = {
        "corpora": {"train": {"path": "corpus/eng/train.spacy"}},
        "paths": {"train": "corpus/eng/train.spacy"},
    }
    found = training_splits(config, {"eng/train": about(754, wikiann=None)})
    assert summarize(found) == "sample, eng/train, 754 sentences"


@pytest.mark.slow
def test_package_names_have_two_parts(project, tmp_path):
    model = project[0] / "training" / "sample" / "model-best"
    about = project[0] / "corpus" / "about.json"
    result = invoke("package", model, tmp_path, "--name", "xphone", "--about", about)
    assert result.exit_code == 1 and "has not the form" in result.output
