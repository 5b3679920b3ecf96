"""Grapheme-to-phoneme conversion (G2P).

A *source* transcribes: `list[str] words -> list[str] IPA` (`source.py` has the contract).
A *G2P* is the sources of one language in order of preference, and answers segments:
`list[str] -> list[tuple[str, ...]]`.
"""

from .source import G2P, Source, load_source

__all__ = ["G2P", "Source", "load_source"]
