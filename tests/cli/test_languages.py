import pytest
import srsly

from spacy_phonener.corpora.convert import write_docbin

from .conftest import invoke


def test_languages(tmp_path):
    result = invoke("languages", "--paper", "--output", tmp_path / "table.json")
    assert result.exit_code == 0, result.output
    rows = {row["code"]: row for row in srsly.read_json(tmp_path / "table.json")}
    assert len(rows) == 33
    assert rows["uzb"]["scripts"]["Cyrl"] == {"epitran:uzb-Cyrl": True}
    table = (tmp_path / "table.md").read_text(encoding="utf-8").splitlines()
    assert len([line for line in table if line.startswith("|")]) == 2 + 33
    uzbek = (
        "| uzb | Uzbek | uz uzn | 3 | Latn: epitran:uzb-Latn; Cyrl: epitran:uzb-Cyrl |"
    )
    assert uzbek in table


def audit(folder, *langs):
    output = folder / "table.json"
    options = [option for lang in langs for option in ("-l", lang)]
    result = invoke("languages", *options, "--audit", folder, "-o", output)
    assert result.exit_code == 0, result.output
    table = output.with_suffix(".md").read_text(encoding="utf-8")
    return [row["coverage"] for row in srsly.read_json(output)], table


def test_an_audit_of_a_corpus(tmp_path):
    lines = ["Reer", "urur", "''keen''", "revu", "kẹn", "2024", "Москва", "("]
    texts = tmp_path / "som" / "test.spacy"
    write_docbin([(lines, ["O"] * len(lines))], "som", texts)
    [found], table = audit(tmp_path, "Somali")
    # Somali has no v, and English no ẹ.
    assert found["words"] == 5
    assert found["own"] == pytest.approx(3 / 5)
    assert found["default"] + found["general"] == pytest.approx(2 / 5)
    assert found["lacking"] == pytest.approx({"v": 1 / 5, "\u0323": 1 / 5})
    assert "v 20.0% ◌\u0323 20.0% |" in table


def test_an_audit_of_word_lists(tmp_path):
    (tmp_path / "som.tsv").write_text("waa\t7\nvoice\t6\n2024\t8\n", encoding="utf-8")
    (tmp_path / "rus.txt").write_text("Это азы, ѩзы.", encoding="utf-8")
    [somali, russian, basque], table = audit(tmp_path, "som", "rus", "eus")
    assert somali["own"] == pytest.approx(10 / 11)
    assert russian["own"] == pytest.approx(2 / 3)
    assert russian["general"] == pytest.approx(1 / 3)
    assert russian["lacking"] == pytest.approx({"ѩ": 1 / 3})
    assert basque is None


def test_a_word_list_that_cannot_be_right(tmp_path):
    (tmp_path / "som.tsv").write_text("waa\t7\nvoice\n", encoding="utf-8")
    result = invoke("languages", "-l", "som", "--audit", tmp_path)
    assert result.exit_code == 1
    assert "som.tsv, line 2" in " ".join(result.output.split())
