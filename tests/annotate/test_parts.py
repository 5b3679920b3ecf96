"""Inputs are cut into parts, and the parts hold what the inputs do."""

import gzip
import io
import lzma
import os
import sys
import zlib
from pathlib import Path
from threading import Thread

import pytest
import spacy
import srsly
from spacy.tokens import DocBin

from spacy_phonener.annotate.fields import Fields
from spacy_phonener.annotate.inputs import find_inputs, opened
from spacy_phonener.annotate.parts import Part, cut
from spacy_phonener.annotate.raw import MAX_RECORD
from spacy_phonener.annotate.records import Broken, read_part

VOCAB = spacy.blank("xx").vocab


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("copies").mkdir()


def read(*paths, size=2**18, format=None, fields=Fields()):
    """Cut files into parts of a size, and read these, as another process would."""
    inputs = find_inputs(paths, format)
    parts = list(cut(inputs, fields, Path("copies"), size))
    assert [part.number for part in parts] == list(range(len(parts)))
    parts = [Part.from_json(part.to_json()) for part in parts]
    return [record for part in parts for record in read_part(part, fields, VOCAB)]


def contents(records):
    return [record.content for record in records]


TEXT = "Nelson Mandela\r\n\nلندن\nno end"


@pytest.mark.parametrize("size", [1, 10, 1000])
@pytest.mark.parametrize(
    "name,pack",
    [("a.txt", bytes), ("a.txt.gz", gzip.compress), ("a.txt.xz", lzma.compress)],
)
def test_a_line_is_a_document_wherever_files_are_cut(name, pack, size):
    Path(name).write_bytes(pack(TEXT.encode()))
    records = read(name, size=size)
    assert contents(records) == ["Nelson Mandela", "لندن", "no end"]
    # Named as editors and grep name it.
    assert [record.id for record in records] == [f"{name}:{n}" for n in (1, 3, 4)]


def test_zstandard():
    try:
        from backports import zstd
    except ImportError:
        zstd = pytest.importorskip("compression.zstd")
    # In two frames, as files that were appended to have.
    Path("a.txt.zst").write_bytes(zstd.compress(b"one\ntw") + zstd.compress(b"o\n"))
    assert contents(read("a.txt.zst")) == ["one", "two"]


def test_the_standard_input(monkeypatch):
    pipe = io.TextIOWrapper(io.BytesIO(TEXT.encode()))
    monkeypatch.setattr(sys, "stdin", pipe)
    assert [record.id for record in read("-", size=1)] == ["-:1", "-:3", "-:4"]


def test_a_pipe_with_a_name():
    """As shells write `<(command)`: it can be read but once, from its beginning."""
    os.mkfifo("fifo")
    writer = Thread(target=Path("fifo").write_bytes, args=[TEXT.encode()])
    writer.start()
    records = read("fifo", size=1, format="text")
    writer.join()
    assert [record.id for record in records] == ["fifo:1", "fifo:3", "fifo:4"]


def test_names_of_files_need_not_be_utf8():
    name = os.fsdecode(b"caf\xe9.jsonl")
    Path(name).write_text('{"text": "a"}\n{}\n')
    record, broken = read(name)
    assert (record.id, broken.file) == ("caf\\udce9.jsonl:1", "caf\\udce9.jsonl")


def test_a_copy_is_deleted_when_it_has_been_read():
    Path("a.txt.gz").write_bytes(gzip.compress(b"one\ntwo\n"))
    Path("b.txt").write_text("three\n")
    for part in cut(find_inputs(["a.txt.gz", "b.txt"]), Fields(), Path("copies"), 1):
        assert len(list(Path("copies").iterdir())) == part.pieces[0].is_copy
        part.pieces[0].forget()
        assert not list(Path("copies").iterdir())
    assert Path("a.txt.gz").exists() and Path("b.txt").exists()


def test_a_file_is_a_document():
    Path("a.txt").write_text("one\ntwo\n")
    Path("b.txt").write_text("")
    records = read("a.txt", "b.txt", format="file")
    assert contents(records) == ["one\ntwo\n", ""]
    assert [record.id for record in records] == ["a.txt", "b.txt"]


def test_small_files_share_a_part():
    for i in range(9):
        Path(f"{i}.txt").write_text("x" * 40)
    inputs = find_inputs(["*.txt"])
    parts = list(cut(inputs, Fields(), Path("copies"), 100))
    assert [len(part.pieces) for part in parts] == [3, 3, 3]
    assert sum(part.size for part in parts) == 360


