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


def test_languages_say_what_is_read(tmp_path):
    lines = ["Soomaaliya", "revolution", "2024", "Москва", "''lo’''", "(waa)"]
    texts = tmp_path / "som" / "test.spacy"
    write_docbin([(lines, ["O"] * len(lines))], "som", texts)
    output = tmp_path / "table.json"
    result = invoke("languages", "-l", "Somali", "-c", tmp_path, "-o", output)
    assert result.exit_code == 0, result.output
    [row] = srsly.read_json(output)
    # Soomaaliya, revolution (Somali has no v) and lo’.
    assert row["coverage"] == pytest.approx({"tokens": 3, "own": 2 / 3, "all": 1})
