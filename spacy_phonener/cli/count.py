from collections import Counter
from itertools import filterfalse
from pathlib import Path
from typing import Iterator, List

import typer
from wasabi import msg

from .endings import ending


def count_cli(
    texts: List[Path] = typer.Argument(
        ..., help="Text files, UTF-8", exists=True, dir_okay=False
    ),
    lang: str = typer.Option(..., "--lang", "-l", help="Language of the texts"),
    output_path: Path = typer.Option(
        ..., "--output", "-o", help="Folder of word lists; CODE.tsv is written to it"
    ),
    min_count: int = typer.Option(
        1, "--min-count", min=1, help="Leave out words that occur less often"
    ),
):
    """
    Make a word list from texts, for the component `commonness`.

    The texts need no labels. In a script with case, only words in lower case count: those
    that never are so are names. Each line of the list has a word in lower case, a tab and
    log10 of its frequency per billion words; the 20,000 most frequent words are written.
    """
    from ..casing import has_upper
    from ..languages import get_language
    from ..word_lists import count_lower, write_word_list

    with ending("Nothing was counted"):
        language = get_language(lang)
        counts = count_lower(
            Counter(filterfalse(has_upper, read_tokens(texts))).items()
        )
        total = sum(counts.values())
        path = output_path / f"{language.code}.tsv"
        n_written = write_word_list(path, counts, min_count=min_count)
    msg.good(f"{n_written} of {len(counts)} different words are in {path}")
    if total < 100_000:
        msg.warn(
            f"It is made of {total} words",
            "How common a word is can be told the better the more texts there are.",
        )


def read_tokens(paths: List[Path]) -> Iterator[str]:
    """Cut the lines of text files into tokens, as our tokenizer does.

    RAISES (ValueError): Names the file that is not in UTF-8.
    """
    import spacy

    from ..pipeline.tokenizer import make_tokenizer

    tokenizer = make_tokenizer(spacy.blank("xx"))
    for path in paths:
        try:
            with path.open(encoding="utf-8-sig") as file:
                for line in file:
                    yield from (token.text for token in tokenizer(line.rstrip("\n")))
        except UnicodeDecodeError as err:
            raise ValueError(f"{path} is not in UTF-8: {err}") from err
