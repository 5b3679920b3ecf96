"""Pretrained encoders as checkpoints.

They are fetched from a hub name or a folder when a pipeline is initialized, and kept with
the trained pipeline from then on.
"""

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Callable, Dict, List, Optional, Union, cast

import srsly
import torch
from spacy_transformers.data_classes import HFObjects
from spacy_transformers.layers.hf_shim import HFShim
from thinc.api import ArgsKwargs, get_torch_default_device
from torch import nn
from transformers import (
    AutoModel,
    AutoModelForMaskedLM,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from .encoder_input import InputFormat
from .modules import ModuleShim


def set_training(
    transformer: PreTrainedModel, *, freeze_layers: int, gradient_checkpointing: bool
) -> None:
    """Set how an encoder is trained.

    freeze_layers (int): Train neither the embeddings nor this many of the first
        layers; 0: train everything.
    gradient_checkpointing (bool): Compute activations twice instead of keeping them.
    """
    if gradient_checkpointing:
        transformer.gradient_checkpointing_enable({"use_reentrant": False})
    if freeze_layers:
        for parameter in first_parameters(transformer, freeze_layers):
            parameter.requires_grad_(False)


def first_parameters(transformer: PreTrainedModel, n_layers: int) -> List[nn.Parameter]:
    """List the parameters up to the end of layer n_layers."""
    total = transformer.config.num_hidden_layers
    stacks = [
        name
        for name, module in transformer.named_modules()
        if isinstance(module, nn.ModuleList) and len(module) == total
    ]
    if not stacks or not n_layers <= total:
        raise ValueError(
            f"Cannot freeze {n_layers} layers: {type(transformer).__name__} has "
            f"{total if stacks else 'no stack of layers'}."
        )
    layer = transformer.get_submodule(f"{stacks[0]}.{n_layers - 1}")
    last = {id(p) for p in layer.parameters()}
    parameters = list(transformer.parameters())
    end = max(i for i, p in enumerate(parameters) if id(p) in last)
    return parameters[: end + 1]


def get_encoder(transformer: PreTrainedModel) -> PreTrainedModel:
    """Get what reads units: not the decoder, and not the output, a vocabulary wide."""
    if transformer.config.is_encoder_decoder:
        return cast(Any, transformer).get_encoder()
    if output := transformer.get_output_embeddings():
        names = [name for name, m in transformer.named_modules() if m is output]
        transformer.set_submodule(names[0], nn.Identity())
    return transformer


# Of a checkpoint: configuration, tokenizer, weights. No folders, no code, no pickles.
FILE_NAME = re.compile(r"[A-Za-z0-9][\w.-]*\.(json|txt|model|safetensors|jinja)")


class CheckpointShim(ModuleShim, HFShim):
    """spacy-transformers' shim, but checkpoints are kept as `transformers` keeps them.

    Upstream's own form rounds small numbers of the configuration to 0, pickles the
    weights, and takes five times their size in memory to load them. Here they are a
    `.safetensors` file, which is mapped to memory. The folder can be read by
    `AutoModel.from_pretrained` and `AutoTokenizer.from_pretrained`.

    get_format (Callable): Makes the InputFormat of a tokenizer and a transformer, kept
        as `input_format`.
    set_training (Callable): Sets how a transformer is trained.
    mixed_precision (bool): Compute in half precision, on a GPU.
    grad_scaler_config (Dict): Settings of Thinc's PyTorchGradScaler.
    lm_head (bool): Keep the head of a masked language model, but for its output.
    """

    # Some transformers keep tensors that they make while they predict, which could not
    # be trained with if they came from inference mode.
    no_grad = torch.no_grad

    def __init__(
        self,
        get_format: Callable[[PreTrainedTokenizerBase, PreTrainedModel], InputFormat],
        *,
        set_training: Callable[[PreTrainedModel], None],
        mixed_precision: bool,
        grad_scaler_config: Dict[str, Any],
        lm_head: bool = False,
    ):
        super().__init__(
            HFObjects(None, None, None),
            mixed_precision=mixed_precision,
            # Upstream writes to the dict it is given.
            grad_scaler_config=dict(grad_scaler_config),
            model_cls=AutoModelForMaskedLM if lm_head else AutoModel,
        )
        self.get_format = get_format
        self.set_training = set_training
        self.input_format: Optional[InputFormat] = None

    def load(
        self, source: Union[str, Path], *, revision: str = "main", **tokenizer_config
    ) -> None:
        """Load a checkpoint of the hub or of a folder."""
        # The configuration first: where there is none, trying is over soonest.
        safe = {"revision": revision, "trust_remote_code": False}
        config = self.config_cls.from_pretrained(source, **safe)
        tokenizer = self.tokenizer_cls.from_pretrained(
            source, **safe, **tokenizer_config
        )
        transformer, info = self.model_cls.from_pretrained(
            source, config=config, output_loading_info=True, **safe
        )
        # They are filled at random. The pooler, which masked language models have no use
        # for, is not used here either.
        missing = [k for k in info["missing_keys"] if not k.startswith("pooler.")]
        if missing:
            raise OSError(f"It lacks weights: {', '.join(missing)}.")
        self.set(tokenizer, transformer)

    def set(
        self, tokenizer: PreTrainedTokenizerBase, transformer: PreTrainedModel
    ) -> None:
        encoder = get_encoder(transformer)
        self.input_format = self.get_format(tokenizer, encoder)
        self.set_training(encoder)
        device = get_torch_default_device()
        nn.Module.to(encoder, device)
        self._grad_scaler.to_(device)
        self._hfmodel = HFObjects(tokenizer, transformer, None)
        self._model = encoder

    def begin_update(self, inputs: ArgsKwargs):
        output, backprop = super().begin_update(inputs)

        def backprop_once(grads: ArgsKwargs) -> ArgsKwargs:
            # Upstream unscales all gradients there are after each backward pass, those
            # of earlier passes (other batches, accumulated gradients) once again.
            earlier = {p: p.grad for p in self._model.parameters()}
            for parameter in earlier:
                parameter.grad = None
            d_inputs = backprop(grads)
            for parameter, grad in earlier.items():
                if parameter.grad is None:
                    parameter.grad = grad
                elif grad is not None:
                    parameter.grad += grad
            return d_inputs

        return output, backprop_once if self._mixed_precision else backprop

    def to_disk(self, path: Union[str, Path]) -> None:
        # A new folder: what lies in an old one may be mapped to memory.
        path = Path(path)
        path.mkdir()
        self._save(path)

    def from_disk(self, path: Union[str, Path]) -> "CheckpointShim":
        self._load(Path(path))
        return self

    def to_bytes(self) -> bytes:
        with TemporaryDirectory() as folder:
            self._save(Path(folder))
            files = {p.name: p.read_bytes() for p in Path(folder).iterdir()}
        return srsly.msgpack_dumps(files)

    def from_bytes(self, bytes_data: bytes) -> "CheckpointShim":
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for name, data in srsly.msgpack_loads(bytes_data).items():
                if not FILE_NAME.fullmatch(name):
                    raise ValueError(
                        f"The saved encoder has a file named {name!r}, which no "
                        "checkpoint has. Do not use it: it may be an attack."
                    )
                (Path(folder) / name).write_bytes(data)
            self._load(Path(folder))
        return self

    def _save(self, folder: Path) -> None:
        if self._model is not None:
            self._hfmodel.tokenizer.save_pretrained(folder)
            self._hfmodel.transformer.save_pretrained(folder)
            # safetensors makes files that nobody else may read.
            for weights in folder.glob("*.safetensors"):
                shutil.copymode(folder / "config.json", weights)

    def _load(self, folder: Path) -> None:
        # Empty: saved before it was initialized.
        if any(folder.iterdir()):
            tokenizer = self.tokenizer_cls.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False
            )
            transformer, info = self.model_cls.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                output_loading_info=True,
            )
            # They would be filled at random.
            if missing := [*info["missing_keys"], *info["mismatched_keys"]]:
                raise ValueError(f"weights are missing: {', '.join(map(str, missing))}")
            self.set(tokenizer, transformer)
