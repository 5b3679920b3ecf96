import shutil
import tempfile
from itertools import chain
from pathlib import Path
from typing import Optional

import srsly
import typer
from packaging.version import Version
from wasabi import msg

from .choice import KEY as CHOSEN
from .endings import ending, read_utf8

LITE_ENCODER = "spacy_phonener.LiteEncoder.v1"


def package_cli(
    model: Path = typer.Argument(..., help="Trained pipeline", exists=True),
    output_path: Path = typer.Argument(..., help="Folder for the package"),
    name: str = typer.Option("phonener_xphone", "--name", "-n", help="Package name"),
    version: str = typer.Option("0.1.0", "--version", "-v", help="Package version"),
    card: Optional[Path] = typer.Option(
        None, "--card", help="Model card: the package's README.md", exists=True
    ),
    float16: bool = typer.Option(
        False, "--float16", help="Store LiteEncoder's weights in half of the space"
    ),
    wheel_to: Optional[Path] = typer.Option(
        None, "--wheel-to", help="Folder to copy the wheel to", file_okay=False
    ),
    author: Optional[str] = typer.Option(None, "--author", help="Whose it is"),
    url: Optional[str] = typer.Option(None, "--url", help="Where it is from"),
    license: Optional[str] = typer.Option(
        None, "--license", help="Its licence, as of SPDX: MIT, CC-BY-SA-4.0"
    ),
    license_file: Optional[Path] = typer.Option(
        None, "--license-file", help="Text of the licence", exists=True, dir_okay=False
    ),
):
    """
    Make an installable package of a trained pipeline, to be loaded by its name.

    Its meta, and the card that spaCy makes of it, say which encoder and which data made
    it, and why that encoder: what training wrote down (docs/training.md). The strings of
    the vocab, which are the words of the training data, stay behind. Author, address and
    licence are those of its meta, where no others are given. The folder in the package,
    with what the Hugging Face hub reads of a card, can be uploaded as it is.
    """
    from spacy import util
    from spacy.cli.package import package

    from ..corpora.training_data import KEY, name_splits, summarize
    from .hub import add_metadata

    lang, _, rest = name.partition("_")
    if not (lang.isidentifier() and rest.isidentifier()):
        msg.fail(f"The name '{name}' has not the form phonener_xphone", exits=1)
    with ending("Nothing was packaged"):
        config = util.load_config(model / "config.cfg")
    if float16 and LITE_ENCODER not in encoders(config):
        msg.fail(f"--float16 is for {LITE_ENCODER}, which {model} has not", exits=1)
    with ending("Nothing was packaged"):
        meta = util.load_meta(model / "meta.json")
    data = meta.get(KEY)
    if not data:
        msg.warn(
            f"{model} does not say what it was trained on",
            "The package says what its meta.json says: training has not written it "
            "down.",
        )
    with ending("Nothing was packaged"):
        Version(version)
        output_path.mkdir(parents=True, exist_ok=True)
        text = read_utf8(card) if card else ""
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "model"
        shutil.copytree(model, staged)
        if float16:
            halve(staged)
        if card:
            (staged / "README.md").write_text(text, encoding="utf-8")
        srsly.write_json(staged / "vocab" / "strings.json", [])
        # Paths are those of the machine that it was trained on.
        config["paths"] = dict.fromkeys(config["paths"])
        # It was scored on WikiANN, and is to read texts.
        for component in config["components"].values():
            if component.get("factory") == "phonener":
                component["plausible"] = True
        config.to_disk(staged / "config.cfg")
        if license_file:
            shutil.copy(license_file, staged / "LICENSE")
        origin = {"author": author, "url": url, "license": license}
        given = {key: value for key, value in origin.items() if value is not None}
        meta.update(name=rest, version=version, **given)
        if data:
            meta["description"] = (
                f"Named entities ({', '.join(entity_types(meta))}) in {reads(config)}. "
                f"Encoder: {encoders(config)}. Trained on: {summarize(data)}."
            )
            if chosen := meta.get(CHOSEN):
                meta["description"] += f" Config: {chosen}."
            names = name_splits(data).values()
            meta["sources"] = [{"name": name} for name in names]
        srsly.write_json(staged / "meta.json", meta)
        # spaCy's setup.py does not say what the card is written in.
        setup = output_path / f"{name}-{version}" / "setup.cfg"
        setup.parent.mkdir(exist_ok=True)
        setup.write_text("[metadata]\nlong_description_content_type = text/markdown\n")
        # The first part of a package's name is its meta's "lang". The pipeline inside
        # keeps its own language.
        package_meta = Path(folder) / "meta.json"
        srsly.write_json(package_meta, {**meta, "lang": lang})
        package(
            staged,
            output_path,
            meta_path=package_meta,
            create_sdist=False,
            create_wheel=True,
            force=True,
            silent=False,
        )
    # The wheel's own card, which its metadata hold too, is without what the hub reads.
    readme = (
        output_path / f"{name}-{version}" / name / f"{name}-{version}" / "README.md"
    )
    text = add_metadata(read_utf8(readme), name, meta)
    readme.write_text(text, encoding="utf-8")
    if wheel_to:
        wheel_to.mkdir(parents=True, exist_ok=True)
        [wheel] = (output_path / f"{name}-{version}" / "dist").glob("*.whl")
        shutil.copy(wheel, wheel_to)


def halve(model: Path) -> None:
    """Store the weights of a pipeline's LiteEncoders as 16-bit numbers.

    They are read, and calculated with, as 32-bit ones.
    """
    import spacy

    from ..ml.lite import SentenceModule
    from ..ml.words import WordModule
    from ..pipeline.shims import model_shims

    nlp = spacy.load(model)
    models = [c.model for _, c in nlp.components if hasattr(c, "model")]
    for shim in chain.from_iterable(map(model_shims, models)):
        if isinstance(shim._model, (WordModule, SentenceModule)):
            shim._model.half()
    nlp.to_disk(model)


def entity_types(meta: dict) -> list:
    return meta["labels"].get("phonener", [])


def reads(config: dict) -> str:
    factories = [component["factory"] for component in config["components"].values()]
    if "phonemizer" in factories:
        return "any language that a G2P reads, by its phonemes"
    return "any language that its encoder knows, by its graphemes"


def encoders(config: dict) -> str:
    """Name the encoders of a pipeline's phoneners."""
    encoders = [
        component["model"]["encoder"]
        for component in config["components"].values()
        if component["factory"] == "phonener"
    ]
    return ", ".join(
        f"{encoder['@architectures']} ({encoder['name']})"
        if "name" in encoder
        else encoder["@architectures"]
        for encoder in encoders
    )
