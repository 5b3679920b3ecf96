from pathlib import Path
from typing import Optional

import typer
from thinc.api import Config
from wasabi import msg

from .endings import ending


def resume_cli(
    model: str = typer.Argument(
        ...,
        help="Pipeline to go on from: training/auto/model-last, or a package's name",
    ),
    output_path: Path = typer.Argument(..., help="Config file to write"),
    settings_path: Optional[Path] = typer.Option(
        None,
        "--config",
        "-c",
        help="Config whose [corpora] and [training] take the place of the pipeline's",
        exists=True,
        dir_okay=False,
    ),
):
    """
    Write a config by which `spacy train` goes on with a pipeline.

    For a training that was interrupted: the components start with the weights that they
    had when `model-last` was saved. Steps are counted anew, and the optimizer and its
    learning rate start anew.

    With --config, for a trained pipeline that is to learn from other data.
    """
    import spacy
    from spacy import util

    with ending(f"{model} is no pipeline"):
        base = spacy.load(model).path.resolve()
        settings = util.load_config(settings_path) if settings_path else None
        config = resume(base, settings)
    output_path.parent.mkdir(parents=True, exist_ok=True)
    config.to_disk(output_path)
    msg.good(f"Saved to {output_path}", f"python -m spacy train {output_path} …")


def resume(base: Path, settings: Optional[Config] = None) -> Config:
    """Make a config by which training goes on with a pipeline.

    base (Path): The pipeline's folder.
    settings (Optional[Config]): Its [corpora] and [training] take the place of the
        pipeline's.
    """
    from spacy import util

    config = util.load_config(base / "config.cfg")
    if settings:
        config["corpora"] = settings["corpora"]
        config["training"].update(settings["training"])
    config["paths"]["base"] = str(base)
    for name in ("lists", "names"):
        # The components have read them.
        config["paths"].pop(name, None)
    config["components"] = {
        name: {"source": "${paths.base}"} for name in config["components"]
    }
    config["initialize"]["components"] = {}
    # What `spacy pretrain` wrote would take the place of what was trained since.
    config["initialize"]["init_tok2vec"] = None
    return config
