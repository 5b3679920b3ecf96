"""Hashes of pipelines, data and code: what answers depend on."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from spacy.util import get_package_path, is_package

# What answers depend on beside the pipeline and the data.
LIBRARIES = ("spacy", "torch", "epitran", "panphon", "segments", "numpy")
PACKAGE = Path(__file__).parent.parent


@cache
def pipeline_hash(pipeline: str) -> str:
    """Hash a pipeline's files."""
    return folder_hash(pipeline_folder(pipeline))


def pipeline_folder(pipeline: str) -> Path:
    """Find the folder with a pipeline's config.cfg.

    RAISES (ValueError): If there is no such pipeline.
    """
    if is_package(pipeline):
        # The package's folder holds one that is named with the version.
        found = sorted(get_package_path(pipeline).glob("*/config.cfg"))
    else:
        found = [Path(pipeline) / "config.cfg"]
    if not found or not found[-1].exists():
        raise ValueError(
            f"There is no pipeline in the folder '{pipeline}', nor a package so named."
        )
    return found[-1].parent


@cache
def code_hash() -> str:
    """Hash this package's files and the versions of what it uses."""
    versions = " ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return hashlib.sha256((folder_hash(PACKAGE) + versions).encode()).hexdigest()


def folder_hash(folder: Path) -> str:
    """Take the SHA-256 of the files of a folder and of their names.

    Hidden ones are passed over: what git and the hub's client keep changes by itself.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not is_hidden and "__pycache__" not in path.parts:
            digest.update(f"{name.as_posix()} {file_hash(path)}\n".encode())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """Take the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
