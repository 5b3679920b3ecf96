import re

import srsly

from ..conftest import ROOT
from .conftest import invoke


def test_demo(trained_path, tmp_path):
    html = tmp_path / "demo.html"
    texts = ROOT / "assets" / "demo.jsonl"
    result = invoke("demo", trained_path, texts, "--output", html)
    assert result.exit_code == 0, result.output
    page = html.read_text(encoding="utf-8")
    assert "Нельсон" in page and "<mark" in page


def test_each_text_has_its_own_direction(trained_path, tmp_path):
    texts, html = tmp_path / "texts.jsonl", tmp_path / "demo.html"
    srsly.write_jsonl(
        texts,
        [
            {"lang": "urd", "text": "نیلسن منڈیلا London میں تھے ۔"},
            {"text": "Nelson Mandela visited London ."},
        ],
    )
    result = invoke("demo", trained_path, texts, "--output", html)
    assert result.exit_code == 0, result.output
    page = html.read_text(encoding="utf-8")
    assert re.findall(r'<div dir="(\w+)">', page) == ["rtl", "ltr"]
    assert re.findall("direction: (\\w+)", page) == ["rtl", "ltr"]
    assert "Urdu" in page and "No language" in page
    assert "Nelson Mandela /nɛlsən mændɛlə/" in page
    legend = re.findall(r'<li style="background: (#\w+)">(\w+)</li>', page)
    assert {label for _, label in legend} == {"PER", "ORG", "LOC"}
    for color, label in legend:
        if label in ("PER", "LOC"):
            assert f'<mark class="entity" style="background: {color}' in page


def test_a_line_without_a_text(trained_path, tmp_path):
    texts = tmp_path / "texts.jsonl"
    srsly.write_jsonl(texts, [{"lang": "eng", "text": "x"}, {"lang": "eng"}])
    result = invoke("demo", trained_path, texts)
    assert result.exit_code == 1 and "Line 2 has no text" in result.output
