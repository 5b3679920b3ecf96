import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, Optional

import srsly
import typer
from wasabi import msg

from .endings import ending

HEADING = """# Languages

Scripts (ISO 15924) and G2P sources, in order of preference; a source that is not installed
stands in parentheses. Case: in Sohn et al. 2024, Table 1. Words: how many different ones,
in the language's scripts, were tried. Shares of the running words (weighted by how frequent
a word is) whose letters are all known and whose transcription is all IPA: by the language's
own sources; of the others, by the default language of the script, as foreign words are; or
by how letters sound in most languages. Lacking: letters that no word has which the own
sources read, with the share of running words that have them."""
AUDITED = ("Words", "Own", "Default", "General", "Lacking")


def languages_cli(
    paper: bool = typer.Option(False, "--paper", help="Only the paper's 33 languages"),
    langs: Optional[List[str]] = typer.Option(
        None, "--lang", "-l", help="Only this language (repeatable)"
    ),
    audit: Optional[List[Path]] = typer.Option(
        None,
        "--audit",
        "-a",
        help="Measure what the sources read: folder of word lists, CODE.tsv (a word, a "
        "tab and the logarithm of its frequency a line), texts, CODE.txt, or corpora, "
        "CODE/*.spacy (repeatable)",
        exists=True,
        file_okay=False,
    ),
    output_path: Optional[Path] = typer.Option(
        None, "--output", "-o", help="JSON file; a Markdown table goes beside it"
    ),
):
    """
    List the languages, their scripts and G2P sources, and measure how much is read.

    A source that is not installed stands in parentheses.
    """
    from ..g2p.coverage import g2p_coverage
    from ..languages import get_language, languages
    from ..markdown import markdown_table

    with ending("Nothing was listed"):
        chosen = [get_language(name) for name in langs or languages()]
    rows: List[Dict[str, Any]] = []
    for lang in chosen:
        if paper and not lang.case:
            continue
        row: Dict[str, Any] = {
            "code": lang.code,
            "name": lang.name,
            "codes": list(lang.codes),
            "case": lang.case,
            "scripts": {
                script: {spec: is_installed(spec) for spec in sources}
                for script, sources in lang.scripts.items()
            },
        }
        if audit:
            with ending("Nothing was measured"):
                counts = sum(
                    (count_words(path, lang.code) for path in audit), Counter()
                )
            row["coverage"] = g2p_coverage(lang, counts) if counts else None
        rows.append(row)
    header = ["Code", "Name", "Other codes", "Case", "Scripts and sources"]
    if audit:
        header += AUDITED
    cells = [table_row(row) for row in rows]
    aligns = tuple("lllllrrrrl"[: len(header)])
    msg.table(cells, header=header, aligns=aligns)
    msg.info(f"{len(rows)} languages")
    if output_path:
        output_path.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(output_path, rows)
        table = markdown_table(header, cells, aligns)
        markdown_path = output_path.with_suffix(".md")
        markdown_path.write_text(f"{HEADING}\n\n{table}\n", encoding="utf-8")
        msg.good(f"Saved to {output_path} and {markdown_path}")


def is_installed(spec: str) -> bool:
    """Tell whether the library is installed that a source needs."""
    from ..g2p.source import load_source

    try:
        load_source(spec)
    except ImportError:
        return False
    return True


def count_words(folder: Path, code: str) -> Counter:
    """Count a language's tokens in a folder of word lists, texts or corpora."""
    from spacy.vocab import Vocab

    from ..corpora.corpus import read_docs
    from ..g2p.coverage import read_counts

    counts = Counter(read_counts(folder, code))
    for path in sorted((folder / code).glob("*.spacy")):
        for doc in read_docs(path, Vocab()):
            counts.update(token.text for token in doc)
    return counts


def table_row(row: Dict[str, Any]) -> List[str]:
    """Make the cells of a language's row."""
    sources = [
        f"{script}: "
        + " > ".join(spec if here else f"({spec})" for spec, here in specs.items())
        for script, specs in row["scripts"].items()
    ]
    cells = [
        row["code"],
        row["name"],
        " ".join(row["codes"]),
        str(row["case"] or ""),
        "; ".join(sources),
    ]
    if "coverage" not in row:
        return cells
    if row["coverage"] is None:
        return cells + [""] * len(AUDITED)
    found = row["coverage"]
    shares = [f"{found[reader]:.1%}" for reader in ("own", "default", "general")]
    lacking = " ".join(
        f"{show(letter)} {share:.1%}" for letter, share in found["lacking"].items()
    )
    return [*cells, f"{found['words']:,}", *shares, lacking]


def show(letter: str) -> str:
    """Write a letter so that it can be seen: a mark on a circle, others by their code."""
    if unicodedata.category(letter).startswith("M"):
        return f"\u25cc{letter}"
    return letter if letter.isprintable() else f"U+{ord(letter):04X}"
