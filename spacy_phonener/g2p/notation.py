"""What single sources write otherwise than the others write the same sound.

`segments` brings together what means the same wherever it is written. What is one sound in
one source and another elsewhere stands in notation.json, by source: a language keeps all
sounds that it tells apart, and writes each as its neighbours do.
"""

import re
from functools import cache
from pathlib import Path
from typing import Callable, Dict

import srsly

from ..segments import nfd

PATH = Path(__file__).parent / "notation.json"


@cache
def notation() -> Dict[str, Dict[str, str]]:
    """Read what each source's sounds become, by "source:voice"."""
    return srsly.read_json(PATH)


def respeller(spec: str) -> Callable[[str], str]:
    """Make the function that turns a source's IPA into that of the others.

    spec (str): "source:voice" as in the language table, e.g. "espeak:en-us".
    """
    respelled = {nfd(sound): other for sound, other in notation().get(spec, {}).items()}
    if not respelled:
        return str
    longest_first = sorted(respelled, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    return lambda ipa: pattern.sub(lambda match: respelled[match[0]], nfd(ipa))
