"""Are the configs trained on a GPU, and how long does it take?"""

import time
from pathlib import Path
from typing import Any, Dict, Iterator

import srsly
from spacy.cli.train import train

from benchmarks.random_checkpoint import save_checkpoint

from .pipelines import SIZES
from .setting import Row, Setting

CONFIGS = Path(__file__).parents[2] / "configs"
# So often that the loss is seen to fall.
ROWS = 5


def train_xphonebert(setting: Setting) -> Iterator[Row]:
    """Train xphonebert.cfg, from random weights: so it learns faster than is its habit."""
    checkpoint = setting.folder / "xphonebert-trained-checkpoint"
    save_checkpoint(checkpoint, **SIZES[setting.either("base", "small")])
    overrides = {
        "paths.train": str(setting.corpus / "eng" / "train.spacy"),
        "components.phonener.model.encoder.name": str(checkpoint),
        "training.optimizer.learn_rate.initial_rate": 1e-4,
    }
    yield from train_config(setting, "xphonebert", setting.either(200, 5), overrides)


def train_multilingual(setting: Setting) -> Iterator[Row]:
    """Train multilingual.cfg."""
    overrides = {"paths.train": str(setting.corpus)}
    steps = setting.either(1000, 5)
    yield from train_config(setting, "multilingual", steps, overrides)


def train_config(
    setting: Setting, name: str, steps: int, overrides: Dict[str, Any]
) -> Iterator[Row]:
    """Train a config as `spacy train` does."""
    output = setting.folder / f"{name}-trained"
    log = output.with_suffix(".jsonl")
    overrides = {
        "paths.dev": str(setting.corpus / "eng" / "validation.spacy"),
        "training.max_epochs": -1 if name == "multilingual" else 0,
        "training.max_steps": steps,
        "training.eval_frequency": steps // ROWS,
        "training.optimizer.learn_rate.total_steps": steps,
        "training.optimizer.learn_rate.warmup_steps": steps // ROWS,
        "training.logger.output_file": str(log),
        **overrides,
    }
    use_gpu = 0 if setting.device == "gpu" else -1
    start = time.perf_counter()
    train(CONFIGS / f"{name}.cfg", output, use_gpu=use_gpu, overrides=overrides)
    seconds = time.perf_counter() - start
    before = -1
    for row in srsly.read_jsonl(log):
        loss = row["losses"]["phonener"] / (row["step"] - before)
        before = row["step"]
        score = {"loss": loss, "entity_f1": row["score"]}
        yield {"what": name, "step": row["step"], **score}
    yield {"what": name, "steps": steps, "seconds": seconds}
