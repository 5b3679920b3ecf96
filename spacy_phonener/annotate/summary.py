"""What was found, by language and label."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Dict, List, Tuple

from spacy.tokens import Doc

from .rows import doc_language


@dataclass
class Summary:
    """Counts of what was read and found.

    texts, words (Dict[str, int]): Of each language, by its code; "" where there is none.
        Words are what blanks part.
    ents (Dict[str, Dict[str, int]]): Entities of each language, by their label.
    broken (int): Records that could not be read.
    """

    texts: Dict[str, int] = field(default_factory=dict)
    words: Dict[str, int] = field(default_factory=dict)
    ents: Dict[str, Dict[str, int]] = field(default_factory=dict)
    broken: int = 0

    def add_doc(self, doc: Doc) -> None:
        code = doc_language(doc) or ""
        labels = dict(Counter(ent.label_ for ent in doc.ents))
        self.add(Summary({code: 1}, {code: len(doc.text.split())}, {code: labels}))

    def add(self, other: "Summary") -> None:
        self.broken += other.broken
        for code, texts in other.texts.items():
            self.texts[code] = self.texts.get(code, 0) + texts
            self.words[code] = self.words.get(code, 0) + other.words[code]
            ents = Counter(self.ents.get(code)) + Counter(other.ents[code])
            self.ents[code] = dict(ents)

    @property
    def n_words(self) -> int:
        return sum(self.words.values())

    def table(self) -> Tuple[List[str], List[List[str]]]:
        """Make a table, the languages with most texts first.

        RETURNS (Tuple[List[str], List[List[str]]]): Its header and its rows, the last of
            which has the sums if there are several languages.
        """
        labels = sorted({label for ents in self.ents.values() for label in ents})
        codes = sorted(self.texts, key=lambda code: (-self.texts[code], code))
        rows = [
            [self.texts[code], self.words[code]]
            + [self.ents[code].get(label, 0) for label in labels]
            for code in codes
        ]
        names = [code or "(none)" for code in codes]
        if len(rows) > 1:
            rows.append(list(map(sum, zip(*rows))))
            names.append("all")
        cells = [[name, *(f"{n:,}" for n in row)] for name, row in zip(names, rows)]
        return ["language", "texts", "words", *labels], cells
