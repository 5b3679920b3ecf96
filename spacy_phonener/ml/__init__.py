"""Thinc models: encoders and the tagger over them. They run PyTorch's modules."""

from ..forks import use_one_torch_thread_after_forks

use_one_torch_thread_after_forks()
