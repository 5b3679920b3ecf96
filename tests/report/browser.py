import shutil
import subprocess
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


def dump_page(path: Path, fragment: str = "") -> str:
    """What a page has become in a browser, at an address."""
    return subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"]
        + ["--dump-dom", f"{path.as_uri()}#{fragment}"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    ).stdout
