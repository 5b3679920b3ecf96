from itertools import groupby
from pathlib import Path
from typing import Optional

import srsly
import typer
from wasabi import msg


def demo_cli(
    model: str = typer.Argument(..., help="Pipeline name or folder"),
    texts_path: Path = typer.Argument(
        ..., help="JSONL file with a lang and a text a line", exists=True
    ),
    output_path: Optional[Path] = typer.Option(
        None, "--output", "-o", help="HTML file for displaCy's page"
    ),
):
    """
    Print the entities of texts in several languages with their IPA, and save a
    displaCy page.
    """
    import spacy
    from spacy import displacy

    from ..languages import get_language

    nlp = spacy.load(model)
    docs = []
    for record in srsly.read_jsonl(texts_path):
        doc = nlp.make_doc(record["text"])
        doc._.phonener_lang = record["lang"]
        docs.append(doc)
    docs = list(nlp.pipe(docs))
    for lang, group in groupby(docs, key=lambda doc: doc._.phonener_lang):
        msg.divider(get_language(lang).name)
        for doc in group:
            print(doc.text)
            rows = [(e.label_, e.text, f"/{e._.ipa}/") for e in doc.ents]
            msg.table(rows or [("-", "no entities", "")])
    if output_path:
        for doc in docs:
            doc.user_data["title"] = get_language(doc._.phonener_lang).name
        page = displacy.render(docs, style="ent", page=True, jupyter=False)
        output_path.parent.mkdir(parents=True, exist_ok=True)
        output_path.write_text(page, encoding="utf-8")
        msg.good(f"Saved displaCy's page to {output_path}")
