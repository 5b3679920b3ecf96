from itertools import chain, groupby
from pathlib import Path
from typing import Optional

import srsly
import typer
from spacy.tokens import Doc
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
    Print the entities of texts in several languages, with their IPA.

    Optionally save a displaCy page of them.
    """
    import spacy
    from spacy import displacy
    from spacy.util import escape_html

    from ..extensions import get_lang, set_lang
    from ..languages import get_language

    def language_name(doc: Doc) -> str:
        return get_language(get_lang(doc) or "").name

    nlp = spacy.load(model)
    docs = []
    for record in srsly.read_jsonl(texts_path):
        doc = nlp.make_doc(record["text"])
        set_lang(doc, record["lang"])
        docs.append(doc)
    docs = list(nlp.pipe(docs))
    for name, group in groupby(docs, key=language_name):
        msg.divider(name)
        for doc in group:
            print(doc.text)
            rows = [(e.label_, e.text, f"/{e._.ipa}/") for e in doc.ents]
            msg.table(rows or [("-", "no entities", "")])
    if output_path:
        for doc in docs:
            doc.user_data["title"] = language_name(doc)
        parsed = [displacy.parse_ents(doc) for doc in docs]
        for ent in chain.from_iterable(own["ents"] for own in parsed):
            # displaCy escapes the text alone.
            ent["label"] = escape_html(ent["label"])
        page = displacy.render(
            parsed, style="ent", page=True, jupyter=False, manual=True
        )
        output_path.parent.mkdir(parents=True, exist_ok=True)
        output_path.write_text(page, encoding="utf-8")
        msg.good(f"Saved displaCy's page to {output_path}")
