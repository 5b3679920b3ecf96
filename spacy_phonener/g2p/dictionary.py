from functools import cached_property
from pathlib import Path
from typing import Dict, List, Union


class DictionarySource:
    """G2P by a pronunciation dictionary: a UTF-8 file with a word, a tab and its IPA a
    line, such as CharsiuG2P's (Zhu et al. 2022), which the paper reads the languages of
    its Case 2 with. Of several pronunciations, separated by commas, the first counts.
    It knows the words that are in it, in any case.

    path (Union[str, Path]): The file.
    """

    def __init__(self, path: Union[str, Path]):
        self.path = Path(path)
        if not self.path.is_file():
            raise ValueError(f"There is no pronunciation dictionary '{path}'.")

    @cached_property
    def entries(self) -> Dict[str, str]:
        """RETURNS (Dict[str, str]): The pronunciation of each word, lower-cased."""
        entries: Dict[str, str] = {}
        lines = self.path.read_text(encoding="utf-8-sig").splitlines()
        for number, line in enumerate(lines, start=1):
            word, tab, ipa = line.partition("\t")
            if line and not (word and tab):
                raise ValueError(
                    f"{self.path}, line {number}: expected 'word<TAB>IPA', got {line!r}."
                )
            entries.setdefault(word.lower(), ipa.split(",")[0].strip("/ "))
        return entries

    def __call__(self, words: List[str]) -> List[str]:
        return [self.entries.get(word.lower(), "") for word in words]

    def __reduce__(self):
        return type(self), (self.path,)
