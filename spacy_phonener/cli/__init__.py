"""`python -m spacy phonener …`: spaCy's own CLI, through its entry point."""

import typer
from spacy.cli._util import app

from .annotate import annotate_cli
from .calibrate import calibrate_cli
from .clean import clean_cli
from .compile_names import compile_names_cli
from .convert import convert_cli
from .count import count_cli
from .demo import demo_cli
from .download import download_cli
from .download_lists import download_lists_cli
from .evaluate import evaluate_cli
from .famous import famous_cli
from .fit import SETTINGS, fit_cli
from .hearing import hearing_cli
from .languages import languages_cli
from .names import names_cli
from .package import package_cli
from .report import report_cli
from .resume import resume_cli
from .serve import serve_cli
from .variables import check_variables
from .vocabulary import vocabulary_cli

HELP = "Named entities in languages without NER data, by their phonemes."

phonener = typer.Typer(
    name="phonener", help=HELP, no_args_is_help=True, callback=check_variables
)
phonener.command("annotate")(annotate_cli)
phonener.command("calibrate")(calibrate_cli)
phonener.command("clean")(clean_cli)
phonener.command("compile-names")(compile_names_cli)
phonener.command("convert")(convert_cli)
phonener.command("count")(count_cli)
phonener.command("demo")(demo_cli)
phonener.command("download")(download_cli)
phonener.command("download-lists")(download_lists_cli)
phonener.command("evaluate")(evaluate_cli)
phonener.command("famous")(famous_cli)
phonener.command("fit", context_settings=SETTINGS)(fit_cli)
phonener.command("hearing")(hearing_cli)
phonener.command("languages")(languages_cli)
phonener.command("names")(names_cli)
phonener.command("package")(package_cli)
phonener.command("report")(report_cli)
phonener.command("resume")(resume_cli)
phonener.command("serve")(serve_cli)
phonener.command("vocabulary")(vocabulary_cli)
# Its name until 0.1.0.
phonener.command("coverage", hidden=True, deprecated=True)(vocabulary_cli)
app.add_typer(phonener)
