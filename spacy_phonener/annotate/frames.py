"""Data frames of texts in, data frames of entities out: for Spark's `mapInPandas`."""

from typing import Any, Dict, Iterable, Iterator, List, Optional

from spacy.language import Language

from .fields import Fields
from .records import Broken, Record
from .rows import make_row
from .worker import annotate_records, load_pipeline

# Of the frames that come out, as Spark writes it. Where a text cannot be read, `error` says
# why, and there are no entities.
SCHEMA = (
    "id string, lang string, text string, ents array<struct<start: int, end: int, "
    "label: string, score: double, ipa: string, kb_id: string, ent_id: string>>, "
    "error string"
)
EMPTY = dict.fromkeys(("id", "lang", "text", "ents", "error"))
ENTITY = dict.fromkeys(("start", "end", "label", "score", "ipa", "kb_id", "ent_id"))


def annotate_frames(
    frames: Iterable[Any],
    pipeline: str,
    *,
    fields: Fields = Fields(),
    lang: Optional[str] = None,
) -> Iterator[Any]:
    """Annotate data frames of pandas. The pipeline is loaded once a process.

    frames (Iterable[DataFrame]): With the columns that `fields` names.
    pipeline (str): The name or folder of a pipeline.
    lang (Optional[str]): The language of texts that do not name theirs.
    YIELDS (DataFrame): A row for each row, in order: the columns of SCHEMA.
    """
    from pandas import DataFrame

    nlp = load_pipeline(pipeline, lang)
    for frame in frames:
        # What lacks is NaN in pandas, and None in records.
        records = frame.astype(object).where(frame.notna(), None).to_dict("records")
        rows = annotate_rows(nlp, records, fields, lang)
        yield DataFrame(rows, columns=list(EMPTY))


def annotate_rows(
    nlp: Language, rows: List[Dict[str, Any]], fields: Fields, lang: Optional[str]
) -> List[Dict[str, Any]]:
    """Annotate rows; each comes back, with entities or with an error."""
    broken: List[Broken] = []
    found: Dict[int, Dict[str, Any]] = {}

    def records() -> Iterator[Record]:
        for number, row in enumerate(rows):
            try:
                text, named, key = fields.take(row)
                yield Record("", number, key, named, text)
            except ValueError as err:
                broken.append(Broken("", number, str(err)))

    for doc, record in annotate_records(nlp, records(), lang, broken):
        row = make_row(doc)
        row["ents"] = [{**ENTITY, **ent} for ent in row["ents"]]
        found[record.number] = {**EMPTY, **row}
    for _, number, reason in broken:
        values = (rows[number].get(name) for name in fields.names)
        text, named, key = (value if value is None else str(value) for value in values)
        kept = {"id": key, "lang": named, "text": text}
        found[number] = {**EMPTY, **kept, "error": reason}
    return [found[number] for number in range(len(rows))]
