"""What a report holds: all its numbers, each with a type.

The dataclasses are the objects of report.json: their fields are those that
report.schema.json says, in that order.
"""

from dataclasses import asdict, dataclass
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from ..evaluation.errors import Recall
from ..evaluation.metrics import Entities, EntityScores
from ..evaluation.reliability import Reliability
from .published import Misprint, PublishedScores

# The language and the split of a file.
Key = Tuple[str, str]


class Reading(NamedTuple):
    """A file as a default phonemizer reads it. Lists have an item for each sentence.

    tokens (List[List[str]]): Its tokens.
    ents (List[Entities]): Its gold entities.
    ipa (List[List[str]]): The transcription of each token.
    lengths (List[List[int]]): The number of segments of each token.
    segments (Dict[str, int]): How often each segment occurs in the file.
    """

    tokens: List[List[str]]
    ents: List[Entities]
    ipa: List[List[str]]
    lengths: List[List[int]]
    segments: Dict[str, int]


class Prediction(NamedTuple):
    """What a pipeline finds in a file.

    ents (List[Entities]): The entities of each sentence.
    probabilities (List[List[Optional[float]]]): Of those; None where nothing says one.
    scores (EntityScores): Of entities.
    best_tags (Optional[List[List[List[int]]]]): For each sentence and tag, as the paper
        decodes, the number of positions that are right, predicted and gold; None if the
        pipeline has no phonener.
    known (Optional[Tuple[int, int]]): How many segments the vocabulary of its encoder
        has, and of how many, if it has one.
    """

    ents: List[Entities]
    probabilities: List[List[Optional[float]]]
    scores: EntityScores
    best_tags: Optional[List[List[List[int]]]]
    known: Optional[Tuple[int, int]]


@dataclass(frozen=True)
class Failure:
    """A file that a system failed on.

    system (Optional[str]): Its name; None: the file could not be read.
    language, split (str): Of the file.
    error (str): What went wrong.
    """

    system: Optional[str]
    language: str
    split: str
    error: str


@dataclass(frozen=True)
class System:
    """A pipeline of the report.

    pipeline (str): Its folder, or the name of its package.
    sha256 (str): Of its files.
    pretrained (Optional[str]): The published system whose checkpoint its encoder began
        from, if it is one.
    """

    pipeline: str
    sha256: str
    pretrained: Optional[str]


@dataclass(frozen=True)
class SplitCounts:
    """How much is in a file.

    sentences, tokens (int): How many there are.
    entities (Dict[str, int]): How many there are of each label.
    """

    sentences: int
    tokens: int
    entities: Dict[str, int]


@dataclass(frozen=True)
class LanguageData:
    """A language, and what the data itself says of it.

    name (str), codes (List[str]), case (Optional[int]): See `LanguageEntry`.
    script (str): ISO 15924, that of most letters.
    rtl (bool): Whether most letters are written from right to left.
    splits (Dict[str, SplitCounts]): How much is in each split.
    in_english (Optional[float]): The share of segments that occur in English.
    distance (Optional[float]): See `language_data.distance`.
    licence (str): Of the data.
    """

    name: str
    codes: List[str]
    case: Optional[int]
    script: str
    rtl: bool
    splits: Dict[str, SplitCounts]
    in_english: Optional[float]
    distance: Optional[float]
    licence: str


