"""Words a second, and memory at its peak, beside a bare loop over the same transformer.

The phonener is measured on docs that have been read to phonemes, at base size; the loop,
on what its encoder then reads, sorted by length.
"""

import gc
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Callable, ContextManager, Iterator, List, Optional

import spacy
import torch
from spacy.language import Language
from spacy.training import Example
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from benchmarks.base_size import peak_megabytes
from spacy_phonener.ml.encoder_input import batch_inputs, make_inputs, pad
from spacy_phonener.ml.optimizer import make_adamw
from spacy_phonener.ml.transformer import get_shim

from .pipelines import make_pipeline
from .setting import Row, Setting, failed, read_examples, use

# Of the loop. The phonener's own is float16, spacy-transformers' choice.
HALVES = {"float16": torch.float16, "bfloat16": torch.bfloat16}
WINDOW = 128
# More than any batch here has.
ALL_UNITS = 2**20
N_TAGS = 7


def speed(setting: Setting) -> Iterator[Row]:
    """Measure prediction, then training, in batches of more and more units or sentences."""
    use("cpu")
    path = setting.folder / "xphonebert-speed"
    size = setting.either("base", "small")
    nlp = make_pipeline(setting, "xphonebert", size, [])
    nlp.to_disk(path)
    examples = read_examples(nlp, setting, setting.either(2000, 16))
    use(setting.device)
    for precision in ("float32", "float16", "bfloat16"):
        for units in setting.either((2048, 16384, 65536), (512,)):
            yield from predicting(setting, path, examples, precision, units)
    for precision in ("float32", "float16", "bfloat16"):
        for sentences in setting.either((32, 128, 512, 1024), (16,)):
            yield from training(setting, path, examples[:sentences], precision)


def predicting(
    setting: Setting, path: Path, examples: List[Example], precision: str, units: int
) -> Iterator[Row]:
    batch = {"batch": f"{units} units", "precision": precision}
    nlp = load(setting, path, units, precision)
    if precision != "bfloat16":
        about = {"what": "predict", "system": "phonener", **batch}
        yield from measure(about, partial(predict, nlp, examples), examples)
    loop = BareLoop(nlp, examples, precision)
    about = {"what": "predict", "system": "bare loop", **batch}
    yield from measure(about, partial(loop.predict, units), examples)


def training(
    setting: Setting, path: Path, examples: List[Example], precision: str
) -> Iterator[Row]:
    batch = {"batch": f"{len(examples)} sentences", "precision": precision}
    nlp = load(setting, path, ALL_UNITS, precision)
    if precision != "bfloat16":
        about = {"what": "train", "system": "phonener", **batch}
        update = partial(nlp.get_pipe("phonener").update, examples, sgd=make_adamw())
        yield from measure(about, update, examples)
        del update
        nlp = load(setting, path, ALL_UNITS, "float32")
    loop = BareLoop(nlp, examples, precision)
    about = {"what": "train", "system": "bare loop", **batch}
    yield from measure(about, loop.train, examples)


def load(setting: Setting, path: Path, units: int, precision: str) -> Language:
    """Load the pipeline; on a CPU it has no half precision, and the code is the same."""
    key = "components.phonener.model.encoder."
    mixed = setting.device == "gpu" and precision == "float16"
    config = {key + "batch_units": units, key + "mixed_precision": mixed}
    return spacy.load(path, config=config)


def predict(nlp: Language, examples: List[Example]) -> None:
    docs = [eg.predicted for eg in examples]
    for doc in nlp.get_pipe("phonener").pipe(docs, batch_size=len(docs)):
        doc.ents  # noqa: B018


class BareLoop:
    """A plain loop over a phonener's transformer, and a linear layer."""

    def __init__(self, nlp: Language, examples: List[Example], precision: str):
        shim = get_shim(nlp.get_pipe("phonener").model.get_ref("encoder"))
        assert shim.input_format is not None
        self.format, self.model = shim.input_format, shim._model
        self.output = nn.Linear(self.model.config.hidden_size, N_TAGS).to(shim.device)
        docs = [eg.predicted for eg in examples]
        self.inputs, _ = make_inputs(
            docs, self.format, size=WINDOW - 2, stride=WINDOW - 2
        )
        self.precision, self.device = precision, shim.device
        parameters = [*self.model.parameters(), *self.output.parameters()]
        self.optimizer = torch.optim.AdamW(parameters, lr=1e-5)

    def autocast(self) -> ContextManager:
        half: Optional[torch.dtype] = HALVES.get(self.precision)
        if half is None or self.device.type == "cpu":
            return nullcontext()
        return torch.autocast("cuda", dtype=half)

    def read(self, indices: List[int]) -> Tensor:
        batch = pad([self.inputs[i] for i in indices], self.format.padding)
        ids = torch.from_numpy(batch.input_ids).to(self.device)
        mask = torch.from_numpy(batch.attention_mask).to(self.device)
        with self.autocast():
            hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
            return self.output(hidden)

    def predict(self, units: int) -> None:
        self.model.eval()
        with torch.inference_mode():
            for batch in batch_inputs(self.inputs, units, padded=True):
                self.read(batch).argmax(dim=2).cpu()

    def train(self) -> None:
        """Make a step; what is learned does not change its time."""
        self.model.train()
        scores = self.read(list(range(len(self.inputs)))).flatten(0, 1).float()
        gold = torch.zeros(len(scores), dtype=torch.int64, device=self.device)
        # Gradients of 16 bits would be scaled: one multiplication more.
        cross_entropy(scores, gold).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()


def measure(
    about: Row, step: Callable[[], Any], examples: List[Example], rounds: int = 3
) -> Iterator[Row]:
    """Measure a step, warm: the median of some; and the memory that it takes at most."""
    on_gpu = torch.cuda.is_available()
    n_words = sum(len(eg.predicted) for eg in examples)
    try:
        # What was measured before is given back first.
        gc.collect()
        if on_gpu:
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
        seconds = []
        for _ in range(1 + rounds):
            start = time.perf_counter()
            step()
            if on_gpu:
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
    except Exception as err:
        # More than fits, perhaps.
        yield failed(", ".join(about.values()), err)
        return
    # CuPy takes its memory from PyTorch's pool.
    peak = torch.cuda.max_memory_allocated() / 2**20 if on_gpu else peak_megabytes()
    median = sorted(seconds[1:])[rounds // 2]
    yield {**about, "words_per_second": n_words / median, "megabytes": peak}
