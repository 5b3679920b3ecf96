"""What a machine lacks to run the parts: named before anything is tried."""

import platform
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Dict, Iterator

from packaging.requirements import Requirement

from .carry import BIG, corpus_files

# What `spacy.require_gpu` needs of CuPy; without CUDA's libraries the second fails, and
# Thinc says that there is no CuPy.
CUPY = ("cupy", "cupy.cublas")


def what_lacks(corpus: Path, device: str) -> Iterator[str]:
    """Yield what is missing, and what to do about it."""
    yield from packages()
    if missing := [str(file) for file in corpus_files(corpus) if not file.is_file()]:
        yield (
            f"{missing[0]} and {len(missing) - 1} other files of the corpus are not "
            "there: `make gpu-folder` makes them, where WikiANN has been converted"
        )
    if device == "gpu":
        yield from gpu()


def packages() -> Iterator[str]:
    """Yield the packages that are missing, or of another version than is needed."""
    try:
        needed = [Requirement(line) for line in requires("spacy-phonener") or ()]
    except PackageNotFoundError:
        yield "spacy-phonener is not installed: its registered names are not found"
        return
    for requirement in needed:
        if requirement.marker and not requirement.marker.evaluate({"extra": "espeak"}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            found = "not there"
        if found == "not there" or found not in requirement.specifier:
            carried = "" if requirement.name in BIG else " (`make gpu-folder` packs it)"
            yield f"{requirement} is needed, and {found} is there{carried}"


def gpu() -> Iterator[str]:
    """Yield why there is no GPU to be used."""
    import torch

    if not torch.cuda.is_available():
        yield f"PyTorch {torch.__version__} finds no GPU: it must be a build for CUDA"
    for name in CUPY:
        try:
            import_module(name)
        except ImportError as err:
            yield (
                f"CuPy cannot be used ({err}): install the one for PyTorch's CUDA, "
                f"which is {torch.version.cuda} (cupy-cuda12x, cupy-cuda13x). Without "
                "it spaCy uses no GPU, whatever PyTorch could do"
            )
            return


def card() -> Dict[str, Any]:
    """Name the GPU, and what it is used through."""
    import cupy
    import torch

    memory = torch.cuda.get_device_properties(0).total_memory / 2**30
    return {
        "gpu": f"{torch.cuda.get_device_name(0)}, {memory:.0f} GiB",
        "cuda": torch.version.cuda,
        "cupy": cupy.__version__,
        "python": platform.python_version(),
    }
