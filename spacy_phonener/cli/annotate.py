import os
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, List, Optional

import typer
from wasabi import msg

from .endings import ending

# The exit code where some records could not be read.
SOME_BROKEN = 3
# As shells have it, after Ctrl-C.
INTERRUPTED = 130


def annotate_cli(
    pipeline: str = typer.Argument(..., help="Pipeline name or folder"),
    inputs: List[str] = typer.Argument(
        ...,
        help="Files, folders, patterns or URLs; - is the standard input. Text (a line a "
        "document), JSONL, CSV, TSV, Parquet, CoNLL, .spacy; text also as .gz, .zst, .xz",
    ),
    output_path: Path = typer.Option(
        ...,
        "--output",
        "-o",
        help="File to write, .jsonl, .conll, .spacy or .parquet; else a folder of parts",
    ),
    lang: Optional[str] = typer.Option(
        None,
        "--lang",
        "-l",
        help="Language of texts that do not name theirs; auto: identify it",
    ),
    text: str = typer.Option("text", "--text", help="Field of the text"),
    lang_field: Optional[str] = typer.Option(
        None,
        "--lang-field",
        help="Field that names the language; by default lang, where there is one",
    ),
    id_field: Optional[str] = typer.Option(
        None, "--id", help="Field of the id; by default id, where there is one"
    ),
    input_format: Optional[str] = typer.Option(
        None,
        "--input-format",
        help="Where names do not tell: text (a line a document), file (a file a "
        "document), jsonl, csv, tsv, parquet, conll, docbin",
    ),
    output_format: Optional[str] = typer.Option(
        None, "--output-format", help="Of a folder: jsonl, conll, docbin, parquet"
    ),
    jobs: int = typer.Option(
        1, "--jobs", "-j", help="Number of processes, one core each; -1: all cores"
    ),
    engine: str = typer.Option("local", "--engine", help="local, or ray: a cluster"),
    resume: bool = typer.Option(
        False, "--resume", help="Go on with a run that was interrupted"
    ),
    force: bool = typer.Option(
        False, "--force", "-F", help="Replace an output or a run that is there"
    ),
):
    """
    Annotate files of texts with entities.

    The order is kept. A record that cannot be read is listed in OUTPUT.errors.jsonl; the
    others are annotated, and the exit code is 3. Memory does not grow with the files. What
    is done stays in OUTPUT.parts until the end.
    """
    from ..annotate.fields import Fields
    from ..annotate.run import annotate_files, errors_file, is_complete

    if resume and output_path.name and is_complete(output_path):
        msg.good(f"{output_path} is complete: there is nothing to resume")
        return
    with ending("Nothing was annotated"), interruptible():
        summary = annotate_files(
            pipeline,
            inputs,
            output_path,
            fields=Fields(text, lang_field, id_field),
            lang=lang,
            input_format=input_format,
            format=output_format,
            n_workers=count_workers(jobs),
            engine=engine,
            resume=resume,
            force=force,
        )
    header, rows = summary.table()
    aligns = ("l", *"r" * (len(header) - 1))
    msg.table(rows, header=header, aligns=aligns)
    if summary.broken:
        msg.fail(
            f"Records that could not be read: {summary.broken:,}",
            f"They are listed in {errors_file(output_path)}; the others are in "
            f"{output_path}",
        )
        raise typer.Exit(SOME_BROKEN)
    msg.good(f"Wrote {output_path}")


@contextmanager
def interruptible() -> Iterator[None]:
    """Say what to do after Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        msg.fail("Interrupted", "The same command with --resume goes on")
        raise typer.Exit(INTERRUPTED) from None


def count_workers(jobs: int) -> int:
    """Get the number of workers: -1 is that of all cores.

    RAISES (ValueError): If it is no such number.
    """
    if jobs != -1 and jobs < 1:
        raise ValueError(f"--jobs is 1 or more, or -1 for all cores, not {jobs}.")
    return (os.cpu_count() or 1) if jobs == -1 else jobs
