"""The zero-shot report: what pipelines find in every language of a corpus, and how sure
that is, beside the published scores. Tables, figures and the page are made from it.
"""

import statistics
import zlib
from collections import ChainMap
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import (
    Any,
    Dict,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

import numpy
from spacy.util import load_config

from ..evaluation.errors import KINDS, find_errors
from ..evaluation.metrics import count_entities, count_tags, f1, macro_f1, mean_std
from ..evaluation.zero_shot import describe_run
from ..languages import languages
from .language_data import describe
from .published import misprints, published
from .resampling import bootstrap, interval, p_value, swap
from .runs import Run, pipeline_folder, pipeline_hash, run_all

# How each metric follows from its counts.
METRICS = {"tag_f1": macro_f1, "ents_f": f1}
# Published systems by the last part of their checkpoint's name.
CHECKPOINTS = {
    "xphonebert-base": "XPhoneBERT",
    "bert-base-multilingual-cased": "mBERT",
    "canine-c": "CANINE",
    "canine-s": "CANINE",
    "xlm-roberta-base": "XLM-R",
}
VERSIONS = ("spacy", "spacy-transformers", "torch", "transformers", "epitran")


# A language and a split.
Key = Tuple[str, str]


class Report(NamedTuple):
    """results (Dict[str, Any]): All numbers; see report.schema.json.
    readings (Dict): For each language and split, what `runs.read` read.
    found (Dict): For each system, those of its runs that did not fail: the entities of
        each sentence.
    """

    results: Dict[str, Any]
    readings: Dict[Key, Dict[str, Any]]
    found: Dict[str, Dict[Key, List]]


def make_report(
    pipelines: Mapping[str, str],
    corpus: Path,
    cache_path: Path,
    *,
    splits: Sequence[str] = ("test",),
    resamples: int = 1000,
    seed: int = 0,
    n_process: int = 1,
    gpu_id: int = -1,
) -> Report:
    """Run pipelines on `LANGUAGE/SPLIT.spacy` files, and work out the numbers.

    pipelines (Mapping[str, str]): Folders or package names of pipelines, by the names
        that the report calls them.
    corpus (Path): The folder that `convert` wrote.
    cache_path (Path): Folder to keep answers in; what is there is not run again.
    splits (Sequence[str]): The splits to score.
    resamples (int): For confidence intervals and significance.
    """
    paths = {
        (code, path.stem): path
        for code in languages()
        for path in sorted((corpus / code).glob("*.spacy"))
    }
    scored = [(code, split) for split in splits for code, s in paths if s == split]
    if not scored:
        raise ValueError(f"There is no LANGUAGE/{splits[0]}.spacy in {corpus}.")
    reads = {key: Run(None, path) for key, path in paths.items()}
    runs = {
        name: {key: Run(pipeline, paths[key]) for key in scored}
        for name, pipeline in pipelines.items()
    }
    answers, errors = run_all(
        [run for group in (reads, *runs.values()) for run in group.values()],
        cache_path,
        n_process=n_process,
        gpu_id=gpu_id,
    )
    readings = {key: answers[run] for key, run in reads.items() if run in answers}
    predictions = {
        name: {key: answers[run] for key, run in own.items() if run in answers}
        for name, own in runs.items()
    }
    failures = [
        {"system": name, "language": key[0], "split": key[1], "error": errors[run]}
        for name, own in [(None, reads), *runs.items()]
        for key, run in own.items()
        if run in errors
    ]
    # What one system lacks is left out for all: averages are over the same languages.
    complete = [
        key
        for key in scored
        if key in readings and all(key in own for own in predictions.values())
    ]
    facts = _facts(readings, {code for code, _ in scored})
    scores, replicates = [], {}
    counts = {
        key: {
            name: _count(own[key], readings[key]) for name, own in predictions.items()
        }
        for key in complete
    }
    for key in complete:
        new_scores, new_replicates = _score(
            {name: own[key] for name, own in predictions.items()},
            counts[key],
            readings[key],
            key,
            resamples,
            _rng(seed, "bootstrap", *key),
        )
        scores += new_scores
        replicates.update(new_replicates)
    systems = {name: _system(pipeline) for name, pipeline in pipelines.items()}
    averages = _averages(scores, replicates, systems, facts, complete)
    results = {
        **describe_run(),
        "versions": {name: version(name) for name in VERSIONS},
        "seed": seed,
        "resamples": resamples,
        "splits": list(splits),
        "systems": systems,
        "languages": facts,
        "scores": scores,
        "averages": averages,
        "comparisons": list(_comparisons(counts, systems, averages, resamples, seed)),
        "differences": list(_differences(predictions, readings, complete)),
        "published": [
            {**row._asdict(), "seen": row.seen, "scores": dict(row.scores)}
            for row in published()
        ],
        "misprints": misprints(),
        "failures": failures,
    }
    found = {
        name: {key: answer["ents"] for key, answer in own.items()}
        for name, own in predictions.items()
    }
    return Report(results, readings, found)


def _rng(seed: int, *names: str) -> numpy.random.Generator:
    """A language's draws are its own, and do not depend on which others there are."""
    return numpy.random.default_rng([seed, zlib.crc32("/".join(names).encode())])


def _system(pipeline: str) -> Dict[str, Any]:
    """RETURNS (Dict[str, Any]): "pretrained": the published system whose checkpoint
    the pipeline's encoder began from, if it is one."""
    folder = pipeline_folder(pipeline)
    config = load_config(folder / "config.cfg")
    encoders = [
        component.get("model", {}).get("encoder", {})
        for component in config["components"].values()
    ]
    names = [str(encoder.get("name", "")).rstrip("/") for encoder in encoders]
    known = [CHECKPOINTS.get(name.split("/")[-1]) for name in names]
    return {
        "pipeline": pipeline,
        "sha256": pipeline_hash(pipeline),
        "pretrained": next(filter(None, known), None),
    }


def _facts(readings: Mapping[tuple, Dict], codes) -> Dict[str, Dict[str, Any]]:
    # The text that the systems were trained on, or the next best.
    splits = ("train", "validation", "test")
    english = [readings[k] for k in (("eng", s) for s in splits) if k in readings]
    counts = english[0]["segments"] if english else {}
    facts = {}
    for code in languages():
        own = {split: r for (lang, split), r in readings.items() if lang == code}
        if code in codes and own:
            facts[code] = describe(code, own, counts)
    return facts


def _count(answer: Dict[str, Any], reading: Dict[str, Any]) -> Dict[str, numpy.ndarray]:
    """RETURNS (Dict[str, numpy.ndarray]): The counts that each metric follows from."""
    gold, found = reading["ents"], answer["ents"]
    return {
        "tag_f1": count_tags(gold, found, reading["lengths"]),
        "ents_f": count_entities(gold, found),
    }


def _score(predictions, counts, reading, key, resamples, rng):
    """Score every system on one file."""
    code, split = key
    flat = {(name, m): c for name, own in counts.items() for m, c in own.items()}
    replicates = {
        (name, metric, code, split): METRICS[metric](sums)
        for (name, metric), sums in bootstrap(flat, resamples, rng).items()
    }
    scores = []
    for name, answer in predictions.items():
        spacy_scores = answer["scores"]
        values = {
            "tag_f1": float(macro_f1(counts[name]["tag_f1"].sum(axis=0))),
            "ents_f": spacy_scores["ents_f"] or 0.0,
        }
        kinds = [
            kind
            for gold, found in zip(reading["ents"], answer["ents"])
            for kind, _ in find_errors(gold, found)
        ]
        scores.append(
            {
                "system": name,
                "language": code,
                "split": split,
                "sentences": len(answer["ents"]),
                **{
                    metric: _with_interval(value, replicates[name, metric, code, split])
                    for metric, value in values.items()
                },
                "ents_p": spacy_scores["ents_p"] or 0.0,
                "ents_r": spacy_scores["ents_r"] or 0.0,
                "ents_per_type": spacy_scores["ents_per_type"] or {},
                "errors": {kind: kinds.count(kind) for kind in KINDS},
                "known": answer["known"][0] / max(answer["known"][1], 1)
                if answer["known"]
                else None,
            }
        )
    return scores, replicates


def _with_interval(value: float, replicates: numpy.ndarray) -> Dict[str, float]:
    low, high = interval(replicates)
    return {"value": value, "low": low, "high": high}


def _averages(scores, replicates, systems, facts, complete) -> List[Dict[str, Any]]:
    """Mean and sample standard deviation over the languages of each group that are
    present, of our systems and of the published ones."""
    averages = []
    for split in dict.fromkeys(split for _, split in complete):
        present = [code for code, s in complete if s == split]
        for name, system in systems.items():
            own = {
                s["language"]: s
                for s in scores
                if s["system"] == name and s["split"] == split
            }
            groups = case_groups() | script_groups(facts)
            groups |= seen_groups(system["pretrained"])
            for group, codes in groups.items():
                here = [code for code in codes if code in present]
                if not here:
                    continue
                average = {"system": name, "published": False, "split": split}
                average |= {"group": group, "languages": here}
                for metric in METRICS:
                    mean = numpy.mean(
                        [replicates[name, metric, code, split] for code in here], axis=0
                    )
                    low, high = interval(mean)
                    values = [own[code][metric]["value"] for code in here]
                    average[metric] = mean_std(values) | {"low": low, "high": high}
                averages.append(average)
        averages += _published_averages(facts, present, split)
    return averages


def _published_averages(facts, present, split) -> Iterator[Dict[str, Any]]:
    rows = published()
    averaged = [(r.system, f"Table {r.table}, Case {r.case}", r.scores) for r in rows]
    for name in dict.fromkeys(row.system for row in rows):
        # XPhoneBERT stands in both tables: Table 3 has more languages.
        table = min(row.table for row in rows if row.system == name)
        own = [row.scores for row in rows if (row.table, row.system) == (table, name)]
        scores = dict(ChainMap(*own))
        wider = seen_groups(name) | (script_groups(facts) if table == 3 else {})
        averaged += [
            (name, group, {code: scores[code] for code in codes})
            for group, codes in wider.items()
        ]
    for name, group, scores in averaged:
        here = [code for code in scores if code in present]
        if here:
            yield {
                "system": name,
                "published": True,
                "split": split,
                "group": group,
                "languages": here,
                "tag_f1": mean_std([scores[code] / 100 for code in here]),
            }


def case_groups() -> Dict[str, List[str]]:
    """RETURNS (Dict[str, List[str]]): The languages of each case of the paper's tables,
    whether at hand or not."""
    return {f"Table {row.table}, Case {row.case}": [*row.scores] for row in published()}


def script_groups(facts: Mapping[str, Dict[str, Any]]) -> Dict[str, List[str]]:
    """RETURNS (Dict[str, List[str]]): The languages of Table 3 that are at hand, by
    case and script (Figures 4 and 5)."""
    groups: Dict[str, List[str]] = {}
    for code in (code for row in published() if row.table == 3 for code in row.scores):
        if code in facts:
            script = "Latin" if facts[code]["script"] == "Latn" else "non-Latin"
            for group in (f"Case {facts[code]['case']}, {script}", script):
                if code not in groups.setdefault(group, []):
                    groups[group].append(code)
    return groups


def seen_groups(pretrained: Optional[str]) -> Dict[str, List[str]]:
    """RETURNS (Dict[str, List[str]]): The paper's languages by whether they were in the
    pretraining of an encoder.

    pretrained (Optional[str]): The published system whose checkpoint the encoder is.
    """
    if pretrained is None:
        rows = [row for row in published() if row.table == 3]
    else:
        rows = [row for row in published() if row.system == pretrained]
        rows = [row for row in rows if row.table == rows[0].table]
    groups: Dict[str, List[str]] = {}
    for row in rows:
        own = groups.setdefault("seen" if pretrained and row.seen else "unseen", [])
        own += [code for code in row.scores if code not in own]
    return groups


def _comparisons(
    counts, systems, averages, resamples, seed
) -> Iterator[Dict[str, Any]]:
    """Is the difference of two systems more than chance? By language and by case."""
    cases = {
        (a["split"], a["group"]): a["languages"]
        for a in averages
        if a["group"].startswith("Table") and not a["published"]
    }
    for a, b in combinations(systems, 2):
        for metric, score in METRICS.items():
            differences, chances = {}, {}
            for key, own in counts.items():
                ours, theirs = own[a][metric], own[b][metric]
                by_chance = swap(ours, theirs, resamples, _rng(seed, "swap", *key))
                chances[key] = score(by_chance[0]) - score(by_chance[1])
                totals = [score(c.sum(axis=0)) for c in (ours, theirs)]
                differences[key] = float(totals[0] - totals[1])
            places = {(split, code): [(code, split)] for code, split in counts}
            places |= {
                (split, group): [(code, split) for code in codes]
                for (split, group), codes in cases.items()
            }
            for (split, place), keys in places.items():
                difference = statistics.mean(differences[key] for key in keys)
                chance = numpy.mean([chances[key] for key in keys], axis=0)
                yield {
                    "a": a,
                    "b": b,
                    "split": split,
                    "metric": metric,
                    "where": place,
                    "difference": difference,
                    "p": p_value(difference, chance),
                }


def _differences(predictions, readings, complete) -> Iterator[Dict[str, Any]]:
    """In how many sentences do two systems differ, and which of them is right?"""
    for a, b in combinations(predictions, 2):
        for key in complete:
            gold = readings[key]["ents"]
            ents = [predictions[name][key]["ents"] for name in (a, b)]
            trios = [(g, x, y) for g, x, y in zip(gold, *ents) if x != y]
            right = [sum(trio[0] == trio[i] for trio in trios) for i in (1, 2)]
            yield {
                "a": a,
                "b": b,
                "language": key[0],
                "split": key[1],
                "sentences": len(gold),
                "differ": len(trios),
                "a_right": right[0],
                "b_right": right[1],
            }
