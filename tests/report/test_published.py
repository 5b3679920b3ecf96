import statistics

import pytest

from spacy_phonener.languages import get_language
from spacy_phonener.report.published import misprints, published


def test_the_published_averages_follow_from_the_scores_but_for_one_row():
    rows = published()
    assert len(rows) == 9 + 6
    wrong = {(m.table, m.case, m.system) for m in misprints()}
    assert wrong == {(4, 3, "XLM-R")}
    for row in rows:
        values = list(row.scores.values())
        if (row.table, row.case, row.system) not in wrong:
            # The paper's averages are of scores with more than two decimals.
            assert statistics.mean(values) == pytest.approx(row.mean, abs=0.0051)
            assert statistics.stdev(values) == pytest.approx(row.std, abs=0.0051)
    [mean] = [m for m in misprints() if m.statistic == "mean"]
    assert (mean.printed, mean.computed) == (62.37, 63.54)


def test_the_papers_cases_are_the_language_tables():
    for row in published():
        if row.table == 3:
            assert {get_language(code).case for code in row.scores} == {row.case}
