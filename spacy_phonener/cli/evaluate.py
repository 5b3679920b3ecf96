from dataclasses import asdict
from pathlib import Path
from typing import List, Optional

import srsly
import typer
from spacy.cli._util import setup_gpu
from wasabi import msg

from ..languages import get_language
from .endings import check_gpu, ending, load_pipeline


def evaluate_cli(
    model: str = typer.Argument(..., help="Pipeline name or folder"),
    corpus: Path = typer.Argument(
        ..., help="Folder of LANGUAGE/SPLIT.spacy", exists=True, file_okay=False
    ),
    output_path: Optional[Path] = typer.Option(
        None, "--output", "-o", help="JSON file; a Markdown table goes beside it"
    ),
    split: str = typer.Option("test", "--split", help="Split to score"),
    langs: Optional[List[str]] = typer.Option(
        None, "--lang", "-l", help="Language to score (repeatable); default: all"
    ),
    exclude: Optional[List[str]] = typer.Option(
        None, "--exclude", help="Language to leave out (repeatable)"
    ),
    limit: int = typer.Option(0, "--limit", help="Most sentences a language; 0: all"),
    gpu_id: int = typer.Option(-1, "--gpu-id", "-g", help="GPU ID or -1 for CPU"),
):
    """
    Score a pipeline on languages, by entity F1 and by the paper's tag F1.

    Unlike `spacy evaluate`, it tells the pipeline which language each doc is in.
    """
    from ..evaluation.zero_shot import ALIGNS, HEADER, evaluate, table_rows, to_markdown

    check_gpu(gpu_id)
    with ending("Nothing was scored"):
        codes = [get_language(lang).code for lang in langs or ()]
        left_out = [get_language(lang).code for lang in exclude or ()]
        setup_gpu(gpu_id)
    nlp = load_pipeline(model)
    with ending("Nothing was scored"):
        scores = evaluate(
            nlp, corpus, split=split, langs=codes, exclude=left_out, limit=limit
        )
    msg.table(list(table_rows(scores)), header=HEADER, aligns=ALIGNS)
    if output_path:
        output_path.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(output_path, {"pipeline": model, **asdict(scores)})
        markdown_path = output_path.with_suffix(".md")
        markdown_path.write_text(to_markdown(model, scores), encoding="utf-8")
        msg.good(f"Saved to {output_path} and {markdown_path}")
