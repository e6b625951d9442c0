"""Who may speak to the rehearsal: only this machine's own pages and programs."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN = {"127.0.0.1", "localhost"}
POLICY = (
    "default-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses foreign hosts and origins; gives every answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        app = (
            self._app
            if _own(scope)
            else JSONResponse({"error": "Only this machine's own page may ask."}, 403)
        )
        await app(scope, receive, guarded)


def _own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    server = scope.get("server") or ("", 80)
    origin = headers.get("origin")
    host = headers.get("host", "")
    same = origin is None or origin == f"http://{host}"
    return same and headers.get("sec-fetch-site") != "cross-site" and _here(host, server[1] or 80)


def _here(host: str, port: int) -> bool:
    try:
        parts = urlsplit(f"//{host}")
        return parts.hostname in OWN and (parts.port or 80) == port
    except ValueError:
        return False
