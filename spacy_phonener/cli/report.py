import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Dict, List

import srsly
import typer
from wasabi import msg

from ..markdown import escape_markdown
from .endings import check_gpu, ending

if TYPE_CHECKING:
    from ..report.results import Results


def report_cli(
    corpus: Path = typer.Argument(
        ..., help="Folder of LANGUAGE/SPLIT.spacy", exists=True, file_okay=False
    ),
    output_path: Path = typer.Argument(
        ..., help="Folder for the report", file_okay=False
    ),
    pipelines: List[str] = typer.Argument(
        ..., help="Pipeline folders or names; NAME=FOLDER to choose what it is called"
    ),
    splits: List[str] = typer.Option(
        ["test", "validation"], "--split", help="Split to score (repeatable)"
    ),
    examples: int = typer.Option(
        30, "--examples", help="Sentences a language on the page; 0: all"
    ),
    resamples: int = typer.Option(
        1000, "--resamples", help="For confidence intervals and significance"
    ),
    seed: int = typer.Option(0, "--seed", help="Of what is random"),
    n_process: int = typer.Option(1, "--n-process", "-n", help="Processes"),
    gpu_id: int = typer.Option(-1, "--gpu-id", "-g", help="GPU ID or -1 for CPU"),
):
    """
    Score pipelines on every language of a corpus, beside the published scores.

    Written are tables (report.md, report.json, tables/), figures (figures/) and a page
    of sentences (sentences.html). What has been run before is not run again.
    """
    try:
        from ..report.figures import make_figures
    except ImportError:
        msg.fail("Figures need matplotlib: pip install 'spacy-phonener[report]'")
        raise typer.Exit(1) from None
    from ..report.hashes import pipeline_folder
    from ..report.page import make_page
    from ..report.report import make_report
    from ..report.results import to_json
    from ..report.table import to_markdown, write_csv
    from ..report.tables import make_tables

    check_gpu(gpu_id)
    named = name_pipelines(pipelines)
    for pipeline in named.values():
        with ending(f"The pipeline {pipeline} cannot be loaded"):
            pipeline_folder(pipeline)
    with ending("There is nothing to report"):
        report = make_report(
            named,
            corpus,
            output_path / "cache",
            splits=splits,
            resamples=resamples,
            seed=seed,
            n_process=n_process,
            gpu_id=gpu_id,
        )
    srsly.write_json(output_path / "report.json", to_json(report.results))
    tables = make_tables(report.results)
    (output_path / "tables").mkdir(exist_ok=True)
    for table in tables:
        write_csv(table, output_path / "tables" / f"{table.name}.csv")
    (output_path / "figures").mkdir(exist_ok=True)
    figures = []
    for name, figure in make_figures(report.results, find_logs(named)):
        for suffix in ("svg", "png"):
            figure.savefig(output_path / "figures" / f"{name}.{suffix}", dpi=150)
        figures.append(f"![{name}](figures/{name}.svg)")
    page = make_page(report, examples=examples, seed=seed)
    (output_path / "sentences.html").write_text(page, encoding="utf-8")
    parts = [make_heading(report.results), *map(to_markdown, tables), *figures]
    text = "\n\n".join(part.strip() for part in parts) + "\n"
    (output_path / "report.md").write_text(text, encoding="utf-8")
    for failure in report.results.failures:
        system = failure.system or "reading"
        msg.warn(f"{failure.language} {failure.split}, {system}", failure.error)
    msg.good(f"Saved the report to {output_path / 'report.md'}")
    msg.good(f"Saved the page of sentences to {output_path / 'sentences.html'}")
    if failed := len(report.results.failures):
        msg.fail(f"Runs that failed: {failed}. They are in no score", exits=1)


def name_pipelines(pipelines: List[str]) -> Dict[str, str]:
    """Tell NAME=FOLDER apart, and name the others after their folders.

    RETURNS (Dict[str, str]): Folder or package by name.
    """
    named: Dict[str, str] = {}
    for argument in pipelines:
        name, _, pipeline = argument.rpartition("=")
        path = Path(pipeline)
        # `spacy train` calls its results so.
        is_result = path.name in ("model-best", "model-last")
        name = name or (path.resolve().parent.name if is_result else path.name)
        if name in named:
            msg.fail(
                f"Two pipelines are called '{name}'. Name them: NAME=FOLDER", exits=1
            )
        if {"Cc", "Cs"} & set(map(unicodedata.category, name + pipeline)):
            msg.fail(
                f"{argument!r} has control characters, or is not UTF-8. Rename it.",
                exits=1,
            )
        named[name] = pipeline
    return named


def find_logs(named: Dict[str, str]) -> Dict[str, Path]:
    """Find the training log beside each pipeline that has one.

    (`project.yml` has spaCy's logger write it there.)
    """
    logs = {name: Path(path).parent / "log.jsonl" for name, path in named.items()}
    return {name: path for name, path in logs.items() if path.exists()}


def make_heading(results: "Results") -> str:
    """Say with what and how the report was made."""
    systems = [
        f"- **{escape_markdown(name)}**: {escape_markdown(system.pipeline)}"
        for name, system in results.systems.items()
    ]
    versions = ", ".join(f"{k} {v}" for k, v in results.versions.items())
    return "\n".join(
        [
            "# Zero-shot report",
            "",
            f"{results.date}, {results.machine}, spacy-phonener "
            f"{results.spacy_phonener} ({versions}); seed {results.seed}, "
            f"{results.resamples} resamples. Scores in percent.",
            "",
            *systems,
            "",
            "**Tag F1**: the paper's metric: macro average over seven tags, phoneme by "
            "phoneme. **Argmax**: each unit has its best tag, as in Sohn et al. 2024, Tables "
            "2 to 4: the published scores are of that. **Component**: the tags of the "
            "entities that the pipeline answers. **Entity F1**: exact span and "
            "type, micro average, equal to seqeval's strict IOB2.",
        ]
    )
