"""Exports of GeoNames and Wikidata: their forms, what is broken in them, what is damaged."""

import bz2
import gzip
import json
import random
import re
from collections import Counter

import pytest

from spacy_phonener.corpora.gazetteer import files
from spacy_phonener.corpora.gazetteer.collect import Gazetteer
from spacy_phonener.corpora.gazetteer.geonames import read_alternate_names, read_places
from spacy_phonener.corpora.gazetteer.patterns import make_patterns
from spacy_phonener.corpora.gazetteer.wikidata import read_wikidata

from .exports import (
    ITEMS,
    RESULTS,
    alternate_names_text,
    dump_text,
    places_text,
    write_zip,
)

MANDELA = ("PER", "Q8023", [("en", "Nelson Mandela"), ("ru", "Нельсон Мандела")], 250)
PARIS = ("LOC", "Q90", [("en", "Paris")], 280, "2988507")


def read(path, sitelinks=20):
    broken = Counter()
    return list(read_wikidata(path, sitelinks, broken)), broken.total()


def test_places_of_so_many_people(tmp_path):
    path = write_zip(tmp_path / "cities15000.zip", places_text())
    found = list(read_places(path, 100_000, Counter()))
    assert [entry.names[0][1] for entry in found] == [
        *("Moscow", "Paris", "France", "Zürich (Kreis 1)", "Biel/Bienne"),
    ]
    assert found[0] == ("LOC", "geonames:524901", [("", "Moscow")], 10_381_222, "")


def test_what_languages_call_places(tmp_path):
    path = write_zip(tmp_path / "alternateNamesV2.zip", alternate_names_text())
    ids = {"geonames:524901", "geonames:2988507"}
    names = [name for _, _, name in read_alternate_names(path, ids, Counter())]
    # Not what is colloquial, historic, in no language or of another place.
    assert names == ["Москва", "Moscou", "MOW", "Q649", "Paris", "පැරිස්"]


@pytest.mark.parametrize(
    "name, compress",
    [
        ("latest-all.json", bytes),
        ("latest-all.json.gz", gzip.compress),
        # Parts one after the other, as Wikidata's are.
        ("latest-all.json.bz2", lambda b: bz2.compress(b[:99]) + bz2.compress(b[99:])),
    ],
)
def test_a_dump(tmp_path, name, compress):
    (tmp_path / name).write_bytes(compress(dump_text().encode()))
    found, n_broken = read(tmp_path / name)
    kept = {entry.id: (entry.label, *entry[2:]) for entry in found}
    assert n_broken == 0
    assert kept["Q8023"][0] == "PER" and len(kept["Q8023"][1]) == 3
    assert kept["Q1065"] == ("ORG", [("mul", "United Nations"), ("fr", "ONU")], 300, "")
    assert kept["Q90"][0] == "LOC" and kept["Q90"][3] == "2988507"
    # That few pages are linked to it takes its names.
    assert kept["Q2"] == ("PER", [], 1, "")
    assert set(kept) == {"Q8023", "Q1065", "Q90", "Q1", "Q2"}


def test_items_without_the_brackets_around_them(tmp_path):
    path = tmp_path / "part.json"
    path.write_text("\n".join(map(json.dumps, ITEMS)))
    assert len(read(path)[0]) == 5


@pytest.mark.parametrize("name", RESULTS)
def test_the_result_of_a_query(tmp_path, name):
    path = tmp_path / name
    path.write_text(RESULTS[name], encoding="utf-8", newline="")
    found, n_broken = read(path)
    assert n_broken == 0
    assert [tuple(entry) for entry in found] == [(*MANDELA, ""), PARIS]


def test_only_three_columns_are_needed(tmp_path):
    path = tmp_path / "short.tsv"
    path.write_text('item\tname\tlabel\nQ1\t"A \\"B\\""@fr\tPER\n')
    assert read(path) == ([("PER", "Q1", [("fr", 'A "B"')], 0, "")], 0)
    path.write_text("item\titemLabel\nQ1\tA\n")
    with pytest.raises(ValueError, match="no columns item, name, label, but: item"):
        read(path)


def test_what_is_broken_is_counted(tmp_path):
    broken = Counter()
    path = tmp_path / "cities15000.txt"
    path.write_bytes(
        b"524901\tMoscow\n\xff\xfe\n" + places_text().encode() + b"x\t" * 18 + b"\n\n"
    )
    assert len(list(read_places(path, 100_000, broken))) == 5
    assert broken == {"cities15000.txt": 4}
    lines = dump_text().splitlines()
    lines[1:1] = ['{"P159": cut off', '{"id": "Q5"}', '["Q5"]', '"Q5"']
    (tmp_path / "all.json").write_text("\n".join(lines), encoding="utf-8")
    found, n_broken = read(tmp_path / "all.json")
    assert (len(found), n_broken) == (5, 4)
    # As a query that runs out of time ends.
    late = RESULTS["persons.tsv"] + "\njava.util.concurrent.TimeoutException\n\tat x\n"
    (tmp_path / "late.tsv").write_text(late, encoding="utf-8")
    found, n_broken = read(tmp_path / "late.tsv")
    assert (len(found), n_broken) == (2, 2)
    rows = [None, {"item": 3}, {"item": "Q1", "name": {}, "label": "X"}]
    (tmp_path / "rows.json").write_text(json.dumps(rows))
    assert read(tmp_path / "rows.json") == ([], 3)


