import shutil
import tempfile
from importlib.metadata import files
from itertools import chain
from pathlib import Path
from typing import Dict, Optional

import srsly
import typer
from wasabi import msg

from ..languages import get_language
from .endings import ending

LITE_ENCODER = "spacy_phonener.LiteEncoder.v1"
# Of the package's meta.
ORIGIN = {
    "author": "The spacy-phonener authors",
    "url": "https://github.com/spacy-phonener/spacy-phonener",
    "license": "MIT",
}


def package_cli(
    model: Path = typer.Argument(..., help="Trained pipeline", exists=True),
    output_path: Path = typer.Argument(..., help="Folder for the package"),
    name: str = typer.Option("phonener_xphone", "--name", "-n", help="Package name"),
    version: str = typer.Option("0.1.0", "--version", "-v", help="Package version"),
    about: Optional[Path] = typer.Option(
        None,
        "--about",
        help="about.json of the corpus it was trained on; default: what its meta says",
        exists=True,
    ),
    card: Optional[Path] = typer.Option(
        None, "--card", help="Model card: the package's README.md", exists=True
    ),
    float16: bool = typer.Option(
        False, "--float16", help="Store LiteEncoder's weights in half of the space"
    ),
    wheel_to: Optional[Path] = typer.Option(
        None, "--wheel-to", help="Folder to copy the wheel to", file_okay=False
    ),
):
    """
    Make an installable package of a trained pipeline, to be loaded by its name.

    Its meta says which encoder and which data made it. The strings of the vocab, which
    are the words of the training data, stay behind.
    """
    from spacy import util
    from spacy.cli.package import package

    from ..corpora.convert import read_about

    lang, _, rest = name.partition("_")
    if not (lang.isidentifier() and rest.isidentifier()):
        msg.fail(f"The name '{name}' has not the form phonener_xphone", exits=1)
    with ending("Nothing was packaged"):
        config = util.load_config(model / "config.cfg")
        splits = training_splits(config, read_about(about)) if about else {}
    if float16 and LITE_ENCODER not in encoders(config):
        msg.fail(f"--float16 is for {LITE_ENCODER}, which {model} has not", exits=1)
    output_path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "model"
        shutil.copytree(model, staged)
        if float16:
            halve(staged)
        if card:
            shutil.copy(card, staged / "README.md")
        srsly.write_json(staged / "vocab" / "strings.json", [])
        # Paths are those of the machine that it was trained on.
        config["paths"] = dict.fromkeys(config["paths"])
        # It was scored on WikiANN, and is to read texts.
        for component in config["components"].values():
            if component.get("factory") == "phonener":
                component["plausible"] = True
        config.to_disk(staged / "config.cfg")
        for file in files("spacy-phonener") or ():
            if file.name == "LICENSE":
                shutil.copy(file.locate(), staged)
        meta = srsly.read_json(model / "meta.json")
        meta.update(name=rest, version=version, **ORIGIN)
        if about:
            meta["description"] = (
                f"Named entities ({', '.join(entity_types(meta))}) in {reads(config)}. "
                f"Encoder: {encoders(config)}. Trained on: {summarize(splits)}."
            )
            meta["sources"] = [{"name": split} for split in splits.values()]
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


def training_splits(config: dict, about: dict) -> Dict[str, str]:
    """Say what a pipeline was trained on, in words, by split.

    RAISES (ValueError): If that is not what a corpus's about.json is about.
    """
    reader = config["corpora"]["train"]
    if "sentences" in reader:
        splits = {
            f"{get_language(lang).code}/{reader['split']}": limit
            for lang, limit in reader["sentences"].items()
        }
    else:
        train = Path(config["paths"]["train"]).with_suffix("")
        splits = {"/".join(train.parts[-2:]): 0}
    if unknown := splits.keys() - about.keys():
        raise ValueError(
            f"It was trained on {', '.join(sorted(unknown))}, which the corpus's "
            "about.json does not have. Name that of the corpus it was trained on: --about."
        )
    return {split: split_name(split, about[split], n) for split, n in splits.items()}


def split_name(split: str, data: dict, limit: int) -> str:
    name = "WikiANN" if data["wikiann"] else data["source"]
    drawn = f", {limit} an epoch" if 0 < limit < data["converted"] else ""
    return f"{name}, {split}, {data['converted']} sentences{drawn}"


def summarize(splits: Dict[str, str]) -> str:
    if len(splits) == 1:
        return next(iter(splits.values()))
    langs = sorted(split.partition("/")[0] for split in splits)
    return f"{len(langs)} languages ({', '.join(langs)}; see sources)"


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
