"""Parts annotated on a Ray cluster, by Ray Data.

Inputs and output lie where all machines find them, under the same path. A worker reads and
writes its own parts there; between machines go only where they are and what was counted.
"""

import json
from dataclasses import asdict
from typing import Any, Dict, Iterable, Iterator, List

from .parts import Part
from .summary import Summary
from .worker import Done, Job, annotate_part, load_pipeline

# Ray keeps track of each block of parts.
MAX_BLOCKS = 1000


class Annotator:
    """An actor: it loads the pipeline once. Ray restarts it where it dies."""

    def __init__(self, job: Job):
        load_pipeline(job.pipeline, job.lang)
        self.job = job

    def __call__(self, batch: Dict[str, Any]) -> Dict[str, List[str]]:
        parts = map(Part.from_json, batch["part"])
        done = [annotate_part(self.job, part) for part in parts]
        return {
            "done": [json.dumps([d.part, asdict(d.summary), d.is_new]) for d in done]
        }


def run(job: Job, parts: Iterable[Part], n_workers: int) -> Iterator[Done]:
    """Annotate parts on the cluster of `RAY_ADDRESS`, else on a Ray of this machine.

    YIELDS (Done): The parts as they are done, in any order.
    RAISES (ValueError): If one cannot be annotated.
    """
    try:
        import ray
        import ray.data
        from ray.exceptions import RayError
    except ImportError as err:
        raise ImportError(
            "--engine ray needs Ray: pip install 'spacy-phonener[ray]'"
        ) from err
    rows = [{"part": part.to_json()} for part in parts]
    if not rows:
        return
    if not ray.is_initialized():
        ray.init(log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    n_blocks = min(len(rows), MAX_BLOCKS)
    dataset = ray.data.from_items(rows, override_num_blocks=n_blocks).map_batches(
        Annotator,
        fn_constructor_args=(job,),
        batch_size=1,
        num_cpus=1,
        concurrency=n_workers,
    )
    try:
        for row in dataset.iter_rows():
            [number, pieces], summary, is_new = json.loads(row["done"])
            part = Part.from_json(json.dumps([number, pieces]))
            yield Done(part, Summary(**summary), is_new)
    except RayError as err:
        raise ValueError(f"Ray: {err}") from err