@pytest.mark.parametrize("size", [1, 1000])
def test_jsonl(size):
    Path("a.jsonl").write_text(
        '\ufeff{"text": "a", "id": 7, "lang": "som"}\n\n{"text": "b", "lang": null}\n',
        encoding="utf-8",
    )
    first, second = read("a.jsonl", size=size)
    assert (first.content, first.id, first.lang) == ("a", "7", "som")
    assert (second.content, second.id, second.lang) == ("b", "a.jsonl:3", None)


CSV = 'key,body\n1,"Muqdisho, ""waa""\n\nmagaalo"\n2,x\n'


@pytest.mark.parametrize("size", [1, 20, 1000])
def test_csv_with_ends_of_lines_in_quotes(size):
    Path("a.csv").write_bytes(b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode())
    records = read("a.csv", size=size, fields=Fields("body", id="key"))
    assert contents(records) == ['Muqdisho, "waa"\r\n\r\nmagaalo', "x"]
    assert [record.id for record in records] == ["1", "2"]


@pytest.mark.parametrize("size", [1, 30, 1000])
def test_a_quote_that_is_not_closed_costs_its_own_row_only(size):
    rows = ["id,text", '1,"5 inches', "2,a", '3,"b"', '4,"c', "5,d", ""]
    Path("a.csv").write_text("\n".join(rows))
    records = read("a.csv", size=size)
    assert [r.number for r in records if isinstance(r, Broken)] == [2, 5]
    assert contents(r for r in records if not isinstance(r, Broken)) == ["a", "b", "d"]


def test_tsv_has_no_quotes():
    Path("a.tsv").write_text('id\ttext\n1\t"Soomaaliya\n2\tx" y\n')
    assert contents(read("a.tsv")) == ['"Soomaaliya', 'x" y']


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_column_that_lacks_is_named_at_once(name):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import csv, parquet

    table = pyarrow.table({"body": ["x"], "key": ["1"]})
    (csv.write_csv if name == "a.csv" else parquet.write_table)(table, name)
    with pytest.raises(ValueError, match="body, key: name the right one with --text"):
        read(name)
    with pytest.raises(ValueError, match="no column 'language'.*--lang-field"):
        read(name, fields=Fields("body", lang="language"))


@pytest.mark.parametrize("size", [1, 100, 10_000])
def test_parquet(size):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    texts = [f"text {i}" for i in range(50)]
    table = pyarrow.table({"id": range(50), "text": texts, "other": [[1.0] * 9] * 50})
    parquet.write_table(table, "a.parquet", row_group_size=20)
    records = read("a.parquet", size=size)
    assert contents(records) == texts
    assert [(record.id, record.number) for record in records][::49] == [
        ("0", 1),
        ("49", 50),
    ]


@pytest.mark.parametrize("size", [1, 1000])
def test_conll_gives_tokens_without_tags(size):
    Path("a.conll").write_text(
        "-DOCSTART- O\n\nNelson B-PER\nsang O\n\n\nen:London\tB-LOC\nen:.\tO\n"
    )
    first, second = read("a.conll", size=size)
    assert (first.content, first.lang, first.number) == (["Nelson", "sang"], None, 3)
    assert (second.content, second.lang) == (["London", "."], "en")


def test_docbin():
    nlp = spacy.blank("xx")
    doc = nlp("Nelson Mandela sang")
    doc.user_data["id"] = "mine"
    spacy.tokens.DocBin(docs=[doc, nlp("x")], store_user_data=True).to_disk("a.spacy")
    records = read("a.spacy")
    assert [record.content.text for record in records] == [doc.text, "x"]
    assert [record.id for record in records] == ["mine", "a.spacy:2"]


def broken(records):
    return [(r.number, r.reason) for r in records if isinstance(r, Broken)]


@pytest.mark.parametrize("size", [1, 2**18])
def test_broken_records_are_told_and_the_others_read(size):
    lines = [
        b'{"text": "a"}',
        b'{"text": "b"',
        b'{"body": "c"}',
        b'["d"]',
        b'{"text": 5}',
        b'{"text": "\xff"}',
        b'{"text": "\\ud800"}',
        b'{"text": "' + b"x" * (MAX_RECORD + 9) + b'"}',
        b'{"text": "e", "lang": 5}',
        b"[" * 100_000,
        b'{"text": "f"}',
    ]
    Path("a.jsonl").write_bytes(b"\n".join(lines))
    records = read("a.jsonl", size=size)
    assert contents(r for r in records if not isinstance(r, Broken)) == ["a", "f"]
    numbers, reasons = zip(*broken(records))
    assert numbers == tuple(range(2, 11))
    for reason, told in zip(
        reasons,
        [
            "not JSON",
            "no field 'text'",
            "no object",
            "is no text: 5",
            "not UTF-8: byte 0xff",
            "half of a",
            "longer",
            "'lang' is no text",
            "not JSON",
        ],
    ):
        assert told in reason


