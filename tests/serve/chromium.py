"""A page in headless Chromium, by the DevTools protocol over a pipe: types and clicks."""

import base64
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from ..report.browser import CHROMIUM

# For what a page does by and by.
PATIENCE = 60
TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
END = {"key": "End", "code": "End", "windowsVirtualKeyCode": 35}
HOME = {"key": "Home", "code": "Home", "windowsVirtualKeyCode": 36}
ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
ESCAPE = {"key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 27}
CONTROL = 2
# The browser reads from 3 and writes to 4.
LAUNCH = """\
import os, sys
_, to_read, to_write, *command = sys.argv
os.dup2(int(to_read), 3)
os.dup2(int(to_write), 4)
os.execvp(command[0], command)
"""


class Page:
    """A page that a user sees.

    profile (Path): Folder for what the browser writes.
    """

    def __init__(self, profile: Path):
        to_read, self._commands = os.pipe()
        self._answers, to_write = os.pipe()
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
        options += [f"--user-data-dir={profile}", "--remote-debugging-pipe"]
        places = [str(to_read), str(to_write)]
        self._browser = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, *places, str(CHROMIUM), *options],
            pass_fds=[to_read, to_write],
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self._number = 0
        self._rest = b""
        self._session: dict = {}
        # What the page writes to its console, and what it may not do.
        self.complaints: list = []
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        found = self.do("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": found["sessionId"]}
        for domain in ("Page", "Runtime", "Log"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **params: Any) -> dict:
        """Give a command of the protocol, and get its answer."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": params}
        text = json.dumps({**command, **self._session})
        os.write(self._commands, text.encode() + b"\0")
        while True:
            message = self._read()
            if message.get("id") == self._number:
                assert "error" not in message, (method, message)
                return message["result"]
            kind = message.get("method")
            if kind in ("Log.entryAdded", "Runtime.exceptionThrown"):
                self.complaints.append(message["params"])

    def _read(self) -> dict:
        while b"\0" not in self._rest:
            is_there, _, _ = select.select([self._answers], [], [], PATIENCE)
            data = os.read(self._answers, 2**16) if is_there else b""
            assert data, "The browser has ended, or hangs."
            self._rest += data
        text, _, self._rest = self._rest.partition(b"\0")
        return json.loads(text)

    def close(self) -> None:
        self._session = {}
        self.do("Browser.close")
        self._browser.wait(PATIENCE)
        os.close(self._commands)
        os.close(self._answers)

    def get(self, script: str) -> Any:
        """Get the value of an expression of JavaScript."""
        options = {"awaitPromise": True, "returnByValue": True}
        answer = self.do("Runtime.evaluate", expression=script, **options)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, script: str) -> Any:
        """Wait until an expression has a value that is true."""
        end = time.monotonic() + PATIENCE
        while not (value := self.get(script)):
            assert time.monotonic() < end, (script, self.complaints)
            time.sleep(0.05)
        return value

    def open(self, url: str) -> None:
        self.do("Page.navigate", url=url)

    def show(self, width: int, height: int = 900, scheme: str = "light") -> None:
        """Set the size of the window, in pixels, and whether colours are dark."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1}
        self.do("Emulation.setDeviceMetricsOverride", **size, mobile=width < 600)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.do("Emulation.setEmulatedMedia", features=[feature])

    def point(self, selector: str) -> dict:
        """Move the mouse to the middle of an element."""
        where = f"document.querySelector({json.dumps(selector)})"
        self.get(f"{where}.scrollIntoView({{block: 'center'}})")
        x, y = self.get(
            f"(r => [r.x + r.width / 2, r.y + r.height / 2])({where}.getBoundingClientRect())"
        )
        place = {"x": x, "y": y}
        self.do("Input.dispatchMouseEvent", type="mouseMoved", **place)
        return place

    def click(self, selector: str) -> None:
        place = {**self.point(selector), "button": "left", "clickCount": 1}
        self.do("Input.dispatchMouseEvent", type="mousePressed", **place)
        self.do("Input.dispatchMouseEvent", type="mouseReleased", **place)

    def tap(self, selector: str) -> None:
        """Touch an element."""
        place = self.point(selector)
        self.do("Input.dispatchTouchEvent", type="touchStart", touchPoints=[place])
        self.do("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def type(self, selector: str, text: str) -> None:
        """Click on a field, and type a text in the place of what is there."""
        self.click(selector)
        self.get("document.activeElement.select()")
        self.do("Input.insertText", text=text)

    def press(self, key: dict, modifiers: int = 0) -> None:
        self.do("Input.dispatchKeyEvent", type="keyDown", modifiers=modifiers, **key)
        self.do("Input.dispatchKeyEvent", type="keyUp", modifiers=modifiers, **key)

    def choose(self, selector: str, value: str) -> None:
        """Choose an option, as its list does: that is no part of the page."""
        self.get(
            f"(s => {{ s.value = {json.dumps(value)}; s.dispatchEvent(new Event('change')) }})"
            f"(document.querySelector({json.dumps(selector)}))"
        )

    def shoot(self, path: Path) -> None:
        """Take a picture of all of the page."""
        data = self.do("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))
