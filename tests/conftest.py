from pathlib import Path
from typing import List
from zipfile import ZipFile

import pytest
import spacy
import torch
from hypothesis import settings
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

from spacy_phonener.corpora.readers import read_conll

# The tests' models are too small for more; on a busy machine threads wait for others.
torch.set_num_threads(1)

# A busy machine is no reason to fail.
settings.register_profile("phonener", deadline=None)
settings.load_profile("phonener")

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "assets" / "sample"
[WHEEL] = (ROOT / "assets").glob("phonener_lite-*.whl")

# A LiteEncoder that learns the sample's easier names in seconds.
TINY_MODEL = {
    "@architectures": "spacy_phonener.PhoneTagger.v1",
    "encoder": {
        "@architectures": "spacy_phonener.LiteEncoder.v1",
        "width": 32,
        "rows": 500,
        "word_width": 64,
        "hidden_width": 48,
        "depth": 2,
        "dropout": 0.1,
    },
}


SENTENCE = "Nelson Mandela visited London ."
SENTENCE_TAGS = ["B-PER", "I-PER", "O", "B-LOC", "O"]


def read_doc(nlp: Language, tokens: List[str]) -> Doc:
    """A doc, read to phonemes where the pipeline does that."""
    doc = Doc(nlp.vocab, words=tokens)
    return nlp.get_pipe("phonemizer")(doc) if "phonemizer" in nlp.pipe_names else doc


def read_example(nlp: Language, tokens: List[str], tags: List[str]) -> Example:
    """A training example, read to phonemes."""
    return Example(read_doc(nlp, tokens), Doc(nlp.vocab, words=tokens, ents=tags))


def sample_examples(nlp: Language, split: str = "en/train", limit: int = 0):
    """The sample corpus as training examples, read to phonemes."""
    sentences = list(read_conll(SAMPLE / f"{split}.conll"))[: limit or None]
    return [read_example(nlp, tokens, tags) for tokens, tags in sentences]


def train(nlp: Language, examples: List[Example], epochs: int) -> None:
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = 0.01
    for _ in range(epochs):
        for batch in minibatch(examples, size=32):
            nlp.get_pipe("phonener").update(batch, sgd=optimizer)


def make_pipeline(lang: str = "xx", **config) -> Language:
    nlp = spacy.blank(lang)
    nlp.add_pipe("phonemizer")
    nlp.add_pipe("phonener", config={"model": TINY_MODEL, **config})
    return nlp


@pytest.fixture(scope="session")
def trained_path(tmp_path_factory) -> Path:
    """The folder of a small pipeline trained on the English sample.

    And on one sentence, until it knows it for sure.
    """
    fix_random_seed(0)
    nlp = make_pipeline()
    known = read_example(nlp, SENTENCE.split(), SENTENCE_TAGS)
    # In every batch.
    examples = sample_examples(nlp)
    examples = [
        eg for i in range(0, len(examples), 31) for eg in [known, *examples[i : i + 31]]
    ]
    train(nlp, examples, epochs=8)
    path = tmp_path_factory.mktemp("trained") / "model"
    nlp.to_disk(path)
    return path


@pytest.fixture(scope="session")
def lite_folder(tmp_path_factory) -> Path:
    """The folder that the wheel of phonener_lite was unpacked to."""
    path = tmp_path_factory.mktemp("wheel")
    ZipFile(WHEEL).extractall(path)
    return path


@pytest.fixture(scope="session")
def lite_path(lite_folder) -> Path:
    """The folder of the pipeline phonener_lite."""
    [path] = lite_folder.glob("phonener_lite/phonener_lite-*")
    return path


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory):
    """The folder of each encoder's checkpoint."""
    from .checkpoints import SAVE

    root = tmp_path_factory.mktemp("checkpoints")
    for name, save in SAVE.items():
        (root / name).mkdir()
        save(root / name)
    return {name: root / name for name in SAVE}


@pytest.fixture
def trained(trained_path) -> Language:
    return spacy.load(trained_path)


@pytest.fixture
def blank() -> Language:
    """A multi-language pipeline that only reads."""
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    return nlp


def entities(doc: Doc):
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


# "Nelson Mandela visited London" or the like, in scripts that the pipeline never saw.
TEXTS = [
    "Nelson Mandela was born in South Africa.",
    "Нельсон Мандела родился в Южной Африке.",
    "नेल्सन मंडेला का जन्म दक्षिण अफ्रीका में हुआ था।",
    "Ο Ουίλιαμ Σαίξπηρ έζησε στο Λονδίνο.",
    "ශ්‍රී ලංකාවේ අගනුවර කොළඹ",
    "አዲስ አበባ የኢትዮጵያ ዋና ከተማ ናት።",
    "The Beatles played in Hamburg before London made them famous .",
    "",
    " \n ",
]


def all_entities(nlp, texts=TEXTS, **kwargs):
    return [entities(doc) for doc in nlp.pipe(texts, **kwargs)]
