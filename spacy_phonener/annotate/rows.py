"""What is written of a doc."""

from typing import Any, Dict, List, Optional

from spacy.tokens import Doc, Span

from ..extensions import get_lang, noted_language

# In doc.user_data.
ID = "id"
# Scores differ by less between processors.
DIGITS = 4


def make_row(doc: Doc) -> Dict[str, Any]:
    """Make a row: id, language, text, and entities by their characters."""
    return {
        "id": doc.user_data[ID],
        "lang": doc_language(doc),
        "text": doc.text,
        "ents": list(map(make_entity, doc.ents)),
    }


def make_entity(ent: Span) -> Dict[str, Any]:
    score = ent._.sound_score if ent._.score is None else ent._.score
    row = {
        "start": ent.start_char,
        "end": ent.end_char,
        "label": ent.label_,
        "score": None if score is None else round(float(score), DIGITS),
        "ipa": ent._.ipa,
    }
    # Of other components.
    if ent.kb_id_:
        row["kb_id"] = ent.kb_id_
    if ent.id_:
        row["ent_id"] = ent.id_
    return row


def doc_language(doc: Doc) -> Optional[str]:
    """Get the code of a doc's language; what it says itself, if nobody has looked it up."""
    return noted_language(doc) or get_lang(doc)


def conll_lines(doc: Doc) -> List[str]:
    """List a doc's tokens and their tags, with a blank line after each sentence."""
    lines = [f"-DOCSTART- ({' '.join(doc.user_data[ID].split())})", ""]
    tags = ["O"] * len(doc)
    for ent in doc.ents:
        # A blank has no line: the tag of the first word that is left begins the entity.
        places = [token.i for token in ent if not token.is_space]
        for i, place in enumerate(places):
            tags[place] = f"{'I' if i else 'B'}-{ent.label_}"
    sentences = doc.sents if doc.has_annotation("SENT_START") else [doc[:]]
    for sentence in sentences:
        words = [token for token in sentence if not token.is_space]
        if words:
            lines += [f"{''.join(t.text.split())}\t{tags[t.i]}" for t in words]
            lines.append("")
    return lines
