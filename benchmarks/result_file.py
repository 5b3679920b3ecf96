"""What a command found, as Markdown: by which command, on which machine, how long it took."""

import sys
import time
from pathlib import Path
from typing import Optional

from .speed.machine import machine, machine_line

_start = time.monotonic()


def write_result(title: str, found: str, output: Optional[Path]) -> None:
    """Print what was found; write it to a file, too, if there is one."""
    command = " ".join(["python", *sys.orig_argv[1:]])
    minutes = (time.monotonic() - _start) / 60
    about = f"`{command}`\n\n{machine_line(machine())}. It took {minutes:.0f} minutes."
    text = f"# {title}\n\n{about}\n\n{found}\n"
    print(text)
    if output:
        output.write_text(text, encoding="utf-8")
