from collections import Counter
from pathlib import Path
from typing import List, Optional

import srsly
import typer
from tqdm import tqdm
from wasabi import msg

NO_TEXT = (
    "It is to have LANGUAGE/SOURCE.conll files (.tsv, .parquet). In the project, name it "
    "by --vars.texts FOLDER. To train on WikiANN alone: --vars.multilingual multilingual"
)


def convert_cli(
    input_paths: Optional[List[Path]] = typer.Argument(
        None, help="WikiANN files, or folders of LANGUAGE/SPLIT files", exists=True
    ),
    output_path: Path = typer.Argument(..., help="Folder for LANGUAGE/SPLIT.spacy"),
    texts: Optional[List[Path]] = typer.Option(
        None,
        "--texts",
        help="Folder of LANGUAGE/SOURCE files of running text, to train on (repeatable)",
        exists=True,
        file_okay=False,
    ),
    test_texts: Optional[List[Path]] = typer.Option(
        None,
        "--test-texts",
        help="The same, to test on (repeatable): never trained on",
        exists=True,
        file_okay=False,
    ),
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
    Convert WikiANN, and running text with gold entities, to spaCy's .spacy files.

    Their docs have gold entities, and say which language, kind of text (fragments are
    WikiANN's, or running text) and source they are of. Reads CoNLL, parquet as the hub
    has it and, of WikiANN, the JSON of the paper's repository.

    Running text has a file for each source, LANGUAGE/SOURCE.conll: swa/news.conll,
    swa/web.conll. Those of a language become one file: text-train.spacy, and
    text-validation.spacy for the tenth of each source that is held out;
    text-test.spacy for those to test on.

    Training sentences that stand word for word in the validation or test split of
    another language are dropped; where either is running text, of their own too. For
    that, name all folders in one command. What was converted is written to about.json,
    for the meta of pipelines that are trained on it.
    """
    from ..corpora.convert import (
        about_corpus,
        drop_leaks,
        group_sources,
        read_about,
        read_corpus,
        write_docbin,
    )
    from ..corpora.texts import RUNNING_TEXT, kind_of, read_texts
    from ..corpora.training_data import SAMPLE
    from ..corpora.wikiann import find_splits
    from ..saving import replaced

    input_paths = input_paths or []
    corpus: dict = {}
    running: dict = {}
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
        about: dict = {}
        for path in input_paths:
            splits = read_corpus(path, lang)
            add_parts(corpus, splits, path)
            about.update(about_corpus(splits, path.name))
        for folders, is_train in ((texts or (), True), (test_texts or (), False)):
            for path in folders:
                parts = read_texts(path, train=is_train)
                if not parts:
                    msg.warn(f"There is no running text in {path}", NO_TEXT)
                add_parts(running, parts, path)
        about.update(about_corpus(running, RUNNING_TEXT))
        corpus.update(running)
        if not corpus:
            raise ValueError("Name folders to read: WikiANN's, or --texts FOLDER.")
    except (ValueError, ImportError) as err:
        msg.fail("Nothing was converted", str(err), exits=1)
    if changed := [split for split in about if about[split]["wikiann"] is False]:
        msg.warn(
            f"Not the WikiANN of the published figures: {', '.join(changed)}",
            "These splits are as long, but their SHA-256 sums differ.",
        )
    dropped = drop_leaks(corpus)
    grouped = group_sources(corpus)
    for (code, split), by_source in tqdm(
        grouped.items(), unit="split", leave=False, disable=None
    ):
        row = about[f"{code}/{split}"]
        named = [
            (source or row["source"], sentence)
            for source, sentences in by_source.items()
            for sentence in sentences
        ][: limit or None]
        sources = [source for source, _ in named]
        row.update(
            converted=len(named),
            dropped=sum(n for part, n in dropped.items() if part[:2] == (code, split)),
            sources=Counter(sources),
        )
        write_docbin(
            (sentence for _, sentence in named),
            code,
            output_path / code / f"{split}.spacy",
            kind=kind_of(split),
            sources=sources,
        )
    with replaced(about_path) as new:
        srsly.write_json(new, {**before, **about})
    total = sum(split["converted"] for split in about.values())
    msg.good(f"Converted {len(grouped)} splits, {total} sentences, to {output_path}")
    if fallback in input_paths:
        msg.warn(f"{output_path} is not WikiANN", instead(fallback))
    if total_dropped := sum(dropped.values()):
        msg.info(f"Dropped {total_dropped} training sentences that are tested on")


def add_parts(corpus: dict, parts: dict, path: Path) -> None:
    """Add what was read to a corpus.

    RAISES (ValueError): If the corpus has some of it.
    """
    if twice := sorted("/".join(part) for part in corpus.keys() & parts):
        raise ValueError(f"{path} has {', '.join(twice)} a second time.")
    corpus.update(parts)


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
