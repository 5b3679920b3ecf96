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


def famous_cli(
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
    Test whether a pipeline finds famous places: countries and capitals.

    They are spelled as the Unicode CLDR has them (needs babel), and put into the
    sentences of the corpus, in the place of their gold places.
    """
    from ..evaluation.famous import find_famous
    from ..evaluation.famous_table import (
        ALIGNS,
        HEADER,
        famous_rows,
        left_out_lines,
        to_markdown,
    )

    nlp, codes, left_out = prepare(model, langs, exclude, without, gpu_id)
    with ending(FAILED):
        famous = find_famous(
            nlp,
            corpus,
            split=split,
            langs=codes,
            exclude=left_out,
            limit=limit,
            seed=seed,
        )
    msg.table(list(famous_rows(famous)), header=HEADER, aligns=ALIGNS)
    for line in left_out_lines(famous):
        msg.warn(f"Left out: {line}")
    save(output_path, model, famous, to_markdown(model, famous))
