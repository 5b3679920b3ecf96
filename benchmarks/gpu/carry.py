"""Make the folder that `make gpu` needs on a machine that no network reaches.

It has a part of the corpus, and what that machine lacks: Python packages in the versions
that are installed here, for its Python. PyTorch with CUDA, CuPy and pandas, with what they
need, must be there already: they are too big to be carried.

python -m benchmarks.gpu.carry corpus gpu [--python 3.12]
"""

import argparse
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import requires, version
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Iterator, Set

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
MULTILINGUAL = ROOT / "configs" / "multilingual.cfg"
# Must be there.
BIG = ("torch", "pandas")
# Only fetches from the hub.
UNUSED = {"hf-xet"}
# The versions of glibc that Linux wheels are made for.
GLIBC = ("_2_28", "_2_27", "_2_24", "_2_17", "2014", "_2_12", "2010", "_2_5", "1")
# Sentences of English, and of each other language that multilingual.cfg reads.
ENGLISH = {"train": 6400, "validation": 300, "test": 2000}
OTHERS = {"train": 1000}
MOST_MEGABYTES = 60


def corpus_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a corpus that are read."""
    from spacy.util import load_config

    langs = load_config(MULTILINGUAL)["corpora"]["train"]["sentences"]
    for lang in {"eng": 0, **langs}:
        for split in ENGLISH if lang == "eng" else OTHERS:
            yield folder / lang / f"{split}.spacy"


def copy_corpus(corpus: Path, folder: Path) -> None:
    """Copy the first sentences of each file."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    from spacy_phonener.corpora.corpus import read_docs

    for source, target in zip(corpus_files(corpus), corpus_files(folder)):
        limits = ENGLISH if source.parent.name == "eng" else OTHERS
        docs = islice(read_docs(source, Vocab()), limits[source.stem])
        target.parent.mkdir(parents=True, exist_ok=True)
        attrs = ["ENT_IOB", "ENT_TYPE"]
        DocBin(attrs=attrs, store_user_data=True, docs=docs).to_disk(target)


def needs(name: str, extras: Set[str], python: str) -> Set[str]:
    """List a distribution and what it needs, under some version of Python."""
    found: Set[str] = set()
    todo = [(name, extras)]
    while todo:
        name, extras = todo.pop()
        if canonicalize_name(name) in found:
            continue
        found.add(canonicalize_name(name))
        for requirement in map(Requirement, requires(name) or ()):
            kinds = [{"python_version": python, "extra": e} for e in ("", *extras)]
            marker = requirement.marker
            if marker is None or any(map(marker.evaluate, kinds)):
                todo.append((requirement.name, requirement.extras))
    return found


def pack_packages(file: Path, python: str) -> None:
    """Install what is needed into a folder, for another Python, and pack that."""
    there = set().union(*(needs(name, set(), python) for name in BIG))
    wanted = needs("spacy-phonener", {"espeak"}, python) - there - UNUSED
    pinned = [f"{name}=={version(name)}" for name in wanted - {"spacy-phonener"}]
    with TemporaryDirectory() as site:
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        pip += ["install", "--no-deps", "--no-compile", "--prefer-binary"]
        pip += ["--target", site, "--python-version", python, "--implementation", "cp"]
        pip += [f"--platform=manylinux{glibc}_x86_64" for glibc in GLIBC]
        subprocess.run([*pip, *sorted(pinned), str(ROOT)], check=True)
        # Half of the size is names that only a debugger reads.
        if strip := shutil.which("strip"):
            libraries = [str(path) for path in Path(site).rglob("*.so")]
            subprocess.run([strip, "--strip-unneeded", *libraries], check=True)
        with tarfile.open(file, "w:xz", preset=2) as archive:
            archive.add(site, arcname="site")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/SPLIT.spacy")
    parser.add_argument("folder", type=Path, help="what is carried")
    parser.add_argument("--python", default="3.12", help="that machine's version")
    args = parser.parse_args()
    copy_corpus(args.corpus, args.folder / "corpus")
    pack_packages(args.folder / "site.tar.xz", args.python)
    sizes = [path.stat().st_size for path in args.folder.rglob("*") if path.is_file()]
    megabytes = sum(sizes) / 2**20
    print(f"{args.folder}: {megabytes:.1f} MiB (at most {MOST_MEGABYTES})")
    sys.exit(0 if megabytes <= MOST_MEGABYTES else 1)


if __name__ == "__main__":
    main()
