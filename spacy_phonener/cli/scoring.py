"""What the commands that score a pipeline have in common."""

import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, List, Optional, Tuple

import srsly
import typer
from spacy.cli._util import setup_gpu
from spacy.language import Language
from wasabi import msg

from ..languages import get_language
from .endings import check_gpu, ending, load_pipeline

FAILED = "Nothing was scored"
MODEL = typer.Argument(..., help="Pipeline name or folder")
CORPUS = typer.Argument(
    ..., help="Folder of LANGUAGE/SPLIT.spacy", exists=True, file_okay=False
)
OUTPUT = typer.Option(
    None, "--output", "-o", help="JSON file; a Markdown table goes beside it"
)
SPLIT = typer.Option("test", "--split", help="Split to score")
LANGS = typer.Option(
    None, "--lang", "-l", help="Language to score (repeatable); default: all"
)
EXCLUDE = typer.Option(None, "--exclude", help="Language to leave out (repeatable)")
WITHOUT = typer.Option(
    None, "--without", help="Component to leave out (repeatable), such as commonness"
)
LIMIT = typer.Option(0, "--limit", help="Most sentences a language; 0: all")
SEED = typer.Option(0, "--seed", help="Of what is random")
GPU_ID = typer.Option(-1, "--gpu-id", "-g", help="GPU ID or -1 for CPU")


def prepare(
    model: str,
    langs: Optional[List[str]],
    exclude: Optional[List[str]],
    without: Optional[List[str]],
    gpu_id: int,
) -> Tuple[Language, List[str], List[str]]:
    """Load a pipeline, and look languages up before that.

    RETURNS (Tuple[Language, List[str], List[str]]): The pipeline, the codes of languages to
        score, and of those to leave out.
    """
    check_gpu(gpu_id)
    with ending(FAILED):
        codes = [get_language(lang).code for lang in langs or ()]
        left_out = [get_language(lang).code for lang in exclude or ()]
        setup_gpu(gpu_id)
    nlp = load_pipeline(model)
    for name in without or ():
        if name not in nlp.pipe_names:
            msg.fail(
                f"The pipeline has no component '{name}'",
                f"It has {', '.join(nlp.pipe_names)}.",
                exits=1,
            )
        nlp.disable_pipe(name)
    return nlp, codes, left_out


def save(output_path: Optional[Path], model: str, scores: Any, text: str) -> None:
    """Save scores, if they are to be saved, with the command that made them.

    output_path (Optional[Path]): JSON file; the Markdown goes beside it.
    scores (Any): A dataclass.
    text (str): The same as a Markdown page.
    """
    if output_path is None:
        return
    command = shlex.join(["python", "-m", "spacy", *sys.argv[1:]])
    output_path.parent.mkdir(parents=True, exist_ok=True)
    data = {"pipeline": model, "command": command, **asdict(scores)}
    srsly.write_json(output_path, data)
    markdown_path = output_path.with_suffix(".md")
    markdown_path.write_text(f"{text}\n    {command}\n", encoding="utf-8")
    msg.good(f"Saved to {output_path} and {markdown_path}")
