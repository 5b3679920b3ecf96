"""WikiANN from a hub that is a function."""

from pathlib import Path

import pytest
import srsly
from huggingface_hub.utils import LocalEntryNotFoundError
from thinc.api import Config

from spacy_phonener.languages import get_language, languages

from ..conftest import ROOT, SAMPLE
from .conftest import invoke


@pytest.fixture
def hub(monkeypatch, tmp_path):
    """The files that are asked for; the hub has them, but for those in `hub.lacks`."""

    class Hub(list):
        lacks = set()

        def download(self, dataset, name, *, repo_type, local_dir):
            assert (dataset, repo_type) == ("unimelb-nlp/wikiann", "dataset")
            self.append(name)
            if name in self.lacks:
                raise OSError(f"404: {name}")
            file = Path(local_dir) / name
            file.parent.mkdir(parents=True)
            file.write_text(name)
            return str(file)

    hub = Hub()
    monkeypatch.setattr("huggingface_hub.hf_hub_download", hub.download)
    return hub


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}


def test_the_papers_languages(hub, monkeypatch, tmp_path):
    """English comes as an asset of the project."""

    def fetch_assets(project_dir, overrides):
        english = Path(overrides["vars.wikiann"]) / "en"
        english.mkdir()
        (english / "train.parquet").touch()

    monkeypatch.setattr("weasel.cli.assets.project_assets", fetch_assets)
    result = invoke("download", tmp_path)
    assert result.exit_code == 0 and "66 of 66 files" in result.output
    assert {get_language(name.split("/")[0]).code for name in hub} == {
        lang.code for lang in languages().values() if lang.case
    }
    assert {"arc/test-00000-of-00001.parquet", "si/test-00000-of-00001.parquet"} < {
        *hub
    }
    expected = {name.replace("-00000-of-00001", "") for name in hub}
    assert files(tmp_path) == expected | {"en/train.parquet"}
    # What is there is not fetched again; what failed is.
    (tmp_path / "qu" / "test.parquet").unlink()
    hub.clear()
    assert invoke("download", tmp_path).exit_code == 0
    assert hub == ["qu/test-00000-of-00001.parquet"]


def test_the_source_languages(hub, tmp_path):
    """All that the multilingual configs train on, none of the paper's."""
    config = Config().from_disk(ROOT / "configs" / "multilingual.cfg")
    sentences = config["corpora"]["train"]["sentences"]
    assert invoke("download", tmp_path, "--sources").exit_code == 0
    found = {name.split("/")[0] for name in files(tmp_path)}
    assert {get_language(code).code for code in found} == {*sentences} - {"eng"}
    assert {"no", "tl", "he"} < found
    assert not any(get_language(code).case for code in {*sentences, *found})


def test_a_language_by_its_name(hub, tmp_path):
    (tmp_path / "tur").mkdir()
    (tmp_path / "tur" / "train.conll").touch()
    assert invoke("download", tmp_path, "--lang", "Turkish", "-l", "ceb").exit_code == 0
    assert files(tmp_path) == {
        "tur/train.conll",
        *("tr/validation.parquet", "tr/test.parquet"),
        *("ceb/train.parquet", "ceb/validation.parquet", "ceb/test.parquet"),
    }


def test_what_cannot_be_fetched_is_named(hub, tmp_path):
    hub.lacks = {f"tr/{split}-00000-of-00001.parquet" for split in ("train", "test")}
    result = invoke("download", tmp_path, "--lang", "tur")
    assert result.exit_code == 0 and "1 of 3 files" in result.output
    assert "Not fetched: tur/train, tur/test" in result.output
    assert "404: tr/train" in result.output
    assert files(tmp_path) == {"tr/validation.parquet"}
    hub.lacks.add("tr/validation-00000-of-00001.parquet")
    result = invoke("download", tmp_path / "other", "--lang", "tur")
    assert result.exit_code == 1 and files(tmp_path / "other") == set()


def test_a_hub_that_cannot_be_reached_is_asked_once(monkeypatch, tmp_path):
    asked = []

    def offline(dataset, name, **kwargs):
        asked.append(name)
        raise LocalEntryNotFoundError("no route to host")

    monkeypatch.setattr("huggingface_hub.hf_hub_download", offline)
    result = invoke("download", tmp_path, "--sources")
    assert result.exit_code == 1 and len(asked) == 1
    assert "afr/train" in result.output and "vie/train" in result.output
    assert "no route to host" in result.output


def test_download_leaves_local_data_alone():
    result = invoke("download", SAMPLE)
    assert result.exit_code == 0 and "Using WikiANN" in result.output


def test_where_the_hub_cannot_be_reached_the_sample_takes_its_place(
    monkeypatch, tmp_path
):
    def offline(*args, **kwargs):
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
    about = srsly.read_json(tmp_path / "corpus" / "sample" / "about.json")
    assert about["eng/train"]["source"] == "sample"
