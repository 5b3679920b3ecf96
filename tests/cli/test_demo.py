from ..conftest import ROOT
from .conftest import invoke


def test_demo(trained_path, tmp_path):
    html = tmp_path / "demo.html"
    texts = ROOT / "assets" / "demo.jsonl"
    result = invoke("demo", trained_path, texts, "--output", html)
    assert result.exit_code == 0, result.output
    page = html.read_text(encoding="utf-8")
    assert "Нельсон" in page and "<mark" in page
