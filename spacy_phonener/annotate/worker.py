"""What a worker does: it loads the pipeline once, and annotates parts."""

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import (
    Any,
    Iterable,
    Iterator,
    List,
    NamedTuple,
    Optional,
    Tuple,
    Union,
    cast,
)

import srsly
from spacy.language import Language
from spacy.tokens import Doc

from ..extensions import get_lang, set_lang
from ..pipeline.phonemizer import Phonemizer
from ..saving import replaced
from .fields import Fields
from .outputs import OUTPUTS
from .parts import Part
from .records import Broken, Record, read_part
from .rows import ID
from .summary import Summary

# In the place of a language: each text's is identified.
AUTO = "auto"
ERRORS = "errors.jsonl"
SUMMARY = "summary.json"


class Job(NamedTuple):
    """What is the same for all parts.

    pipeline (str): Its name or folder.
    fields (Fields): What the fields of records are called.
    lang (Optional[str]): The language of texts that do not say theirs: its code or name,
        or AUTO.
    format (str): The format of the output, of OUTPUTS.
    folder (str): Where the parts are written to.
    """

    pipeline: str
    fields: Fields
    lang: Optional[str]
    format: str
    folder: str

    def part_folder(self, number: int) -> Path:
        return Path(self.folder) / f"{number:06}"

    def part_file(self, number: int) -> Path:
        return self.part_folder(number) / f"docs{OUTPUTS[self.format].ending}"


class Done(NamedTuple):
    """A part that is done.

    part (Part): The part.
    summary (Summary): What is in it.
    is_new (bool): Whether it was done now, rather than before an interruption.
    """

    part: Part
    summary: Summary
    is_new: bool


def annotate_part(job: Job, part: Part) -> Done:
    """Annotate a part and write what becomes of it to its folder, whole or not at all.

    A part that has been written stays as it is.
    """
    folder = job.part_folder(part.number)
    is_new = not folder.exists()
    if is_new:
        nlp = load_pipeline(job.pipeline, job.lang)
        # The words of a part are forgotten after it: memory stays bounded.
        with replaced(folder) as new, nlp.memory_zone():
            new.mkdir()
            write_part(nlp, job, part, new)
    for piece in part.pieces:
        piece.forget()
    return Done(part, Summary(**srsly.read_json(folder / SUMMARY)), is_new)


def write_part(nlp: Language, job: Job, part: Part, folder: Path) -> None:
    summary = Summary()
    broken: List[Broken] = []

    def docs() -> Iterator[Doc]:
        records = read_part(part, job.fields, nlp.vocab)
        for doc, _ in annotate_records(nlp, records, job.lang, broken):
            summary.add_doc(doc)
            yield doc

    OUTPUTS[job.format].write(docs(), folder / job.part_file(part.number).name)
    summary.broken = len(broken)
    files = [piece.file for piece in part.pieces]
    broken.sort(key=lambda b: (files.index(b.file), b.number))
    lines = (json.dumps(b._asdict(), ensure_ascii=False) + "\n" for b in broken)
    # Halves of characters, in the name of a language say, are escaped as JSON does.
    with (folder / ERRORS).open(
        "w", encoding="utf-8", errors="backslashreplace", newline="\n"
    ) as file:
        file.writelines(lines)
    srsly.write_json(folder / SUMMARY, asdict(summary))


@lru_cache(1)
def load_pipeline(name: str, lang: Optional[str]) -> Language:
    """Load a pipeline to be used with one thread: the other cores have their own worker.

    lang (Optional[str]): The language of texts that do not say theirs. AUTO: the pipeline
        is to identify it.
    RAISES (ValueError): If it does not know the language.
    RAISES (ImportError): If it cannot identify languages.
    """
    import spacy
    import torch

    from ..pipeline.language_identifier import add_language_identifier

    torch.set_num_threads(1)
    nlp = spacy.load(name)
    if lang == AUTO:
        add_language_identifier(nlp)
    elif lang is not None and nlp.has_pipe("phonemizer"):
        cast(Phonemizer, nlp.get_pipe("phonemizer")).get_language(lang)
    return nlp


def annotate_records(
    nlp: Language,
    records: Iterable[Union[Record, Broken]],
    lang: Optional[str],
    broken: List[Broken],
) -> Iterator[Tuple[Doc, Record]]:
    """Annotate records, in order; each doc has its id in `user_data`.

    lang (Optional[str]): What names the language of texts that do not say theirs.
    broken (List[Broken]): Those that cannot be read are added to it.
    """

    def make_docs() -> Iterator[Tuple[Doc, Record]]:
        for record in records:
            if isinstance(record, Broken):
                broken.append(record)
                continue
            try:
                yield make_doc(nlp, record, lang), record
            except ValueError as err:
                broken.append(Broken(record.file, record.number, str(err)))

    def note(name: str, pipe: Any, docs: List[Doc], err: Exception) -> None:
        for doc in docs:
            record = doc._context
            broken.append(Broken(record.file, record.number, str(err)))

    nlp.set_error_handler(note)  # type: ignore[arg-type]
    for doc, record in nlp.pipe(make_docs(), as_tuples=True):
        doc.user_data[ID] = record.id
        yield doc, record


def make_doc(nlp: Language, record: Record, lang: Optional[str]) -> Doc:
    """Make a doc of a record.

    RAISES (ValueError): If its text is too long for the pipeline.
    """
    content = record.content
    if isinstance(content, str):
        doc = nlp.make_doc(content)
    else:
        doc = content if isinstance(content, Doc) else Doc(nlp.vocab, words=content)
    name = record.lang or get_lang(doc) or (None if lang == AUTO else lang)
    if name is not None:
        set_lang(doc, name)
    return doc
