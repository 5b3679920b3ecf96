"""The benchmarks of speed, on few sentences: what they measure is not looked at."""

from functools import partial
from itertools import islice

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin

from benchmarks import adapt, notation, tokenizer
from benchmarks.encoders import thinc_steps, torch_steps
from benchmarks.speed.measures import growth, latencies, long_docs, seconds, stages
from benchmarks.speed.systems import Pipeline, Setting
from benchmarks.speed.tables import tables
from benchmarks.speed.workloads import Text, count_words, english, fresh_texts, targets

SENTENCES = ["Nelson Mandela visited London .", "Colombo is a city in Sri Lanka ."]


@pytest.fixture
def corpus(tmp_path):
    vocab = spacy.blank("xx").vocab
    docs = [Doc(vocab, words=text.split()) for text in SENTENCES]
    for name in ("eng/train", "eng/validation", "eng/test", "sin/test"):
        path = tmp_path / f"{name}.spacy"
        path.parent.mkdir(exist_ok=True)
        DocBin(docs=docs).to_disk(path)
    return tmp_path


@pytest.fixture
def system(trained_path):
    return Pipeline(trained_path.parent, name=trained_path.name)


def test_workloads(corpus):
    assert english(corpus) == [Text(text, None) for text in SENTENCES]
    assert (
        sorted(text.lang or "eng" for text in targets(corpus))
        == ["eng"] * 2 + ["sin"] * 2
    )
    assert count_words(english(corpus)) == 13


def test_one_word_in_twenty_of_the_stream_is_new(corpus):
    known = set(" ".join(SENTENCES).split())
    words = [w for t in islice(fresh_texts(corpus), 500) for w in t.text.split()]
    fresh = [word for word in words if word not in known]
    assert 0.03 < len(fresh) / len(words) < 0.07
    assert len(set(fresh)) > 0.9 * len(fresh)


def test_measures(corpus, system):
    setting = Setting(threads=1, processes=1, batch_size=2)
    texts = targets(corpus)
    assert seconds(system, texts, setting, 2) > 0
    assert len(latencies(system, texts, setting)) == len(texts)
    spent = stages(system, texts, setting)
    assert list(spent) == ["tokenize", "phonemize", "encode", "decode"]
    assert all(spent.values())
    points = growth(system, texts, corpus, (10, 50), setting)
    assert [point["words"] >= n for point, n in zip(points, (10, 50))] == [True, True]
    assert points[0]["seconds"] < points[1]["seconds"]
    assert long_docs(system, texts, corpus, 20, 100, setting)["length"] == 20


def test_tokenizers_are_timed_in_turn():
    spacys, ours = tokenizer.compare("x", SENTENCES, rounds=3)
    assert spacys[3:] == ["1.00"] * 3
    middle, lowest, highest = map(float, ours[3:])
    assert 0 < lowest <= middle <= highest


def test_steps_of_pytorch_and_of_thinc():
    for step in (*torch_steps(), *thinc_steps()):
        step()


@pytest.mark.slow
def test_adapting(trained, corpus, tmp_path, monkeypatch):
    trained.config["training"]["annotating_components"] = ["phonemizer"]
    trained.to_disk(tmp_path / "base")
    docs = [
        Doc(trained.vocab, words=["London", str(n)], ents=["B-LOC", "O"])
        for n in range(9)
    ]
    DocBin(docs=docs).to_disk(corpus / "sin" / "text-test.spacy")
    whole = adapt.make_config

    def make_config(*args):
        config = whole(*args)
        config["training"].update(max_steps=2, eval_frequency=2)
        return config

    monkeypatch.setattr(adapt, "make_config", make_config)
    monkeypatch.setattr(adapt, "MIN_TEST", 3)
    (corpus / "tur").mkdir()
    DocBin(docs=docs).to_disk(corpus / "tur" / "text-train.spacy")
    options = ["--lang", "si", "--sizes", "2", "100", "--output", tmp_path / "result"]
    argv = ["adapt", tmp_path / "base", corpus, *options]
    monkeypatch.setattr("sys.argv", [str(arg) for arg in argv])
    adapt.main()

    result = srsly.read_json(tmp_path / "result.json")
    assert result["replayed"] == 1 and result["seed"] == 0 and result["machine"]
    trained_systems = ["adapted", "scratch", "cnn"] * adapt.DRAWS
    assert [score["system"] for score in result["scores"]] == ["base", *trained_systems]
    assert all(score["tested"] == 7 for score in result["scores"])
    assert "| sin | 2 | 3 | 7 |" in (tmp_path / "result.md").read_text()


def test_tables():
    setting = {"threads": 2, "processes": 1, "batch_size": 256}
    result = partial(dict, setting=setting)
    systems = {"a": result(seconds=[1.0, 2.0, 3.0]), "b": result(seconds=[4.0] * 3)}
    stage = {"tokenize": 0.1, "phonemize": 0.2, "encode": 0.3, "decode": 0.4}
    text = tables(
        {
            "machine": {
                "date": "2026-11-25",
                "cpu": "x86_64",
                "cores": 2,
                "python": "3.11",
                "packages": {"spacy": "3.8"},
            },
            "rounds": 3,
            "workloads": {"english": {"texts": 10, "words": 4000, "systems": systems}},
            "stages": [{"workload": "english", "system": "a", **stage}],
            "latency": {"a": {"p50": 0.001, "p99": 0.002}},
        }
    )
    assert "| a | 2,000 | 1,333 to 4,000 | 1.00 | 2 / 1 / 256 |" in text
    assert "| b | 1,000 | 1,000 to 1,000 | 2.00 | 2 / 1 / 256 |" in text
    assert "| a, english | 25.0 | 50.0 | 75.0 | 100.0 |" in text
    assert "| a | 1.0 | 2.0 |" in text


def test_readings_are_compared_with_a_dictionary(tmp_path):
    (tmp_path / "eng-us.tsv").write_text("nelson\tˈnɛɫsən\nlee\tˈɫi,ɫi\n")
    words = notation.read_dictionary(tmp_path / "eng-us.tsv")
    assert words == {"nelson": "ˈn ɛ ɫ s ə n".split(), "lee": "ˈɫ i".split()}
    same = notation.compare(words.values(), words)
    assert same == ["100.00%", "100.0%", "100.0%", "0.0%", "0.0%"]
    # One of eight segments is wrong, and one has no stress.
    read = ["ˈn ɛ ɫ s ə m".split(), "ɫ i".split()]
    assert notation.compare(read, words) == [
        "87.50%",
        "0.0%",
        "50.0%",
        "25.0%",
        "12.5%",
    ]
