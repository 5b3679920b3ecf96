import os
import shutil
from pathlib import Path
from typing import List

import typer
from wasabi import msg


def clean_cli(
    paths: List[Path] = typer.Argument(..., help="Files and folders of the project"),
):
    """
    Remove files and folders inside of the project that is the working directory.

    Those that are not there are passed over; one outside of it is an error, and nothing
    is removed.
    """
    project = Path.cwd()
    if not (project / "project.yml").exists():
        msg.fail(f"There is no project.yml in {project}", exits=1)
    for path in paths:
        # Not resolved: `training` may be a link to a larger disk.
        if project not in Path(os.path.abspath(path)).parents:
            msg.fail(f"{path} is not inside of the project {project}", exits=1)
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
