"""Damaged files: one error that names file and place, and nothing is written."""

import json
import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab
from typer.testing import CliRunner

from spacy_phonener.cli import phonener
from spacy_phonener.corpora.convert import read_about, read_corpus, write_docbin

ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def split(**row):
    return json.dumps({"train": [{"tokens": ["a"], "ner_tags": [0]}, row]})


LABEL = "B-<img/src=x/onerror=alert(1)>"
PLACE = "train, sentence 2: .*"
DAMAGED = {
    "x.json": [
        ("", "x.json: not valid JSON.* line 1"),
        ('{\n"train": [\n', "x.json: not valid JSON.* line 3"),
        ("[" * 100_000, "x.json: not valid JSON.* recursion"),
        (b'{\n"train": "\xff"}', "x.json, line 2: not UTF-8"),
        ("[]", "expected an object with train"),
        ('{"trian": []}', "expected an object with train"),
        ('{"train": null}', "x.json, train: expected a list of sentences, got None"),
        ('{"test": {"a": 1}}', "x.json, test: expected a list of sentences"),
        ('{"train": [null]}', "train, sentence 1: expected an object with tokens"),
        (split(tokens="ab", ner_tags=[0, 0]), PLACE + "lists, not 'ab'"),
        (split(tokens=None, ner_tags=[]), PLACE + "lists, not None"),
        (split(tokens=["a"], ner_tags=None), PLACE + "lists, not None"),
        (split(tokens=[], ner_tags=[]), PLACE + "no tokens"),
        (split(tokens=[1], ner_tags=[0]), PLACE + r"no text: \[1\]"),
        (split(tokens=[["a"]], ner_tags=[0]), PLACE + "no text"),
        (split(tokens=["\ud800"], ner_tags=[0]), PLACE + "no text"),
        (split(tokens=["a"], ner_tags=[1.0]), PLACE + "0 to 6, not 1.0"),
        (split(tokens=["a"], ner_tags=[True]), PLACE + "0 to 6, not True"),
        (split(tokens=["a"], ner_tags=["O"]), PLACE + "0 to 6, not 'O'"),
        (split(tokens=["a"], ner_tags=[[]]), PLACE + r"0 to 6, not \[\]"),
        (split(tokens=["a"], ner_tags=[10**400]), PLACE + "0 to 6, not 1"),
    ],
    "train.conll": [
        (b"a\tO\n\xff\tO\n", "train.conll, line 2: not UTF-8"),
        ("\ufeff\n".encode() + b"\xc3", "train.conll, line 2: not UTF-8"),
        (f"a\tO\nb\t{LABEL}\n", "train.conll, line 2: 'B-<img.* Labels are"),
        ("a\tB-\n", "line 1: 'B-' is not a tag"),
        ("a" * 10**6, "line 1: expected 'token<TAB>TAG', got 'aaa"),
    ],
    "train.parquet": [
        (b"", "train.parquet: not a parquet file"),
        (b"PAR1\xff\xff\xff\xffPAR1", "train.parquet: not a parquet file"),
    ],
}


@pytest.mark.parametrize(
    "name,content,message",
    [(name, *case) for name, cases in DAMAGED.items() for case in cases],
)
def test_it_is_named_and_nothing_is_written(tmp_path, name, content, message):
    write(tmp_path / "in" / "en" / "test.conll", "a\tO\n")
    write(tmp_path / "in" / "si" / name, content)
    with pytest.raises(ValueError, match=message) as caught:
        read_corpus(tmp_path / "in")
    assert len(str(caught.value)) < len(str(tmp_path)) + 300
    check_convert(tmp_path, message)


def check_convert(folder, message):
    args = ["convert", str(folder / "in"), str(folder / "out")]
    result = CliRunner().invoke(phonener, args)
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)
    assert re.search(message, " ".join(result.output.split()))
    assert not (folder / "out").exists()


def test_what_is_no_file(tmp_path):
    (tmp_path / "in" / "si" / "x.json").mkdir(parents=True)
    check_convert(tmp_path, "x.json cannot be read: Is a directory")
    (tmp_path / "in" / "si" / "x.json").rmdir()
    for name in ("x.json", "test.conll", "test.parquet"):
        link = tmp_path / "in" / "si" / name
        link.symlink_to(link)
        check_convert(tmp_path, f"{name} cannot be read")
        link.unlink()


