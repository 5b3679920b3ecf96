import shutil
import tempfile
from pathlib import Path

import srsly
import typer
from wasabi import msg


def package_cli(
    model: Path = typer.Argument(..., help="Trained pipeline", exists=True),
    output_path: Path = typer.Argument(..., help="Folder for the package"),
    name: str = typer.Option("phonener_xphone", "--name", "-n", help="Package name"),
    version: str = typer.Option("0.1.0", "--version", "-v", help="Package version"),
    about: Path = typer.Option(
        ..., "--about", help="about.json of the corpus it was trained on", exists=True
    ),
):
    """
    Make an installable package of a trained pipeline, to be loaded by its name.

    Its meta says which encoder and which data made it. The strings of the vocab, which
    are the words of the training data, stay behind.
    """
    from spacy import util
    from spacy.cli.package import package

    lang, _, rest = name.partition("_")
    if not (lang.isidentifier() and rest.isidentifier()):
        msg.fail(f"The name '{name}' has not the form phonener_xphone", exits=1)
    config = util.load_config(model / "config.cfg")
    data = training_data(config, srsly.read_json(about))
    output_path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / "model"
        shutil.copytree(model, staged)
        srsly.write_json(staged / "vocab" / "strings.json", [])
        meta = srsly.read_json(model / "meta.json")
        meta.update(
            name=rest,
            version=version,
            description=(
                f"Named entities ({', '.join(entity_types(meta))}) in {reads(config)}. "
                f"Encoder: {encoders(config)}. Trained on: {data}."
            ),
            license="MIT",
            sources=[{"name": data}],
        )
        srsly.write_json(staged / "meta.json", meta)
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


def training_data(config: dict, about: dict) -> str:
    """RETURNS (str): The training data in words."""
    split = "/".join(Path(config["paths"]["train"]).with_suffix("").parts[-2:])
    data = about[split]
    name = "WikiANN" if data["wikiann"] else data["source"]
    return f"{name}, {split}, {data['converted']} sentences"


def entity_types(meta: dict) -> list:
    return meta["labels"].get("phonener", [])


def reads(config: dict) -> str:
    factories = [component["factory"] for component in config["components"].values()]
    if "phonemizer" in factories:
        return "any language that a G2P reads, by its phonemes"
    return "any language that its encoder knows, by its graphemes"


def encoders(config: dict) -> str:
    """RETURNS (str): The encoders of the pipeline's phoneners."""
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
