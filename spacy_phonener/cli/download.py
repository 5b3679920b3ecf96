from pathlib import Path

import typer
from wasabi import msg


def has_english(data: Path) -> bool:
    """RETURNS (bool): Whether the folder holds English training data (a JSON file holds
    all splits of its language)."""
    return any([*data.glob("en*/train*"), *data.glob("en*/*.json")])


def download_cli(
    data: Path = typer.Argument(..., help="Folder with WikiANN"),
    project_dir: Path = typer.Argument(Path("."), help="Folder of project.yml"),
):
    """
    Make sure that WikiANN is there: fetch the assets of project.yml, unless the
    folder already holds English training data.
    """
    from weasel.cli.assets import project_assets

    if has_english(data):
        msg.good(f"Using WikiANN in {data}")
        return
    try:
        project_assets(project_dir)
    except OSError as err:
        msg.warn(
            "WikiANN cannot be fetched from the Hugging Face hub",
            f"{err}\nIf you have it, name its folder: --vars.wikiann FOLDER",
        )
