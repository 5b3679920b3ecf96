import re
import shutil
import subprocess
from html import escape
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


def measure_width(page: str, window: int, tmp_path: Path) -> int:
    """How wide a page is in a window of some pixels, in a frame: browsers' have a minimum."""
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<meta charset="utf-8"><iframe width="{window}" height="9999" srcdoc="{escape(page)}" onload="'
        "document.title = 'width ' + contentDocument.documentElement.scrollWidth"
        '"></iframe>',
        encoding="utf-8",
    )
    return int(re.search(r"<title>width (\d+)", dump_page(frame))[1])
