"""Word lists made of texts, and Unilex's from a folder."""

import pytest

from spacy_phonener.pipeline.commonness import Commonness
from spacy_phonener.word_lists import read_word_list

from .conftest import invoke


def test_count(tmp_path):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text("Muqdisho waa magaalo. WAA, “waa”!\n\n", encoding="utf-8")
    second.write_text("\ufeffwaa 1960 o'g'il oʻgʻil", encoding="utf-8")
    out = tmp_path / "lists"
    result = invoke("count", first, second, "--lang", "Somali", "-o", out)
    assert result.exit_code == 0, result.output
    assert "4 of 4 different words" in result.output and "of 6 words" in result.output
    text = (out / "som.tsv").read_text(encoding="utf-8")
    # Half of six words, and a sixth of them. What is capitalized does not count.
    assert text.startswith("waa\t8.70\nmagaalo\t8.22\n")
    assert text.count("\n") == 4 and "1960" not in text and "muqdisho" not in text
    assert Commonness(lists=out).languages == ["som"]
    invoke("count", first, second, "-l", "som", "-o", out, "--min-count", 2)
    assert (out / "som.tsv").read_text(encoding="utf-8") == "waa\t8.70\n"


def test_texts_without_words(tmp_path):
    text = tmp_path / "a.txt"
    text.write_text("1, 2 …\n")
    result = invoke("count", text, "--lang", "som", "-o", tmp_path)
    assert result.exit_code == 1 and "no words" in result.output
    text.write_bytes("Åland".encode("utf-16"))
    result = invoke("count", text, "--lang", "swe", "-o", tmp_path)
    assert result.exit_code == 1 and "not in UTF-8" in words(result)
    assert invoke("count", text, "--lang", "xyzzy", "-o", tmp_path).exit_code == 1
    assert not (tmp_path / "som.tsv").exists()


def test_words_without_blanks_are_cut(tmp_path):
    pytest.importorskip("icu4py")
    text = tmp_path / "a.txt"
    text.write_text("ประเทศไทย ประเทศลาว", encoding="utf-8")
    assert invoke("count", text, "--lang", "tha", "-o", tmp_path).exit_code == 0
    assert "ประเทศ" in read_word_list(tmp_path / "tha.tsv")


@pytest.fixture
def unilex(tmp_path):
    folder = tmp_path / "unilex"
    folder.mkdir()
    header = "Form\tFrequency\n\n# SPDX-License-Identifier: Unicode-3.0\n\n"
    (folder / "am.txt").write_text("ላይ\t60\nነው\t39\ndie\t1\n", encoding="utf-8")
    (folder / "sr-Latn.txt").write_text(f"{header}Je\t1\nje\t8\r\ngrad\t1\n")
    (folder / "so.txt").write_text("waa 12\n")
    return folder.as_uri()


def words(result):
    """What a command prints, whatever the width of the terminal."""
    return " ".join(result.output.split())


def test_unilex(unilex, tmp_path):
    out = tmp_path / "lists"
    args = ("-o", out, "--source", unilex)
    result = invoke("download-lists", "Amharic", "srp-Latn", *args)
    assert result.exit_code == 0, result.output
    assert (out / "amh.tsv").read_text(encoding="utf-8").startswith("ላይ\t8.78\n")
    assert (out / "srp-Latn.tsv").read_text() == "je\t8.95\ngrad\t8.00\n"
    (out / "amh.tsv").write_text("ነው\t7.00\n", encoding="utf-8")
    assert "is there" in words(invoke("download-lists", "amh", *args))
    assert (out / "amh.tsv").read_text(encoding="utf-8") == "ነው\t7.00\n"


def test_what_unilex_lacks_is_named(unilex, tmp_path):
    args = ("-o", tmp_path / "lists", "--source", unilex)
    result = invoke("download-lists", "som", "hau", "amh", *args)
    assert result.exit_code == 1 and "Not fetched: som, hau" in result.output
    assert "so.txt, line 1: expected 'word<TAB>count'" in words(result)
    assert "phonener count" in result.output
    assert [path.name for path in (tmp_path / "lists").iterdir()] == ["amh.tsv"]
    assert invoke("download-lists", "xyzzy", *args).exit_code == 1
