from pathlib import Path

import typer
from wasabi import msg


def resume_cli(
    model: Path = typer.Argument(
        ..., help="Pipeline to go on from: training/lite/model-last", exists=True
    ),
    output_path: Path = typer.Argument(..., help="Config file to write"),
):
    """
    Write a config by which `spacy train` goes on with a pipeline.

    For a training that was interrupted: the components start with the weights that they
    had when `model-last` was saved. Steps are counted anew, and the optimizer and its
    learning rate start anew.
    """
    from spacy import util

    try:
        config = util.load_config(model / "config.cfg")
    except (OSError, ValueError) as err:
        msg.fail(f"{model} is no pipeline", str(err), exits=1)
    source = str(model.resolve())
    config["components"] = {name: {"source": source} for name in config["components"]}
    config["initialize"]["components"] = {}
    output_path.parent.mkdir(parents=True, exist_ok=True)
    config.to_disk(output_path)
    msg.good(f"Saved to {output_path}", f"python -m spacy train {output_path} …")
