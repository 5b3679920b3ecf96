"""Texts, and what a pipeline finds in them one by one."""

from pathlib import Path
from typing import Any, Dict, List

import pytest
import srsly

from spacy_phonener.annotate.run import annotate_files

TEXTS = [
    {"text": "Nelson Mandela visited London .", "lang": "eng", "id": "a"},
    {"text": "Нельсон Мандела\nв Лондоне .", "lang": "rus"},
    {"text": "ශ්‍රී ලංකාවේ අගනුවර කොළඹ"},
    {"text": ""},
    {"text": "London 😀 London .", "lang": "en"},
]
# So many bytes make several parts of few texts.
SMALL = 200


@pytest.fixture
def run(trained_path, tmp_path, monkeypatch):
    """Get a function that annotates texts, and answers the summary."""
    monkeypatch.chdir(tmp_path)

    def annotate(records: List[Any], output: str = "out.jsonl", **options):
        srsly.write_jsonl("in.jsonl", records)
        options = {"part_size": SMALL, **options}
        return annotate_files(str(trained_path), ["in.jsonl"], Path(output), **options)

    return annotate


def find(nlp, records: List[Dict[str, str]]) -> List[List[tuple]]:
    """Find the entities of texts one by one, as (first, last + 1, label, IPA)."""
    found = []
    for record in records:
        doc = nlp.make_doc(record["text"])
        doc._.phonener_lang = record.get("lang")
        ents = nlp(doc).ents
        found.append([(e.start_char, e.end_char, e.label_, e._.ipa) for e in ents])
    return found
