from functools import partial
from itertools import accumulate, chain, takewhile
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple

import numpy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Config, Model, NumpyOps, Optimizer

from ..extensions import has_phonemes
from ..saving import reading, replaced
from .bio import bio_tags, decode
from .calibration import Calibration, calibrate
from .consistency import make_consistent
from .constraints import constrain, is_blocked
from .doc_groups import group_docs
from .loss import cross_entropy
from .manifest import check_manifest, write_manifest
from .o_penalty import penalize_o
from .parts import batch_parts, join_parts
from .settings import check_calibration, check_choices, check_shares
from .shims import check_finite, load_shims, save_shims, without_shims
from .spans import write_ents, write_spans
from .units import is_first, log_softmax, pool_units, token_tags, unit_tags

NUMPY_OPS = NumpyOps()
# About how many tokens to predict at once, however long the docs of a batch are.
MAX_TOKENS = 10_000

DEFAULT_MODEL = Config().from_str(
    """
    [model]
    @architectures = "spacy_phonener.PhoneTagger.v1"

    [model.encoder]
    @architectures = "spacy_phonener.LiteEncoder.v1"
    """
)["model"]


@Language.factory(
    "phonener",
    requires=["token._.phonemes"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_config={
        "model": DEFAULT_MODEL,
        "units": "all",
        "annotate": "ents",
        "spans_key": "phonener",
        "overwrite": False,
        "threshold": 0.0,
        "o_penalty": 0.0,
        "caseless_o_penalty": None,
        "consistency": 0.0,
        "calibration": None,
        "plausible": True,
        "scorer": {"@scorers": "spacy_phonener.phonener_scorer.v1"},
    },
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0},
)
def make_phonener(
    nlp: Language,
    name: str,
    model: Model,
    units: str,
    annotate: str,
    spans_key: str,
    overwrite: bool,
    threshold: float,
    o_penalty: float,
    caseless_o_penalty: Optional[float],
    consistency: float,
    calibration: Optional[Calibration],
    plausible: bool,
    scorer: Optional[Callable],
) -> "PhoneNER":
    """Make a phonener.

    model (Model[List[Doc], Units]): Scores the tags of the units of docs.
    units (str): "all": every unit is trained to carry its token's tag, as in the
        paper, and all units of a token have their say in it; "first": only the
        first unit of each token.
    annotate (str): "ents": write entities to `doc.ents`; "spans": write them to
        `doc.spans[spans_key]`, with their scores in its `attrs["scores"]`.
    spans_key (str): Where "spans" are written.
    overwrite (bool): Replace the entities that a doc already has. Otherwise they
        stay, and only entities that do not overlap them are added.
    threshold (float): Leave out entities less probable than this, 0.0 to 1.0. The
        probability is that of all of an entity's tags together, calibrated.
    o_penalty (float): Take this from the log odds of O, in running text of languages that
        the model was not trained on, where it misses many: more is found, and more wrong.
    caseless_o_penalty (Optional[float]): The same where no letter is in upper case.
    consistency (float): How much the other tokens of the same word in a doc have a say in
        what type a token is, 0.0 to 1.0: names are names everywhere in a text.
    calibration (Optional[Dict[str, List[float]]]): Makes probabilities mean how often such
        entities are right; `phonener calibrate` finds it.
    plausible (bool): Find only spans that can be names: they begin and end with a token
        that has a letter, and no web or e-mail address, @mention or markup is in them.
    scorer (Optional[Callable]): The scoring method.
    """
    return PhoneNER(
        nlp.vocab,
        model,
        name,
        units=units,
        annotate=annotate,
        spans_key=spans_key,
        overwrite=overwrite,
        threshold=threshold,
        o_penalty=o_penalty,
        caseless_o_penalty=caseless_o_penalty,
        consistency=consistency,
        calibration=calibration,
        plausible=plausible,
        scorer=scorer,
    )


