"""Serving one municipality: the port, the database, the demo when asked, and the HTTP server, until a signal."""

import socket
from collections.abc import Callable, Coroutine
from typing import Any

import uvicorn

from grondslag.opening import Place, located, prepare
from grondslag.program import Program
from grondslag.site_of import site_of
from grondslag.settings import Settings, StartError

CONCURRENT = 2000
"""Requests under way at once; more are answered 503."""
KEEP_ALIVE_SECONDS = 75
DRAIN_SECONDS = 20
BACKLOG = 2048
Say = Callable[[str], None]


def run(settings: Settings, code: str, say: Say) -> None:
    """Serve until SIGTERM or SIGINT."""
    with _listening(settings.host, settings.port) as door, located(settings, code, serving=True) as place:
        _in_loop(prepare(place, serving=True))
        program = Program(place.settings, place.dsn, place.gemeente.naam, lambda made: site_of(made, place))
        _in_loop(_serve(program, door, lambda: _announce(place, door, say)))


def _in_loop(work: Coroutine[Any, Any, Any]) -> Any:
    import uvloop

    return uvloop.run(work)


def _listening(host: str, port: int) -> socket.socket:
    """The port, taken before anything is started, so that one that is in use costs no time."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
    except OSError as failure:
        door.close()
        raise StartError(f"Port {port} on {host} cannot be used: {failure.strerror}.") from failure
    return door


class _Server(uvicorn.Server):
    """Tells when it answers."""

    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self.ready()


async def _serve(program: Program, door: socket.socket, ready: Callable[[], None]) -> None:
    config = uvicorn.Config(
        program,  # pyright: ignore[reportArgumentType] - our scope and messages are plain mappings
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,
        limit_concurrency=CONCURRENT,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
    server = _Server(config)
    server.ready = ready
    await program.start()
    try:
        await server.serve([door])
    finally:
        await program.stop()


def address(place: Place, door: socket.socket) -> str:
    """Where a browser on this machine finds us."""
    host, port = door.getsockname()[:2]
    shown = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0", "::") else host  # noqa: S104 - only compared with
    return place.settings.public_url.rstrip("/") or f"http://{shown}:{port}"


def _announce(place: Place, door: socket.socket, say: Say) -> None:
    say(f"{place.gemeente.naam} ({place.gemeente.code}): {address(place, door)}")
    say("Ctrl-C stops.")
