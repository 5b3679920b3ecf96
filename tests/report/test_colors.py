from itertools import combinations

from spacy_phonener.evaluation.metrics import LABELS
from spacy_phonener.report.colors import COLORS


def luminance(color: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(a: str, b: str) -> float:
    light, dark = sorted(map(luminance, (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_types_can_be_told_apart_in_grey():
    assert set(COLORS) == set(LABELS)
    assert all(contrast(a, b) > 1.4 for a, b in combinations(COLORS.values(), 2))
    # And text on them can be read.
    assert all(contrast(color, "#111111") > 4.5 for color in COLORS.values())
