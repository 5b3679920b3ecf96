"""Is a GPU's result that of the CPU?

Predictions, gradients, steps of training, weights that are saved on one and loaded on the
other, `nlp.pipe`, a thread, and mixed precision.
"""

from threading import Thread
from typing import Any, Dict, Iterator, List, Tuple

import numpy
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from spacy_phonener.ml.optimizer import make_adamw
from spacy_phonener.pipeline.shims import model_shims

from .pipelines import ENCODERS, make_pipeline
from .setting import Row, Setting, check, failed, read_examples, use

# Beside the largest difference of log probabilities, shares of what is compared: of the
# norm of the gradient, of the loss.
LOG_PROBABILITIES, GRADIENT, LOSS = 1e-3, 1e-3, 1e-2
# 16-bit numbers have 8 to 11 bits for their digits.
HALF_GRADIENT = 0.1
BATCH, STEPS, HALF_STEPS = 32, 3, 20
# So few that a batch of sentences becomes several of the encoder's.
FEW_UNITS = 512

Ents = List[List[Tuple[int, int, str]]]


def compare(setting: Setting) -> Iterator[Row]:
    """Compare each encoder, in each size."""
    tried = [(encoder, "small") for encoder in ENCODERS]
    # CANINE's texts are not padded: the CPU takes too long for many at base size.
    tried += setting.either(
        [(name, "base") for name in ENCODERS if name != "canine"], []
    )
    use("cpu")
    reader = spacy.blank("xx")
    reader.add_pipe("phonemizer")
    examples = read_examples(reader, setting, setting.either(2000, 16))
    for encoder, size in tried:
        try:
            yield from compare_encoder(setting, encoder, size, examples)
        except Exception as err:
            yield failed(f"{encoder}, {size}", err)
    for part in (compare_pipe, compare_thread, compare_mixed):
        try:
            yield from part(setting)
        except Exception as err:
            yield failed(part.__name__, err)


def compare_encoder(
    setting: Setting, encoder: str, size: str, examples: List[Example]
) -> Iterator[Row]:
    name, path = f"{encoder}, {size}: ", setting.folder / f"{encoder}-{size}"
    use("cpu")
    docs = [eg.predicted for eg in examples]
    nlp = make_pipeline(setting, encoder, size, [doc.text for doc in docs])
    nlp.to_disk(path)
    scores, ents = predict(nlp, docs)
    use(setting.device)
    moved = spacy.load(path)
    moved_scores, moved_ents = predict(moved, docs)
    difference = max(abs(a - b).max() for a, b in zip(scores, moved_scores))
    yield check(name + "log probabilities", difference, LOG_PROBABILITIES)
    others = sum(a != b for a, b in zip(ents, moved_ents))
    yield check(name + "sentences with other entities", others, 0)
    moved.to_disk(path.with_name(path.name + "-moved"))
    data = moved.get_pipe("phonener").to_bytes()
    use("cpu")
    back = spacy.load(path.with_name(path.name + "-moved"))
    yield check(name + "weights, to_disk and from_disk", apart(nlp, back), 0.0)
    back.get_pipe("phonener").from_bytes(data)
    yield check(name + "weights, to_bytes and from_bytes", apart(nlp, back), 0.0)
    yield from compare_training(setting, name, nlp, moved, examples[:BATCH])


def predict(nlp: Language, docs: List[Doc]) -> Tuple[List[numpy.ndarray], Ents]:
    """Predict the log probabilities of docs' tags, and their entities."""
    phonener = nlp.get_pipe("phonener")
    scores = phonener.predict(docs)
    phonener.set_annotations(docs, scores)
    return scores, list(map(entities, docs))


def entities(doc: Doc) -> List[Tuple[int, int, str]]:
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


def compare_training(
    setting: Setting,
    name: str,
    nlp: Language,
    moved: Language,
    examples: List[Example],
) -> Iterator[Row]:
    """Compare the first gradient, and the loss after some steps."""
    use("cpu")
    gradient = first_gradient(nlp, examples)
    losses = train(nlp, examples, STEPS)
    use(setting.device)
    moved_gradient = first_gradient(moved, examples)
    moved_losses = train(moved, examples, STEPS)
    yield check(name + "gradient", relative(moved_gradient, gradient), GRADIENT)
    change = abs(moved_losses[-1] / losses[-1] - 1)
    yield check(f"{name}loss after {STEPS} steps", change, LOSS)


