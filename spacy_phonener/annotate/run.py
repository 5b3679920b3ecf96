"""A run: from the inputs over the parts to one output."""

import json
import shutil
from pathlib import Path
from typing import Any, Dict, Iterable, Optional, Sequence, Tuple

from tqdm import tqdm

from ..saving import replaced
from .engines import ENGINES
from .fields import Fields
from .inputs import PIPE, Input, find_inputs
from .lock import LOCK, locked
from .outputs import OUTPUTS, join_bytes, output_format, write_folder
from .parts import PART_SIZE, cut
from .summary import Summary
from .worker import ERRORS, Done, Job

# In the folder of the parts: what the run is, and copies of what cannot be read from the
# middle.
ABOUT = "run.json"
COPIES = "copies"


def parts_folder(output: Path) -> Path:
    return output.with_name(f"{output.name}.parts")


def errors_file(output: Path) -> Path:
    return output.with_name(f"{output.name}.errors.jsonl")


def is_complete(output: Path) -> bool:
    """Tell whether a run has come to its end, and no other has begun."""
    return output.exists() and not (parts_folder(output) / ABOUT).exists()


def annotate_files(
    pipeline: str,
    paths: Sequence[str],
    output: Path,
    *,
    fields: Fields = Fields(),
    lang: Optional[str] = None,
    input_format: Optional[str] = None,
    format: Optional[str] = None,
    n_workers: int = 1,
    engine: str = "local",
    resume: bool = False,
    force: bool = False,
    part_size: int = PART_SIZE,
) -> Summary:
    """Annotate files, in order.

    pipeline (str): Its name or folder.
    paths (Sequence[str]): Files, folders, patterns, URLs, or "-".
    output (Path): A file whose name tells its format; else a folder of parts.
    fields, lang: As in `Job`.
    input_format (Optional[str]): Of all inputs. Defaults to what their names say.
    format (Optional[str]): Of the output, where its name does not tell. Defaults to JSONL.
    n_workers (int): How many processes there are, one core each.
    engine (str): Who does the work, of ENGINES.
    resume (bool): Keep the parts that an interrupted run has done.
    force (bool): Begin anew, whatever there is.
    part_size (int): About how many bytes of the inputs a part has. A part is a stream:
        what a component learns from a stream (`count_batch`), it learns from that.
    RETURNS (Summary): What was found.
    RAISES (ValueError): If there is an output already, or another run has begun it.
    """
    if format not in (None, *OUTPUTS):
        raise ValueError(
            f"The format of the output is one of {', '.join(OUTPUTS)}, not {format}."
        )
    if engine not in ENGINES:
        raise ValueError(f"The engine is {' or '.join(ENGINES)}, not {engine}.")
    check_output(output, format)
    folder = parts_folder(output)
    written = [output, folder, errors_file(output)]
    inputs = find_inputs(paths, input_format, exclude=written)
    if any(Path(file.path).resolve() == output.resolve() for file in inputs):
        raise ValueError(f"{output} is one of the inputs. Give the output a new name.")
    chosen = output_format(output) or format or "jsonl"
    if Path(pipeline).exists():
        pipeline = str(Path(pipeline).absolute())
    job = Job(pipeline, fields, lang, chosen, str(folder.absolute()))
    about = about_run(job, inputs, part_size)
    is_known = not any(file.is_pipe for file in inputs)
    total = sum(file.size for file in inputs) if is_known else None
    with locked(folder):
        begin(about, output, resume=resume, force=force)
        try:
            parts = cut(inputs, fields, folder / COPIES, part_size)
            n_parts, summary = watch(ENGINES[engine](job, parts, n_workers), total)
        except BaseException:
            if not any(folder.glob("[0-9]*")):
                # There is nothing to resume.
                shutil.rmtree(folder)
            raise
        finish(job, n_parts, output)
    return summary


