"""Training on what `convert` wrote: which data, which folders, and what is said."""

import shutil

import pytest
import spacy
import srsly

from spacy_phonener.cli.fit import choose_folders
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.corpora.training_data import KEY
from spacy_phonener.hashed_table import dump_hashed_table
from spacy_phonener.name_table import make_name_table

from ..conftest import ROOT, SAMPLE
from .conftest import invoke

SETTINGS = {
    "training.max_steps": 2,
    "training.optimizer.learn_rate.total_steps": 2,
    "training.eval_frequency": 1,
    "training.batcher.size": 8,
    "components.phonener.model.encoder.hidden_width": 16,
}
DEMONSTRATION = "the hand-made sample: a demonstration"


def write_corpus(folder, source, lang="eng"):
    """Write some of the sample's sentences, as if they were of a source."""
    about = {}
    for split in ("train", "validation"):
        sentences = list(read_conll(SAMPLE / "en" / f"{split}.conll"))[:20]
        write_docbin(sentences, lang, folder / lang / f"{split}.spacy")
        row = {"source": source, "sha256": "", "wikiann": source != "sample"}
        numbers = {"sentences": 20, "converted": 20, "dropped": 0}
        about[f"{lang}/{split}"] = {**row, **numbers}
    srsly.write_json(folder / "about.json", about)
    return folder


def fit(corpus, output, config="lite", *arguments, **settings):
    options = [f"--{key}={value}" for key, value in {**SETTINGS, **settings}.items()]
    path = ROOT / "configs" / f"{config}.cfg"
    result = invoke("fit", path, corpus, output, "--gpu-id", -1, *arguments, *options)
    return result, " ".join(result.output.split())


@pytest.fixture
def sample(tmp_path):
    return write_corpus(tmp_path / "corpus" / "sample", "sample")


@pytest.mark.slow
def test_the_sample_and_real_data(sample, tmp_path):
    """Each in folders of its own; it is said, at the start and at the end."""
    corpus, output = sample.parent, tmp_path / "out"
    (corpus / "eng").mkdir()
    for _ in range(2):
        # Again over itself.
        result, said = fit(corpus, output)
        assert result.exit_code == 0, said
        assert said.count(DEMONSTRATION) == 2
        assert 0 <= said.find("Training on the hand-made sample") < 20
        assert said.endswith("sample, eng/train, 20 sentences")
    assert [path.name for path in output.iterdir()] == ["sample"]
    meta = spacy.load(output / "sample" / "model-best").meta
    assert meta[KEY]["eng/train"]["source"] == "sample"
    assert len(list(srsly.read_jsonl(output / "sample" / "log.jsonl"))) == 3

    write_corpus(corpus, "wikiann")
    result, said = fit(corpus, output)
    assert result.exit_code == 0 and "demonstration" not in said
    assert said.count("rained on: WikiANN, eng/train, 20 sentences") == 1
    kept = (output / "model-best" / "meta.json").read_bytes()
    # The sample over that: by another way, since it has a folder of its own.
    result, said = fit(sample, output)
    assert result.exit_code == 1 and "was trained on other data" in said
    assert (output / "model-best" / "meta.json").read_bytes() == kept


def test_folders(tmp_path):
    corpus, output = tmp_path / "corpus", tmp_path / "out"
    assert choose_folders(corpus, output) == (corpus, output)
    write_corpus(corpus / "sample", "sample")
    own = (corpus / "sample", output / "sample")
    assert choose_folders(corpus, output) == own
    write_corpus(corpus, "wikiann")
    assert choose_folders(corpus, output) == (corpus, output)


def test_the_sample_is_trained_over_no_pipeline_of_other_data(
    sample, trained_path, tmp_path
):
    """Nor over one that does not say what it was trained on."""
    model = shutil.copytree(trained_path, tmp_path / "out" / "sample" / "model-last")
    result, said = fit(sample.parent, tmp_path / "out")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert "was trained on other data" in said and "--vars.system" in said
    assert [path.name for path in model.parent.iterdir()] == ["model-last"]


def test_it_ends_with_one_line(sample, tmp_path, monkeypatch):
    empty = tmp_path / "empty"
    empty.mkdir()
    for corpus in (empty, sample):
        if corpus == sample:
            (sample / "eng" / "train.spacy").write_bytes(b"no docs")
        result, said = fit(corpus, tmp_path / "out")
        assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
        assert "eng/train.spacy" in said
    monkeypatch.setattr("thinc.api.has_cupy", False)
    result = invoke(
        "fit", ROOT / "configs" / "lite.cfg", sample, tmp_path / "out", "-g", 0
    )
    assert result.exit_code == 1 and "spacy-phonener[cuda12x]" in result.output


@pytest.mark.slow
def test_several_languages(tmp_path):
    """The config names them, so that the whole folder is read."""
    corpus = write_corpus(tmp_path / "corpus", "wikiann")
    write_docbin([(["Ankara"], ["B-LOC"])] * 3, "tur", corpus / "tur" / "train.spacy")
    sentences = {"corpora.train.sentences": '{"eng": 0, "tur": 2}'}
    result, said = fit(corpus, tmp_path / "out", "multilingual", **sentences)
    assert result.exit_code == 0, said
    assert "2 languages (eng, tur; see sources)" in said
    data = srsly.read_json(tmp_path / "out" / "model-best" / "meta.json")[KEY]
    assert (data["tur/train"]["sentences"], data["tur/train"]["limit"]) == (3, 2)


@pytest.mark.slow
def test_running_text(tmp_path):
    """The best model is chosen by what is held out of it."""
    corpus = write_corpus(tmp_path / "corpus", "wikiann")
    numbers = {
        f"corpora.{reader}.{setting}": '{"eng": 5}'
        for reader in ("train", "dev")
        for setting in ("sentences", "texts")
    }
    result, said = fit(corpus, tmp_path / "out", "running", **numbers)
    assert result.exit_code == 1 and not (tmp_path / "out" / "model-last").exists()
    assert "eng/text-train.spacy" in said and "--vars.texts FOLDER" in said
    for split in ("text-train", "text-validation"):
        path = corpus / "eng" / f"{split}.spacy"
        sentences = [(["Ankara", "is", "a", "city"], ["B-LOC", "O", "O", "O"])] * 8
        write_docbin(sentences, "eng", path, kind="text", sources=["news"] * 8)
    result, said = fit(corpus, tmp_path / "out", "running", **numbers)
    assert result.exit_code == 0, said
    data = srsly.read_json(tmp_path / "out" / "model-best" / "meta.json")[KEY]
    assert data["eng/text-train"]["sources"] == {"news": 8}
    assert data["eng/text-train"]["limit"] == 5
    assert "without word lists" in said and "without names by their sound" in said
    (tmp_path / "eng.tsv").write_text("is\t7.0\na\t7.1\ncity\t5.4\n")
    names = tmp_path / "names.table"
    names.write_bytes(dump_hashed_table(make_name_table({"aNKaRa": (0, 1, 0, 1)})))
    aids = ("--lists", tmp_path, "--names", names)
    result, said = fit(corpus, tmp_path / "out", "running", *aids, **numbers)
    assert result.exit_code == 0 and "It is trained without" not in said
    nlp = spacy.load(tmp_path / "out" / "model-best")
    assert nlp.get_pipe("commonness").languages == ["eng"]
    words, _ = nlp.get_pipe("phonener").model.get_ref("encoder").layers
    assert len(words.attrs["names"]) == 1
