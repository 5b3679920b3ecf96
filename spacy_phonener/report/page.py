"""The page of sentences: gold entities against each system's, with the IPA (Figure 3).

It is one HTML file that needs nothing else.
"""

import random
from collections import Counter
from itertools import chain, combinations
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, NamedTuple, Sequence, Tuple

from jinja2 import Environment, FileSystemLoader, Template, select_autoescape
from markupsafe import Markup, escape
from spacy.displacy.templates import TPL_ENT, TPL_ENT_RTL

from ..evaluation.errors import KINDS, find_errors
from ..evaluation.metrics import Entities, Entity
from ..languages import get_language
from ..scripts import is_rtl
from .colors import COLORS, OTHER
from .results import Key, Report

VERDICTS = ("a", "b", "neither")


class Sentence(NamedTuple):
    """A sentence on the page.

    lang (str): Its language.
    number (int): Its place in the file, from 1.
    rtl (bool): Whether it is written from right to left.
    gold (Markup): Its gold entities, with the IPA.
    rows (Dict[str, Markup]): For each system that found others, what it found.
    answers (Dict[str, int]): For each system a number: 0 where it is right, equal where
        two found the same.
    kinds (Dict[str, List[str]]): For each system, the kinds of its errors.
    """

    lang: str
    number: int
    rtl: bool
    gold: Markup
    rows: Dict[str, Markup]
    answers: Dict[str, int]
    kinds: Dict[str, List[str]]


def make_page(report: Report, *, examples: int, seed: int) -> str:
    """Make the HTML of sentences of the report's first split, and what was found in them.

    examples (int): Sentences of each language; 0: all.
    seed (int): For the choice of sentences.
    """
    results = report.results
    split = results.splits[0]
    systems = list(results.systems)
    codes = [code for code in results.languages if (code, split) in report.found]
    sentences = [
        make_sentence(report, (code, split), i)
        for code in codes
        for i in sample_places(
            len(report.readings[code, split].tokens), examples, f"{seed}/{code}/{split}"
        )
    ]
    return get_template("page.html").render(
        results=results,
        split=split,
        systems=systems,
        pairs=list(combinations(systems, 2)),
        languages={code: get_language(code).name for code in codes},
        colors=COLORS,
        kinds=KINDS,
        verdicts=VERDICTS,
        examples=examples,
        seed=seed,
        sentences=sentences,
        counts=count_kinds(sentences, systems),
        verdict_counts=dict(count_verdicts(sentences, systems)),
    )


def get_template(name: str) -> Template:
    """Load a page's template, which escapes what is put into it."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def sample_places(n: int, k: int, seed: str) -> List[int]:
    """Sample k of n places, in order: all of them if k is 0."""
    if not k or k >= n:
        return list(range(n))
    return sorted(random.Random(seed).sample(range(n), k))


def make_sentence(report: Report, key: Key, i: int) -> Sentence:
    """Render a sentence of a file, and see how right each system is."""
    reading = report.readings[key]
    tokens, gold = reading.tokens[i], reading.ents[i]
    rtl = is_rtl(Counter(chain.from_iterable(tokens)))
    found = {name: ents[i] for name, ents in report.found[key].items()}
    distinct = [gold, *(ents for ents in found.values() if ents != gold)]
    return Sentence(
        lang=key[0],
        number=i + 1,
        rtl=rtl,
        gold=render_gold(tokens, reading.ipa[i], gold, rtl),
        rows={
            name: render_answer(tokens, gold, ents, rtl)
            for name, ents in found.items()
            if ents != gold
        },
        answers={name: distinct.index(ents) for name, ents in found.items()},
        kinds={
            name: sorted({kind for kind, _ in find_errors(gold, ents)})
            for name, ents in found.items()
        },
    )


def count_kinds(
    sentences: Iterable[Sentence], systems: Iterable[str]
) -> Dict[str, Dict[str, int]]:
    """Count in how many sentences each system makes a kind of error."""
    return {
        name: {kind: sum(kind in s.kinds[name] for s in sentences) for kind in KINDS}
        for name in systems
    }


def count_verdicts(
    sentences: Iterable[Sentence], systems: Iterable[str]
) -> Iterator[Tuple[Tuple[str, str], Dict[str, int]]]:
    """Yield, for two systems, how many sentences in which they differ have which verdict."""
    for a, b in combinations(systems, 2):
        pairs = [(s.answers[a], s.answers[b]) for s in sentences]
        differ = [pair for pair in pairs if pair[0] != pair[1]]
        right = [sum(pair[i] == 0 for pair in differ) for i in (0, 1)]
        yield (a, b), dict(zip(VERDICTS, [*right, len(differ) - sum(right)]))


def render_gold(
    tokens: Sequence[str], ipa: Sequence[str], ents: Entities, rtl: bool
) -> Markup:
    """Render entities as displaCy does, each token with its IPA under it."""
    ruby = Markup('<ruby>{}<rt dir="ltr">{}</rt></ruby>')
    read = [ruby.format(token, sounds) for token, sounds in zip(tokens, ipa)]
    return _render(read, {ent: ent[2] for ent in ents}, rtl)


def render_answer(
    tokens: Sequence[str], gold: Entities, ents: Entities, rtl: bool
) -> Markup:
    """Render entities as displaCy does, and say what is wrong with them.

    A wrong one says of which kind its error is; those that were missed stand at the end.
    """
    errors = find_errors(gold, ents)
    wrong = {ent: kind for kind, ent in errors if kind != "missed"}
    labels = {}
    for start, end, label in ents:
        kind = wrong.get((start, end, label))
        labels[start, end, label] = f"{label} ✗ {kind}" if kind else f"{label} ✓"
    span = Markup('<span class="missed">missed: <bdi>{}</bdi> {}</span>')
    missed = [
        span.format(" ".join(tokens[start:end]), label)
        for kind, (start, end, label) in errors
        if kind == "missed"
    ]
    return _render(list(map(escape, tokens)), labels, rtl) + Markup(" ").join(missed)


def _render(tokens: Sequence[Markup], labels: Dict[Entity, str], rtl: bool) -> Markup:
    # `Markup` escapes whatever is put into it that is not Markup itself.
    template = Markup(TPL_ENT_RTL if rtl else TPL_ENT)
    parts: List[Markup] = []
    end = 0
    for (start, stop, label), shown in sorted(labels.items()):
        parts += tokens[end:start]
        parts.append(
            template.format(
                text=Markup(" ").join(tokens[start:stop]),
                label=shown,
                bg=COLORS.get(label, OTHER),
                kb_link="",
            ).strip()
        )
        end = stop
    return Markup(" ").join([*parts, *tokens[end:]])
