"""`phonener serve`, as a user types it."""

import builtins
import os
import re
import signal
import socket
import subprocess
import sys
from threading import Thread
from urllib.request import Request, urlopen

import pytest

from spacy_phonener.cli.endings import read_utf8
from spacy_phonener.cli.serve import bracketed, listen
from spacy_phonener.serve.names import parse_names

from .conftest import invoke


def test_a_port_that_is_taken_is_said_before_the_pipeline_is_loaded(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = invoke("serve", tmp_path / "none", "--port", port)
    assert result.exit_code == 1
    assert f"Port {port} of 127.0.0.1 is taken" in result.output
    assert "--port 0" in result.output and "Traceback" not in result.output


@pytest.mark.parametrize(
    "args, reason",
    [
        (["none"], "cannot be loaded"),
        (["none", "--host", "no.such.host.invalid"], "cannot be listened at"),
        (["none", "--port", "99999"], "--port"),
        (["none", "--names", "none.jsonl"], "none.jsonl"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_line(args, reason, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = invoke("serve", *args, *(["--port", 0] if "--port" not in args else []))
    assert result.exit_code and reason in result.output
    assert isinstance(result.exception, SystemExit)


def test_a_list_of_names_that_cannot_be_used(trained_path, tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("London\n...\n")
    result = invoke("serve", trained_path, "--names", path, "--port", 0)
    assert result.exit_code == 1 and "Line 2 of the names" in result.output


def test_names_in_another_encoding(trained_path, tmp_path):
    path = tmp_path / "names.txt"
    path.write_bytes(b"caf\xe9\n")
    result = invoke("serve", trained_path, "--names", path, "--port", 0)
    assert result.exit_code == 1
    assert "names.txt is not in UTF-8" in " ".join(result.output.split())


def test_a_mark_of_the_byte_order_is_no_part_of_a_name(tmp_path):
    """As Windows writes files."""
    path = tmp_path / "names.jsonl"
    path.write_text('{"label": "LOC", "pattern": "London"}\n', encoding="utf-8-sig")
    assert parse_names(read_utf8(path)) == [{"label": "LOC", "pattern": "London"}]


def test_a_pipeline_is_not_compared_with_itself(trained_path):
    result = invoke("serve", trained_path, "--compare", trained_path, "--port", 0)
    assert result.exit_code == 1 and "with itself" in result.output


def test_what_to_install_is_said(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "uvicorn":
            raise ImportError("no uvicorn")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    result = invoke("serve", "phonener_lite")
    assert result.exit_code == 1
    assert "pip install 'spacy-phonener[serve]'" in result.output


def test_an_address_of_the_new_kind():
    assert bracketed("::1") == "[::1]" and bracketed("127.0.0.1") == "127.0.0.1"
    if socket.has_dualstack_ipv6():
        with listen("::1", 0) as listener:
            assert listener.family == socket.AF_INET6


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise")
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_it_serves_until_control_and_c(trained_path, host):
    command = [sys.executable, "-m", "spacy", "phonener", "serve", str(trained_path)]
    process = subprocess.Popen(
        [*command, "--host", host, "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    said = process.stdout.readline()
    assert ("no password" in said) == (host == "0.0.0.0")
    if "://" not in said:
        said = process.stdout.readline()
    port = said.partition(f"{host}:")[2].split()[0]
    with urlopen(f"http://127.0.0.1:{port}/about", timeout=60) as answer:
        assert b'"pipelines"' in answer.read()
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0 and "Ended" in rest


# A text that is read for ten minutes.
SLOW = """
import time
from spacy.cli import setup_cli
from spacy_phonener.serve.analysis import Analyzer

def analyze(self, question):
    print("reading", flush=True)
    time.sleep(600)

Analyzer.analyze = analyze
setup_cli()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent otherwise")
def test_control_and_c_does_not_wait_for_a_text(trained_path):
    command = [sys.executable, "-c", SLOW, "phonener", "serve", str(trained_path)]
    process = subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    url = re.search(r"http://[\d.:]+", process.stdout.readline())[0]
    headers = {"Content-Type": "application/json"}
    question = Request(f"{url}/analyze", b'{"text": "London"}', headers)
    asking = Thread(target=lambda: pytest.raises(OSError, urlopen, question))
    asking.start()
    assert process.stdout.readline() == "reading\n"
    process.send_signal(signal.SIGINT)
    try:
        rest, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    asking.join()
    assert process.returncode == 0 and "Ended" in rest
