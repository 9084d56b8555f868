"""Requests that the house makes to its own APIs: through the same edge as every client, without a socket."""

import copy
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any

import msgspec

from grondslag.kernel.access import Caller
from grondslag.runtime.deciding import Deciding
from grondslag.runtime.http import Api
from grondslag.runtime.observe import Observer
from grondslag.runtime.operations import Operation
from grondslag.runtime.town import Town

LARGEST_BODY = 64 * 2**20
_HEADERS = (
    (b"content-type", b"application/json"),
    (b"accept-crs", b"EPSG:4326"),
    (b"content-crs", b"EPSG:4326"),
)


async def _once(raw: bytes) -> AsyncIterator[bytes]:
    yield raw


class _Known:
    """In the place of the clients: whoever asks is the house itself."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def caller(self, _authorization: str) -> Caller:
        """The house."""
        return self._caller

    def activities(self, _client: str) -> tuple[()]:
        """The house acts for none of its own: it is part of what was asked of it."""
        return ()

    async def refresh(self) -> None:
        """There is nothing that could have changed; the running servers look for themselves."""


class OwnRequests:
    """Asks the APIs of a municipality as this caller.

    `alone`: by the rights of the caller and no more. Who looks why the decision point is silent, needs it for nothing.
    """

    def __init__(
        self,
        town: Town,
        caller: Caller,
        documents: Callable[[str, str, str], bytes],
        base: str,
        operations: Iterable[Operation] = (),
        *,
        alone: bool = False,
    ) -> None:
        own: Any = copy.copy(town)
        own.clients = _Known(caller)
        if alone:
            own.deciding = Deciding(town, None)
        self._api = Api(own, Observer("error"), documents, LARGEST_BODY, operations=operations)
        self._base = base

    async def ask(self, component: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and parsed body of the answer to `path?query`."""
        raw = b"" if body is None else msgspec.json.encode(body)
        return await self.send(component, method, path, len(raw), _once(raw))

    async def send(
        self, component: str, method: str, path: str, length: int, pieces: AsyncIterator[bytes]
    ) -> tuple[int, Any]:
        """The same, with a JSON body of this length that comes in pieces. Raises what the pieces break off with."""
        place, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": place,
            "query_string": query.encode(),
            "headers": [*_HEADERS, (b"content-length", str(length).encode())],
        }
        sent: list[Mapping[str, Any]] = []
        broken: list[Exception] = []

        async def receive() -> Mapping[str, Any]:
            try:
                piece = await anext(pieces, None)
            except Exception as failure:
                broken.append(failure)
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        await self._api.serve(scope, receive, send, self._base, component)
        if broken:
            raise broken[0]
        answer = b"".join(message.get("body", b"") for message in sent)
        return sent[0]["status"], msgspec.json.decode(answer) if answer else None
