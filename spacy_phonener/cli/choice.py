"""The config that `auto` stands for: the paper's where it can be trained, else lite."""

from pathlib import Path
from typing import NamedTuple

import srsly

from .checkpoints import find_checkpoints

AUTO, PAPER, LITE = "auto", "xphonebert", "lite"
# Of the meta.
KEY = "chosen"


class Choice(NamedTuple):
    """A config to train by.

    checkpoint (str): That its encoder starts from, if not the one that it names.
    why (str): Which config it is and why, where it was chosen here.
    hint (str): What would change that.
    """

    config_path: Path
    checkpoint: str = ""
    why: str = ""
    hint: str = ""


def choose_config(config_path: Path, checkpoint: str, gpu_id: int) -> Choice:
    """Choose a config where `auto` is to be trained by.

    config_path (Path): A config, or `auto.cfg` in a folder of configs, which is no file.
    checkpoint (str): Of the paper's encoder, if not the one that its config names.
    RAISES (OSError): If there is no such config.
    """
    if config_path.stem != AUTO:
        if not config_path.is_file():
            others = sorted(path.stem for path in config_path.parent.glob("*.cfg"))
            raise OSError(
                f"There is no config {config_path}. There are: {', '.join([AUTO, *others])}."
            )
        return Choice(config_path, checkpoint)
    return _choose(config_path, checkpoint, gpu_id)


def _choose(config_path: Path, checkpoint: str, gpu_id: int) -> Choice:
    from spacy import util

    lite, paper = (config_path.with_stem(name) for name in (LITE, PAPER))
    if gpu_id < 0:
        hint = "--gpu-id 0 (in the project, --vars.gpu_id 0) gives one."
        return Choice(lite, why=f"{LITE}, since no GPU was given", hint=hint)
    try:
        [found] = find_checkpoints(util.load_config(paper), checkpoint).values()
    except OSError as err:
        why = f"{LITE}, since the checkpoint of {PAPER} could not be had"
        return Choice(lite, why=why, hint=str(err))
    why = f"{PAPER}, since GPU {gpu_id} was given, and its checkpoint is {found.source}"
    hint = f"{lite} (in the project, --vars.config {LITE}) trains the small encoder."
    return Choice(paper, found.source, why, hint)


def record_choice(model: Path, why: str) -> None:
    """Write into a saved pipeline's meta which config was chosen, and why."""
    meta = srsly.read_json(model / "meta.json")
    srsly.write_json(model / "meta.json", {**meta, KEY: why})
