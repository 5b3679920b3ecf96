"""From files of texts to files of entities."""

import json
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from spacy_phonener.annotate import engines
from spacy_phonener.annotate.run import annotate_files, is_complete
from spacy_phonener.corpora.readers import read_conll

from .conftest import SMALL, TEXTS, find


def read_rows(path="out.jsonl"):
    # srsly's numbers differ in the last digit.
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return list(map(json.loads, lines))


def test_entities_are_those_of_the_pipeline(run, trained):
    summary = run(TEXTS * 3)
    rows = read_rows()
    assert [row["text"] for row in rows] == [record["text"] for record in TEXTS * 3]
    found = [
        [(e["start"], e["end"], e["label"], e["ipa"]) for e in row["ents"]]
        for row in rows
    ]
    assert found == find(trained, TEXTS * 3)
    assert found[0] == [(0, 14, "PER", "nɛlsən mændɛlə"), (23, 29, "LOC", "lʌndən")]
    assert all(0 < e["score"] <= 1 for row in rows for e in row["ents"])
    assert [row["lang"] for row in rows[:5]] == ["eng", "rus", None, None, "eng"]
    assert [row["id"] for row in rows[:2]] == ["a", "in.jsonl:2"]
    assert summary.texts == {"eng": 6, "rus": 3, "": 6} and summary.broken == 0
    assert summary.n_words == 3 * sum(len(r["text"].split()) for r in TEXTS)
    assert sum(summary.ents["eng"].values()) >= 9
    assert {path.name for path in Path().iterdir()} == {"in.jsonl", "out.jsonl"}


def test_the_language_of_texts_that_do_not_say_theirs(run):
    run([{"text": "x"}, {"text": "x", "lang": "swa"}], lang="Somali")
    assert [row["lang"] for row in read_rows()] == ["som", "swa"]
    with pytest.raises(ValueError, match="Klingonese"):
        run(TEXTS, lang="Klingonese", force=True)


def test_conll(run):
    run(TEXTS, "out.conll")
    first, second, *_ = sentences = list(read_conll(Path("out.conll")))
    assert first == (
        ["Nelson", "Mandela", "visited", "London", "."],
        ["B-PER", "I-PER", "O", "B-LOC", "O"],
    )
    # The end of a line is a token, and has no line.
    assert second[0] == ["Нельсон", "Мандела", "в", "Лондоне", "."]
    assert len(sentences) == 4
    lines = Path("out.conll").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("-DOCSTART-")][:2] == [
        "-DOCSTART- (a)",
        "-DOCSTART- (in.jsonl:2)",
    ]


def test_docbin(run, trained):
    run(TEXTS, "out.spacy")
    docs = list(DocBin().from_disk("out.spacy").get_docs(trained.vocab))
    assert [doc.text for doc in docs] == [record["text"] for record in TEXTS]
    assert [doc.user_data["id"] for doc in docs[:2]] == ["a", "in.jsonl:2"]
    assert docs[1]._.phonener_lang == "rus"
    assert [e._.ipa for e in docs[0].ents] == ["nɛlsən mændɛlə", "lʌndən"]
    assert docs[0].ents[0]._.score > 0


def test_parquet(run):
    parquet = pytest.importorskip("pyarrow.parquet")
    run(TEXTS)
    run(TEXTS, "out.parquet")
    rows = parquet.read_table("out.parquet").to_pylist()
    for row in rows:
        for ent in row["ents"]:
            assert ent.pop("kb_id") is ent.pop("ent_id") is None
            ent["score"] = round(ent["score"], 4)
    assert rows == read_rows()


@pytest.mark.parametrize("format,ending", [(None, "jsonl"), ("docbin", "spacy")])
def test_a_folder_of_parts(run, format, ending):
    run(TEXTS * 2, "out", format=format)
    names = sorted(path.name for path in Path("out").iterdir())
    assert len(names) > 2
    assert names[:2] == [f"part-000000.{ending}", f"part-000001.{ending}"]
    if ending == "jsonl":
        rows = [row for name in names for row in read_rows(f"out/{name}")]
        assert [row["text"] for row in rows] == [r["text"] for r in TEXTS * 2]


def test_what_is_written_can_be_read_again(run, trained_path):
    run(TEXTS)
    for name in ("again.jsonl", "again.spacy"):
        annotate_files(str(trained_path), ["out.jsonl"], Path(name))
    again = read_rows("again.jsonl")
    assert [row["ents"] for row in again] == [row["ents"] for row in read_rows()]
    assert [row["id"] for row in again] == [row["id"] for row in read_rows()]
    annotate_files(str(trained_path), ["again.spacy"], Path("third.jsonl"))
    assert [row["ents"] for row in read_rows("third.jsonl")] == [
        row["ents"] for row in again
    ]


def test_no_texts(run):
    assert run([]).texts == {}
    assert Path("out.jsonl").read_bytes() == b""


