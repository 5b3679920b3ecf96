from pathlib import Path
from typing import Optional

import typer
from wasabi import msg


def convert_cli(
    input_path: Path = typer.Argument(
        ..., help="WikiANN file, or folder of LANGUAGE/SPLIT files", exists=True
    ),
    output_path: Path = typer.Argument(..., help="Folder for LANGUAGE/SPLIT.spacy"),
    lang: Optional[str] = typer.Option(
        None, "--lang", "-l", help="Language of a file; default: its folder's name"
    ),
    limit: int = typer.Option(0, "--limit", help="Most sentences of a split; 0: all"),
):
    """
    Convert WikiANN to spaCy's .spacy files, with gold entities and the language of
    each doc. Reads the hub's parquet, CoNLL and the JSON of the paper's repository.

    Training sentences that stand word for word in the validation or test split of
    another language of the folder are dropped.
    """
    from ..corpora.convert import drop_leaks, find_changed, read_corpus, write_docbin

    try:
        corpus = read_corpus(input_path, lang)
    except (ValueError, ImportError) as err:
        msg.fail("Nothing was converted", str(err), exits=1)
    if changed := find_changed(corpus):
        msg.warn(
            f"Not the WikiANN of the published figures: {', '.join(changed)}",
            "These splits are as long, but their SHA-256 sums differ.",
        )
    dropped = drop_leaks(corpus)
    for (code, split), sentences in corpus.items():
        kept = sentences[:limit] if limit else sentences
        write_docbin(kept, code, output_path / code / f"{split}.spacy")
    total = sum(map(len, corpus.values()))
    msg.good(f"Converted {len(corpus)} splits, {total} sentences, to {output_path}")
    if dropped:
        msg.info(f"Dropped {dropped} training sentences that test other languages")