def first_gradient(nlp: Language, examples: List[Example]) -> numpy.ndarray:
    """Get the gradient of a batch, of all parameters; and put it back to zero."""
    phonener = nlp.get_pipe("phonener")
    phonener.update(examples, losses={})
    found = []
    for node in phonener.model.walk():
        for name in node.param_names:
            found.append(node.ops.to_numpy(node.get_grad(name)).flatten())
            node.set_grad(name, node.get_grad(name) * 0)
    for shim in model_shims(phonener.model):
        for parameter in shim._model.parameters():
            if parameter.grad is not None:
                found.append(parameter.grad.cpu().numpy().flatten())
                parameter.grad = None
    return numpy.concatenate(found)


def train(nlp: Language, examples: List[Example], steps: int) -> List[float]:
    """Train on one batch, and get the loss of each step."""
    optimizer, found = make_adamw(1e-4), []
    for _ in range(steps):
        losses: Dict[str, float] = {}
        nlp.get_pipe("phonener").update(examples, sgd=optimizer, losses=losses)
        found.append(losses["phonener"])
    return found


def relative(found: numpy.ndarray, expected: numpy.ndarray) -> float:
    """Measure how far something is from what is expected, as a share of that."""
    norm = numpy.linalg.norm
    return float(norm(found - expected) / norm(expected))


def apart(first: Language, second: Language) -> float:
    """Measure the largest difference between the weights of two pipelines."""
    return max(
        abs(a - b).max() for a, b in zip(weights(first), weights(second)) if a.size
    )


def weights(nlp: Language) -> Iterator[numpy.ndarray]:
    model = nlp.get_pipe("phonener").model
    for node in model.walk():
        for name in node.param_names:
            yield node.ops.to_numpy(node.get_param(name))
    for shim in model_shims(model):
        for tensor in shim._model.state_dict().values():
            yield tensor.cpu().numpy()


def compare_pipe(setting: Setting) -> Iterator[Row]:
    """Compare `nlp.pipe` from text to entities, by the commands that users type."""
    commands = {"require_gpu": spacy.require_gpu, "prefer_gpu": spacy.prefer_gpu}
    expected = pipe(setting)
    for name, command in commands.items():
        use("cpu")
        if setting.device == "gpu":
            command()
        others = sum(a != b for a, b in zip(expected, pipe(setting)))
        yield check(f"nlp.pipe after spacy.{name}(): other texts", others, 0)


def pipe(setting: Setting) -> Ents:
    """Read texts by the small LiteEncoder that was saved."""
    nlp = spacy.load(setting.folder / "lite-small")
    texts = read_texts(nlp, setting)
    return [entities(doc) for doc in nlp.pipe(texts, batch_size=64)]


def read_texts(nlp: Language, setting: Setting) -> List[str]:
    examples = read_examples(nlp, setting, setting.either(500, 16))
    return [eg.reference.text for eg in examples]


def compare_thread(setting: Setting) -> Iterator[Row]:
    """Compare a thread that shares a pipeline, and asks for the device itself."""
    use("cpu")
    expected = pipe(setting)
    use(setting.device)
    nlp = spacy.load(setting.folder / "lite-small")
    texts = read_texts(nlp, setting)
    found: Ents = []

    def read() -> None:
        use(setting.device)
        found.extend(entities(doc) for doc in nlp.pipe(texts, batch_size=64))

    thread = Thread(target=read)
    thread.start()
    thread.join()
    others = sum(a != b for a, b in zip(expected, found))
    missing = len(expected) - len(found)
    yield check("a thread of its own: texts with other entities", others + missing, 0)


def compare_mixed(setting: Setting) -> Iterator[Row]:
    """Compare mixed precision, in several of the encoder's batches, to 32 bits."""
    use(setting.device)
    size = setting.either("base", "small")
    for encoder, units in (("lite", {}), ("xphonebert", {"batch_units": FEW_UNITS})):
        path = setting.folder / f"{encoder}-{size}"
        settings: Dict[str, Any] = {"mixed_precision": setting.device == "gpu", **units}
        key = "components.phonener.model.encoder."
        full = spacy.load(path)
        half = spacy.load(path, config={key + k: v for k, v in settings.items()})
        examples = read_examples(full, setting, setting.either(4 * BATCH, BATCH))
        name = f"{encoder}, {size}, mixed precision: "
        gradient = first_gradient(full, examples)
        found = first_gradient(half, examples)
        yield check(name + "gradient", relative(found, gradient), HALF_GRADIENT)
        losses = train(half, examples, HALF_STEPS)
        share = losses[-1] / losses[0]
        yield check(f"{name}loss after {HALF_STEPS} steps, to that before", share, 0.98)
