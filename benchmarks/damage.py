"""Is damage of a saved pipeline seen when it is loaded?

Copies of two pipelines, one of a trained encoder and one of a pretrained one, are damaged:
one file of the phonemizer, the phonener or a list of names, in one way. Each must be refused by an error
that names the file, or find in texts what the whole pipeline finds; else the exit code is 1.

python -m benchmarks.damage phonener_lite --copies 300
"""

import argparse
import shutil
import sys
from collections import Counter
from itertools import cycle, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Callable, Dict, Iterator, List, NamedTuple, Tuple

import spacy
import srsly
import torch

from spacy_phonener.markdown import markdown_table
from spacy_phonener.pipeline.manifest import NAME as MANIFEST
from spacy_phonener.pipeline.shims import model_shims

from .fuzz import Found, read
from .hostile import Case, draw_case
from .random_checkpoint import save_checkpoint
from .result_file import write_result
from .with_names import add_names

COMPONENTS = ("phonemizer", "phonener", "sound_ruler")
# What pipelines of version 0.1.0 have, without manifests.
OLD = COMPONENTS[:2]
N_CASES = 64
BATCH_SIZE = 64
# The user's own table: so the phonemizer's files have something in them.
OWN_LANGUAGE = "gil-Latn"
OWN_TABLE = "Orth,Phon\na,a\nb,p\ne,e\ni,i\nk,k\nn,n\nng,ŋ\nt,t\nti,s\nr,ɾ\n"
WORDS = ["Nelson", "Mandela", "Tarawa", "kiribati", "නෙල්සන්", "Мандела", "1999"]
REFUSED, EQUAL, UNSEEN = "refused", "as before", "not seen"


class Damage(NamedTuple):
    """One damaged file.

    encoder (str): Of the pipeline that it belongs to.
    file (str): Its path in the pipeline's folder.
    seen_by (str): "manifest"; "loading", where there is no manifest, or one that was
        made after the damage.
    """

    encoder: str
    file: str
    kind: str
    seen_by: str

    def is_named(self, message: str) -> bool:
        """Tell whether a message has the path of the file, or of a folder that it is in."""
        return any(f"/{part}" in message for part in Path(self.file).parts)


def flip(data: bytes, rng: Random) -> bytes:
    place = rng.randrange(len(data))
    flipped = data[place] ^ (1 << rng.randrange(8))
    return data[:place] + bytes([flipped]) + data[place + 1 :]


def cut(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data))]


def lengthen(data: bytes, rng: Random) -> bytes:
    return data + rng.randbytes(rng.randint(1, 99))


# Of a file's content.
CHANGES: Dict[str, Callable[[bytes, Random], bytes]] = {
    "a bit flipped": flip,
    "cut off": cut,
    "empty": lambda data, rng: b"",
    "longer": lengthen,
    "other bytes": lambda data, rng: rng.randbytes(len(data)),
}
SMALL = ("a bit flipped", "longer")
GONE, SWAPPED = "gone", "another file's content"
NO_NUMBER, MORE_LABELS, OTHER_LABEL = "NaN or inf", "one label more", "another label"


def make_pipelines(name: str, folder: Path) -> Dict[str, Path]:
    """Save a pipeline for each encoder, with a table and words of the user's own."""
    table = folder / "gil.csv"
    table.write_text(OWN_TABLE, encoding="utf-8")
    phonemizer = {
        "g2p": {
            OWN_LANGUAGE: {"@misc": "spacy_phonener.mapping.v1", "path": str(table)}
        },
        "save_words": True,
    }
    lite = spacy.load(name, config={"components": {"phonemizer": phonemizer}})
    save_checkpoint(folder / "checkpoint", layers=2, width=32, heads=2)
    pretrained = spacy.blank("xx")
    pretrained.add_pipe("phonemizer", config=phonemizer)
    encoder = {
        "@architectures": "spacy_phonener.XPhoneBERT.v1",
        "name": str(folder / "checkpoint"),
    }
    tagger = {"@architectures": "spacy_phonener.PhoneTagger.v1", "encoder": encoder}
    pretrained.add_pipe("phonener", config={"model": tagger}).initialize(
        list, labels=["LOC", "ORG", "PER"]
    )
    paths = {}
    for encoder_name, nlp in {"LiteEncoder": lite, "XPhoneBERT": pretrained}.items():
        add_names(nlp)
        read(nlp, own_cases(), BATCH_SIZE)
        paths[encoder_name] = folder / encoder_name
        nlp.to_disk(paths[encoder_name])
    # What was saved is all that there is.
    table.unlink()
    shutil.rmtree(folder / "checkpoint")
    return paths


def own_cases() -> List[Case]:
    return [Case("", lang, "words", WORDS) for lang in (None, "gil-Latn", "mri", "sin")]


