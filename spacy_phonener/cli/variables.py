"""`spacy project run … --vars.NAME` takes any name; ours have to be known."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import List

import srsly
from wasabi import msg

PREFIX = "--vars."


def check_variables() -> None:
    """End a command of project.yml where the project has no variable that was given.

    Weasel takes what is misspelt, goes on without it, and hands it to no command: so it
    is read from the command line of the process that runs this one.
    """
    arguments = parent_arguments()
    names = [
        argument.removeprefix(PREFIX).partition("=")[0]
        for argument in arguments
        if argument.startswith(PREFIX)
    ]
    project = Path("project.yml")
    if not names or "run" not in arguments or not project.exists():
        return
    known = list(srsly.read_yaml(project).get("vars", {}))
    for name in names:
        # Weasel knows `--vars.gpu-id=0` as gpu_id.
        if name not in known and name.replace("-", "_") not in known:
            near = get_close_matches(name, known, n=1)
            msg.fail(
                f"project.yml has no variable '{name}'",
                f"Did you mean '{near[0]}'?"
                if near
                else f"It has {', '.join(known) or 'none'}.",
                exits=1,
            )


def is_forced() -> bool:
    """Tell whether `spacy project run --force` runs the command."""
    return not {"--force", "-F"}.isdisjoint(parent_arguments())


def parent_arguments() -> List[str]:
    """Get the command line of the process that started this one, where /proc has it."""
    try:
        data = Path(f"/proc/{os.getppid()}/cmdline").read_bytes()
    except OSError:
        return []
    return data.decode(errors="replace").split("\0")
