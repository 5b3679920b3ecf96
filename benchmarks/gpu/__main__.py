"""Does all of it run on a GPU, and how fast? One command, at most eight minutes.

Each part runs in a process of its own: what one dies of leaves the others, and what it had
found. Nothing is fetched. On a machine without a GPU, `--device cpu --small` tries each
part in a minute or two.

python -m benchmarks.gpu gpu/corpus benchmarks/results/gpu
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Dict, List, NoReturn

from .needs import card, what_lacks

# The parts, and the seconds that each may take, beside what those before it left.
PARTS = {"compare": 180, "speed": 110, "xphonebert": 80, "multilingual": 100}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/SPLIT.spacy")
    parser.add_argument("output", type=Path, help="path without suffix")
    parser.add_argument("--device", choices=("gpu", "cpu"), default="gpu")
    parser.add_argument("--small", action="store_true", help="try each part")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.folder:
        [name] = args.parts
        run(name, args)
        return
    if lacking := list(what_lacks(args.corpus, args.device)):
        give_up(lacking)
    from benchmarks.speed.machine import machine

    from .tables import page

    results: Dict[str, Any] = {
        "command": " ".join(["python", *sys.orig_argv[1:]]),
        "machine": machine() | (card() if args.device == "gpu" else {}),
        "seconds": {},
        "rows": {},
    }
    args.output.parent.mkdir(parents=True, exist_ok=True)
    left = 0.0
    for name in args.parts:
        left += PARTS[name]
        start = time.monotonic()
        results["rows"][name] = run_alone(name, args, left)
        results["seconds"][name] = time.monotonic() - start
        left -= results["seconds"][name]
        # After each part: so they are kept if the next is cut off.
        data = json.dumps(results, indent=2)
        args.output.with_suffix(".json").write_text(data, encoding="utf-8")
        text = page(results)
        args.output.with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)
    held = [row.get("held", True) for rows in results["rows"].values() for row in rows]
    sys.exit(0 if all(held) else 1)


def give_up(lacking: List[str]) -> NoReturn:
    sys.exit("\n- ".join(["This machine lacks something:", *lacking]))


def run_alone(
    name: str, args: argparse.Namespace, seconds: float
) -> List[Dict[str, Any]]:
    """Run a part in a process, and read what it had found when it ended."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.gpu", args.corpus, args.output]
        command += ["--device", args.device, "--parts", name, "--in", folder]
        command += ["--small"] * args.small
        # A small run is to find out whether it works, on however busy a machine.
        limit = None if args.small else seconds
        try:
            process = subprocess.run(list(map(str, command)), timeout=limit)
            error = process.returncode and f"it ended with {process.returncode}"
        except subprocess.TimeoutExpired:
            error = f"it took longer than {limit:.0f} s"
        file = rows_file(Path(folder))
        lines = file.read_text(encoding="utf-8") if file.exists() else ""
        rows = list(map(json.loads, lines.splitlines()))
    if error:
        rows.append({"what": name, "held": False, "error": error})
    return rows


def run(name: str, args: argparse.Namespace) -> None:
    """Run a part in this process, and write each thing when it is found."""
    from .compare import compare
    from .setting import Setting, failed
    from .speed import speed
    from .training import train_multilingual, train_xphonebert

    parts = {
        "compare": compare,
        "speed": speed,
        "xphonebert": train_xphonebert,
        "multilingual": train_multilingual,
    }
    setting = Setting(args.device, args.small, args.corpus, args.folder)
    with rows_file(args.folder).open("w", encoding="utf-8") as file:
        try:
            for row in parts[name](setting):
                print(row, flush=True)
                file.write(json.dumps(row) + "\n")
                file.flush()
        except Exception as err:
            file.write(json.dumps(failed(name, err)) + "\n")
            raise


def rows_file(folder: Path) -> Path:
    return folder / "rows.jsonl"


if __name__ == "__main__":
    main()
