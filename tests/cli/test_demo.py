import spacy
import srsly
from typer.testing import CliRunner

from spacy_phonener.cli import phonener

LABEL = "<img src=x onerror=alert(1)>"


def test_a_label_is_no_html(tmp_path):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": LABEL, "pattern": "London"}])
    nlp.to_disk(tmp_path / "model")
    texts, page = tmp_path / "texts.jsonl", tmp_path / "page.html"
    srsly.write_jsonl(texts, [{"lang": "eng", "text": "London <b>"}])
    args = ["demo", tmp_path / "model", texts, "--output", page]
    result = CliRunner().invoke(phonener, list(map(str, args)))
    assert result.exit_code == 0, result.output
    html = page.read_text(encoding="utf-8")
    assert "<img" not in html and "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "<b>" not in html and "English" in html
