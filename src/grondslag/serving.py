"""Serving one municipality: the port, the database, the demo when asked, and the HTTP server, until a signal."""

import errno
import socket
from collections.abc import Callable

import msgspec
import uvicorn
import uvloop

from grondslag import __version__, targets
from grondslag.connections import Connection
from grondslag.opening import NAMELESS, Place, located, prepare, started
from grondslag.program import Program
from grondslag.runtime.addresses import noted
from grondslag.runtime.gemeenten import Gemeenten
from grondslag.settings import Settings, StartError
from grondslag.site_of import demo_of, site_of

KEEP_ALIVE_SECONDS = 75
DRAIN_SECONDS = 20
BACKLOG = 2048
Say = Callable[[str], None]


def run(settings: Settings, code: str, say: Say) -> None:
    """Serve until SIGTERM or SIGINT."""
    if settings.demo:
        _check_demo(settings, code)
    with listening(settings.host, settings.port) as door:
        actual = msgspec.structs.replace(settings, port=door.getsockname()[1])
        with (
            located(actual, code, serving=True, unnamed=_unnamed(settings)) as place,
            noted(place.settings, address(place, door)),
        ):
            uvloop.run(_serve(place, door, say))


def _check_demo(settings: Settings, code: str) -> None:
    """Refuse what the demo cannot go with, before anything is made."""
    from grondslag.demo.inhoud import inhoud

    if targets.chosen(settings.target, list(settings.neighbours)) != targets.chosen(("all",), ()):
        raise StartError("The demo is served whole: leave --target out.")
    if settings.selectielijst_url:
        raise StartError("The demo is made with the selectielijst of the package: leave selectielijst_url out.")
    gemeenten = Gemeenten(settings.data_dir)
    found = gemeenten.find(code) if code else gemeenten.default()
    if found is not None and found.code != inhoud().code:
        raise StartError(
            f"In {settings.data_dir} is gemeente {found.code} ({found.naam}): give the demo another directory (--data)."
        )


def _unnamed(settings: Settings) -> tuple[str, str]:
    if not settings.demo:
        return NAMELESS
    from grondslag.demo.inhoud import inhoud

    return inhoud().code, inhoud().naam


async def _serve(place: Place, door: socket.socket, say: Say) -> None:
    await prepare(place, serving=True)
    if place.settings.demo:
        from grondslag.demo.opening import fill

        async with started(place) as filling:
            await fill(filling, say)
    program = Program(
        place.settings, place.dsn, place.gemeente.naam, lambda made: site_of(made, place), place.gemeente.code
    )
    server = _Server(_config(program))
    await program.start()
    if place.settings.demo:
        from grondslag.demo.opening import samples

        program.samples = await samples(program)
    program.work(everything=place.settings.worker)
    try:
        told = await _announcement(program, place, door)
        server.ready = lambda: say(told)
        await server.serve([door])
    finally:
        await program.stop()


def listening(host: str, port: int) -> socket.socket:
    """The port, taken before anything is started, so that one that is in use costs no time.

    Taken is what is listened on: two may bind one port, only one of them gets to listen. Who calls early waits.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(BACKLOG)
    except OSError as failure:
        door.close()
        if isinstance(failure, socket.gaierror) or failure.errno == errno.EADDRNOTAVAIL:
            raise StartError(f"Setting host is wrong: {host} is no address of this machine.") from failure
        told = f"Port {port} on {host} cannot be used: {failure.strerror}."
        raise StartError(f"{told} Choose another with --port.") from failure
    return door


class _Server(uvicorn.Server):
    """Tells when it answers."""

    ready: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self.ready()


def _config(program: Program) -> uvicorn.Config:
    return uvicorn.Config(
        program,  # pyright: ignore[reportArgumentType] - our scope and messages are plain mappings
        http=Connection,
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def address(place: Place, door: socket.socket) -> str:
    """Where clients find us: at the public address, else from this machine."""
    host, port = door.getsockname()[:2]
    shown = "localhost" if host in ("127.0.0.1", "::1", "0.0.0.0", "::") else host  # noqa: S104 - only compared with
    return place.settings.public_url.rstrip("/") or f"http://{shown}:{port}"


async def _announcement(program: Program, place: Place, door: socket.socket) -> str:
    """What the operator reads when all runs."""
    at, (host, port) = program.town.base, door.getsockname()[:2]
    lines = ["", f"{place.gemeente.naam} ({place.gemeente.code}) runs on Grondslag {__version__}", ""]
    lines.append(f"  {'start page':12} {at}/")
    lines += [f"  {name:12} {at}{program.world.components[name].path}" for name in sorted(program.served)]
    if place.settings.public_url:
        lines.append(f"  {'listens on':12} {host} port {port}, for the proxy")
    if place.gemeente.code == NAMELESS[0]:
        lines += ["", "No gemeente has a name yet: `grondslag gemeente add CODE NAME` gives it one."]
    demo = await demo_of(program, at)
    if demo is not None:
        lines += ["", f"  {'client':12} {demo.client_id}", f"  {'secret':12} {demo.secret}"]
        lines += [*await _reading_client(program), "", "Paste this to list zaken:", "", demo.curl]
    return "\n".join([*lines, "", "Ctrl-C stops.", ""])


async def _reading_client(program: Program) -> list[str]:
    """The second client of the demo, which has a list of rights."""
    from grondslag.demo.seed import READING_CLIENT
    from grondslag.demo.verwerkingen import CLIENTS
    from grondslag.runtime.client_secrets import secret_of

    secret = await secret_of(program.pool, program.box, READING_CLIENT)
    told = [] if secret is None else ["", f"  {'reads only':12} {READING_CLIENT}", f"  {'its secret':12} {secret}"]
    return [*told, "", f"  {'by purpose':12} {', '.join(CLIENTS)}: grondslag token ID"]
