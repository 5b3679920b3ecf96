"""A short run on real WikiANN data, where PHONENER_WIKIANN names its folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from spacy_phonener.corpora.corpus import PhoneCorpus
from spacy_phonener.evaluation.metrics import entity_f1, tag_f1
from spacy_phonener.evaluation.zero_shot import evaluate

from .conftest import ROOT

WIKIANN = os.environ.get("PHONENER_WIKIANN")
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
    return {"ents_f": entity_f1(examples)["ents_f"] or 0.0, "tag_f1": tag_f1(examples)}


@pytest.mark.parametrize("lang", ["eng", *UNSEEN])
def test_it_beats_predicting_nothing_or_one_tag_everywhere(folder, lang):
    nlp = spacy.load(folder / "model" / "model-best")
    results = evaluate(nlp, folder / "corpus", langs=[lang], limit=500)
    scores = results["languages"][lang]
    for tag in ("O", "B-PER", "B-ORG", "B-LOC"):
        constant = constant_scores(folder / "corpus" / lang / "test.spacy", tag)
        for metric in ("ents_f", "tag_f1"):
            assert scores[metric] > constant[metric] + 0.1, (tag, scores, constant)