def test_broken_records_are_listed_and_the_others_annotated(run):
    long = "x " * 600_000
    records = [
        *TEXTS,
        {"body": "x"},
        {"text": "x", "lang": "Klingonese"},
        {"text": long},
    ]
    summary = run(records + TEXTS)
    assert summary.broken == 3
    errors = read_rows("out.jsonl.errors.jsonl")
    assert [(e["file"], e["number"]) for e in errors] == [
        ("in.jsonl", n) for n in (6, 7, 8)
    ]
    for error, reason in zip(errors, ["no field 'text'", "Klingonese", "1000000"]):
        assert reason in error["reason"]
    assert [row["text"] for row in read_rows()] == [r["text"] for r in TEXTS * 2]
    run(TEXTS, force=True)
    assert not Path("out.jsonl.errors.jsonl").exists()


def test_one_record_in_a_hundred_is_broken(trained_path, tmp_path, monkeypatch):
    """Of each kind one."""
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"text": f"London {i}"}).encode() for i in range(500)]
    broken = {
        50: b'{"text": "x',
        150: b'{"body": "x"}',
        250: b'{"text": "London \xff"}',
        350: b'{"text": "' + b"London " * 1_500_000 + b'"}',
        450: b'{"text": "London", "lang": "Klingonese"}',
    }
    for number, line in broken.items():
        lines[number - 1] = line
    Path("in.jsonl").write_bytes(b"\n".join(lines))
    summary = annotate_files(str(trained_path), ["in.jsonl"], Path("out.jsonl"))
    assert summary.broken == len(broken)
    errors = read_rows("out.jsonl.errors.jsonl")
    assert [error["number"] for error in errors] == list(broken)
    whole = [i for i in range(500) if i + 1 not in broken]
    assert [row["text"] for row in read_rows()] == [f"London {i}" for i in whole]


class Interrupted(Exception):
    pass


def interrupt_after(monkeypatch, n_parts):
    whole = engines.annotate_part

    def annotate_part(job, part):
        if part.number == n_parts:
            raise Interrupted
        return whole(job, part)

    monkeypatch.setattr(engines, "annotate_part", annotate_part)


def test_an_interrupted_run_goes_on(run, monkeypatch):
    records = TEXTS + [{"body": "broken"}] + TEXTS
    whole = run(records, "whole.jsonl")
    with monkeypatch.context() as patch:
        interrupt_after(patch, 2)
        with pytest.raises(Interrupted):
            run(records)
    assert not Path("out.jsonl").exists() and not is_complete(Path("out.jsonl"))
    done = Path("out.jsonl.parts/000000/docs.jsonl")
    kept = done.stat()

    with pytest.raises(ValueError, match="--resume"):
        run(records)
    with pytest.raises(ValueError, match="other inputs"):
        run(records, resume=True, lang="eng")
    assert done.stat().st_ino == kept.st_ino

    redone = []
    with monkeypatch.context() as patch:
        write = engines.annotate_part

        def annotate_part(job, part):
            result = write(job, part)
            redone.append(result.is_new)
            return result

        patch.setattr(engines, "annotate_part", annotate_part)
        assert run(records, resume=True) == whole
    assert redone[:3] == [False, False, True]
    for end in ("", ".errors.jsonl"):
        first, second = Path(f"whole.jsonl{end}"), Path(f"out.jsonl{end}")
        assert first.read_bytes() == second.read_bytes()
    assert is_complete(Path("out.jsonl"))


def test_what_is_there_is_not_replaced_unasked(run):
    run(TEXTS)
    with pytest.raises(ValueError, match="--force"):
        run(TEXTS)
    run(TEXTS[:1], force=True)
    assert len(read_rows()) == 1
    Path("mine").mkdir()
    Path("mine/notes").touch()
    with pytest.raises(ValueError, match="a folder of other files"):
        run(TEXTS, "mine", force=True)


def test_a_batch_of_docs_that_a_component_fails_on_is_listed(run, trained, monkeypatch):
    from spacy_phonener.annotate import worker

    @spacy.Language.component("fails_on_rwanda")
    def fail(doc):
        if "Rwanda" in doc.text:
            raise RuntimeError("no Rwanda")
        return doc

    trained.add_pipe("fails_on_rwanda")
    monkeypatch.setattr(worker, "load_pipeline", lambda name, lang: trained)
    assert run([{"text": "Rwanda"}, {"text": "Kenya"}]).broken == 1
    assert [row["text"] for row in read_rows()] == ["Kenya"]
    assert read_rows("out.jsonl.errors.jsonl")[0]["reason"] == "no Rwanda"


@pytest.mark.slow
@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_two_workers_write_the_same(run, monkeypatch, start):
    monkeypatch.setattr(engines, "START", start)
    records = [*TEXTS, {"body": "broken"}] * 20
    expected = run(records, "one.jsonl")
    assert run(records, "two.jsonl", n_workers=2) == expected
    for end in ("", ".errors.jsonl"):
        one, two = Path(f"one.jsonl{end}"), Path(f"two.jsonl{end}")
        assert one.read_bytes() == two.read_bytes()
    assert SMALL < Path("in.jsonl").stat().st_size / 10