def check_output(output: Path, format: Optional[str]) -> None:
    """Check that a file or a folder can be made, and in which format.

    RAISES (ValueError): If it cannot be, or that is not clear.
    """
    if output.name in ("", PIPE) or output.is_char_device() or output.is_fifo():
        raise ValueError(
            f"The output is a file or a folder that is made when all is read, not {output}."
        )
    named = output_format(output)
    if named and format not in (None, named):
        raise ValueError(
            f"{output} is of the format {named} by its name, not {format}."
        )
    if not named and not format and output.suffix:
        endings = ", ".join(kind.ending for kind in OUTPUTS.values())
        raise ValueError(
            f"{output}: which format? Its name ends in none of {endings}. For a folder of "
            "parts, give --output-format."
        )


def watch(results: Iterable[Done], total: Optional[int]) -> Tuple[int, Summary]:
    """Wait for all parts. On a terminal, a bar shows how far it is.

    total (Optional[int]): How many bytes they are of, if that is known.
    RETURNS (Tuple[int, Summary]): How many they are, and what is in them.
    """
    whole = Summary()
    n_parts = new_words = 0
    bar = tqdm(total=total, unit="B", unit_scale=True, leave=False, disable=None)
    with bar:
        for part, summary, is_new in results:
            n_parts += 1
            whole.add(summary)
            bar.update(part.size)
            new_words += summary.n_words if is_new else 0
            seconds = bar.format_dict["elapsed"] or 1
            bar.set_postfix_str(f"{new_words / seconds:,.0f} words/s")
    return n_parts, whole


def about_run(job: Job, inputs: Sequence[Input], part_size: int) -> Dict[str, Any]:
    """Say what the parts depend on: those of other runs are of no use."""
    about = {"job": job._replace(folder=""), "inputs": inputs, "part_size": part_size}
    # As it is when it has been read from a file.
    return json.loads(json.dumps(about))


def begin(about: Dict[str, Any], output: Path, *, resume: bool, force: bool) -> None:
    """Make the folder of the parts, or take what is there.

    RAISES (ValueError): If there is something, and it is not to be replaced.
    """
    folder = parts_folder(output)
    if output.is_dir() and not all(f.match("part-*") for f in output.iterdir()):
        raise ValueError(f"{output} is a folder of other files. Give a new name.")
    if force:
        for part in folder.iterdir():
            if part.name != LOCK:
                shutil.rmtree(part) if part.is_dir() else part.unlink()
    elif (folder / ABOUT).exists():
        if not resume:
            raise ValueError(
                f"A run that was interrupted has left {folder}. Go on with it by --resume, "
                "or begin anew with --force."
            )
        if json.loads((folder / ABOUT).read_text(encoding="utf-8")) != about:
            raise ValueError(
                f"{folder} is of a run with another pipeline, other inputs or other "
                "options. Give these again, or begin anew with --force."
            )
    elif output.exists():
        raise ValueError(f"{output} exists already. --force replaces it.")
    # Who reads them was interrupted.
    shutil.rmtree(folder / COPIES, ignore_errors=True)
    (folder / COPIES).mkdir()
    with replaced(folder / ABOUT) as new:
        new.write_text(json.dumps(about), encoding="utf-8")


def finish(job: Job, n_parts: int, output: Path) -> None:
    """Join the parts to the output, and delete them."""
    files = [job.part_file(number) for number in range(n_parts)]
    errors = [job.part_folder(number) / ERRORS for number in range(n_parts)]
    with replaced(output) as new:
        if output_format(output):
            OUTPUTS[job.format].join(files, new)
        else:
            write_folder(files, new, OUTPUTS[job.format].ending)
    if any(file.stat().st_size for file in errors):
        with replaced(errors_file(output)) as new:
            join_bytes(errors, new)
    else:
        errors_file(output).unlink(missing_ok=True)
    # First what says that there is something to resume.
    (parts_folder(output) / ABOUT).unlink()
    shutil.rmtree(parts_folder(output))
