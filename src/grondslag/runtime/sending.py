"""Sending: an answer goes out, with the headers that every answer has and the tag by which it is known again."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from grondslag.runtime.incoming import CRS, JSON, REQUEST_SECONDS, Receive, Sent, matches
from grondslag.runtime.town import Answer

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Header = tuple[bytes, bytes]

SECURITY: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
# Over plain http a browser would pass it by, and the operator would take it for set.
OVER_TLS = (b"strict-transport-security", b"max-age=31536000")
NO_STORE = (b"cache-control", b"no-store")
REVALIDATE = (b"cache-control", b"private, no-cache")


async def send_answer(answer: Answer, sent: Sent, send: Send, version: bytes, *, has_crs: bool) -> None:
    """Send what answers a request to an API of this version. `has_crs`: whether coordinates may go over it.

    Raises Missing, StoreSilent or TimeoutError halfway a stream.
    """
    headers = [(b"api-version", version), *SECURITY, *answer.headers]
    if sent.base.startswith("https:"):
        headers.append(OVER_TLS)
    if not _names(answer, b"content-type") and answer.status != 204:
        headers.append((b"content-type", JSON))
    if has_crs:
        headers.append((b"content-crs", CRS))
    status, body = answer.status, answer.body
    if answer.etag and status == 200:
        tag = b'"' + hashlib.blake2b(body, digest_size=16).hexdigest().encode() + b'"'
        headers += [(b"etag", tag), REVALIDATE, (b"vary", b"authorization")]
        if matches(sent.headers.get(b"if-none-match"), tag):
            status, body = 304, b""
    elif not _names(answer, b"cache-control"):
        headers.append(NO_STORE)
    headers.append((b"content-length", str(answer.length or len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if answer.stream is not None:
        await _send_stream(answer.stream, send, sent.receive, REQUEST_SECONDS)
        return
    await send({"type": "http.response.body", "body": b"" if sent.method == "HEAD" else body})


def _names(answer: Answer, header: bytes) -> bool:
    return any(name == header for name, _ in answer.headers)


async def _send_stream(stream: AsyncIterator[bytes], send: Send, receive: Receive, seconds: float) -> None:
    """Send what comes, at the pace of who reads. Ends when the reader is gone or takes nothing for so long."""
    gone = asyncio.ensure_future(receive())
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds) as limit:
            async for chunk in stream:
                if gone.done() and gone.result()["type"] == "http.disconnect":
                    return
                limit.reschedule(loop.time() + seconds)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        await stream.aclose()  # type: ignore[attr-defined]
