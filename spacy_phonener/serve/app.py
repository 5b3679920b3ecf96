"""The page as an ASGI app: it answers questions about texts, and loads nothing else.

A page of another site can ask nothing: it would have to send JSON, which browsers let no
other site do, and there is no CORS. Nor can it by a name that it makes mean this machine
(DNS rebinding): only the hosts that are named here are answered.
"""

from pathlib import Path
from typing import List, Sequence

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .analysis import Analyzer
from .question import MAX_BYTES, read_question

FOLDER = Path(__file__).parent
# What the page consists of, by its address.
FILES = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
}
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


def make_app(analyzer: Analyzer, hosts: Sequence[str]) -> Starlette:
    """Make the app.

    hosts (Sequence[str]): By which names browsers may call this machine; "*": by any.
    """

    async def about(request: Request) -> Response:
        return JSONResponse(analyzer.about())

    async def analyze(request: Request) -> Response:
        body = await read_body(request)
        try:
            question = read_question(body, analyzer.codes)
            # Ctrl-C does not wait for a text that takes long.
            answer = await to_thread.run_sync(
                analyzer.analyze, question, abandon_on_cancel=True
            )
        except ValueError as err:
            raise HTTPException(422, str(err)) from err
        return JSONResponse(answer)

    return Starlette(
        routes=[
            *make_file_routes(),
            Route("/about", about),
            Route("/analyze", analyze, methods=["POST"]),
        ],
        middleware=[
            Middleware(add_headers),
            Middleware(
                TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False
            ),
        ],
        exception_handlers={HTTPException: refuse},
    )


async def read_body(request: Request) -> bytes:
    """Read a request's JSON, as long as it is not too much.

    RAISES (HTTPException): If it is, or something else.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "Send application/json.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(413, f"{MAX_BYTES:,} bytes are the most.")
    return bytes(body)


def refuse(request: Request, err: Exception) -> Response:
    """Say in JSON what cannot be answered."""
    assert isinstance(err, HTTPException)
    return JSONResponse({"error": err.detail}, err.status_code, err.headers)


def make_file_routes() -> List[Route]:
    """Make a route to each of the page's files, and to no other."""

    def make_route(address: str, name: str, kind: str) -> Route:
        content = (FOLDER / name).read_bytes()

        async def answer(request: Request) -> Response:
            return Response(content, media_type=kind)

        return Route(address, answer)

    return [make_route(address, *file) for address, file in FILES.items()]


def add_headers(app: ASGIApp) -> ASGIApp:
    """Let all answers of an app have the HEADERS."""
    headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *headers]}
            await send(message)

        await app(scope, receive, send_with_headers)

    return answer
