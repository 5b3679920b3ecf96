from pathlib import Path
from typing import Any, Dict, List, Optional

import srsly
import typer
from wasabi import msg

from .endings import ending

HEADING = """# Languages

Scripts (ISO 15924) and G2P sources, in order of preference; a source that is not installed
stands in parentheses. Words: tokens of letters in the language's scripts. Read by these:
the share of them whose letters these sources know and whose transcription is all IPA. With
script's default: so, or by the default language of the script, which reads foreign words.
Case: in Sohn et al. 2024, Table 1."""


def languages_cli(
    paper: bool = typer.Option(False, "--paper", help="Only the paper's 33 languages"),
    langs: Optional[List[str]] = typer.Option(
        None, "--lang", "-l", help="Only this language (repeatable)"
    ),
    corpora: Optional[List[Path]] = typer.Option(
        None,
        "--corpus",
        "-c",
        help="Folder of LANGUAGE/*.spacy, to measure what the sources read of it "
        "(repeatable)",
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
    from spacy.vocab import Vocab

    from ..corpora.corpus import read_docs
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
        for folder in corpora or ():
            if (folder / lang.code).is_dir():
                files = sorted((folder / lang.code).glob("*.spacy"))
                docs = (doc for file in files for doc in read_docs(file, Vocab()))
                tokens = (token.text for doc in docs for token in doc)
                with ending("Nothing was measured"):
                    row["coverage"] = g2p_coverage(lang, tokens)
        rows.append(row)
    header = ["Code", "Name", "Other codes", "Case", "Scripts and sources"]
    if corpora:
        header += ["Words", "Read by these", "With script's default"]
    cells = [table_row(row, with_coverage=bool(corpora)) for row in rows]
    aligns = ("l",) * 5 + ("r",) * (len(header) - 5)
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


def table_row(row: Dict[str, Any], *, with_coverage: bool) -> List[str]:
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
    if with_coverage and "coverage" in row:
        found = row["coverage"]
        cells += [str(found["tokens"]), f"{found['own']:.1%}", f"{found['all']:.1%}"]
    elif with_coverage:
        cells += ["", "", ""]
    return cells
