"""The connections of the HTTP server: who sends no request soon, or one with an endless head, is let go."""

from asyncio import Transport
from asyncio.events import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""So long the first line and the headers of a request may take, from the connection or their first byte on."""
LARGEST_HEAD = 65_536
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Connection(HttpToolsProtocol):
    """One connection: uvicorn's own, with a bound on the time and the size of what comes before the body."""

    _timer: TimerHandle | None = None
    _awaits_head = True
    _heads = _size = 0
    _is_too_large = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._start_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """No more is to come."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on. Of a head that does not end nothing is seen but its bytes."""
        heads, belongs_to_head = self._heads, self._awaits_head
        if belongs_to_head:
            self._start_waiting()
        super().data_received(data)
        if belongs_to_head and heads == self._heads and not self.transport.is_closing():
            self._size += len(data)
            if self._size > LARGEST_HEAD:
                self._refuse()

    def on_message_begin(self) -> None:
        """The first byte of a request is there; what comes before one is no more than an empty line."""
        self._start_waiting()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is there: the request may begin."""
        self._stop_waiting()
        self._awaits_head, self._size, self._heads = False, 0, self._heads + 1
        self._is_too_large = len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > LARGEST_HEAD
        if self._is_too_large:
            raise ValueError  # the parser stops here, and has the answer below sent
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there: the next may come."""
        self._awaits_head = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """The answer to what cannot be read."""
        if self._is_too_large:
            self._refuse()
        else:
            super().send_400_response(msg)

    def _refuse(self) -> None:
        self.transport.write(_TOO_LARGE)
        self.transport.close()

    def _start_waiting(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        answering: Any = self.cycle
        if answering is not None and not answering.response_complete:
            self._start_waiting()
        else:
            self.transport.close()