class PhoneNER(TrainablePipe):
    """Find named entities in documents that have been read to phonemes.

    The model scores units (Sohn et al. 2024: one tag a phoneme); the component
    pools them to tokens and answers the best valid BIO path, so that no token is
    split and no span is illegal.
    """

    def __init__(
        self,
        vocab: Vocab,
        model: Model,
        name: str = "phonener",
        *,
        units: str = "all",
        annotate: str = "ents",
        spans_key: str = "phonener",
        overwrite: bool = False,
        threshold: float = 0.0,
        o_penalty: float = 0.0,
        caseless_o_penalty: Optional[float] = None,
        consistency: float = 0.0,
        calibration: Optional[Calibration] = None,
        plausible: bool = True,
        scorer: Optional[Callable] = None,
    ):
        check_choices(units=units, annotate=annotate)
        check_shares(threshold=threshold, consistency=consistency)
        check_calibration(calibration)
        self.vocab = vocab
        self.model = model
        self.name = name
        self.units = units
        self.annotate = annotate
        self.spans_key = spans_key
        self.overwrite = overwrite
        self.threshold = threshold
        self.o_penalty = o_penalty
        self.caseless_o_penalty = caseless_o_penalty
        self.consistency = consistency
        self.calibration = calibration
        self.plausible = plausible
        self.scorer = scorer
        # What reads docs in training: set when the pipeline is initialized.
        self._annotating: List[Callable[[Doc], Doc]] = []
        # Only what training finds out lies in cfg: it is saved with the weights, and
        # must not undo the settings above, which nlp.config holds.
        self.cfg: Dict[str, Any] = {"labels": []}

    @property
    def labels(self) -> Tuple[str, ...]:
        """The entity types, in the tagger's order."""
        return tuple(self.cfg["labels"])

    @property
    def label_data(self) -> List[str]:
        """The labels, as `spacy init labels` stores them."""
        return list(self.labels)

    @property
    def tags(self) -> List[str]:
        """The tagger's classes."""
        return bio_tags(self.labels)

    def add_label(self, label: str) -> int:
        """Add an entity type; a tagger that has been trained grows.

        RETURNS (int): 0 if the label was there already, else 1.
        """
        if not isinstance(label, str) or not label:
            raise ValueError(f"A label is a non-empty string, not {label!r}.")
        if label in self.labels:
            return 0
        self.cfg["labels"].append(label)
        self.vocab.strings.add(label)
        if self.model.has_dim("nO"):
            self.model.attrs["resize_output"](self.model, len(self.tags))
        return 1

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Optional[Language] = None,
        labels: Optional[Sequence[str]] = None,
    ) -> None:
        """Set the labels and the model's dimensions.

        get_examples (Callable[[], Iterable[Example]]): Gold examples. Their docs need
            no phonemes: `initialize` runs before any component annotates.
        labels (Optional[Sequence[str]]): The labels, if known (`spacy init labels`).
        """
        if labels is None:
            labels = sorted(
                {e.label_ for eg in get_examples() for e in eg.reference.ents}
            )
        for label in labels:
            self.add_label(label)
        if not self.labels:
            raise ValueError(
                f"The component '{self.name}' has no labels: no example has an entity "
                "in doc.ents. Train on annotated docs or give the labels."
            )
        self.model.set_dim("nO", len(self.tags))
        self.model.initialize()
        if nlp is not None:
            names = nlp.config["training"]["annotating_components"]
            before = takewhile(lambda item: item[1] is not self, nlp.components)
            self._annotating = [pipe for name, pipe in before if name in names]

    def update(self, examples: Iterable[Example], **kwargs: Any) -> Dict[str, float]:
        """Learn from a batch of examples, like any `TrainablePipe`.

        `spacy debug model` updates the component alone, where `nlp.update` lets the
        annotating components read the docs first: they do it here.
        """
        examples = list(examples)
        for eg in examples:
            if not has_phonemes(eg.predicted):
                for pipe in self._annotating:
                    pipe(eg.predicted)
        return super().update(examples, **kwargs)

    def finish_update(self, sgd: Optimizer) -> None:
        # One that clips gradients together has to see them all first.
        if clip := getattr(sgd, "clip_gradients", None):
            clip(self.model)
        super().finish_update(sgd)

    def predict(self, docs: Iterable[Doc]) -> List[numpy.ndarray]:
        """Score the tags of the tokens.

        RETURNS (List[Floats2d]): For each doc log probabilities, one row a token, one
            column a tag.
        """
        docs = list(docs)
        batches = batch_parts(docs, MAX_TOKENS)
        parts = chain.from_iterable(map(self._predict, batches))
        scores = [join_parts(parts, len(doc), len(self.tags)) for doc in docs]
        if self.consistency:
            scores = [
                make_consistent(doc, rows, self.consistency)
                for doc, rows in zip(docs, scores)
            ]
        return scores

    def _predict(self, docs: List[Doc]) -> List[numpy.ndarray]:
        units = self.model.predict(docs)
        to_numpy = self.model.ops.to_numpy
        ends = list(accumulate(map(len, docs)))
        starts = [0, *ends[:-1]]
        # The docs' tokens are numbered through.
        tokens = [
            numpy.where(doc_tokens < 0, -1, doc_tokens + start)
            for start, doc_tokens in zip(starts, map(to_numpy, units.tokens))
        ]
        scores = pool_units(
            log_softmax(to_numpy(self.model.ops.flatten(units.rows))),
            self._used(numpy.concatenate(tokens)),
            ends[-1],
        )
        if self.o_penalty or self.caseless_o_penalty:
            penalties = (self.o_penalty, self.caseless_o_penalty)
            scores = penalize_o(scores, docs, group_docs(docs, self.model), *penalties)
        return [scores[start:end] for start, end in zip(starts, ends)]

    def _used(self, tokens: numpy.ndarray) -> numpy.ndarray:
        """Leave the units that are used: the token of each; -1: none, or not used."""
        return (
            tokens if self.units == "all" else numpy.where(is_first(tokens), tokens, -1)
        )

    def set_annotations(self, docs: Iterable[Doc], scores: List[numpy.ndarray]) -> None:
        """Write the entities on the best path through the scores."""
        docs = list(docs)
        blocked = list(map(is_blocked, docs))
        allowed, edges = constrain(docs, scores, blocked, plausible=self.plausible)
        decoded = decode(allowed, edges, self.labels)
        if self.calibration:
            groups = group_docs(docs, self.model)
            decoded = list(map(partial(calibrate, self.calibration), decoded, groups))
        for doc, spans, closed in zip(docs, decoded, blocked):
            found = [span for span in spans if span.score >= self.threshold]
            if self.annotate == "ents":
                write_ents(doc, found, overwrite=self.overwrite, blocked=closed)
            else:
                write_spans(doc, found, self.spans_key, overwrite=self.overwrite)

    def get_loss(self, examples: Iterable[Example], scores) -> Tuple[float, Any]:
        """Cross-entropy over all units with a gold tag, or the first ones of tokens.

        examples (Iterable[Example]): The gold entities are the reference's `doc.ents`.
            Tokens that the reference leaves open or tokenizes differently have no
            gold tag.
        scores (Units): The scores of the tags, one row a unit.
        RETURNS (Tuple[float, Units]): The loss, summed over units, and its gradient,
            averaged over them.
        """
        index = {tag: i for i, tag in enumerate(self.tags)}
        gold = []
        for eg, doc_tokens in zip(examples, scores.tokens):
            tokens = self.model.ops.to_numpy(doc_tokens)
            tags = unit_tags(token_tags(eg, index), tokens)
            if self.units == "first":
                tags[self._used(tokens) < 0] = -1
            gold.append(tags)
        flat = self.model.ops.flatten(scores.rows)
        loss, d_scores = cross_entropy(self.model.ops, flat, numpy.concatenate(gold))
        lengths = NUMPY_OPS.asarray1i([len(tags) for tags in gold])
        d_rows = self.model.ops.unflatten(d_scores, lengths)
        return loss, scores._replace(rows=d_rows)

    def score(self, examples: Iterable[Example], **kwargs) -> Dict[str, Any]:
        """Score a batch of examples."""
        if self.scorer is None:
            return {}
        return self.scorer(
            examples, annotate=self.annotate, spans_key=self.spans_key, **kwargs
        )

    def to_disk(self, path, *, exclude=tuple()) -> None:
        """Save the component, in the place of what is there.

        PyTorch modules lie in files of their own (`shims.py`).
        """
        with replaced(Path(path)) as new:
            with without_shims(self.model):
                super().to_disk(new, exclude=exclude)
            if "model" not in exclude:
                save_shims(self.model, new)
                write_manifest(new, self.labels, self.model)

    def from_bytes(self, bytes_data: bytes, *, exclude=tuple()) -> "PhoneNER":
        super().from_bytes(bytes_data, exclude=exclude)
        if "model" not in exclude:
            self._check()
        self._add_strings()
        return self

    def from_disk(self, path, *, exclude=tuple()) -> "PhoneNER":
        """Load the component.

        RAISES (ValueError): If what was saved is damaged: names the file.
        """
        path = Path(path)
        if "model" not in exclude:
            check_manifest(path)
        reading(path, partial(super().from_disk, exclude=exclude))
        if "model" not in exclude:
            load_shims(self.model, path)
            reading(path, lambda _: self._check())
        self._add_strings()
        return self

    def _check(self) -> None:
        """Check what was loaded.

        RAISES (ValueError): If labels and model do not go together, or weights are no
            numbers.
        """
        n_tags = self.model.maybe_get_dim("nO")
        if n_tags is not None and n_tags != len(self.tags):
            raise ValueError(
                f"its file cfg has {len(self.labels)} labels, which make "
                f"{len(self.tags)} tags, but its model knows {n_tags}"
            )
        check_finite(self.model)

    def _add_strings(self) -> None:
        # A package leaves out the vocab, whose strings are the training data's words.
        for label in self.labels:
            self.vocab.strings.add(label)
