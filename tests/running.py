"""Starting `grondslag` as a user does: as a process of its own, with its own data directory."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 90.0
KEPT: dict[str, str] = {}
"""The environment of every process that is started from now on."""


def run(*arguments: str, data: Path | None = None, environ: Mapping[str, str] | None = None, given: str = "") -> "Done":
    """One command, to its end. `given`: its standard input."""
    command = [sys.executable, "-m", "grondslag", *arguments]
    if data is not None:
        command += ["--data", str(data)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_PATIENCE, env=_environ(environ), check=False, input=given
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _environ(more: Mapping[str, str] | None) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GRONDSLAG_") and name != "PORT"}
    return own | KEPT | dict(more or {})


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP."""

    status: int
    body: str
    headers: Mapping[str, str]


class Running:
    """A `grondslag serve` under way, in a process group of its own."""

    def __init__(self, data: Path, process: "subprocess.Popen[bytes]", out: Path) -> None:
        self.data, self.process, self.out = data, process, out

    @property
    def told(self) -> str:
        """What it has printed."""
        return self.out.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """Where it listens."""
        found = re.search(r"start page\s+(\S+)/\n", self.told)
        assert found is not None, self.told
        return found[1]

    def word(self, name: str) -> str:
        """What it said about the demo: client, secret."""
        found = re.search(rf"^  {name}\s+(\S+)$", self.told, re.MULTILINE)
        assert found is not None, self.told
        return found[1]

    def wait_until_ready(self) -> None:
        """Return when it says that it can be stopped."""
        deadline = time.monotonic() + _PATIENCE
        while "Ctrl-C" not in self.told:
            assert self.process.poll() is None, self.told + self.out.with_suffix(".err").read_text("utf-8")
            assert time.monotonic() < deadline, self.told
            time.sleep(0.02)

    def ask(self, path: str, method: str = "GET", token: str = "", **headers: str) -> Answer:
        """A request to it; redirects are not followed."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent |= {"Authorization": f"Bearer {token}", "Accept-Crs": "EPSG:4326"}
        url = path if path.startswith("http") else self.address + path
        request = urllib.request.Request(url, method=method, headers=sent)
        try:
            with urllib.request.build_opener(_Straight()).open(request, timeout=20) as answer:
                return Answer(answer.status, answer.read().decode(), {k.lower(): v for k, v in answer.headers.items()})
        except urllib.error.HTTPError as refused:
            with refused:
                found = {name.lower(): value for name, value in refused.headers.items()}
                return Answer(refused.code, refused.read().decode(), found)

    def command(self, *arguments: str) -> Done:
        """A command beside it."""
        return run(*arguments, data=self.data)

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C: the signal goes to the whole group. Answers the exit code."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, sign)
        return self.process.wait(_PATIENCE)


class _Straight(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def start(data: Path, *arguments: str, environ: Mapping[str, str] | None = None) -> Running:
    """Start `grondslag serve` on a free port."""
    out = data.parent / f"{data.name}.out"
    command = [sys.executable, "-m", "grondslag", "serve", "--port", "0", "--data", str(data), *arguments]
    with out.open("wb") as printed, out.with_suffix(".err").open("wb") as failed:
        process = subprocess.Popen(
            command, stdout=printed, stderr=failed, start_new_session=True, env=_environ(environ)
        )
    return Running(data, process, out)


@contextlib.contextmanager
def serving(data: Path, *arguments: str) -> Iterator[Running]:
    """A server that is ready, and stopped afterwards."""
    running = start(data, *arguments)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.stop()
