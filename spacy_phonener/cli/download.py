from pathlib import Path

import typer
from wasabi import msg


def download_cli(
    data: Path = typer.Argument(..., help="Folder with WikiANN"),
    project_dir: Path = typer.Argument(Path("."), help="Folder of project.yml"),
):
    """
    Make sure that WikiANN is there: fetch the assets of project.yml, unless the
    folder already holds English training data.
    """
    from weasel.cli.assets import project_assets

    if any(data.glob("en*/train*")):
        msg.good(f"Using WikiANN in {data}")
        return
    project_assets(project_dir)
    if not any(data.glob("en*/train*")):
        msg.fail(
            f"There is no English training data in {data}",
            "It is fetched from the Hugging Face hub. Where the hub cannot be reached, "
            "name a folder that has en/train.conll (or .parquet, .json): python -m "
            "spacy project run train . --vars.wikiann assets/sample",
            exits=1,
        )
