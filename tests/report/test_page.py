import re
from html import unescape

import pytest

from spacy_phonener.report.page import get_template, make_page, sample_places

from .browser import CHROMIUM, dump_page, measure_width


def test_page(small_report):
    page = make_page(small_report, examples=0, seed=0)
    assert "චීනය<rt" in page and "tʃiːnəjə</rt>" in page
    assert page.count('dir="rtl"') == 3  # gold and two answers, of the Urdu sentence
    assert "LOC ✗ spurious" in page and "PER ✗ boundary" in page
    assert "missed: <bdi>රුසියාව</bdi> LOC" in page
    assert "<b><rt" not in page and "&lt;b&gt;<rt" in page
    assert page.count("<li style=") == 3 and "@media (max-width: 40rem)" in page
    # Nothing is loaded from elsewhere.
    assert not re.search(r'(src|href)="(?!#)', page) and "@import" not in page


def test_sentences_are_sampled_once_and_for_all():
    assert sample_places(5, 0, "seed") == sample_places(5, 9, "seed") == [0, 1, 2, 3, 4]
    assert sample_places(100, 10, "0/sin/test") == sample_places(100, 10, "0/sin/test")
    assert sample_places(100, 10, "0/sin/test") != sample_places(100, 10, "0/som/test")


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_the_page_in_a_browser(small_report, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(make_page(small_report, examples=0, seed=0), encoding="utf-8")

    def shown(fragment):
        """The sentences that are seen at an address, by their headings."""
        dom = dump_page(path, fragment)
        articles = re.findall(r"<article([^>]*)>\s*<h2>([^<]*)</h2>", dom)
        found = [unescape(name) for attrs, name in articles if "hidden" not in attrs]
        assert f"{len(found)} of 3 sentences" in dom
        return found

    assert shown("") == ["Sinhala, 1", "Sinhala, 2", "Urdu, 1"]
    assert shown("lang=urd") == ["Urdu, 1"]
    assert shown("kind=missed") == ["Sinhala, 1"]
    assert shown("kind=missed&system=x+phone") == []
    assert shown("kind=type&system=x%20phone") == ["Sinhala, 2"]
    assert shown("kind=none&system=x+phone") == ["Sinhala, 1"]
    assert shown("lang=sin&kind=any&system=canine") == ["Sinhala, 1", "Sinhala, 2"]
    # Two systems beside each other: the Urdu sentence has one answer.
    assert shown("a=canine&b=x+phone") == ["Sinhala, 1", "Sinhala, 2"]
    assert shown("a=canine&b=x+phone&verdict=b") == ["Sinhala, 1"]
    assert shown("a=canine&b=x+phone&verdict=neither") == ["Sinhala, 2"]


NARROW = 400


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_nothing_is_wider_than_a_narrow_window(small_report, tmp_path):
    long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
    usual = make_page(small_report, examples=0, seed=0)
    pages = [
        usual,
        usual.replace("x phone", long),
        usual.replace("රුසියාව", long).replace("rusijaːvə", long),
        get_template("demo.html").render(
            texts=[{"title": long, "direction": "ltr", "html": long, "ipa": [long]}],
            colors={"PER": "#fff", long: "#fff"},
        ),
    ]
    assert [measure_width(p, NARROW, tmp_path) for p in pages] == [NARROW] * len(pages)
