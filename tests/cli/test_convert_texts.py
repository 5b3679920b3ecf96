"""Running text with gold entities, beside WikiANN."""

import pytest
import spacy
import srsly

from spacy_phonener.corpora.corpus import create_corpus
from spacy_phonener.corpora.texts import is_held_out

from ..conftest import SAMPLE
from .conftest import invoke

DOHA = (["Mkutano", "ulifanyika", "Doha", "."], ["O", "O", "B-LOC", "O"])
NAIROBI = (["Asha", "anaishi", "Nairobi", "."], ["B-PER", "O", "B-LOC", "O"])
# Of the tenth that is held out.
MVUA_TOKENS = ["Mvua", "ilinyesha", "Mombasa", "siku", "7", "."]
MVUA = (MVUA_TOKENS, ["O", "O", "B-LOC", "O", "O", "O"])
TITLE = (["Kisumu"], ["B-LOC"])


def write(path, *sentences):
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ["".join(f"{token}\t{tag}\n" for token, tag in zip(*s)) for s in sentences]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def read(path):
    """The text, kind and source of each doc that a pipeline is to read."""
    return [
        (eg.predicted.text.strip(), eg.predicted._.phonener_kind, source)
        for eg in create_corpus(path)(spacy.blank("xx"))
        if (source := eg.predicted._.phonener_source)
    ]


def text(sentence):
    return " ".join(sentence[0])


def convert(*args):
    result = invoke("convert", *args)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


@pytest.fixture
def texts(tmp_path):
    write(tmp_path / "texts" / "Swahili" / "news.conll", DOHA, MVUA, NAIROBI)
    write(tmp_path / "texts" / "Swahili" / "web.tsv", MVUA, DOHA)
    return tmp_path / "texts"


def test_a_tenth_is_held_out_by_what_it_says(tmp_path, texts):
    """So the same sentence is on one side, whatever file it is in."""
    assert [is_held_out(s[0]) for s in (DOHA, MVUA, NAIROBI)] == [False, True, False]
    sentences = [[str(i), "."] for i in range(2000)]
    assert 150 < sum(map(is_held_out, sentences)) < 250

    convert(tmp_path / "corpus", "--texts", texts)
    swahili = tmp_path / "corpus" / "swa"
    assert {path.stem for path in swahili.iterdir()} == {
        "text-train",
        "text-validation",
    }
    assert read(swahili / "text-train.spacy") == [
        (text(DOHA), "text", "news"),
        (text(NAIROBI), "text", "news"),
        (text(DOHA), "text", "web"),
    ]
    assert read(swahili / "text-validation.spacy") == [
        (text(MVUA), "text", "news"),
        (text(MVUA), "text", "web"),
    ]
    [example] = create_corpus(swahili / "text-train.spacy", limit=1)(spacy.blank("xx"))
    assert example.predicted._.phonener_lang == "swa"
    assert [(e.text, e.label_) for e in example.reference.ents] == [("Doha", "LOC")]


def test_what_is_tested_on_is_not_trained_on(tmp_path, texts):
    """By whatever language; and running text by its own, too."""
    write(tmp_path / "wikiann" / "sw" / "train.conll", TITLE, DOHA, MVUA)
    write(tmp_path / "wikiann" / "sw" / "test.conll", TITLE)
    write(tmp_path / "dev" / "lug" / "radio.conll", DOHA)
    options = ["--texts", texts, "--test-texts", tmp_path / "dev"]
    said = convert(tmp_path / "wikiann", tmp_path / "corpus", *options)
    assert "Dropped 4 training sentences" in said
    corpus = tmp_path / "corpus"
    # WikiANN's own splits overlap, and are left so.
    assert read(corpus / "swa" / "train.spacy") == [
        (text(TITLE), "fragment", "wikiann")
    ]
    assert read(corpus / "swa" / "text-train.spacy") == [
        (text(NAIROBI), "text", "news")
    ]
    assert read(corpus / "lug" / "text-test.spacy") == [(text(DOHA), "text", "radio")]

    about = srsly.read_json(corpus / "about.json")
    row = about["swa/text-train"]
    assert (row["kind"], row["source"]) == ("text", "running text")
    assert (row["sentences"], row["dropped"], row["converted"]) == (3, 2, 1)
    assert row["sources"] == {"news": 1}
    assert about["swa/train"]["sources"] == {"wikiann": 1}
    assert (about["swa/train"]["kind"], about["swa/train"]["dropped"]) == (
        "fragment",
        2,
    )


def test_what_is_only_tested_on_has_no_training_split(tmp_path, texts):
    convert(tmp_path / "corpus", "--test-texts", texts)
    found = [path.name for path in tmp_path.glob("corpus/swa/*")]
    assert found == ["text-test.spacy"]


def test_folders_without_running_text(tmp_path):
    """WikiANN alone is converted; nothing is, where there is nothing else."""
    (tmp_path / "empty").mkdir()
    options = ["--texts", tmp_path / "empty", "--limit", 5]
    said = convert(SAMPLE, tmp_path / "corpus", *options)
    assert "There is no running text in" in said and "--vars.texts" in said
    for args in (options, []):
        result = invoke("convert", tmp_path / "other", *args)
        assert result.exit_code == 1 and "--texts FOLDER" in result.output
    assert not (tmp_path / "other").exists()


def test_nothing_is_written_of_texts_that_cannot_be_read(tmp_path, texts):
    for args in ([texts, texts], [texts, tmp_path / "unknown"]):
        write(tmp_path / "unknown" / "nowhere" / "news.conll", DOHA)
        options = [part for path in args for part in ("--texts", path)]
        result = invoke("convert", tmp_path / "corpus", *options)
        said = " ".join(result.output.split())
        assert result.exit_code == 1
        assert "a second time" in said or "Which language" in said
    assert not (tmp_path / "corpus").exists()
