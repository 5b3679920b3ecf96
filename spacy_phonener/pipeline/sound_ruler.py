from pathlib import Path
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    Tuple,
    Union,
)

import srsly
from spacy import util
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example

from ..extensions import require_phonemes, set_sound_score, word_classes
from ..languages import get_language
from ..saving import reading, replaced
from ..sound.build import Pattern
from ..sound.index import ACCENTS, SoundIndex
from ..sound.matching import Found, find_names
from ..sound.words import list_words
from ..word_lists import read_lines
from .constraints import is_blocked
from .manifest import check_manifest, write_manifest
from .phonemizer import Phonemizer
from .settings import check_choices, check_shares

# The keys of a pattern, each a string, and those that it must have.
KEYS = ("label", "pattern", "id", "lang")
REQUIRED = KEYS[:2]


@Language.factory(
    "sound_ruler",
    requires=["token._.phonemes"],
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", "token.ent_kb_id"],
    default_config={
        "threshold": 0.6,
        "accents": list(ACCENTS),
        "annotate": "ents",
        "spans_key": "sound_ruler",
        "overwrite_ents": False,
    },
)
def make_sound_ruler(
    nlp: Language,
    name: str,
    threshold: float,
    accents: List[str],
    annotate: str,
    spans_key: str,
    overwrite_ents: bool,
) -> "SoundRuler":
    """Make a component that finds the names of a list by how they sound.

    threshold (float): Leave out what is a name of the list less probably than this, 0.0 to
        1.0.
    accents (List[str]): Codes or names of the languages that the names are read in, those
        that say no "lang" of their own.
    annotate (str): "ents": write to `doc.ents`; "spans": to `doc.spans[spans_key]`, with
        their scores in its `attrs["scores"]`.
    spans_key (str): Where "spans" are written.
    overwrite_ents (bool): Replace the entities that what is found overlaps. Otherwise they
        stay.
    """
    return SoundRuler(
        name,
        threshold=threshold,
        accents=accents,
        annotate=annotate,
        spans_key=spans_key,
        overwrite_ents=overwrite_ents,
    )


