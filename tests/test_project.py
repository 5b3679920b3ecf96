"""The commands of README and project.yml, on slices small enough for a test."""

import os
import shutil
import subprocess
import sys

import pytest
import spacy
import srsly
from transformers import AutoModel
from weasel.util.config import load_project_config

from spacy_phonener.corpora.wikiann import SPLITS, known_splits

from .conftest import ROOT

OVERRIDES = (
    " --training.max_steps 30 --training.optimizer.learn_rate.total_steps 30 "
    "--training.eval_frequency 15 --components.phonener.model.encoder.hidden_width 32"
)
VARIABLES = [
    *("--vars.system", "sample", "--vars.wikiann", "assets/sample"),
    # Folders are called as their owners like.
    *("--vars.corpus", "the owner's corpus"),
    *("--vars.overrides", OVERRIDES),
]


def run(*args, cwd=None):
    result = subprocess.run(
        [sys.executable, "-m", *args], cwd=cwd, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def run_project(command, path):
    run("spacy", "project", "run", command, ".", *VARIABLES, cwd=path)


def test_project_file():
    config = load_project_config(ROOT)
    commands = {command["name"] for command in config["commands"]}
    for steps in config["workflows"].values():
        assert set(steps) <= commands
    assert config["workflows"]["train"] == ["download", "convert", "fit"]
    # The config system makes one string of a list of variables.
    deps = [dep for command in config["commands"] for dep in command.get("deps", ())]
    assert not [dep for dep in deps if "," in dep]


def test_the_projects_assets_are_english():
    """And extra ones: `phonener download` fetches the other languages."""
    assets = load_project_config(ROOT)["assets"]
    assert {asset["dest"] for asset in assets if not asset.get("extra")} == {
        f"assets/wikiann/en/{split}.parquet"
        for split in ("train", "validation", "test")
    }


def test_assets_have_checksums():
    """But English WikiANN, which `convert` checks, and a git repository."""
    assets = load_project_config(ROOT)["assets"]
    without = {asset["dest"] for asset in assets if "checksum" not in asset}
    english = {f"assets/wikiann/en/{split}.parquet" for split in SPLITS}
    assert without == {*english, "assets/xphonebert-base"}
    assert {f"eng/{split}" for split in SPLITS} <= known_splits().keys()


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
    # Of a training before: spaCy's logger writes over no log.
    (path / "training" / "sample").mkdir(parents=True)
    (path / "training" / "sample" / "log.jsonl").touch()
    run_project("train", path)
    return path


@pytest.mark.slow
def test_train_alone_does_all_it_needs(project):
    training = project / "training" / "sample"
    log = srsly.read_jsonl(training / "log.jsonl")
    assert [line["step"] for line in log] == [0, 15, 30]
    nlp = spacy.load(training / "model-best")
    assert nlp.get_pipe("phonener").labels == ("LOC", "ORG", "PER")
    assert (
        nlp.config["components"]["phonener"]["model"]["encoder"]["hidden_width"] == 32
    )


@pytest.mark.slow
def test_evaluate_and_zero_shot(project):
    for command in ("evaluate", "zero-shot"):
        run_project(command, project)
    english = srsly.read_json(project / "metrics" / "sample-english.json")
    assert list(english["languages"]) == ["eng"]
    others = srsly.read_json(project / "metrics" / "sample-zero-shot.json")
    assert list(others["languages"]) == ["ell", "hin", "rus", "spa", "swa", "tur"]
    table = (project / "metrics" / "sample-zero-shot.md").read_text(encoding="utf-8")
    assert "| Tag F1, argmax | Tag F1, component | Entity F1 |" in table


FIGURES = ("known", "distance", "reliability", "precision-recall", "learning")


@pytest.mark.slow
def test_report(project):
    """Of languages that the paper has not: there is nothing to compare them with."""
    run_project("report", project)
    results = srsly.read_json(project / "report" / "report.json")
    assert list(results["systems"]) == ["sample"]
    languages = {"ell", "hin", "rus", "spa", "swa", "tur"}
    assert languages < {score["language"] for score in results["scores"]}
    text = (project / "report" / "report.md").read_text(encoding="utf-8")
    assert "## Every language: test" in text and "| hin | Hindi | sample |" in text
    images = {image.name for image in (project / "report" / "figures").iterdir()}
    assert images == {
        f"{name}.{suffix}" for name in FIGURES for suffix in ("svg", "png")
    }
    page = (project / "report" / "sentences.html").read_text(encoding="utf-8")
    assert '<option value="hin">Hindi</option>' in page
    assert (project / "report" / "tables" / "scores-test.csv").exists()


@pytest.mark.slow
def test_the_package_loads_by_its_name(project, tmp_path):
    run_project("package", project)
    [wheel] = (project / "packages").glob("*/dist/*.whl")
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
    # vars.config is auto.
    assert "Config: lite, since no GPU was given." in out
    assert "nɛlsən mændɛlə vɪzɪtɨd lʌndən" in out
    # The words of the training data are not in the package.
    assert (
        "Shakespeare"
        in (project / "training/sample/model-best/vocab/strings.json").read_text()
    )
    assert not [
        p for p in target.rglob("*") if p.is_file() and b"Shakespeare" in p.read_bytes()
    ]
    # Only data: no pickles.
    assert not list(target.rglob("*.pkl"))


@pytest.mark.slow
def test_a_pipeline_is_adapted(project):
    """To a language by any of its names, and by very few sentences."""
    gold = project / "the owner's gold" / "Nepali" / "letters.conll"
    gold.parent.mkdir(parents=True)
    gold.write_text("\n".join(f"नेपाल\tB-LOC\n{n}\tO\n" for n in range(9)))
    variables = {
        "lang": "ne",
        "gold": "the owner's gold",
        "corpus": "the owner's corpus",
        "base": "training/sample/model-best",
        "overrides": " --training.max_steps 10 --training.eval_frequency 5",
    }
    options = [part for k, v in variables.items() for part in (f"--vars.{k}", v)]
    run("spacy", "project", "run", "adapt", ".", *options, cwd=project)
    path = project / "training" / "adapt-ne" / "model-best"
    data = spacy.load(path).meta["training_data"]
    assert set(data) == {"eng/train", "npi/text-train"}


@pytest.mark.slow
def test_clean_leaves_the_assets(tmp_path):
    """And a corpus that lies elsewhere."""
    path = tmp_path / "project"
    path.mkdir()
    shutil.copy(ROOT / "project.yml", path)
    made = ("corpus", "training", "metrics", "packages", "displacy", "report")
    for folder in (*made, "assets", "../corpus"):
        (path / folder / "x").mkdir(parents=True)
    srsly.write_yaml(path / "project.lock", {"fit": {}})
    run("spacy", "project", "run", "clean", ".", "--vars.corpus", "../corpus", cwd=path)
    assert [folder.parent.name for folder in path.glob("*/x")] == ["assets"]
    assert (tmp_path / "corpus" / "x").exists()
    assert "fit" not in srsly.read_yaml(path / "project.lock")
