from pathlib import Path
from typing import List, Optional

import typer
from wasabi import msg

from ..languages import get_language
from .endings import ending


def download_cli(
    data: Path = typer.Argument(..., help="Folder for LANGUAGE/SPLIT.parquet"),
    project_dir: Path = typer.Argument(
        Path("."), help="Folder of project.yml, whose assets English is"
    ),
    sources: bool = typer.Option(
        False, "--sources", help="Only the training data of the source languages"
    ),
    langs: Optional[List[str]] = typer.Option(
        None, "--lang", "-l", help="Only this language, all of it (repeatable)"
    ),
):
    """
    Fetch WikiANN from the Hugging Face hub, unless it is there.

    English and the validation and test splits of the paper's languages, or what the
    options say. Splits that are there, in whatever format, are not fetched again; nor
    is anything added to English training data that are not the hub's. `phonener
    convert` checks what the files contain.
    """
    from ..corpora import wikiann

    there = wikiann.find_splits(data)
    if langs:
        with ending("Nothing was fetched"):
            codes = [get_language(lang).code for lang in langs]
        wanted = [(code, split) for code in codes for split in wikiann.SPLITS]
    elif sources:
        wanted = wikiann.source_splits()
    elif ("eng", "train") not in there:
        if not fetch_english(data, project_dir):
            return
        wanted = wikiann.paper_splits()
    elif wikiann.hub_file("eng", "train", data).exists():
        wanted = wikiann.paper_splits()
    else:
        msg.good(f"Using WikiANN in {data}")
        return
    failed = wikiann.fetch([split for split in wanted if split not in there], data)
    n_there = len(wanted) - len(failed)
    if failed:
        names = ", ".join(map("/".join, failed))
        msg.warn(f"Not fetched: {names}", next(iter(failed.values())))
    if n_there:
        msg.good(f"{n_there} of {len(wanted)} files are in {data}")
    elif langs or sources:
        msg.fail(f"Nothing of what was asked for is in {data}", exits=1)


def fetch_english(data: Path, project_dir: Path) -> bool:
    """Fetch the project's assets to a folder, or say that it cannot be done.

    RETURNS (bool): Whether they have been fetched.
    """
    from weasel.cli.assets import project_assets

    try:
        project_assets(project_dir, overrides={"vars.wikiann": str(data.resolve())})
    except OSError as err:
        msg.warn(
            "WikiANN cannot be fetched from the Hugging Face hub",
            f"{err}\nIf you have it, name its folder: --vars.wikiann FOLDER",
        )
        return False
    return True
