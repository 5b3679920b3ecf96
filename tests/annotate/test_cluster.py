"""The same on a cluster: a Ray of two workers on this machine, and Spark in local mode."""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Iterator

import pytest

from ..conftest import ROOT
from ..documents import read_blocks
from .conftest import TEXTS

pytestmark = pytest.mark.slow
RECORDS = [*TEXTS, {"body": "broken"}] * 20


@pytest.fixture(scope="module")
def ray():
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield ray
    ray.shutdown()


def same_files(one: str, two: str) -> bool:
    return all(
        Path(one + end).read_bytes() == Path(two + end).read_bytes()
        for end in ("", ".errors.jsonl")
    )


def test_ray_writes_what_one_process_does(run, ray):
    expected = run(RECORDS, "one.jsonl")
    assert run(RECORDS, "ray.jsonl", engine="ray", n_workers=2) == expected
    assert same_files("one.jsonl", "ray.jsonl")


def find_workers(pid: int) -> Iterator[int]:
    """Find those among the descendants of a process that annotate."""
    if "MapWorker" in Path(f"/proc/{pid}/cmdline").read_text():
        yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            yield from find_workers(child)


def test_ray_loses_nothing_when_a_worker_is_killed(run, ray):
    expected = run(RECORDS * 5, "one.jsonl")
    killed = []
    is_over = threading.Event()

    def kill_one():
        parts = Path("ray.jsonl.parts")
        while not killed and not is_over.is_set():
            if len(list(parts.glob("0*"))) > 3:
                killed.append(next(find_workers(os.getpid())))
                os.kill(killed[0], signal.SIGKILL)
            time.sleep(0.05)

    thread = threading.Thread(target=kill_one)
    thread.start()
    try:
        assert run(RECORDS * 5, "ray.jsonl", engine="ray", n_workers=2) == expected
    finally:
        is_over.set()
        thread.join()
    assert killed and same_files("one.jsonl", "ray.jsonl")


def test_what_fails_on_ray_is_said(run, ray):
    with pytest.raises(ValueError, match="Klingonese"):
        run(TEXTS, engine="ray", lang="Klingonese")


def test_the_recipe_for_spark(run, trained_path, monkeypatch):
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    [recipe] = read_blocks(ROOT / "docs" / "annotate.md", "python")
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--master local[2] pyspark-shell")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    records = [record for record in RECORDS if record.get("text")]
    records.append({"text": "x", "lang": "Klingonese", "id": "broken"})
    run(records, "one.jsonl", lang="som")
    Path("in.jsonl").rename("texts.jsonl")
    exec(
        recipe.text.replace("phonener_lite", str(trained_path)), {"__name__": "recipe"}
    )
    spark = SparkSession.getActiveSession()
    rows = spark.read.parquet("entities.parquet").collect()
    spark.stop()

    [broken] = [row for row in rows if row.error]
    assert broken.id == "broken" and "Klingonese" in broken.error
    assert broken.ents is None
    found = sorted(strip(row.asDict(True)) for row in rows if not row.error)
    lines = Path("one.jsonl").read_text(encoding="utf-8").splitlines()
    assert found == sorted(strip(json.loads(line)) for line in lines)


def strip(row):
    """What a row has in both forms, to be compared: Spark's has no line numbers."""
    ents = [
        [e[k] for k in ("start", "end", "label", "score", "ipa")] for e in row["ents"]
    ]
    return row["text"], row["lang"], ents