def test_no_line_is_too_strange(tmp_path):
    rng = random.Random(0)
    sound = [
        *places_text().encode().splitlines(),
        *alternate_names_text().encode().splitlines(),
        *dump_text().encode().splitlines(),
        *(line for text in RESULTS.values() for line in text.encode().splitlines()),
    ]
    lines = []
    for line in sound * 20:
        start, end = sorted(rng.choices(range(len(line) + 1), k=2))
        lines.append(line[:start] + rng.randbytes(rng.randrange(4)) + line[end:])
    text = b"\n".join(lines)
    (tmp_path / "x.txt").write_bytes(text)
    ids = {"geonames:524901", "geonames:2988507"}
    broken = Counter()
    gazetteer = Gazetteer({"eng", "fra", "rus"})
    gazetteer.add("x", read_places(tmp_path / "x.txt", 0, broken))
    gazetteer.add_alternate_names(tmp_path / "x.txt", broken)
    list(read_alternate_names(tmp_path / "x.txt", ids, broken))
    for name, start in (
        ("x.json", b"[\n"),
        ("x.tsv", b"item\tname\tlabel\n"),
        ("x.csv", b"item,name,label,lang,sitelinks\n"),
    ):
        (tmp_path / name).write_bytes(start + text)
        gazetteer.add(name, read_wikidata(tmp_path / name, 0, broken))
    assert broken and list(make_patterns(gazetteer.lists, gazetteer.same))


@pytest.mark.parametrize("name", ["x.zip", "x.gz", "x.bz2"])
def test_a_damaged_file_is_named(tmp_path, name):
    path = tmp_path / name
    text = places_text().encode() * 50
    if name == "x.zip":
        write_zip(path, text.decode())
    else:
        path.write_bytes({".gz": gzip, ".bz2": bz2}[path.suffix].compress(text))
    whole = path.read_bytes()
    # Cut off, as by an interrupted download; no archive at all.
    for data in (whole[: len(whole) // 2], b"<html>404</html>"):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=f"{name} is damaged.*Download"):
            list(read_places(path, 0, Counter()))


@pytest.mark.parametrize("place, value", [(6, 1), (8, 9)], ids=["secret", "deflate64"])
def test_an_archive_that_cannot_be_unpacked_is_named(tmp_path, place, value):
    path = write_zip(tmp_path / "x.zip", places_text())
    data = bytearray(path.read_bytes())
    # The same stands before each file, and in the list of all at the end.
    for mark, start in ((b"PK\3\4", 0), (b"PK\1\2", 2)):
        for found in re.finditer(re.escape(mark), bytes(data)):
            data[found.start() + start + place] = value
    path.write_bytes(data)
    with pytest.raises(ValueError, match="x.zip is damaged"):
        list(read_places(path, 0, Counter()))


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path):
    (tmp_path / "x.txt").write_text(places_text(), encoding="utf-8-sig")
    broken = Counter()
    assert len(list(read_places(tmp_path / "x.txt", 100_000, broken))) == 5
    assert not broken
    (tmp_path / "x.json").write_text(dump_text(), encoding="utf-8-sig")
    assert len(read(tmp_path / "x.json")[0]) == 5
    for name, text in RESULTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig", newline="")
        assert len(read(tmp_path / name)[0]) == 2
    (tmp_path / "x.csv").write_text('\ufeff"item","name","label"\nQ1,A,PER\n')
    assert len(read(tmp_path / "x.csv")[0]) == 1


def test_a_line_without_end_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LONGEST_LINE", 1_000)
    (tmp_path / "x.txt.gz").write_bytes(gzip.compress(b"x" * 10_000))
    assert max(map(len, files.stream_lines(tmp_path / "x.txt.gz"))) == 1_000


def test_what_is_no_text_in_a_result_or_a_dump_is_broken(tmp_path):
    row = {"item": "Q1", "name": "Nelson Mandela", "label": "PER"}
    odd = [{"label": ["PER"]}, {"label": "P\ud800"}, {"item": {}}, {"sitelinks": []}]
    odd.append({"name": {"value": "Nelson Mandela", "xml:lang": ["en"]}})
    rows = [row, *({**row, **part} for part in odd)]
    (tmp_path / "x.json").write_text(json.dumps(rows))
    found, n_broken = read(tmp_path / "x.json")
    assert (len(found), n_broken) == (1, len(odd))
    mandela = next(item for item in ITEMS if item["id"] == "Q8023")
    for part in ({"id": 1}, {"labels": {"en": {"language": 1, "value": []}}}):
        line = json.dumps({**mandela, **part})
        (tmp_path / "dump.json").write_text(f"[\n{line}\n]")
        assert read(tmp_path / "dump.json", 0) == ([], 1)


def test_only_items_of_wikidata_are_ids(tmp_path):
    path = tmp_path / "alternateNamesV2.txt"
    lines = [f"{i}\t1\twkdt\t{id}\t\t\t\t\n" for i, id in enumerate(("Q90", "a b"))]
    path.write_text("".join(lines))
    broken = Counter()
    found = list(read_alternate_names(path, {"geonames:1"}, broken))
    assert found == [("geonames:1", "wkdt", "Q90")] and broken.total() == 1


def test_other_files_are_named(tmp_path):
    path = write_zip(tmp_path / "cities15000.zip", places_text())
    path.rename(tmp_path / "cities.zip")
    with pytest.raises(ValueError, match="called like it, cities.txt"):
        list(read_places(tmp_path / "cities.zip", 0, Counter()))
    for text in ("<html>", '{"error": 404}', "3"):
        (tmp_path / "other.json").write_text(text)
        with pytest.raises(ValueError, match="neither a JSON dump"):
            read(tmp_path / "other.json")