class SoundRuler(Pipe):
    """Find names in texts of any script by how they sound, like spaCy's `entity_ruler`.

    It reads `token._.phonemes`, and `token._.commonness` where it is set.
    """

    def __init__(
        self,
        name: str = "sound_ruler",
        *,
        threshold: float = 0.6,
        accents: Iterable[str] = ACCENTS,
        annotate: str = "ents",
        spans_key: str = "sound_ruler",
        overwrite_ents: bool = False,
    ):
        check_choices(annotate=annotate)
        check_shares(threshold=threshold)
        self.name = name
        self.threshold = threshold
        self.accents = [get_language(accent).code for accent in accents]
        if not self.accents:
            raise ValueError(
                "accents is empty: names are read in one at least ('eng')."
            )
        self.annotate = annotate
        self.spans_key = spans_key
        self.overwrite_ents = overwrite_ents
        self._index: Optional[SoundIndex] = None

    def __len__(self) -> int:
        """Get the number of patterns."""
        return len(self._index) if self._index else 0

    def __contains__(self, label: str) -> bool:
        """Tell whether a pattern has a label."""
        return label in self.labels

    @property
    def labels(self) -> Tuple[str, ...]:
        """The labels of the patterns."""
        return tuple(sorted(self._index.labels)) if self._index else ()

    @property
    def patterns(self) -> List[Dict[str, str]]:
        """The patterns that have been added."""
        return [self._index.pattern(i) for i in range(len(self))] if self._index else []

    def add_patterns(self, patterns: Iterable[Pattern]) -> None:
        """Add names.

        All names are indexed anew: add many at once.

        patterns (Iterable[Pattern]): Each has a "label" and a "pattern", the name; and
            maybe an "id" and the "lang" that it is spelled in (a code or a name). As in
            spaCy's JSONL files.
        RAISES (ValueError): If one is of another form.
        """
        new = list(map(check_pattern, patterns))
        self._index = SoundIndex.build(
            self.patterns + new, Phonemizer(cache_size=2), self.accents
        )

    def clear(self) -> None:
        """Remove all patterns."""
        self._index = None

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Optional[Language] = None,
        patterns: Optional[Iterable[Pattern]] = None,
    ) -> None:
        """Replace the patterns by others, if there are any.

        patterns (Optional[Iterable[Pattern]]): As `add_patterns`'s. In a config:
            {"@readers": "srsly.read_jsonl.v1", "path": "names.jsonl"}.
        """
        self.clear()
        if patterns:
            self.add_patterns(patterns)

    def __call__(self, doc: Doc) -> Doc:
        """Find names in a doc.

        RAISES (ValueError): If a token has no phonemes.
        """
        placed = self._find(doc) if self._index and len(doc) else []
        if self.annotate == "ents":
            self._write_ents(doc, placed)
        else:
            self._write_spans(doc, placed)
        return doc

    def _find(self, doc: Doc) -> List[Found]:
        """Find names in a doc: where they start and end in it."""
        assert self._index is not None
        words, tokens = list_words(doc, require_phonemes(doc), word_classes(doc))
        return [
            found._replace(start=tokens[found.start], end=tokens[found.end - 1] + 1)
            for found in find_names(self._index, words, self.threshold)
        ]

    def _make_span(self, doc: Doc, found: Found) -> Span:
        assert self._index is not None
        start, end, name, score = found
        label, id = self._index.label(name), self._index.id(name)
        span = Span(doc, start, end, label=label, kb_id=id, span_id=id)
        set_sound_score(span, score)
        return span

    def _write_ents(self, doc: Doc, found: List[Found]) -> None:
        # Blocked tokens stay so.
        taken = set(is_blocked(doc).nonzero()[0].tolist())
        if not self.overwrite_ents:
            taken |= {token.i for ent in doc.ents for token in ent}
        new = [
            self._make_span(doc, f)
            for f in found
            if taken.isdisjoint(range(f.start, f.end))
        ]
        covered = {token.i for span in new for token in span}
        # Of an entity that is replaced in part, nothing stays.
        freed = [
            doc[token.i : token.i + 1]
            for ent in doc.ents
            if not covered.isdisjoint(range(ent.start, ent.end))
            for token in ent
            if token.i not in covered
        ]
        doc.set_ents(new, outside=freed, default="unmodified")
        for span in new:
            # That of the phonener's entity that was there.
            span._.score = None

    def _write_spans(self, doc: Doc, found: List[Found]) -> None:
        doc.spans[self.spans_key] = SpanGroup(
            doc,
            name=self.spans_key,
            spans=[self._make_span(doc, f) for f in found],
            attrs={"scores": [f.score for f in found]},
        )

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Dump the names and how they sound."""
        return util.to_bytes({"index": self._dump}, exclude)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "SoundRuler":
        util.from_bytes(data, {"index": self._restore}, exclude)
        return self

    def to_disk(self, path: Union[str, Path], *, exclude: Iterable[str] = ()) -> None:
        """Write the names and how they sound to a folder; the patterns to a JSONL file."""
        path = Path(path)
        with replaced(path) as new:
            if path.suffix == ".jsonl":
                srsly.write_jsonl(new, self.patterns)
                return
            new.mkdir()
            if self._index and "index" not in exclude:
                self._index.to_disk(new / "index")
            write_manifest(new, self.labels)

    def from_disk(
        self, path: Union[str, Path], *, exclude: Iterable[str] = ()
    ) -> "SoundRuler":
        """Load what `to_disk` wrote; of a folder, it stays on disk and is mapped.

        RAISES (ValueError): If what was saved is damaged: names the file.
        """
        path = Path(path)
        self.clear()
        if path.suffix == ".jsonl":
            self.add_patterns(read_patterns(path))
        elif not path.is_dir():
            raise FileNotFoundError(f"There is no saved sound_ruler in '{path}'.")
        elif "index" not in exclude:
            check_manifest(path)
            if (path / "index").exists():
                self._index = reading(path / "index", read=SoundIndex.from_disk)
        return self

    def _dump(self) -> bytes:
        return self._index.to_bytes() if self._index else b""

    def _restore(self, data: bytes) -> None:
        self._index = SoundIndex.from_bytes(data) if data else None


def read_patterns(path: Path) -> Iterator[Any]:
    """Read a JSONL file.

    RAISES (ValueError): If a line is no JSON: names it.
    """
    for number, line in enumerate(read_lines(path), start=1):
        if line.strip():
            try:
                yield srsly.json_loads(line)
            except ValueError as err:
                raise ValueError(f"{path}, line {number} is no JSON: {line}") from err


def check_pattern(pattern: Any) -> Pattern:
    """Check that a pattern is a name with a label.

    RETURNS (Pattern): The pattern; of its language, the code.
    RAISES (ValueError): If it is not: says what it lacks.
    """
    is_pattern = isinstance(pattern, Mapping) and all(
        isinstance(pattern.get(key), str) and pattern[key] for key in REQUIRED
    )
    if not is_pattern:
        raise ValueError(
            f"{pattern!r} is no pattern of sound_ruler: it has a 'label' and a 'pattern', the "
            "name, both strings that are not empty. Patterns of tokens are entity_ruler's."
        )
    found = {key: pattern[key] for key in KEYS if pattern.get(key) is not None}
    if not all(isinstance(value, str) for value in found.values()):
        raise ValueError(f"'id' and 'lang' of {pattern!r} are to be strings.")
    if not any(map(str.isalnum, found["pattern"])):
        raise ValueError(f"The pattern {pattern!r} has no letter to sound.")
    if found.get("lang"):
        found["lang"] = get_language(found["lang"]).code
    return found
