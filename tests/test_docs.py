"""What the docs tell a user to type."""

import re

import spacy

from .conftest import ROOT


def test_a_language_from_an_empty_file_to_entities(
    trained_path, tmp_path, monkeypatch, capsys
):
    text = (ROOT / "docs" / "g2p.md").read_text(encoding="utf-8")
    table = re.search(r"```csv\n(.*?)```", text, re.S)[1]
    rules = re.search(r"```text\n(.*?)```", text, re.S)[1]
    script = re.search(r"```python\n(.*?)```", text, re.S)[1]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gil-Latn.csv").write_text(table, encoding="utf-8")
    (tmp_path / "gil-Latn.post.txt").write_text(rules, encoding="utf-8")
    # The tests' small pipeline in the place of a trained one.
    names = {"phonener_xphone": trained_path}
    load = spacy.load
    monkeypatch.setattr(spacy, "load", lambda n, **kw: load(names.get(n, n), **kw))
    variables = {}
    exec(script, variables)
    words = "e mena tanesi maːmau i kiɾipasi ao e ɾoko nɛlsən mændɛlə i taɾawa"
    doc = variables["doc"]
    assert doc[:]._.ipa == words
    # So small a pipeline finds names, but not always of which type.
    assert "Nelson Mandela" in [ent.text for ent in doc.ents]
    assert capsys.readouterr().out.count("\n") == 2
    (tmp_path / "gil-Latn.csv").unlink()
    assert load("phonener_gilbertese")(doc.text)[:]._.ipa == words
