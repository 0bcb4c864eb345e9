"""Let in only the person who started the program, from this computer, and let no page do more than show itself."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BODY = 1_200_000
"""Bytes that a request may carry: an answers file of 1 MB and what is around it."""
MOST_PICTURE = 5_200_000
"""Bytes that the one address may be sent that takes a picture."""
PICTURES = "/crest"
"""How that address ends."""
SLOWEST = 20.0
"""Seconds that a request's body may take to arrive."""
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
"""For a document that was made: its own style and its crest stand in it, and it can run nothing, send nothing and read no cookie."""
HEADERS = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # With "no-referrer" a browser sends "Origin: null" with our own forms, and older ones say nothing else of where a
    # form came from. "same-origin" tells no other site anything either.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
ENTRANCE = "/enter"


@dataclass(frozen=True)
class Pass:
    """What the person who started the program has: `token` in the address that is opened, then a cookie of this port."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which this computer alone is meant. Any other name may have been pointed here by a stranger."""
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def cookie(self) -> str:
        """Cookies do not know ports, so that the port stands in the name: two programs do not throw each other out."""
        return f"policygen_{self.port}"

    def address(self, host: str = "") -> str:
        """The address to open, with the token in it."""
        return f"http://{host or self.hosts[0]}{ENTRANCE}?key={self.token}"


class Guard:
    """Stands before the program. `first`: where somebody who has come in goes."""

    def __init__(self, app: App, held: Pass, first: str = "/", most: int = MOST_BODY, slowest: float = SLOWEST) -> None:
        self.app, self.held, self.first, self.most, self.slowest = app, held, first, most, slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        refused = self._refused(scope)
        if refused:
            await _say(send, *refused)
            return
        if scope["path"] == ENTRANCE:
            await self._enter(scope, send)
            return
        if not self._known(scope):
            await _say(send, 403, f"Open the address that policygen printed when it was started. {_WHY}")
            return
        try:
            async with asyncio.timeout(self.slowest):
                body = await self._body(scope, receive)
        except TimeoutError:
            await _say(send, 408, "What was sent did not arrive in time. Nothing was saved; go back and try again.")
            return
        if body is None:
            what = "5 MB, the most that a crest may be" if self._most(scope) > self.most else "any answers file"
            await _say(send, 413, f"That is larger than {what}. Nothing was saved.")
            return
        await self.app(scope, _replay(body, receive), _with_headers(send))

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Whether the request comes from somewhere else, by what browsers say of it and pages cannot change."""
        if _all(scope, b"host") not in [[host] for host in self.held.hosts]:
            return 421, f"This address is not the program’s own. {_WHY}"
        host = _all(scope, b"host")[0]
        writing = scope["method"] not in ("GET", "HEAD")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "Pages can be looked at and forms sent; nothing else is understood here."
        site, origin = _all(scope, b"sec-fetch-site"), _all(scope, b"origin")
        if len(site) > 1 or len(origin) > 1:
            return 403, f"The request contradicts itself. {_WHY}"
        if site and site[0] not in (("same-origin",) if writing else ("same-origin", "none")):
            return 403, f"Another page led here. Copy the address into the browser’s address line instead. {_WHY}"
        if origin and origin[0] != f"http://{host}" and not (origin[0] == "null" and site == ["same-origin"]):
            return 403, f"Another page sent this. {_WHY}"
        if writing and not origin and not site:
            return 403, f"The request does not say where it comes from. {_WHY}"
        return None

    def _known(self, scope: Scope) -> bool:
        try:
            jar = SimpleCookie("; ".join(_all(scope, b"cookie")))
        except CookieError:
            return False
        held = jar.get(self.held.cookie)
        return held is not None and hmac.compare_digest(held.value.encode(), self.held.session.encode())

    async def _enter(self, scope: Scope, send: Send) -> None:
        """Change the token of the address for a cookie that no other site can send and no page can read."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[0]
        if not hmac.compare_digest(given.encode(), self.held.token.encode()):
            await _say(send, 403, f"This address is not the one that policygen printed when it was started. {_WHY}")
            return
        cookie = f"{self.held.cookie}={self.held.session}; Path=/; HttpOnly; SameSite=Strict"
        await _say(send, 303, "", ((b"location", self.first.encode("ascii")), (b"set-cookie", cookie.encode("ascii"))))

    def _most(self, scope: Scope) -> int:
        return max(self.most, MOST_PICTURE) if scope["path"].endswith(PICTURES) else self.most

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; None where it is too large. A declared length is believed only where it refuses."""
        said, most = _all(scope, b"content-length"), self._most(scope)
        if said and (not said[0].isdigit() or int(said[0]) > most):
            return None
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b""
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > most:
                return None
            if not message.get("more_body"):
                return b"".join(parts)


_WHY = "policygen answers only the browser it was opened in, on this computer."


def _all(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def _with_headers(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = list(message.get("headers", ()))
            own = {name for name, _ in held}
            held.extend((name, value) for name, value in HEADERS if name not in own)
            if b"content-security-policy" not in own:
                held.append((b"content-security-policy", POLICY.encode("ascii")))
            message = {**message, "headers": held}
        await send(message)

    return headed


async def _say(send: Send, status: int, words: str, extra: Iterable[tuple[bytes, bytes]] = ()) -> None:
    body = words.encode("utf-8")
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"connection", b"close") if status in (408, 413) else (b"vary", b"Cookie"),
        *extra,
    ]
    headed = _with_headers(send)
    await headed({"type": "http.response.start", "status": status, "headers": headers})
    await headed({"type": "http.response.body", "body": body})
