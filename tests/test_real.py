"""A short run on real WikiANN data, where PHONENER_WIKIANN names its folder.

Where all languages are read: of at most PHONENER_LIMIT sentences a language (0: all).
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
import srsly
from seqeval.metrics import f1_score as seqeval_f1
from seqeval.scheme import IOB2
from sklearn.metrics import f1_score as sklearn_f1
from spacy.tokens import Doc

from spacy_phonener.corpora.corpus import PhoneCorpus
from spacy_phonener.evaluation.metrics import entity_f1, tag_f1
from spacy_phonener.evaluation.zero_shot import evaluate
from spacy_phonener.report.report import make_report

from .conftest import ROOT

WIKIANN = os.environ.get("PHONENER_WIKIANN")
LIMIT = os.environ.get("PHONENER_LIMIT", "100")
UNSEEN = ("kin", "tuk")

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not WIKIANN, reason="PHONENER_WIKIANN is not set"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("real")

    def run(*args):
        subprocess.run([sys.executable, "-m", "spacy", *map(str, args)], check=True)

    for file in [
        "en/train",
        "en/validation",
        "en/test",
        *(f"{lang}/test" for lang in UNSEEN),
    ]:
        source = Path(WIKIANN) / f"{file}.conll"
        run("phonener", "convert", source, path / "corpus", "--limit", 4000)
    run(
        *("train", ROOT / "configs" / "lite.cfg", "--output", path / "model"),
        *("--paths.train", path / "corpus" / "eng" / "train.spacy"),
        *("--paths.dev", path / "corpus" / "eng" / "validation.spacy"),
        *("--training.max_steps", 350, "--training.eval_frequency", 350),
        *("--training.optimizer.learn_rate.total_steps", 350),
        *("--corpora.dev.limit", 500),
    )
    return path


def constant_scores(path: Path, tag: str):
    """The scores of one tag everywhere (each token an entity of its own, or none)."""
    examples = list(PhoneCorpus(path, limit=500)(spacy.blank("xx")))
    for eg in examples:
        words = [token.text for token in eg.predicted]
        doc = Doc(eg.predicted.vocab, words=words, ents=[tag] * len(words))
        eg.predicted = doc
    return {"ents_f": entity_f1(examples).ents_f, "tag_f1": tag_f1(examples)}


@pytest.mark.parametrize("lang", ["eng", *UNSEEN])
def test_it_beats_predicting_nothing_or_one_tag_everywhere(folder, lang):
    nlp = spacy.load(folder / "model" / "model-best")
    results = evaluate(nlp, folder / "corpus", langs=[lang], limit=500)
    scores = results.languages[lang]
    for tag in ("O", "B-PER", "B-ORG", "B-LOC"):
        constant = constant_scores(folder / "corpus" / lang / "test.spacy", tag)
        for metric in ("ents_f", "tag_f1"):
            assert getattr(scores, metric) > constant[metric] + 0.1, (
                tag,
                scores,
                constant,
            )


@pytest.fixture(scope="module")
def report(folder):
    """On the test split of every language that is there."""
    corpus = folder / "all"
    args = ["phonener", "convert", WIKIANN, corpus, "--limit", LIMIT]
    subprocess.run([sys.executable, "-m", "spacy", *map(str, args)], check=True)
    pipelines = {"lite": str(folder / "model" / "model-best")}
    return make_report(pipelines, corpus, folder / "cache", resamples=10, n_process=2)


def bio(entities, length: int):
    """Written anew, to check what the metrics do."""
    tags = ["O"] * length
    for start, end, label in entities:
        tags[start:end] = ["B-" + label] + ["I-" + label] * (end - start - 1)
    return tags


def spread(tags, lengths):
    """Of segments: the start, each token's and what follows it, at most 128."""
    positions = ["O"]
    for tag, length in zip(tags, lengths):
        positions += [tag] + [tag.replace("B-", "I-")] * (length - 1) + ["O"]
    return positions[:128]


def test_the_reports_scores_are_those_of_seqeval_and_scikit_learn(report):
    assert not report.results.failures
    assert len(report.results.scores) >= 32
    for score in report.results.scores:
        key = score.language, score.split
        reading, found = report.readings[key], report.found[key]["lite"]
        lengths = reading.lengths
        gold = [bio(e, len(n)) for e, n in zip(reading.ents, lengths)]
        guess = [bio(e, len(n)) for e, n in zip(found, lengths)]
        expected = seqeval_f1(gold, guess, mode="strict", scheme=IOB2, zero_division=0)
        assert score.ents_f.value == pytest.approx(expected, abs=1e-9), key
        expected = sklearn_f1(
            [tag for tags, n in zip(gold, lengths) for tag in spread(tags, n)],
            [tag for tags, n in zip(guess, lengths) for tag in spread(tags, n)],
            labels=["O", *(f"{p}-{t}" for p in "BI" for t in ("PER", "ORG", "LOC"))],
            average="macro",
            zero_division=0,
        )
        assert score.tag_f1.value == pytest.approx(expected, abs=1e-9), key


def test_the_published_scores_are_those_beside_the_data(report):
    path = Path(WIKIANN).parent / "paper" / "published.json"
    if not path.exists():
        pytest.skip("needs published.json")
    written = srsly.read_json(path)
    tables = {3: written["cases"], 4: written["xlmr_cases"]}
    for row in report.results.published:
        assert row.scores == tables[row.table][f"case{row.case}"]["f1"][row.system]
