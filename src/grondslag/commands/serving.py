"""`grondslag serve` and `grondslag worker`: what runs until Ctrl-C, and is then stopped in order."""

import asyncio
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from grondslag.commands.options import for_gemeente, with_settings
from grondslag.settings import Settings

MOST_FILES = 65_536


@click.command(short_help="Serve a gemeente until Ctrl-C.")
@click.option("--target", metavar="NAMES", help="The components to serve, with commas between them; else all.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--demo", is_flag=True, default=None, help="Fill an empty database with a fictitious gemeente.")
@for_gemeente
@with_settings
def serve(settings: Settings, code: str) -> None:
    """Serve the APIs and pages of a gemeente until Ctrl-C."""
    from grondslag import targets

    targets.chosen(settings.target, list(settings.neighbours))
    open_many_files()
    with _stopped_by_signals():
        from grondslag.serving import run

        run(settings, code, click.echo)


@click.command(short_help="Deliver notifications until Ctrl-C.")
@click.option("--target", metavar="NAMES", help="The components to work for, with commas between them; else all.")
@for_gemeente
@with_settings
def worker(settings: Settings, code: str) -> None:
    """Do the work of the background (deliver notifications) until Ctrl-C, beside a `serve` that does not.

    Several may run, on several machines: they share the work, and take over from one that ends.
    """
    open_many_files()
    with _stopped_by_signals():
        import uvloop

        uvloop.run(_work(settings, code))


async def _work(settings: Settings, code: str) -> None:
    from grondslag.opening import opened

    asked = asyncio.Event()
    async with opened(settings, code) as program:
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, asked.set)
        program.work()
        click.echo("Works. Ctrl-C stops.")
        await asked.wait()


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """SIGTERM and SIGINT end the program in order: what is open is closed, and the exit code is 0."""
    before: dict[signal.Signals, Any] = {}

    def stop(*_: Any) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(0)

    for each in (signal.SIGINT, signal.SIGTERM):
        before[each] = signal.signal(each, stop)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def open_many_files() -> None:
    """As many files and connections as the system allows us, up to what we could ever use.

    By habit a process begins with 1,024: fewer than there are connections of clients that ask nothing, with which
    anybody could keep the others out.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # the system has a bound that it does not tell
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
