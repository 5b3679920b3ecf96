"""Is this a sound index? A stranger's arrays may be anything."""

from pathlib import Path
from typing import Dict, Mapping

import numpy

from .grams import N_GRAMS
from .symbols import LONGEST, N_CLASSES, N_SYMBOLS

# The arrays of an index, and what each consists of.
TYPES: Dict[str, str] = {
    **{f"{name}_starts": "int64" for name in ("texts", "ids", "labels", "langs")},
    **{f"{name}_values": "uint8" for name in ("texts", "ids", "labels", "langs")},
    **{"label_of": "uint32", "lang_of": "uint32"},
    **{"readings_starts": "int64", "readings_values": "uint8"},
    **{f"{name}_starts": "int64" for name in ("words", "grams", "singles", "forms")},
    **{f"{name}_values": "uint32" for name in ("words", "grams", "singles", "forms")},
    **{"form_keys": "uint64", "form_names": "uint32"},
}


def load_arrays(folder: Path) -> Dict[str, numpy.ndarray]:
    """Map the files of an index into memory.

    RAISES (OSError, ValueError): If one is not there, or is none.
    """
    arrays = {}
    for name in TYPES:
        path = folder / f"{name}.npy"
        # An empty array cannot be mapped.
        mapped = (
            numpy.load(path, mmap_mode="r", allow_pickle=False)
            if path.stat().st_size > 128
            else numpy.load(path, allow_pickle=False)
        )
        arrays[name] = mapped.view(numpy.ndarray)
    return arrays


def check_arrays(arrays: Mapping[str, numpy.ndarray]) -> None:
    """Check that arrays refer to one another and to nothing else.

    RAISES (ValueError): If they do not: they are no index.
    """
    for name, kind in TYPES.items():
        if name not in arrays:
            raise ValueError(f"the sound index has no array '{name}'")
        if arrays[name].dtype != kind or arrays[name].ndim != 1:
            raise ValueError(f"'{name}' of the sound index is no row of {kind}")
    sizes = {n[:-7]: len(arrays[n]) - 1 for n in TYPES if n.endswith("_starts")}
    n_names, n_words = sizes["texts"], sizes["singles"]
    for name in sizes:
        starts, n_values = arrays[f"{name}_starts"], len(arrays[f"{name}_values"])
        is_row = len(starts) and starts[0] == 0 and starts[-1] == n_values
        # Not by their differences, which may be larger than an int64.
        if not is_row or (starts[1:] < starts[:-1]).any():
            raise ValueError(f"'{name}' of the sound index are no lists")
    n_forms = sizes["forms"]
    lengths = {"ids": n_names, "label_of": n_names, "lang_of": n_names}
    lengths |= {"words": sizes["readings"], "grams": N_GRAMS}
    lengths |= {"form_keys": n_forms, "form_names": n_forms}
    for name, length in lengths.items():
        if (sizes[name] if name in sizes else len(arrays[name])) != length:
            raise ValueError(f"'{name}' of the sound index is of another length")
    below = {"label_of": sizes["labels"], "lang_of": sizes["langs"]}
    below |= {"readings_values": N_SYMBOLS, "words_values": n_words}
    below |= {"grams_values": sizes["readings"], "singles_values": n_names}
    below |= {"forms_values": n_words, "form_names": n_names}
    for name, limit in below.items():
        if len(arrays[name]) and arrays[name].max() >= limit:
            raise ValueError(f"'{name}' of the sound index refers to nothing")
    if (numpy.diff(arrays["readings_starts"]) > LONGEST).any():
        raise ValueError("the sound index has readings that are too long")
    _check_forms(arrays, n_words)


def _check_forms(arrays: Mapping[str, numpy.ndarray], n_words: int) -> None:
    starts, keys = arrays["forms_starts"], arrays["form_keys"]
    if n_words < N_CLASSES or n_words >= 2**32 or (numpy.diff(starts) < 2).any():
        raise ValueError("the sound index has names of no words")
    firsts, seconds = (arrays["forms_values"][starts[:-1] + i] for i in (0, 1))
    expected = firsts.astype(numpy.uint64) << numpy.uint64(32) | seconds
    if (keys != expected).any() or (keys[1:] < keys[:-1]).any():
        raise ValueError("the names of the sound index are not in order")
