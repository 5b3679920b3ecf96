"""How fast files become files of entities, and in how much memory.

`phonener annotate` with one worker and with several, beside a plain loop over `nlp.pipe` and
`spacy apply`, from start to end, loading the pipeline included: a JSONL file of so many
words, and a tenth of it. The memory is the most that all processes of a command had at once.
Where the outputs of one worker and of several differ, the exit code is 1.

python -m benchmarks.annotate phonener_lite ../shared/running --words 1000000 --corpus corpus
"""

import argparse
import json
import subprocess
import sys
import time
from contextlib import suppress
from filecmp import cmp
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Dict, List, NamedTuple

from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.languages import find_language
from spacy_phonener.markdown import markdown_table

from .result_file import write_result
from .speed.systems import train_cnn

LOOP = """
import json, sys
import spacy
import torch

torch.set_num_threads(int(sys.argv[4]))
nlp = spacy.load(sys.argv[1])

def docs():
    for line in open(sys.argv[2], encoding="utf-8"):
        record = json.loads(line)
        doc = nlp.make_doc(record["text"])
        doc._.phonener_lang = record["lang"]
        yield doc

with open(sys.argv[3], "w", encoding="utf-8") as file:
    for doc in nlp.pipe(docs(), batch_size=256):
        ents = [[e.start_char, e.end_char, e.label_] for e in doc.ents]
        print(json.dumps([doc.text, ents], ensure_ascii=False), file=file)
"""
HEADER = ["", "seconds", "words/s", "times", "MB", "MB / MB of a tenth"]
# Seconds between two looks at the memory. One takes some 10 ms a process, of a core that the
# command itself may want.
LOOK = 0.5


class Spent(NamedTuple):
    seconds: float
    megabytes: float


def write_texts(folder: Path, path: Path, n_words: int, seed: int) -> int:
    """Write sentences of LANGUAGE/*.conll to a file, shuffled, until there are enough words.

    RETURNS (int): How many words there are.
    """
    records = [
        {"text": " ".join(tokens), "lang": file.parent.name}
        for file in sorted(folder.glob("**/*.conll"))
        if find_language(file.parent.name)
        for tokens, _ in read_conll(file)
    ]
    Random(seed).shuffle(records)
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            if written >= n_words:
                break
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            written += len(record["text"].split())
    return written


def megabytes(pid: int) -> float:
    """Get the memory that a process and its descendants have now, by Linux's count."""
    try:
        fields = Path(f"/proc/{pid}/smaps_rollup").read_text().split("\n")
        own = next(int(f.split()[1]) for f in fields if f.startswith("Pss:")) / 1024
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        children = " ".join(task.read_text() for task in tasks).split()
    except (OSError, StopIteration):
        # It has ended.
        return 0.0
    return own + sum(map(megabytes, map(int, children)))


def spend(command: List[str]) -> Spent:
    """Run a command, and measure it."""
    start, most = time.perf_counter(), 0.0
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while process.poll() is None:
        most = max(most, megabytes(process.pid))
        with suppress(subprocess.TimeoutExpired):
            process.wait(LOOK)
    if process.returncode:
        told = process.communicate()[0]
        raise RuntimeError(f"{command} ended with {process.returncode}: {told}")
    return Spent(time.perf_counter() - start, most)


def list_commands(args: argparse.Namespace, data: Path) -> Dict[str, List[str]]:
    """List what is run, by name. Each writes to a file beside its data."""
    spacy = [sys.executable, "-m", "spacy"]
    commands = {}
    for jobs in args.jobs:
        annotate = [*spacy, "phonener", "annotate", args.pipeline, str(data), "--force"]
        output = ["--jobs", str(jobs), "-o", f"{data}.{jobs}.jsonl"]
        commands[f"`phonener annotate --jobs {jobs}`"] = [*annotate, *output]
    for threads in args.jobs:
        loop = [sys.executable, "-c", LOOP, args.pipeline, str(data), f"{data}.loop"]
        commands[f"`nlp.pipe`, {threads} threads"] = [*loop, str(threads)]
    pipelines = {args.pipeline: args.pipeline}
    if args.corpus:
        pipelines["spaCy's CNN `ner`"] = str(data.parent / "cnn")
    for name, pipeline in pipelines.items():
        for processes in args.processes:
            apply = [*spacy, "apply", pipeline, str(data), f"{data}.spacy", "--force"]
            options = ["-tk", "text", "-b", "256", "-n", str(processes)]
            commands[f"`spacy apply`, {name}, {processes} processes"] = [
                *apply,
                *options,
            ]
    return commands


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", help="name or folder")
    parser.add_argument("folder", type=Path, help="of LANGUAGE/*.conll, at any depth")
    parser.add_argument("--words", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument(
        "--corpus",
        type=Path,
        help="converted data, to train and apply spaCy's CNN, too",
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, help="Markdown file for the numbers")
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        data, tenth = Path(folder) / "all.jsonl", Path(folder) / "tenth.jsonl"
        n_words = write_texts(args.folder, data, args.words, args.seed)
        write_texts(args.folder, tenth, args.words // 10, args.seed)
        if args.corpus:
            train_cnn(Path(folder), args.corpus)
        few = [spend(command) for command in list_commands(args, tenth).values()]
        commands = list_commands(args, data)
        spent = list(map(spend, commands.values()))
        first, *others = (f"{data}.{jobs}.jsonl" for jobs in args.jobs)
        is_equal = all(cmp(first, other, shallow=False) for other in others)
    rows = [
        [
            name,
            f"{one.seconds:.1f}",
            f"{n_words / one.seconds:,.0f}",
            f"{spent[0].seconds / one.seconds:.2f}",
            f"{one.megabytes:.0f}",
            f"{one.megabytes / small.megabytes:.2f}",
        ]
        for name, one, small in zip(commands, spent, few)
    ]
    table = markdown_table(HEADER, rows, aligns="lrrrrr")
    told = "are equal" if is_equal else "DIFFER"
    found = f"{n_words:,} words, seed {args.seed}.\n\n{table}\n\nThe outputs of `phonener annotate` {told}."
    write_result("From a file to entities", found, args.output)
    return int(not is_equal)


if __name__ == "__main__":
    sys.exit(main())
