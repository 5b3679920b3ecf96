from pathlib import Path
from typing import List, Optional

from wasabi import msg

from .endings import ending
from .scoring import (
    CORPUS,
    EXCLUDE,
    FAILED,
    GPU_ID,
    LANGS,
    LIMIT,
    MODEL,
    OUTPUT,
    SPLIT,
    WITHOUT,
    prepare,
    save,
)


def evaluate_cli(
    model: str = MODEL,
    corpus: Path = CORPUS,
    output_path: Optional[Path] = OUTPUT,
    split: str = SPLIT,
    langs: Optional[List[str]] = LANGS,
    exclude: Optional[List[str]] = EXCLUDE,
    without: Optional[List[str]] = WITHOUT,
    limit: int = LIMIT,
    gpu_id: int = GPU_ID,
):
    """
    Score a pipeline on languages, by entity F1, span F1 and the paper's tag F1.

    Tag F1 is given twice: by the paper's decoding (argmax), to be compared with published
    scores, and of the entities that the pipeline answers (component). Unlike `spacy evaluate`, it tells the pipeline which language each doc is in. Beside
    the scores stand those of a baseline that takes every run of capitalized words for a
    name; below them, what is wrong.
    """
    from ..evaluation import tables
    from ..evaluation.zero_shot import evaluate

    nlp, codes, left_out = prepare(model, langs, exclude, without, gpu_id)
    with ending(FAILED):
        scores = evaluate(
            nlp, corpus, split=split, langs=codes, exclude=left_out, limit=limit
        )
    rows, errors = list(tables.table_rows(scores)), list(tables.error_rows(scores))
    msg.table(rows, header=tables.HEADER, aligns=tables.ALIGNS)
    msg.table(errors, header=tables.ERRORS_HEADER, aligns=tables.ERRORS_ALIGNS)
    save(output_path, model, scores, tables.to_markdown(model, scores))
