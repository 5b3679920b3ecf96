"""Commands end with one line, rather than a traceback, where the user can mend it."""

from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from spacy.language import Language
from wasabi import msg


@contextmanager
def ending(title: str) -> Iterator[None]:
    """End the command where what it was given cannot be used.

    title (str): What cannot be done; the error says why.
    """
    try:
        yield
    except (OSError, ValueError, ImportError) as err:
        msg.fail(title, str(err), exits=1)


def load_pipeline(model: str) -> Language:
    """Load a pipeline by its name or folder."""
    import spacy

    with ending(f"The pipeline {model} cannot be loaded"):
        return spacy.load(model)


def read_utf8(path: Path) -> str:
    """Read a text file of the user's.

    RAISES (ValueError): If it is not in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as err:
        raise ValueError(f"{path} is not in UTF-8: {err}") from err


def check_gpu(gpu_id: int) -> None:
    """End the command if it is to use a GPU, and cannot."""
    from thinc.api import has_cupy

    if gpu_id < 0 or has_cupy:
        return
    reason = "it cannot be used"
    try:
        # Without CUDA's libraries, Thinc says that there is no CuPy.
        import cupy.cublas  # noqa: F401
    except ImportError as err:
        reason = str(err)
    msg.fail(
        f"GPU {gpu_id} needs CuPy: {reason}",
        "pip install 'spacy-phonener[cuda12x]', or [cuda13x], as PyTorch's CUDA is "
        "(torch.version.cuda); without it: --gpu-id -1",
        exits=1,
    )
