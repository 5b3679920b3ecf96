"""The page of sentences: gold entities against each system's, with the IPA (Figure 3).
One HTML file that needs nothing else."""

import random
from itertools import combinations
from pathlib import Path
from typing import Any, Dict, Iterable, List, Mapping, Sequence

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup
from spacy.displacy.render import DEFAULT_LABEL_COLORS
from spacy.displacy.templates import TPL_ENT, TPL_ENT_RTL
from spacy.util import escape_html

from ..evaluation.errors import KINDS, Entity, find_errors
from ..languages import get_language
from .report import Report

VERDICTS = ("a", "b", "neither")


def make_page(report: Report, *, examples: int, seed: int) -> str:
    """Draw sentences of the report's first split, and show what was found in them.

    examples (int): Sentences of each language; 0: all.
    seed (int): For the draw.
    RETURNS (str): HTML.
    """
    results = report.results
    split = results["splits"][0]
    systems = list(results["systems"])
    here = {s["language"] for s in results["scores"] if s["split"] == split}
    codes = [code for code in results["languages"] if code in here]
    sentences = []
    for code in codes:
        reading = report.readings[code, split]
        found = {name: report.found[name][code, split] for name in systems}
        for i in draw(len(reading["tokens"]), examples, f"{seed}/{code}/{split}"):
            answers = {name: ents[i] for name, ents in found.items()}
            sentence = compare(reading["ents"][i], answers)
            rtl = results["languages"][code]["rtl"]
            tokens, ipa = reading["tokens"][i], reading["ipa"][i]
            sentences.append(
                {
                    **sentence,
                    "lang": code,
                    "number": i + 1,
                    "rtl": rtl,
                    "gold": render_gold(tokens, ipa, reading["ents"][i], rtl),
                    "rows": {
                        name: render_answer(tokens, reading["ents"][i], ents, rtl)
                        for name, ents in answers.items()
                        if sentence["answers"][name]
                    },
                }
            )
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        results=results,
        split=split,
        systems=systems,
        pairs=list(combinations(systems, 2)),
        languages={code: get_language(code).name for code in codes},
        kinds=KINDS,
        verdicts=VERDICTS,
        examples=examples,
        seed=seed,
        sentences=sentences,
        counts=count_kinds(sentences, systems),
        verdict_counts=count_verdicts(sentences, systems),
    )


def draw(n: int, k: int, seed: str) -> List[int]:
    """RETURNS (List[int]): k of n places, in order; all of them if k is 0."""
    if not k or k >= n:
        return list(range(n))
    return sorted(random.Random(seed).sample(range(n), k))


def compare(gold: List, answers: Mapping[str, List]) -> Dict[str, Any]:
    """RETURNS (Dict[str, Any]): "answers": for each system a number, 0 where it is
    right, equal where two found the same; "kinds": the kinds of its errors."""
    distinct = [gold]
    distinct += [ents for ents in answers.values() if ents != gold]
    return {
        "answers": {name: distinct.index(ents) for name, ents in answers.items()},
        "kinds": {
            name: sorted({kind for kind, _ in find_errors(gold, ents)})
            for name, ents in answers.items()
        },
    }


def count_kinds(sentences: Iterable[Dict], systems: Sequence[str]) -> Dict[str, Dict]:
    """RETURNS (Dict[str, Dict]): In how many sentences each system makes a kind of
    error."""
    return {
        name: {kind: sum(kind in s["kinds"][name] for s in sentences) for kind in KINDS}
        for name in systems
    }


def count_verdicts(sentences: Iterable[Dict], systems: Sequence[str]) -> Dict:
    """RETURNS (Dict): For each pair of systems, how many of the sentences in which they
    differ have which verdict."""
    counts = {}
    for a, b in combinations(systems, 2):
        pairs = [(s["answers"][a], s["answers"][b]) for s in sentences]
        differ = [pair for pair in pairs if pair[0] != pair[1]]
        right = [sum(pair[i] == 0 for pair in differ) for i in (0, 1)]
        counts[a, b] = dict(zip(VERDICTS, [*right, len(differ) - sum(right)]))
    return counts


def render_gold(
    tokens: Sequence[str], ipa: Sequence[str], ents: Iterable[Sequence], rtl: bool
) -> Markup:
    """displaCy's entities, each token with its IPA under it."""
    read = [
        f'<ruby>{escape_html(token)}<rt dir="ltr">{escape_html(sounds)}</rt></ruby>'
        for token, sounds in zip(tokens, ipa)
    ]
    return _render(read, {tuple(ent): ent[2] for ent in ents}, rtl)


def render_answer(tokens: Sequence[str], gold: List, ents: List, rtl: bool) -> Markup:
    """displaCy's entities; a wrong one says of which kind its error is, and those that
    were missed stand at the end."""
    errors = find_errors(gold, ents)
    wrong = {ent: kind for kind, ent in errors if kind != "missed"}
    labels = {}
    for start, end, label in ents:
        kind = wrong.get((start, end, label))
        labels[start, end, label] = f"{label} ✗ {kind}" if kind else f"{label} ✓"
    missed = [
        f'<span class="missed">missed: <bdi>{escape_html(" ".join(tokens[s:e]))}</bdi> '
        f"{label}</span>"
        for kind, (s, e, label) in errors
        if kind == "missed"
    ]
    text = _render([escape_html(token) for token in tokens], labels, rtl)
    return text + Markup(" ".join(missed))


def _render(tokens: Sequence[str], labels: Dict[Entity, str], rtl: bool) -> Markup:
    template = TPL_ENT_RTL if rtl else TPL_ENT
    parts: List[str] = []
    end = 0
    for (start, stop, label), shown in sorted(labels.items()):
        parts += tokens[end:start]
        parts.append(
            template.format(
                text=" ".join(tokens[start:stop]),
                label=shown,
                bg=DEFAULT_LABEL_COLORS.get(label, "#ddd"),
                kb_link="",
            ).strip()
        )
        end = stop
    return Markup(" ".join([*parts, *tokens[end:]]))
