from http.client import HTTPException
from pathlib import Path
from typing import List
from urllib.request import urlopen

import typer
from wasabi import msg

from .endings import ending

UNILEX = "https://raw.githubusercontent.com/unicode-org/unilex/main/data/frequency"
# How long to wait for an answer.
SECONDS = 60


def download_lists_cli(
    langs: List[str] = typer.Argument(..., help="Languages"),
    output_path: Path = typer.Option(
        ..., "--output", "-o", help="Folder of word lists; CODE.tsv is written to it"
    ),
    source: str = typer.Option(
        UNILEX, "--source", help="URL (https: or file:) of the folder of TAG.txt files"
    ),
):
    """
    Fetch word lists of Unicode's Unilex, for the component `commonness`.

    They are counted from texts of the web in about 1,000 languages, and free under the
    Unicode License V3. Lists that are there are not fetched again.
    """
    from ..languages import get_language

    with ending("Nothing was fetched"):
        languages = [get_language(lang) for lang in langs]
    failed = []
    for lang in languages:
        path = output_path / f"{lang.code}.tsv"
        if path.exists():
            msg.info(f"{path} is there")
            continue
        try:
            n_written = fetch_list(lang.code, lang.codes, source, path)
        except (OSError, HTTPException, ValueError) as err:
            failed.append(lang.code)
            msg.warn(f"No word list of {lang.name}", str(err))
        else:
            msg.good(f"{n_written} words of {lang.name} are in {path}")
    if failed:
        msg.fail(
            f"Not fetched: {', '.join(failed)}",
            "To make a list from texts of yours: python -m spacy phonener count",
            exits=1,
        )


def fetch_list(code: str, codes: tuple, source: str, path: Path) -> int:
    """Fetch the list of a language and write it in our form.

    codes (Tuple[str, ...]): Others that mean the language.
    RETURNS (int): How many words are written.
    RAISES (OSError): If there is none.
    RAISES (ValueError): If it is not of Unilex's form.
    """
    from langcodes import standardize_tag

    from ..word_lists import count_lower, parse_unilex, write_word_list

    # Its files are named by the shortest tag: "si", "sr-Latn".
    names = list(dict.fromkeys((standardize_tag(code), code, *codes)))
    for name in names:
        url = f"{source.rstrip('/')}/{name}.txt"
        try:
            with urlopen(url, timeout=SECONDS) as response:
                text = response.read().decode("utf-8-sig")
            break
        except OSError:
            if name == names[-1]:
                raise
    return write_word_list(path, count_lower(parse_unilex(text, url)))
