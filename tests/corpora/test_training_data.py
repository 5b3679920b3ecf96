import pytest
import spacy
import srsly
from spacy import util

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.training_data import (
    KEY,
    create_recorder,
    is_sample,
    name_splits,
    summarize,
    training_data,
)

from ..conftest import ROOT

SENTENCE = (["Xamar"], ["B-LOC"])


def write(folder, split, n, **about):
    """Write sentences, and what an about.json says of them."""
    lang = split.split("/")[0]
    write_docbin([SENTENCE] * n, lang, folder / f"{split}.spacy")
    path = folder / "about.json"
    known = srsly.read_json(path) if path.exists() else {}
    row = {"source": "x", "sha256": "", "wikiann": True, "dropped": 0, "sentences": n}
    srsly.write_json(path, {**known, split: {**row, "converted": n, **about}})


def config(train, **reader):
    name = "multilingual" if reader else "lite"
    path = ROOT / "configs" / f"{name}.cfg"
    loaded = util.load_config(path, {"paths.train": str(train)}, interpolate=True)
    loaded["corpora"]["train"].update(reader)
    return loaded


def test_several_languages(tmp_path):
    write(tmp_path, "eng/train", 3)
    write(tmp_path, "tur/train", 4)
    write(tmp_path, "som/train", 2)
    data = training_data(config(tmp_path, sentences={"en": 0, "tur": 2}))
    assert list(name_splits(data).values()) == [
        "WikiANN, eng/train, 3 sentences",
        "WikiANN, tur/train, 4 sentences, 2 an epoch",
    ]
    assert summarize(data) == "WikiANN, 2 languages (eng, tur; see sources)"
    assert not is_sample(data)


@pytest.mark.parametrize("wikiann", [None, False])
def test_the_sample(tmp_path, wikiann):
    write(tmp_path, "eng/train", 3, source="sample", wikiann=wikiann)
    data = training_data(config(tmp_path / "eng" / "train.spacy"))
    assert is_sample(data)
    assert summarize(data) == "sample, eng/train, 3 sentences"


def test_an_about_of_other_data(tmp_path):
    """It is of a file that has been replaced since: that is not WikiANN."""
    write(tmp_path, "eng/train", 3)
    path = tmp_path / "eng" / "train.spacy"
    write_docbin([SENTENCE] * 5, "som", path)
    [row] = training_data(config(path)).values()
    assert (row["source"], row["languages"]) == ("train.spacy", ["som"])
    assert summarize({"eng/train": row}) == "train.spacy, eng/train (som), 5 sentences"


def test_training_writes_it_down_once(tmp_path):
    """Before the first step; and the corpus may change or go after that."""
    write(tmp_path, "eng/train", 3, source="sample", wikiann=None)
    nlp = spacy.blank("xx")
    nlp.config.update(config(tmp_path / "eng" / "train.spacy"))
    record = create_recorder()
    record(nlp)
    write(tmp_path, "eng/train", 9, source="y")
    record(nlp).to_disk(tmp_path / "model")
    data = spacy.load(tmp_path / "model").meta[KEY]
    assert summarize(data) == "sample, eng/train, 3 sentences"


def test_readers_of_others_say_nothing(tmp_path):
    reader = {"@readers": "spacy.Corpus.v1", "path": str(tmp_path)}
    loaded = config(None)
    loaded["corpora"]["train"] = reader
    assert training_data(loaded) == {}


def test_each_source_of_running_text_is_named(tmp_path):
    write(tmp_path, "eng/train", 2)
    sources = {"news": 2, "web": 1}
    about = {"source": "running text", "wikiann": None, "kind": "text"}
    write(tmp_path, "swa/text-train", 3, sources=sources, **about)
    reader = {"sentences": {"eng": 0}, "texts": {"sw": 2}}
    data = training_data(config(tmp_path, **reader))
    assert data["swa/text-train"]["sources"] == sources
    assert list(name_splits(data).values()) == [
        "WikiANN, eng/train, 2 sentences",
        "running text, swa/text-train (news 2, web 1), 3 sentences, 2 an epoch",
    ]
    assert summarize(data) == (
        "WikiANN, running text, 2 languages (eng, swa; see sources)"
    )
