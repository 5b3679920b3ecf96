"""Grapheme-to-phoneme conversion (G2P).

A *source* transcribes: `list[str] words -> list[str] IPA`, one string a word,
empty where it does not know the word. A *G2P* is the sources of one language in
order of preference, and answers segments: `list[str] -> list[tuple[str, ...]]`.
"""

from .chain import G2P, Source, load_source

__all__ = ["G2P", "Source", "load_source"]
