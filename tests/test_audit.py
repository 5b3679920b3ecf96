"""CI's look for known vulnerabilities: it is skipped in one line, or its result counts."""

import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from .conftest import ROOT

FOUND = [sys.executable, "-c", "print('found one'); raise SystemExit(3)"]


@pytest.fixture
def serve():
    """Get a function that serves a text, and answers its URL."""
    servers = []

    def start(text, status=200):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *args):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/flask"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def audit(url):
    command = [sys.executable, str(ROOT / ".ci" / "audit.py"), url, *FOUND]
    return subprocess.run(command, capture_output=True, text=True)


def test_where_there_is_a_list_its_result_counts(serve):
    result = audit(serve(json.dumps({"vulnerabilities": [{"id": "PYSEC-2019-179"}]})))
    assert (result.returncode, result.stdout) == (3, "found one\n")


@pytest.mark.parametrize(
    "text,status",
    [("{}", 200), ('{"vulnerabilities": []}', 200), ("x", 200), ("", 404)],
)
def test_where_there_is_none_it_is_skipped(serve, text, status):
    check_skipped(audit(serve(text, status)))


def test_where_nothing_can_be_reached_it_is_skipped():
    check_skipped(audit("http://127.0.0.1:1/flask"))


def check_skipped(result):
    assert result.returncode == 0 and result.stderr == ""
    assert result.stdout.startswith("pip-audit: skipped")
    assert result.stdout.count("\n") == 1
