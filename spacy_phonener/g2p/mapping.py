from pathlib import Path
from typing import Union

from .epitran import EpitranSource, shared_feature_table
from .tables import greedy_pattern, read_mapping

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
                    return greedy_pattern(keys)

            # Epitran has no files of its own under this name.
            self._epitran = MappedEpitran(str(self.path))
            pre, post = (self.path.with_suffix(f".{s}.txt") for s in ("pre", "post"))
            for path, processor in (
                (pre, self._epitran.preprocessor),
                (post, self._epitran.postprocessor),
            ):
                if path.exists():
                    processor.rules = Rules([path])
            self._set_up(pre)

    def __reduce__(self):
        return type(self), (self.path,)