def list_damages(encoder: str, pipeline: Path) -> Iterator[Damage]:
    """List what can be done to each file of a pipeline's components."""
    for component in COMPONENTS:
        for path in sorted((pipeline / component).rglob("*")):
            file = path.relative_to(pipeline).as_posix()
            if path.is_dir():
                continue
            for kind in (*CHANGES, GONE, SWAPPED):
                yield Damage(encoder, file, kind, "manifest")
                # Without a manifest nobody can tell whether a weight is as it was, but
                # whether the file is whole.
                is_old = component in OLD and path.name != MANIFEST
                if is_old and kind not in SMALL:
                    yield Damage(encoder, file, kind, "loading")
    for number in range(len(shims_of(pipeline))):
        yield Damage(encoder, f"phonener/shim{number}", NO_NUMBER, "loading")
    yield Damage(encoder, "phonener/cfg", OTHER_LABEL, "manifest")
    yield Damage(encoder, "phonener/cfg", MORE_LABELS, "manifest")
    yield Damage(encoder, "phonener/cfg", MORE_LABELS, "loading")


def shims_of(pipeline: Path) -> list:
    phonener = spacy.load(pipeline).get_pipe("phonener")
    return model_shims(phonener.model)  # type: ignore[attr-defined]


def apply(damage: Damage, folder: Path, rng: Random) -> None:
    """Damage a copy of a pipeline."""
    file = folder / damage.file
    manifest = folder / Path(damage.file).parts[0] / MANIFEST
    if damage.kind in CHANGES:
        file.write_bytes(CHANGES[damage.kind](file.read_bytes(), rng))
    elif damage.kind == GONE:
        file.unlink()
    elif damage.kind == SWAPPED:
        others = [p for p in file.parent.rglob("*") if p.is_file() and p != file]
        shutil.copy(rng.choice(sorted(others)), file)
    elif damage.kind == NO_NUMBER:
        write_no_number(folder, int(damage.file.removeprefix("phonener/shim")), rng)
        return
    else:
        cfg = srsly.read_json(file)
        cfg["labels"][-1:] = {MORE_LABELS: ["PER", "X"], OTHER_LABEL: ["X"]}[
            damage.kind
        ]
        srsly.write_json(file, cfg)
    if damage.seen_by == "loading":
        manifest.unlink(missing_ok=True)


def write_no_number(folder: Path, number: int, rng: Random) -> None:
    """Save a pipeline with a weight that is no number, and a manifest that fits."""
    nlp = spacy.load(folder)
    shim = model_shims(nlp.get_pipe("phonener").model)[number]  # type: ignore
    tensors = [t for t in shim._model.state_dict().values() if t.is_floating_point()]
    with torch.no_grad():
        tensor = rng.choice(tensors).view(-1)
        tensor[rng.randrange(len(tensor))] = float(rng.choice(("nan", "inf", "-inf")))
    nlp.to_disk(folder)


def find_outcome(
    damage: Damage, folder: Path, cases: List[Case], expected: List[Found]
) -> Tuple[str, str]:
    """Load a damaged copy, and read texts with it if that goes.

    RETURNS (Tuple[str, str]): The outcome, and the error's message if there is one.
    """
    try:
        nlp = spacy.load(folder)
    # Errors of libraries in Rust are no Exceptions.
    except BaseException as err:
        named = isinstance(err, ValueError) and damage.is_named(str(err))
        return REFUSED if named else UNSEEN, repr(err)
    try:
        found = read(nlp, cases, BATCH_SIZE)
    except Exception as err:
        return UNSEEN, repr(err)
    return EQUAL if found == expected else UNSEEN, "it was loaded"


def damage_copies(name: str, n_copies: int, seed: int) -> Counter:
    """Damage copies of the two pipelines, and print what is not seen.

    RETURNS (Counter): How many copies had which kind of damage, by what it was to be
        seen, and the outcome.
    """
    rng = Random(seed)
    cases = [*own_cases(), *(draw_case(rng) for _ in range(N_CASES))]
    counts: Counter = Counter()
    with TemporaryDirectory() as folder:
        pipelines = make_pipelines(name, Path(folder))
        expected = {
            encoder: read(spacy.load(path), cases, BATCH_SIZE)
            for encoder, path in pipelines.items()
        }
        damages = [d for e, path in pipelines.items() for d in list_damages(e, path)]
        # Each once, then some of them again: elsewhere in their files.
        rng.shuffle(damages)
        for damage in islice(cycle(damages), n_copies):
            copy = Path(folder) / "copy"
            shutil.copytree(pipelines[damage.encoder], copy)
            apply(damage, copy, rng)
            outcome, how = find_outcome(damage, copy, cases, expected[damage.encoder])
            counts[damage.kind, damage.seen_by, outcome] += 1
            if outcome == UNSEEN:
                print(f"{damage}: {how}", flush=True)
            shutil.rmtree(copy)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", help="name or folder, with a LiteEncoder")
    parser.add_argument("--copies", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, help="Markdown file for the numbers")
    args = parser.parse_args()
    counts = damage_copies(args.pipeline, args.copies, args.seed)
    outcomes = (REFUSED, EQUAL, UNSEEN)
    rows = [
        [*kind, *(f"{counts[(*kind, outcome)]}" for outcome in outcomes)]
        for kind in sorted({(kind, seen_by) for kind, seen_by, _ in counts})
    ]
    table = markdown_table(["Damage", "To be seen by", *outcomes], rows, "llrrr")
    write_result("Damaged pipelines", table, args.output)
    return int(any(outcome == UNSEEN for _, _, outcome in counts))


if __name__ == "__main__":
    sys.exit(main())