@pytest.mark.parametrize(
    "columns,message",
    [
        ({"tokens": [["a"]]}, "not a parquet file with the columns tokens and ner"),
        ({"tokens": ["a"], "ner_tags": [[0]]}, "row 1: .* lists, not 'a'"),
        ({"tokens": [["a"]], "ner_tags": [None]}, "row 1: .* lists, not None"),
        ({"tokens": [["a"]], "ner_tags": [[0.0]]}, "row 1: .* 0 to 6, not 0.0"),
        ({"tokens": [["a"]], "ner_tags": [[False]]}, "row 1: .* 0 to 6, not False"),
        ({"tokens": [["a"]], "ner_tags": [["O"]]}, "row 1: .* 0 to 6, not 'O'"),
        ({"tokens": [["a"]], "ner_tags": [[None]]}, "row 1: .* 0 to 6, not None"),
        ({"tokens": [[b"a"]], "ner_tags": [[0]]}, "row 1: .* no text"),
        ({"tokens": [[None]], "ner_tags": [[0]]}, "row 1: .* no text"),
        ({"tokens": [{"a": "b"}], "ner_tags": [[0]]}, "row 1: .* lists, not {"),
    ],
)
def test_columns_of_other_types(tmp_path, columns, message):
    write_parquet(tmp_path / "in" / "si" / "test.parquet", columns)
    check_convert(tmp_path, "test.parquet.*" + message)


def write_parquet(path, columns):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(pyarrow.table(columns), path)
    return path


def check_any(path, content):
    """Read what is in a file: docs can be made of it, or an error names it."""
    path.write_bytes(content)
    try:
        corpus = read_corpus(path, "sin")
    except ValueError as err:
        assert str(path) in str(err)
    else:
        for tokens, tags in (s for sentences in corpus.values() for s in sentences):
            assert [t.text for t in Doc(Vocab(), words=tokens, ents=tags)] == tokens


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
TAGS = st.integers(0, 7) | VALUES
ROWS = st.fixed_dictionaries(
    {"tokens": st.lists(st.text() | VALUES, max_size=3) | VALUES},
    optional={"ner_tags": st.lists(TAGS, max_size=3) | VALUES},
)
FILES = st.dictionaries(
    st.sampled_from(["train", "test", "x"]), st.lists(ROWS | VALUES) | VALUES
)


@ANY
@given(st.binary() | FILES.map(json.dumps).map(str.encode))
def test_any_json(tmp_path, content):
    check_any(tmp_path / "x.json", content)


@ANY
@given(
    st.binary() | st.text(st.sampled_from("ab:\t\n\r BIO-<é")).map(str.encode),
)
def test_any_conll(tmp_path, content):
    check_any(tmp_path / "test.conll", content)


@ANY
@given(st.data())
def test_any_damage_to_a_parquet_file(tmp_path, data):
    path = tmp_path / "test.parquet"
    write_parquet(path, {"tokens": [["a", "é"]] * 9, "ner_tags": [[5, 0]] * 9})
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.just(None) | st.integers(0, len(content)))
    check_any(path, bytes(content[:end]))


SPLIT = {"source": "x", "sentences": 1, "sha256": "", "wikiann": None}
SPLIT |= {"converted": 1, "dropped": 0}


def test_what_a_corpus_was_made_of(tmp_path):
    path = tmp_path / "about.json"
    assert read_about(path) == {}
    whole = json.dumps({"eng/train": SPLIT})
    path.write_text(whole)
    assert read_about(path) == {"eng/train": SPLIT}
    for damaged in (whole[:-5], "[]", '{"eng/train": 1}', '{"eng/train": {}}', "\0"):
        path.write_text(damaged)
        with pytest.raises(ValueError, match=re.escape(str(path))):
            read_about(path)
    path.write_text(json.dumps({"eng/train": {**SPLIT, "converted": "1"}}))
    with pytest.raises(ValueError, match="not what `phonener convert` writes"):
        read_about(path)


def test_a_planted_link_is_not_followed(tmp_path):
    precious = write(tmp_path / "precious", "precious")
    for name in ("train.partial", "train.spacy"):
        (tmp_path / name).symlink_to(precious)
    write_docbin([(["a"], ["O"])], "eng", tmp_path / "train.spacy")
    assert precious.read_text() == "precious"
    assert not (tmp_path / "train.spacy").is_symlink()


def test_what_cannot_be_written_leaves_the_old(tmp_path):
    path = write(tmp_path / "train.spacy", "old")
    with pytest.raises(ValueError):
        write_docbin([(["a"], ["O"]), (["b"], ["O", "O"])], "eng", path)
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["train.spacy"]
