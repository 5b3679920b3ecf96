import csv

import pytest

from spacy_phonener.report.table import to_markdown, write_csv


@pytest.mark.slow
def test_tables(tables, tmp_path):
    case1 = tables["table3-case1-test"]
    assert len({len(row) for row in [case1.header, *case1.rows]}) == 1
    rows = {(row[0], row[1]): dict(zip(case1.header, row)) for row in case1.rows}
    # The published scores of languages that are absent are shown, but not averaged.
    mbert = rows["mBERT, published", "tag F1, argmax"]
    assert mbert["sin†"] == "10.7" and mbert["Mean"] == mbert["som"] == "44.8"
    assert mbert["Mean in the paper"] == "40.3 ± 25.0"
    assert rows["trained", "entity F1"]["sin†"] == "†"
    write_csv(case1, tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [case1.header, *case1.rows]
    lines = to_markdown(case1).splitlines()
    assert "bootstrap" in lines[2] and lines[4].count("|") == len(case1.header) + 1
    assert tables["languages"].rows[0][:5] == ["eng", "en", "English", "", "Latn"]
    assert ["Table 4, Case 3", "XLM-R", "mean", "62.37", "63.54"] in tables[
        "misprints"
    ].rows
