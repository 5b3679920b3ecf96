import pytest
import srsly

from spacy_phonener.corpora.convert import read_corpus
from spacy_phonener.corpora.readers import TAGS, read_conll, read_json, read_parquet

from .sentences import CONLL, SENTENCES, write


def ids(tags):
    return [TAGS.index(tag) for tag in tags]


@pytest.mark.parametrize(
    "text",
    [
        CONLL,
        CONLL + "\n\n",
        CONLL.replace("\n", "\r\n"),
        "\ufeff" + CONLL,
        # Pan et al. 2017: every token has its language.
        "\n".join(line and f"en:{line}" for line in CONLL.split("\n")),
        CONLL.replace("\t", " "),
        CONLL.replace("\t", "   ").replace("\n", " \n"),
        CONLL.replace("\t", " NNP B-NP "),
        "-DOCSTART- -X- O O\n\n" + CONLL.replace("\t", " _ _ "),
        CONLL.replace("\t", "\t_\t"),
    ],
    ids=[
        *("plain", "blank lines", "CRLF", "BOM", "prefixed", "blanks", "many blanks"),
        *("four columns", "CoNLL-2003", "three columns"),
    ],
)
def test_conll(tmp_path, text):
    assert list(read_conll(write(tmp_path / "train.conll", text))) == SENTENCES


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(tmp_path, encoding):
    path = tmp_path / "train.conll"
    path.write_bytes(CONLL.encode(encoding))
    assert list(read_conll(path)) == SENTENCES


@pytest.mark.parametrize("encoding", ["latin-1", "cp1251"])
def test_encodings_that_do_not(tmp_path, encoding):
    path = tmp_path / "train.conll"
    text = {"latin-1": "Köln", "cp1251": "Киев"}[encoding]
    path.write_bytes(f"in\tO\n{text}\tB-LOC\n".encode(encoding))
    with pytest.raises(ValueError, match="train.conll, line 2: not UTF-8"):
        list(read_conll(path))


def test_iob1(tmp_path):
    """B- stands only between two entities of one type."""
    tags = "I-PER I-PER B-PER O I-ORG I-LOC".split()
    text = "".join(f"x\t{tag}\n" for tag in tags)
    [(_, found)] = read_conll(write(tmp_path / "x.conll", text))
    assert found == "B-PER I-PER B-PER O B-ORG B-LOC".split()
    text += "\nx\tO\nx\tB-LOC\n"
    with pytest.raises(ValueError, match="line 1: I-PER follows O"):
        list(read_conll(write(tmp_path / "x.conll", text)))


def test_a_colon_is_no_language(tmp_path):
    path = write(tmp_path / "x.conll", "en:\tO\nen:x\tO\n:\tO\n")
    assert list(read_conll(path)) == [(["en:", "en:x", ":"], ["O"] * 3)]


def test_tokens_with_odd_spaces_survive(tmp_path):
    path = write(tmp_path / "x.conll", "a\u00a0b\tO\nc\u2028d\tO\n\x85\tO\n")
    assert list(read_conll(path)) == [(["a\u00a0b", "c\u2028d", "\x85"], ["O"] * 3)]


def test_parquet(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "train.parquet"
    rows = [{"tokens": w, "ner_tags": ids(t), "langs": ["en"]} for w, t in SENTENCES]
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    assert list(read_parquet(path)) == SENTENCES
    path.write_bytes(b"not parquet")
    with pytest.raises(ValueError, match="train.parquet: not a parquet file"):
        list(read_parquet(path))


def test_json_of_the_papers_repository(tmp_path):
    rows = [{"tokens": w, "ner_tags": ids(t), "epi_tokens": w} for w, t in SENTENCES]
    path = tmp_path / "sinhala_wikiann.json"
    srsly.write_json(path, {"id_mapping": {}, "validation": rows, "test": rows[:1]})
    splits = {split: list(sentences) for split, sentences in read_json(path).items()}
    assert splits == {"validation": SENTENCES, "test": SENTENCES[:1]}


@pytest.mark.parametrize(
    "text,message",
    [
        ("London\tB-LOC\nParis\n", "line 2: expected 'token<TAB>TAG', got 'Paris'"),
        ("London B-LOC\nNew York B-LOC\n", "line 2: expected"),
        ("London\tNNP\tB-LOC\nParis\tB-LOC\n", "line 2: expected"),
        ("London\n", "line 1: expected"),
        ("\tO\n", "line 1: expected"),
        ("London\tLOC\n", "line 1: 'LOC' is not a tag"),
        ("a\tB-LOC\n\nLondon\tI-LOC\n", "line 3: I-LOC follows O"),
        ("London\tB-LOC\nBridge\tI-ORG\n", "line 2: I-ORG follows B-LOC"),
    ],
)
def test_malformed_conll_leaves_nothing_behind(tmp_path, text, message):
    write(tmp_path / "in" / "en" / "train.conll", CONLL)
    write(tmp_path / "in" / "si" / "test.conll", text)
    with pytest.raises(ValueError, match=message):
        read_corpus(tmp_path / "in")


@pytest.mark.parametrize(
    "row,message",
    [
        ({"tokens": ["a"], "ner_tags": [0, 0]}, "1 tokens but 2 tags"),
        ({"tokens": [""], "ner_tags": [0]}, "an empty one"),
        ({"tokens": ["a"], "ner_tags": [7]}, "0 to 6, not 7"),
        ({"tokens": ["a"], "ner_tags": [2]}, "I-PER follows O"),
        ({"words": ["a"]}, "expected an object with tokens"),
    ],
)
def test_malformed_json(tmp_path, row, message):
    path = tmp_path / "sinhala.json"
    srsly.write_json(path, {"test": [row]})
    with pytest.raises(
        ValueError, match=f"sinhala.json, test, sentence 1: .*{message}"
    ):
        read_corpus(path, "sin")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="not valid JSON"):
        read_corpus(path, "sin")
