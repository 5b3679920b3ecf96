"""Lists of names that the page finds by their sound."""

import json
from typing import Any, Dict, List, Sequence

from spacy.tokens import Doc

from ..annotate.fields import check_characters
from ..annotate.rows import DIGITS
from ..pipeline.sound_ruler import SoundRuler, check_pattern
from ..sound.build import Pattern

# Of names without a label.
LABEL = "NAME"
KEY = "phonener_serve"


class NameList:
    """Names, and how they sound.

    patterns (Sequence[Pattern]): As `sound_ruler`'s.
    """

    def __init__(self, patterns: Sequence[Pattern]):
        self._patterns = patterns
        self._ruler = SoundRuler(annotate="spans", spans_key=KEY)
        # What is found says by its id which of them it is.
        self._ruler.add_patterns(
            [{**pattern, "id": str(i)} for i, pattern in enumerate(patterns)]
        )

    def __len__(self) -> int:
        return len(self._patterns)

    def find(self, doc: Doc) -> List[Dict[str, Any]]:
        """Find the names in a doc that has phonemes.

        RETURNS (List[Dict[str, Any]]): Where each is, by characters, and which it is.
        """
        rows = []
        for span in self._ruler(doc).spans[KEY]:
            pattern = self._patterns[int(span.id_)]
            row = {
                "start": span.start_char,
                "end": span.end_char,
                "label": span.label_,
                "score": round(float(span._.sound_score), DIGITS),
                "name": pattern["pattern"],
            }
            rows.append({**row, "id": pattern["id"]} if "id" in pattern else row)
        return rows


def parse_names(text: str) -> List[Pattern]:
    """Parse a list: a name a line, or a pattern in JSON.

    RAISES (ValueError): Names the line that is neither.
    """
    patterns = []
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if not line:
            continue
        try:
            is_json = line.startswith("{")
            pattern = json.loads(line) if is_json else {"label": LABEL, "pattern": line}
            patterns.append(check_pattern(pattern))
            check_characters("".join(patterns[-1].values()))
        except (ValueError, RecursionError) as err:
            raise ValueError(f"Line {number} of the names: {err}") from err
    return patterns
