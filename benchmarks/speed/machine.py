"""What it was measured on."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Dict


def machine() -> Dict[str, Any]:
    cpu = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = f"{line.partition(':')[2].strip()}, {cpu}"
            break
    packages = ("spacy", "spacy-transformers", "torch", "transformers", "epitran")
    return {
        "date": str(date.today()),
        "cpu": cpu,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
    }


def machine_line(machine: Dict[str, Any]) -> str:
    packages = ", ".join(f"{k} {v}" for k, v in machine["packages"].items())
    return (
        f"{machine['date']}, {machine['cores']} cores ({machine['cpu']}), "
        f"{machine.get('gpu', 'no GPU')}, "
        f"Python {machine['python']}, {packages}"
    )