@dataclass(frozen=True)
class Score:
    """A score and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class FileScores:
    """What a system scores on a file.

    system, language, split (str): Which system, and on which file.
    sentences (int): How many were scored.
    tag_f1_argmax (Score): The paper's metric by the paper's decoding: each unit's best tag.
    tag_f1 (Score): The same of the entities that the pipeline answers.
    ents_f (Score): F1 of entities.
    ents_p, ents_r (float): Precision and recall of entities.
    ents_per_type (Dict[str, Dict[str, float]]): "f", "p" and "r" of each label.
    span_f1 (float): F1 of exact spans, whatever their types.
    capitals_f1 (Optional[float]): The same of the capitals baseline; None where a script
        has no case.
    errors (Dict[str, int]): How many there are of each kind.
    first_words, elsewhere (Recall): Of entities that begin a sentence, and of others.
    known (Optional[float]): The share of segments that the vocabulary of the encoder
        has, if it has one.
    """

    system: str
    language: str
    split: str
    sentences: int
    tag_f1_argmax: Score
    tag_f1: Score
    ents_f: Score
    ents_p: float
    ents_r: float
    ents_per_type: Dict[str, Dict[str, float]]
    span_f1: float
    capitals_f1: Optional[float]
    errors: Dict[str, int]
    first_words: Recall
    elsewhere: Recall
    known: Optional[float]


@dataclass(frozen=True)
class MeanScore:
    """A mean over languages.

    mean (float): The mean.
    std (Optional[float]): The sample standard deviation; None if there is one language.
    low, high (Optional[float]): The 95 % interval of the mean over just these
        languages; None for published scores.
    """

    mean: float
    std: Optional[float]
    low: Optional[float] = None
    high: Optional[float] = None


@dataclass(frozen=True)
class Average:
    """What a system scores on average over a group of languages.

    system (str): Its name.
    published (bool): Whether it is a published one.
    split (str): The split that says which languages are at hand.
    group (str): The name of the group (see `groups`).
    languages (List[str]): Those of the group that are at hand.
    tag_f1_argmax (MeanScore): Of the paper's metric by the paper's decoding.
    tag_f1, ents_f (Optional[MeanScore]): Of the entities that the pipeline answers; None
        for published systems.
    """

    system: str
    published: bool
    split: str
    group: str
    languages: List[str]
    tag_f1_argmax: MeanScore
    tag_f1: Optional[MeanScore] = None
    ents_f: Optional[MeanScore] = None


@dataclass(frozen=True)
class Comparison:
    """Whether one system is better than another.

    a, b (str): The systems.
    split, metric (str): By what they are compared.
    where (str): A language, or a group of languages.
    difference (float): The score of a less that of b.
    p (float): How often chance alone gives a difference as large.
    """

    a: str
    b: str
    split: str
    metric: str
    where: str
    difference: float
    p: float


@dataclass(frozen=True)
class Difference:
    """In how many sentences of a file two systems differ.

    a, b (str): The systems.
    language, split (str): Of the file.
    sentences (int): How many it has.
    differ (int): In how many of them the systems found other entities.
    a_right, b_right (int): In how many of those each found just the gold entities.
    """

    a: str
    b: str
    language: str
    split: str
    sentences: int
    differ: int
    a_right: int
    b_right: int


@dataclass(frozen=True)
class Certainty:
    """How far the probabilities of a system's entities can be trusted.

    system, split (str): Which system, and on all languages of which split.
    reliability (Reliability): How often entities of each probability are right.
    curve (List[List[float]]): Thresholds, falling, each with the precision and recall of
        entities that are at least as probable.
    """

    system: str
    split: str
    reliability: Reliability
    curve: List[List[float]]


@dataclass(frozen=True)
class Results:
    """All numbers of a report.

    date, machine, spacy_phonener (str): See `Provenance`.
    versions (Dict[str, str]): Those of the libraries that matter.
    seed, resamples (int): Of what is random, and how many resamples there were.
    splits (List[str]): Those that were scored.
    systems (Dict[str, System]): By name.
    languages (Dict[str, LanguageData]): By code.
    scores (List[FileScores]): Of every system on every file.
    averages (List[Average]): Of our systems and of published ones.
    comparisons (List[Comparison]): Of any two systems, by language and by case.
    differences (List[Difference]): Of any two systems, by file.
    certainties (List[Certainty]): Of every system that gives probabilities.
    published (List[PublishedScores]), misprints (List[Misprint]): See `published`.
    failures (List[Failure]): What is in no other number.
    """

    date: str
    machine: str
    spacy_phonener: str
    versions: Dict[str, str]
    seed: int
    resamples: int
    splits: List[str]
    systems: Dict[str, System]
    languages: Dict[str, LanguageData]
    scores: List[FileScores]
    averages: List[Average]
    comparisons: List[Comparison]
    differences: List[Difference]
    certainties: List[Certainty]
    published: List[PublishedScores]
    misprints: List[Misprint]
    failures: List[Failure]


class Report(NamedTuple):
    """The numbers of a report, and what they were worked out from.

    results (Results): All numbers.
    readings (Dict[Key, Reading]): Every file that could be read.
    found (Dict[Key, Dict[str, List[Entities]]]): For each file that was scored, the
        entities of its sentences that each system found.
    """

    results: Results
    readings: Dict[Key, Reading]
    found: Dict[Key, Dict[str, List[Entities]]]


def to_json(results: Results) -> Dict[str, Any]:
    """Make what report.json holds. Published averages lack what has no value there."""
    lacking = {"low", "high", "tag_f1", "ents_f"}

    def make_object(items: List[Tuple[str, Any]]) -> Dict[str, Any]:
        return {k: v for k, v in items if v is not None or k not in lacking}

    return asdict(results, dict_factory=make_object)
