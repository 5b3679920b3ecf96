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
    SEED,
    SPLIT,
    WITHOUT,
    prepare,
    save,
)


def hearing_cli(
    model: str = MODEL,
    corpus: Path = CORPUS,
    output_path: Optional[Path] = OUTPUT,
    split: str = SPLIT,
    langs: Optional[List[str]] = LANGS,
    exclude: Optional[List[str]] = EXCLUDE,
    without: Optional[List[str]] = WITHOUT,
    limit: int = LIMIT,
    seed: int = SEED,
    gpu_id: int = GPU_ID,
):
    """
    Test what a pipeline finds by ear: without capitals, and without known words.

    The texts are scored as they are, in lower case, and with every word exchanged for a
    random one of the same length and casing.
    """
    from ..evaluation.hearing import hear
    from ..evaluation.hearing_table import (
        ALIGNS,
        HEADER,
        METRICS,
        hearing_rows,
        to_markdown,
    )

    nlp, codes, left_out = prepare(model, langs, exclude, without, gpu_id)
    with ending(FAILED):
        hearing = hear(
            nlp,
            corpus,
            split=split,
            langs=codes,
            exclude=left_out,
            limit=limit,
            seed=seed,
        )
    for metric, title in METRICS.items():
        msg.divider(title)
        msg.table(list(hearing_rows(hearing, metric)), header=HEADER, aligns=ALIGNS)
    save(output_path, model, hearing, to_markdown(model, hearing))
