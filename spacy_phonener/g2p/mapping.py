from pathlib import Path
from typing import Dict, List, Union

from .epitran import RULES
from .file_source import FileSource, read_texts
from .mapping_file import greedy_pattern, read_mapping
from .table_reader import TableReader, set_rules, shared_feature_table

MAPS = Path(__file__).parent / "maps"


class MappingSource(FileSource):
    """G2P by a mapping table in Epitran's format.

    It is a CSV file with the columns Orth and Phon and, beside it, optional rules in
    Epitran's rule language: `NAME.pre.txt` rewrites the spelling before, `NAME.post.txt`
    the phonemes after the look-up.

    path (Union[str, Path]): The CSV file, or the name of one that comes with this
        package, e.g. "san-Deva".
    RAISES (ValueError): Names the file and the line of a row that cannot be right.
    """

    def __init__(self, path: Union[str, Path]):
        super().__init__(path if Path(path).suffix else MAPS / f"{path}.csv")

    def paths(self) -> Dict[str, Path]:
        rules = {name: self.path.with_suffix(f".{name}.txt") for name in RULES}
        return {"main": self.path, **rules}

    def load(self) -> None:
        is_ours = self.path.parent == MAPS and self.texts == read_texts(self.paths())
        name = None if is_ours else str(self.path)
        rules = {name: self.texts.get(name, "") for name in RULES}
        mapping = read_mapping(self.texts["main"], str(self.path), rules["post"])
        with shared_feature_table():
            from epitran.simple import SimpleEpitran

            class MappedEpitran(SimpleEpitran):
                def _load_grapheme_to_phoneme_map(self, code, rev):
                    return mapping

                def _build_greedy_match_regex(self, keys):
                    return greedy_pattern(keys)

            # Epitran has no files of its own under this name.
            epitran = MappedEpitran(str(self.path))
            try:
                set_rules(epitran, **rules, strangers_name=name)
            except Exception as err:
                raise ValueError(f"The rules beside {self.path}: {err}") from err
        self._table = TableReader(epitran, **rules)

    def read(self, words: List[str]) -> List[str]:
        return self._table(words)

    def reads(self, word: str) -> bool:
        return self._table.reads(word)
