from pathlib import Path
from typing import List, Optional

import srsly
import typer
from tqdm import tqdm
from wasabi import msg


def convert_cli(
    input_paths: List[Path] = typer.Argument(
        ..., help="WikiANN files, or folders of LANGUAGE/SPLIT files", exists=True
    ),
    output_path: Path = typer.Argument(..., help="Folder for LANGUAGE/SPLIT.spacy"),
    lang: Optional[str] = typer.Option(
        None, "--lang", "-l", help="Language of a file; default: its folder's name"
    ),
    limit: int = typer.Option(0, "--limit", help="Most sentences of a split; 0: all"),
    fallback: Optional[Path] = typer.Option(
        None,
        "--fallback",
        help="Folder to read if the other has no English train split. It is written to a "
        "folder of its own, OUTPUT_PATH/sample, unless there is another corpus already",
    ),
):
    """
    Convert WikiANN to spaCy's .spacy files.

    Their docs have gold entities and say which language they are in. Reads the hub's
    parquet, CoNLL and the JSON of the paper's repository.

    Training sentences that stand word for word in the validation or test split of
    another language are dropped. What was converted is written to about.json, for the
    meta of pipelines that are trained on it.
    """
    from ..corpora.convert import (
        about_corpus,
        drop_leaks,
        read_about,
        read_corpus,
        write_docbin,
    )
    from ..corpora.training_data import SAMPLE
    from ..corpora.wikiann import find_splits
    from ..saving import replaced

    corpus: dict = {}
    about: dict = {}
    lacking = not any(("eng", "train") in find_splits(p) for p in input_paths)
    try:
        if fallback and lacking:
            names = ", ".join(map(str, input_paths))
            own = output_path / SAMPLE
            for folder in (output_path, own):
                if not holds_other_data(folder, fallback.name):
                    continue
                raise ValueError(
                    f"No English training data in {names}, and {folder} is of other "
                    f"data than {fallback}. Name the folder of the training data "
                    "(--vars.wikiann FOLDER), or another one for the sample's corpus "
                    "(--vars.corpus FOLDER). To train on what is there: spacy project run "
                    "fit"
                )
            msg.warn(f"No English training data in {names}", instead(fallback))
            input_paths, output_path = [fallback], own
        about_path = output_path / "about.json"
        before = read_about(about_path)
        for path in input_paths:
            splits = read_corpus(path, lang)
            if twice := [f"{code}/{split}" for code, split in corpus.keys() & splits]:
                raise ValueError(f"{path} has {', '.join(twice)} a second time.")
            corpus.update(splits)
            about.update(about_corpus(splits, path.name))
    except (ValueError, ImportError) as err:
        msg.fail("Nothing was converted", str(err), exits=1)
    if changed := [split for split in about if about[split]["wikiann"] is False]:
        msg.warn(
            f"Not the WikiANN of the published figures: {', '.join(changed)}",
            "These splits are as long, but their SHA-256 sums differ.",
        )
    dropped = drop_leaks(corpus)
    for (code, split), sentences in tqdm(
        corpus.items(), unit="split", leave=False, disable=None
    ):
        kept = sentences[:limit] if limit else sentences
        about[f"{code}/{split}"].update(
            converted=len(kept), dropped=dropped.get((code, split), 0)
        )
        write_docbin(kept, code, output_path / code / f"{split}.spacy")
    with replaced(about_path) as new:
        srsly.write_json(new, {**before, **about})
    total = sum(split["converted"] for split in about.values())
    msg.good(f"Converted {len(corpus)} splits, {total} sentences, to {output_path}")
    if fallback in input_paths:
        msg.warn(f"{output_path} is not WikiANN", instead(fallback))
    if total_dropped := sum(dropped.values()):
        msg.info(
            f"Dropped {total_dropped} training sentences that test other languages"
        )


def holds_other_data(output_path: Path, source: str) -> bool:
    """Tell whether there is anything in a corpus but what was converted from a source."""
    from ..corpora.convert import read_about

    known = {
        split
        for split, data in read_about(output_path / "about.json").items()
        if data["source"] == source and not data["wikiann"]
    }
    files = output_path.glob("*/*.spacy")
    return any(f"{file.parent.name}/{file.stem}" not in known for file in files)


def instead(fallback: Path) -> str:
    return (
        f"{fallback} takes its place. What is trained on the hand-made sample is a "
        "demonstration, not for use."
    )
