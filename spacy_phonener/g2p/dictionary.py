from typing import Dict, List

from .file_source import FileSource


class DictionarySource(FileSource):
    """G2P by a pronunciation dictionary, such as CharsiuG2P's (Zhu et al. 2022).

    It is a UTF-8 file with a word, a tab and its IPA a line. Of several pronunciations,
    separated by commas, the first counts. It knows the words that are in it, in any case.

    path (Union[str, Path]): The file.
    RAISES (ValueError): Names the file and the line that is not of this form.
    """

    entries: Dict[str, str]

    def load(self) -> None:
        self.entries = {}
        for number, line in enumerate(self.texts["main"].splitlines(), start=1):
            word, tab, ipa = line.partition("\t")
            if line and not (word and tab):
                raise ValueError(
                    f"{self.path}, line {number}: expected 'word<TAB>IPA', got {line!r}."
                )
            self.entries.setdefault(word.lower(), ipa.split(",")[0].strip("/ "))

    def read(self, words: List[str]) -> List[str]:
        return [self.entries.get(word.lower(), "") for word in words]
