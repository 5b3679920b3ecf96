import csv
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import List, Union

import regex

from .epitran import EpitranSource, shared_feature_table

MAPS = Path(__file__).parent / "maps"


class MappingSource(EpitranSource):
    """G2P by a mapping table in Epitran's format: a CSV file with the columns
    Orth and Phon and, beside it, optional rules in Epitran's rule language:
    `NAME.pre.txt` rewrites the spelling before, `NAME.post.txt` the phonemes after
    the look-up.

    path (Union[str, Path]): The CSV file, or the name of one that comes with this
        package, e.g. "san-Deva".
    """

    def __init__(self, path: Union[str, Path]):
        self.path = Path(path)
        if not self.path.suffix:
            self.path = MAPS / f"{path}.csv"
        mapping = read_mapping(self.path)
        with shared_feature_table():
            from epitran.rules import Rules
            from epitran.simple import SimpleEpitran

            class MappedEpitran(SimpleEpitran):
                def _load_grapheme_to_phoneme_map(self, code, rev):
                    return mapping

                def _build_greedy_match_regex(self, keys):
                    graphemes = sorted(map(regex.escape, keys), key=len, reverse=True)
                    return regex.compile(f"({'|'.join(graphemes)})", regex.I)

            # Epitran has no files of its own under this name.
            self._epitran = MappedEpitran(str(self.path))
            for stage, processor in (
                ("pre", self._epitran.preprocessor),
                ("post", self._epitran.postprocessor),
            ):
                rules = self.path.with_suffix(f".{stage}.txt")
                if rules.exists():
                    processor.rules = Rules([rules])

    def __reduce__(self):
        return type(self), (self.path,)


def read_mapping(path: Path) -> "defaultdict[str, List[str]]":
    """Read a mapping table.

    RAISES (ValueError): Names the file and the line of a row that is not two
        columns, maps nothing, an upper-case letter, or what an earlier row maps.
    """
    if not path.exists():
        raise ValueError(f"There is no G2P mapping file '{path}'.")
    mapping: "defaultdict[str, List[str]]" = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != ["Orth", "Phon"]:
            raise ValueError(f"{path}, line 1: the header must be 'Orth,Phon'.")
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            if len(row) != 2 or not row[0]:
                raise ValueError(f"{where}: expected 'grapheme,phonemes', got {row}.")
            grapheme, phonemes = (unicodedata.normalize("NFD", cell) for cell in row)
            if grapheme != grapheme.lower():
                raise ValueError(
                    f"{where}: '{grapheme}' would never be found: words are "
                    "lower-cased before they are looked up."
                )
            if grapheme in mapping:
                raise ValueError(f"{where}: '{grapheme}' is mapped a second time.")
            mapping[grapheme].append(phonemes)
    return mapping
