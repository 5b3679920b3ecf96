import errno
import os
import socket
import sys
import webbrowser
from ipaddress import ip_address
from pathlib import Path
from typing import Optional

import typer
from wasabi import msg

from .endings import ending, load_pipeline, read_utf8

LOCAL = "127.0.0.1"
# More requests at once are told to come again.
MAX_REQUESTS = 64
# To finish what is being read, after Ctrl-C.
SECONDS = 3


def serve_cli(
    pipeline: str = typer.Argument(..., help="Pipeline name or folder"),
    compare: Optional[str] = typer.Option(
        None, "--compare", "-c", help="Another pipeline, to be shown beneath"
    ),
    names_path: Optional[Path] = typer.Option(
        None,
        "--names",
        "-n",
        help="Names to find by their sound: one a line, or sound_ruler's JSONL patterns",
        exists=True,
        dir_okay=False,
    ),
    host: str = typer.Option(LOCAL, "--host", help="Address to be reached at"),
    port: int = typer.Option(
        8000, "--port", "-p", help="0: any that is free", min=0, max=65535
    ),
    open_page: bool = typer.Option(False, "--open", "-o", help="Open it in a browser"),
):
    """
    Serve a page to try a pipeline on texts: entities, IPA, names by their sound.

    It is for this machine alone, unless --host says otherwise. Ctrl-C ends it.
    """
    with ending("The page cannot be served"):
        try:
            import uvicorn

            from ..serve.app import make_app
        except ImportError as err:
            raise ImportError(
                "This needs Starlette and uvicorn: pip install 'spacy-phonener[serve]'"
            ) from err
        from ..serve.analysis import Analyzer
        from ..serve.names import NameList, parse_names

        # Before the pipeline is loaded, which takes time.
        listener = listen(host, port)
        if compare == pipeline:
            raise ValueError(f"{pipeline} is compared with itself: name another one.")
        pipelines = {name: load_pipeline(name) for name in (pipeline, compare) if name}
        names = None
        if names_path:
            names = NameList(parse_names(read_utf8(names_path)))
        address = ip_address(listener.getsockname()[0])
        # At all of its addresses, this machine may be called by any name.
        hosts = (
            ["*"] if address.is_unspecified else [LOCAL, "localhost", bracketed(host)]
        )
        app = make_app(Analyzer(pipelines, names), hosts)
    if not address.is_loopback:
        msg.warn("Whoever reaches this address can use it: it has no password")
    url = f"http://{bracketed(host)}:{listener.getsockname()[1]}"
    msg.good(f"{url} (Ctrl-C ends it)")
    # Also where it is written to a file.
    sys.stdout.flush()
    if open_page:
        webbrowser.open(url)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        limit_concurrency=MAX_REQUESTS,
        timeout_graceful_shutdown=SECONDS,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        msg.info("Ended")
    # Python would wait for a text that is still being read, however long that takes.
    sys.stdout.flush()
    os._exit(0)


def listen(host: str, port: int) -> socket.socket:
    """Listen at an address.

    RAISES (ValueError): If that cannot be: says why, and what to do.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as err:
        if err.errno == errno.EADDRINUSE:
            raise ValueError(
                f"Port {port} of {host} is taken: choose another one by --port, or any "
                "that is free by --port 0."
            ) from err
        raise ValueError(
            f"{host}:{port} cannot be listened at: {err.strerror}."
        ) from err


def bracketed(host: str) -> str:
    """Write a host as URLs do."""
    return f"[{host}]" if ":" in host else host
