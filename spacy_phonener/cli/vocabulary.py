from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Dict, List, Tuple

import typer
from spacy.language import Language
from wasabi import msg

from .endings import ending, load_pipeline

if TYPE_CHECKING:
    from ..ml.vocabulary import Vocabulary


def vocabulary_cli(
    model: str = typer.Argument(
        ...,
        help="Pipeline with an encoder that has a vocabulary of phonemes, or such an "
        "encoder itself: hub name or folder",
    ),
    texts_path: Path = typer.Argument(
        ..., help="Text file, one text a line", exists=True, dir_okay=False
    ),
    lang: str = typer.Option(..., "--lang", "-l", help="Language of the texts"),
    n_worst: int = typer.Option(20, "--worst", "-n", help="How many segments to list"),
):
    """
    Print how an encoder's vocabulary of phonemes covers the segments of a language.

    The share that it has, the share for which something near stands in, and the worst
    segments.
    """
    from ..extensions import set_lang
    from ..languages import get_language
    from ..ml.vocabulary import vocabulary_coverage

    with ending("Nothing was read"):
        language = get_language(lang)
    nlp, vocabulary = load(model)
    counts: Counter = Counter()
    words: Dict[str, str] = {}
    lines = texts_path.read_text(encoding="utf-8").splitlines()
    for doc in map(nlp.make_doc, filter(None, lines)):
        set_lang(doc, language.code)
        for token in nlp.get_pipe("phonemizer")(doc):
            counts.update(token._.phonemes)
            words.update(dict.fromkeys(token._.phonemes, token.text))
    if not counts:
        msg.fail(f"There is no text in {texts_path}", exits=1)

    total = sum(counts.values())
    steps = vocabulary_coverage(vocabulary, counts)
    msg.divider(f"{language.name}: {total} segments, {len(counts)} different")
    msg.table(
        [(step.value, n, f"{n / total:.2%}") for step, n in steps.items()],
        header=("Found", "Segments", "Share"),
        aligns=("l", "r", "r"),
    )
    worst = worst_segments(counts, vocabulary)[:n_worst]
    if worst:
        entries = {i: entry for entry, i in vocabulary.ids.items()}
        msg.divider("Worst segments")
        msg.table(
            [
                (
                    segment,
                    count,
                    vocabulary(segment).step.value,
                    " ".join(entries.get(i, "") for i in vocabulary(segment).ids),
                    words[segment],
                )
                for segment, count in worst
            ],
            header=("Segment", "Count", "Found", "Read as", "In"),
            aligns=("l", "r", "l", "l", "l"),
        )


def load(model: str) -> Tuple[Language, "Vocabulary"]:
    """Load a pipeline, or make one that reads for an encoder."""
    import spacy
    from spacy.util import is_package
    from transformers import AutoTokenizer

    from ..ml.xphonebert import find_vocabulary, get_vocabulary

    if is_package(model) or (Path(model) / "config.cfg").exists():
        nlp = load_pipeline(model)
        vocabulary = find_vocabulary(nlp)
        if vocabulary is None:
            msg.fail(f"No encoder of '{model}' has a vocabulary of phonemes")
            raise typer.Exit(1)
        return nlp, vocabulary
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"stress": True, "notation": "charsiu"})
    try:
        return nlp, get_vocabulary(
            AutoTokenizer.from_pretrained(model, trust_remote_code=False)
        )
    except (OSError, ValueError) as err:
        msg.fail(f"'{model}' is neither a pipeline nor such an encoder", err, exits=1)


def worst_segments(
    counts: Dict[str, int], vocabulary: "Vocabulary"
) -> List[Tuple[str, int]]:
    """List the segments that something else stands in for, most frequent first.

    RETURNS (List[Tuple[str, int]]): Each with how often it occurs.
    """
    from ..ml.vocabulary import KNOWN

    worst = [item for item in counts.items() if vocabulary(item[0]).step not in KNOWN]
    return sorted(worst, key=lambda item: (-item[1], item[0]))