def test_of_a_file_that_is_cut_off_what_is_whole_is_read():
    data = gzip.compress(
        "\n".join(f"text {i * 7919 % 1000}" for i in range(1000)).encode()
    )
    Path("a.txt.gz").write_bytes(data[: len(data) // 2])
    Path("b.txt").write_text("next\n")
    records = read("a.txt.gz", "b.txt")
    [(_, reason)] = broken(records)
    assert "damaged from here on" in reason
    assert records[0].content == "text 0" and records[-1].content == "next"


@pytest.mark.parametrize("name", ["a.spacy", "a.parquet"])
def test_other_damaged_files_are_named_and_the_next_is_read(name):
    pytest.importorskip("pyarrow")
    Path(name).write_bytes(b"nothing")
    Path("b.txt").write_text("next\n")
    damaged, following = read(name, "b.txt")
    assert (damaged.file, damaged.number) == (name, 1)
    assert following.content == "next"


def pack(ending, data):
    if ending == "zst":
        return pytest.importorskip("backports.zstd").compress(data)
    return {"gz": gzip, "xz": lzma}[ending].compress(data)


@pytest.mark.parametrize("ending", ["gz", "xz", "zst"])
@pytest.mark.parametrize("format", ["jsonl", "csv"])
@pytest.mark.parametrize("damage", ["nothing", "cut off", "changed"])
def test_compressed_files_may_be_damaged_anywhere(ending, format, damage):
    """In the header of a table, too; and each library has errors of its own."""
    data = pack(ending, b"text\n" + b"".join(b"%d\n" % (i**5) for i in range(5000)))
    middle = len(data) // 2
    Path(f"a.{format}.{ending}").write_bytes(
        {
            "nothing": b"nothing",
            "cut off": data[:12],
            "changed": data[:middle] + bytes(99) + data[middle + 99 :],
        }[damage]
    )
    Path("b.txt").write_text("next\n")
    *_, damaged, following = read(f"a.{format}.{ending}", "b.txt")
    assert "damaged from here on" in damaged.reason
    assert following.content == "next"


@pytest.mark.parametrize("change", [{"strings": []}, {"cats": []}])
def test_docs_of_a_docbin_may_be_damaged(change):
    docbin = DocBin(docs=[spacy.blank("xx")("a new word")])
    data = srsly.msgpack_loads(zlib.decompress(docbin.to_bytes()))
    Path("a.spacy").write_bytes(zlib.compress(srsly.msgpack_dumps({**data, **change})))
    Path("b.txt").write_text("next\n")
    vocab = spacy.blank("xx").vocab
    parts = cut(find_inputs(["a.spacy", "b.txt"]), Fields(), Path("copies"))
    damaged, following = (r for p in parts for r in read_part(p, Fields(), vocab))
    assert "damaged from here on" in damaged.reason and damaged.number == 1
    assert following.content == "next"


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_a_file_that_may_not_be_read(name, monkeypatch):
    Path(name).write_text("text\n")
    Path("b.txt").write_text("next\n")

    def refuse(file):
        if file.path == name:
            raise PermissionError(13, "Permission denied", name)
        return opened(file)

    monkeypatch.setattr("spacy_phonener.annotate.parts.opened", refuse)
    refused, following = read(name, "b.txt")
    assert refused.reason == "the file may not be read: Permission denied"
    assert following.content == "next"


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl"])
def test_a_file_may_be_empty(name):
    Path(name).touch()
    Path("b.txt").write_text("next\n")
    assert contents(read(name, "b.txt")) == ["next"]


def test_of_damaged_parquet_other_rows_are_read():
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table({"text": [f"text {i}" for i in range(50)]})
    parquet.write_table(
        table, "a.parquet", row_group_size=10, compression="none", use_dictionary=False
    )
    data = Path("a.parquet").read_bytes()
    Path("a.parquet").write_bytes(
        data.replace(b"\x07\x00\x00\x00text 25", b"\xff" * 11)
    )
    records = read("a.parquet", size=1)
    assert len(broken(records)) >= 1
    assert {"text 0", "text 19", "text 30", "text 49"} <= set(
        contents(r for r in records if not isinstance(r, Broken))
    )
