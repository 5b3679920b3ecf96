import logging
from contextlib import contextmanager
from functools import cache
from typing import List


@contextmanager
def _quiet():
    """`import epitran` sets the root logger's level to CRITICAL or DEBUG and adds
    a handler; logging is the application's to configure."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


@cache
def feature_table():
    """RETURNS (panphon.FeatureTable): The one articulatory feature table of this
    process: each takes over a second and 35 MB to make."""
    with _quiet():
        import panphon

    return panphon.FeatureTable()


@contextmanager
def shared_feature_table():
    """Let the Epitran objects made inside share one feature table."""
    with _quiet():
        import epitran  # noqa: F401
        import panphon

    table, original = feature_table(), panphon.FeatureTable
    panphon.FeatureTable = lambda *args, **kwargs: table
    try:
        yield
    finally:
        panphon.FeatureTable = original


class EpitranSource:
    """G2P by Epitran's mapping tables and rules (Mortensen et al. 2018).

    code (str): Epitran's code for a language in a script, e.g. "sin-Sinh".
    """

    def __init__(self, code: str):
        self.code = code
        with shared_feature_table():
            from epitran.simple import SimpleEpitran

            self._epitran = SimpleEpitran(code)

    def __call__(self, words: List[str]) -> List[str]:
        return [self._epitran.transliterate(word) for word in words]

    def __reduce__(self):
        # Epitran's compiled rules do not pickle.
        return type(self), (self.code,)
