"""Checks of components' settings. Each error says what a setting may be."""

import math
from typing import Any

from .doc_groups import GROUPS

CHOICES = {"units": ("all", "first"), "annotate": ("ents", "spans")}


def check_choices(**settings: str) -> None:
    for name, value in settings.items():
        if value not in CHOICES[name]:
            first, second = CHOICES[name]
            raise ValueError(f"{name} is {first!r} or {second!r}, not {value!r}.")


def check_shares(**settings: float) -> None:
    for name, value in settings.items():
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{name} is from 0.0 to 1.0, not {value!r}.")


def check_calibration(calibration: Any) -> None:
    is_valid = calibration is None or (
        isinstance(calibration, dict)
        and set(calibration) <= set(GROUPS)
        and all(map(_is_line, calibration.values()))
    )
    if not is_valid:
        raise ValueError(
            f"calibration has a slope above 0 and an intercept for any of "
            f"{', '.join(GROUPS)}, as `phonener calibrate` finds them, not "
            f"{calibration!r}."
        )


def _is_line(numbers: Any) -> bool:
    return (
        isinstance(numbers, (list, tuple))
        and len(numbers) == 2
        and all(isinstance(n, (int, float)) and math.isfinite(n) for n in numbers)
        and numbers[0] > 0
    )
