from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Iterator, List, Optional

import srsly
import typer
from spacy.language import Language
from spacy.tokens import Doc
from wasabi import msg

from ..extensions import get_lang, set_lang
from ..languages import resolve_language
from .endings import ending, load_pipeline


def demo_cli(
    model: str = typer.Argument(..., help="Pipeline name or folder"),
    texts_path: Path = typer.Argument(
        ..., help="JSONL file with a lang and a text a line", exists=True
    ),
    output_path: Optional[Path] = typer.Option(
        None, "--output", "-o", help="HTML file for a page, marked up by displaCy"
    ),
):
    """
    Print the entities of texts in several languages, with their IPA.

    Optionally save an HTML page of them.
    """
    nlp = load_pipeline(model)
    with ending(f"The texts of {texts_path} cannot be read"):
        docs = list(nlp.pipe(make_docs(nlp, texts_path)))
    for name, group in groupby(docs, key=language_name):
        msg.divider(name)
        for doc in group:
            print(doc.text)
            rows = [(e.label_, e.text, f"/{e._.ipa}/") for e in doc.ents]
            msg.table(rows or [("-", "no entities", "")])
    if output_path:
        output_path.parent.mkdir(parents=True, exist_ok=True)
        output_path.write_text(make_page(docs), encoding="utf-8")
        msg.good(f"Saved the page to {output_path}")


def make_docs(nlp: Language, texts_path: Path) -> Iterator[Doc]:
    """Read the texts. Without a lang, they are in the pipeline's language, if any."""
    for number, record in enumerate(srsly.read_jsonl(texts_path), start=1):
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            raise ValueError(f"Line {number} has no text: {record!r}.")
        doc = nlp.make_doc(record["text"])
        set_lang(doc, record.get("lang"))
        yield doc


def language_name(doc: Doc) -> str:
    name = get_lang(doc)
    if name is None:
        return "No language"
    lang = resolve_language(name)
    return lang.name if lang else name


def make_page(docs: List[Doc]) -> str:
    """Make the HTML of docs, each in its own direction."""
    from markupsafe import Markup
    from spacy import displacy
    from spacy.displacy.templates import TPL_ENT, TPL_ENT_RTL
    from spacy.util import escape_html

    from ..report.colors import COLORS, OTHER
    from ..report.page import get_template
    from ..scripts import is_rtl

    texts = []
    for doc in docs:
        parsed = displacy.parse_ents(doc)
        rtl = is_rtl(Counter(doc.text))
        parsed["settings"] = {"direction": "rtl" if rtl else "ltr"}
        for ent in parsed["ents"]:
            # displaCy escapes the text alone.
            ent["label"] = escape_html(ent["label"])
        options = {
            "colors": {**{e["label"]: OTHER for e in parsed["ents"]}, **COLORS},
            "template": TPL_ENT_RTL if rtl else TPL_ENT,
        }
        html = displacy.render(
            parsed, style="ent", jupyter=False, manual=True, options=options
        )
        texts.append(
            {
                "title": language_name(doc),
                "direction": parsed["settings"]["direction"],
                "html": Markup(html),
                "ipa": [f"{ent.text} /{ent._.ipa}/" for ent in doc.ents],
            }
        )
    return get_template("demo.html").render(texts=texts, colors=COLORS)
