from importlib import resources
from pathlib import Path
from typing import List

from .mapping_file import greedy_pattern, read_mapping
from .notation import respeller
from .table_reader import TableReader, set_rules, shared_feature_table

CORRECTIONS = Path(__file__).parent / "corrections"
# Before and after the look-up
RULES = ("pre", "post")


class EpitranSource:
    """G2P by Epitran's mapping tables and rules (Mortensen et al. 2018), corrected.

    What `corrections/CODE.csv` has is added to the table. Beside it, the rules of
    `CODE.pre.txt` come before Epitran's, those of `CODE.post.txt` after them.

    code (str): Epitran's code for a language in a script, e.g. "sin-Sinh".
    """

    def __init__(self, code: str):
        self.code = code
        self._respell = respeller(f"epitran:{code}")
        with shared_feature_table():
            from epitran.simple import SimpleEpitran

            epitran = SimpleEpitran(code)
        data = Path(str(resources.files("epitran"))) / "data"
        own = {fix: _text(CORRECTIONS / f"{code}.{fix}.txt") for fix in RULES}
        pre, post = (_text(data / fix / f"{code}.txt") for fix in RULES)
        pre, post = f"{own['pre']}\n{pre}", f"{post}\n{own['post']}"
        set_rules(epitran, pre, post)
        corrected = CORRECTIONS / f"{code}.csv"
        if corrected.exists():
            epitran.g2p.update(read_mapping(_text(corrected), str(corrected), post))
            epitran.regexp = greedy_pattern(epitran.g2p)
        self._table = TableReader(epitran, pre, post)

    def __call__(self, words: List[str]) -> List[str]:
        return list(map(self._respell, self._table(words)))

    def reads(self, word: str) -> bool:
        return self._table.reads(word)

    def __reduce__(self):
        # Epitran's compiled rules do not pickle.
        return type(self), (self.code,)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
