from pathlib import Path
from typing import Any, Dict, Optional, Tuple

import typer
from spacy.cli._util import parse_config_overrides
from wasabi import msg

from ..corpora.training_data import KEY, SAMPLE, is_sample, summarize, training_data
from .checkpoints import find_checkpoints
from .choice import choose_config, record_choice
from .endings import check_gpu, ending
from .inputs import forget_inputs, is_current, read_inputs, write_inputs
from .variables import is_forced

FAILED = "Nothing was trained"
SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}


def fit_cli(
    ctx: typer.Context,  # Settings of the config, as `spacy train` takes them
    config_path: Path = typer.Argument(
        ..., help="Config; auto.cfg: xphonebert.cfg or lite.cfg beside it"
    ),
    corpus: Path = typer.Argument(
        ..., help="Folder that `convert` wrote", exists=True, file_okay=False
    ),
    output_path: Path = typer.Argument(..., help="Folder for the pipeline"),
    lists: Optional[Path] = typer.Option(
        None, help="Folder of word lists, for a config with paths.lists"
    ),
    names: Optional[Path] = typer.Option(
        None, help="What `compile-names` wrote, for a config with paths.names"
    ),
    checkpoint: str = typer.Option(
        "", help="Folder or hub name of the checkpoint that the encoder starts from"
    ),
    gpu_id: int = typer.Option(-1, "--gpu-id", "-g", help="GPU ID or -1 for CPU"),
    if_changed: bool = typer.Option(
        False, "--if-changed", help="Only if config, data or checkpoint have changed"
    ),
):
    """
    Train by `spacy train` on what `convert` wrote, and say what that is.

    On English, or on the languages that the config names. Where `convert` had nothing but
    the hand-made sample, which it writes to a folder of its own, the pipeline gets one, too.

    By configs/auto.cfg, which is no file, XPhoneBERT is trained where a GPU is given and
    its checkpoint can be had, and the LiteEncoder elsewhere.
    """
    from spacy import util
    from spacy.cli._util import show_validation_error
    from spacy.cli.train import train

    check_gpu(gpu_id)
    with ending(FAILED):
        choice = choose_config(config_path, checkpoint, gpu_id)
    config_path = choice.config_path
    if choice.why:
        msg.info(f"Config: {choice.why}", choice.hint)
    corpus, output_path = choose_folders(corpus, output_path)
    log = output_path / "log.jsonl"
    overrides: Dict[str, Any] = {
        "paths.train": str(corpus / "eng" / "train.spacy"),
        "paths.dev": str(corpus / "eng" / "validation.spacy"),
        "training.logger.output_file": str(log),
        **parse_config_overrides(ctx.args),
    }
    with show_validation_error(config_path):
        overrides = {**find_aids(config_path, lists, names), **overrides}
        config = util.load_config(config_path, overrides, interpolate=True)
        for name in ("train", "dev"):
            if "sentences" in config.get("corpora", {}).get(name, {}):
                overrides[f"paths.{name}"] = str(corpus)
        config = util.load_config(config_path, overrides, interpolate=True)
    best, last = (output_path / name for name in ("model-best", "model-last"))
    with ending(FAILED):
        data = training_data(config)
        for model in (best, last):
            check_model(model, data)
        found = find_checkpoints(config, choice.checkpoint)
    overrides.update({setting: found[setting].source for setting in found})
    inputs = read_inputs(config, {c.source: c.version for c in found.values()})
    if if_changed and is_current(best, inputs) and not is_forced():
        msg.good(f"Nothing has changed since {best} was trained")
        return
    say("Training on", data)
    forget_inputs(best)
    # spaCy's logger does not write over a log.
    log.unlink(missing_ok=True)
    train(config_path, output_path, use_gpu=gpu_id, overrides=overrides)
    if choice.why:
        for model in (best, last):
            record_choice(model, choice.why)
    write_inputs(best, inputs)
    say(f"{best} was trained on", data)


def choose_folders(corpus: Path, output_path: Path) -> Tuple[Path, Path]:
    """Choose those of the sample, if there is no other English training data."""
    train = Path("eng") / "train.spacy"
    if not (corpus / train).exists() and (corpus / SAMPLE / train).exists():
        return corpus / SAMPLE, output_path / SAMPLE
    return corpus, output_path


def find_aids(
    config_path: Path, lists: Optional[Path], names: Optional[Path]
) -> Dict[str, str]:
    """Find the word lists and the names that a config is to be trained with.

    Without them it is trained, too, but worse: a warning says so.

    RETURNS (Dict[str, str]): Settings of the config.
    """
    from spacy import util

    paths = util.load_config(config_path)["paths"]
    aids = {}
    if "lists" in paths:
        if lists and any(lists.glob("*.tsv")):
            aids["paths.lists"] = str(lists)
        else:
            msg.warn(
                "It is trained without word lists",
                f"There are none, CODE.tsv, in {lists} (--lists; in the project, "
                "--vars.lists). 'python -m spacy phonener download-lists' fetches some.",
            )
    if "names" in paths:
        if names and names.is_file():
            aids["paths.names"] = str(names)
        else:
            msg.warn(
                "It is trained without names by their sound",
                f"There is no {names} (--names). 'python -m spacy phonener compile-names' "
                "makes it (in the project, compile-names).",
            )
    return aids


def check_model(model: Path, data: Dict[str, Dict[str, Any]]) -> None:
    """Check that the sample is not trained over a pipeline of other data.

    RAISES (ValueError): If it would be.
    """
    from spacy import util

    if not model.exists() or not is_sample(data):
        return
    other: Optional[Dict] = util.load_meta(model / "meta.json").get(KEY)
    if not other or not is_sample(other):
        raise ValueError(
            f"{model} was trained on other data than the hand-made sample, or does not say "
            "on what. Name another folder (--vars.system NAME), or remove that."
        )


def say(what: str, data: Dict[str, Dict[str, Any]]) -> None:
    """Say what is, or was, trained on."""
    if is_sample(data):
        msg.warn(
            f"{what} the hand-made sample: a demonstration, not for use",
            summarize(data),
        )
    elif data:
        msg.info(f"{what}: {summarize(data)}")
