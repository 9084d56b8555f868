"""Runs a page of the documentation: what it shows is typed and sent, and what it says comes back must come back.

A fenced block is run by the word behind its fence:

- `console`: lines after `$ ` are typed, the lines below them are what is printed. `grondslag serve` keeps running until
  a line `^C`. A command that ends in `# exit code 1` must end so; every other one ends well.
- `sh`: what is typed in the folder of the source, of which the page has a copy: lines that begin with `make`. `make
  demo` runs until it can be stopped. Only a reader with a copy (`source`) runs these.
- `http`: a request, and after a line `HTTP/1.1 201` what is answered: headers, and those parts of the body that matter.
- `python`: a program, with the names of the page as its variables.
- any language with a name behind it (`json rights.json`): a file, written in the folder of the page.
- `diff` with a name: an edit of that file; what it shows stands there once.

In what is shown `…` stands for anything, and `{name}` for a value of the page: the first answer that shows it decides
what it is, from then on it is filled in. A request is sent with `{token}`, once the page has one.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 90.0
RUN: tuple[str, ...] = ("console", "http", "python")
_FENCE = re.compile(r"^```([a-z]+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"\{([a-z_]+)\}")
_HOLE = re.compile(r"…|\{[a-z_]+\}")
_PORT = re.compile(r"(localhost:|--port |PORT=)(\d{4})\b")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    kind: str
    file: str
    text: str

    @property
    def runs(self) -> bool:
        return self.kind in RUN or bool(self.file)

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found[1], found[2] or "", found[3])
        for found in _FENCE.finditer(text)
    ]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@dataclass
class Reader:
    """Someone who does what a page says, in a folder of their own.

    `stand_ins`: what takes the place of addresses that exist only on the page. `ports`: the port behind one on a page.
    """

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    stand_ins: dict[str, str] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    source: bool = False
    serving: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def __post_init__(self) -> None:
        programs = self.folder / ".bin"
        programs.mkdir(exist_ok=True)
        for name, call in (("grondslag", " -m grondslag"), ("python", "")):
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)}{call} "$@"\n', encoding="utf-8")
            program.chmod(0o755)
        outside = {k: v for k, v in os.environ.items() if not k.startswith("GRONDSLAG_") and k != "PORT"}
        self.environ = outside | {"PATH": f"{programs}:{outside.get('PATH', '')}"} | self.environ

    def follow(self, page: Path) -> dict[str, int]:
        """Do everything that the page says; answers how many blocks of each kind were run."""
        done = dict.fromkeys((*RUN, "file", "sh"), 0)
        try:
            for block in blocks(page):
                if block.runs or (self.source and block.kind == "sh"):
                    done["file" if block.file else block.kind] += self.do(block)
        finally:
            while self.serving:
                self.interrupt()
        return done

    def do(self, block: Block) -> int:
        """Run one block; answers 1."""
        text = self._here(block.text)
        if block.kind == "diff":
            edit(self.folder / block.file, text, str(block))
        elif block.file:
            (self.folder / block.file).write_text(self.filled(text), encoding="utf-8")
        elif block.kind == "console":
            assert text.startswith(("$ ", "^C")), f"{block}: nothing is typed before what is printed"
            for command, shown in commands(text):
                self._type(block, command, shown)
        elif block.kind == "sh":
            self._make(block, text)
        elif block.kind == "http":
            self._send(block, text)
        else:
            self._compute(text)
        return 1

    # --- names --------------------------------------------------------------------------------------------------------

    def _here(self, text: str) -> str:
        for name, value in self.stand_ins.items():
            text = text.replace(name, value)
        return _PORT.sub(lambda found: found[1] + str(self.ports.setdefault(found[2], free_port())), text)

    def filled(self, text: str) -> str:
        """The text with the names that are known filled in."""
        return _NAME.sub(lambda found: str(self.names.get(found[1], found[0])), text)

    def compare(self, shown: str, found: str, where: str) -> None:
        """Text as shown against text as found; names that are new get their value."""
        fresh: set[str] = set()

        def hole(part: str) -> str:
            name = part[1:-1]
            if part == "…":
                return ".*"
            if name in self.names:
                return re.escape(str(self.names[name]))
            again = name in fresh
            fresh.add(name)
            return f"(?P={name})" if again else f"(?P<{name}>\\S+)"

        pieces = [re.escape(each) for each in _HOLE.split(shown)]
        holes = [hole(each) for each in _HOLE.findall(shown)]
        pattern = "".join(a + b for a, b in zip(pieces, [*holes, ""], strict=True))
        match = re.fullmatch(pattern, found, re.DOTALL)
        assert match is not None, f"{where}: shown\n{self.filled(shown)}\nbut found\n{found}"
        self.names |= match.groupdict()

    # --- console ------------------------------------------------------------------------------------------------------

    def _type(self, block: Block, command: str, shown: str) -> None:
        command = self.filled(command)
        if command == "^C":
            assert self.interrupt() == 0, f"{block}: the server did not stop cleanly"
        elif export := re.fullmatch(r"export (\w+)=(.*)", command):
            self.environ[export[1]] = "".join(shlex.split(export[2]))
        elif re.match(r"(\w+=\S+ )*grondslag serve\b", command):
            self._serve(block, command)
        elif command.startswith("curl ") and shutil.which("curl") is None:
            return  # the one program that a page may show and a machine may lack
        else:
            expected = re.search(r"# exit code (\d+)$", command)
            done = subprocess.run(
                ["sh", "-c", command], cwd=self.folder, env=self.environ, timeout=PATIENCE, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            code = int(expected[1]) if expected else 0
            assert done.returncode == code, f"{block}: {command} ended with {done.returncode}:\n{done.stdout}"
            if shown.strip():
                self.compare(shown.strip(), done.stdout.strip(), str(block))

    def _make(self, block: Block, text: str) -> None:
        for line in text.splitlines():
            command = line.partition("  #")[0].strip()
            if re.match(r"cd grondslag\b", command):
                continue
            assert command.startswith("make"), f"{block}: {command} is not run"
            if command.startswith("make demo"):
                port = "" if "PORT=" in command else f" PORT={self.ports.setdefault('8000', free_port())}"
                self._serve(block, command + port)
                assert self.interrupt() in (0, 2, -signal.SIGINT), f"{block}: {command} did not stop"
            else:
                self._type(block, command, "")

    def _serve(self, block: Block, command: str) -> None:
        if "--port" not in command and "PORT=" not in command:
            command += f" --port {self.ports.setdefault('8000', free_port())}"
        out = self.folder / f"serve-{len(self.serving)}.out"
        with out.open("wb") as printed:
            server = subprocess.Popen(
                ["sh", "-c", re.sub(r"^((\w+=\S+ )*)", r"\1exec ", command)], cwd=self.folder, env=self.environ,
                stdout=printed, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.serving.append(server)
        deadline = time.monotonic() + PATIENCE
        while "Ctrl-C" not in (told := out.read_text(encoding="utf-8")):
            assert server.poll() is None, f"{block}: {command} stopped:\n{told}"
            assert time.monotonic() < deadline, f"{block}: {command} does not start:\n{told}"
            time.sleep(0.02)

    def interrupt(self) -> int:
        """Ctrl-C to the server that was started last; answers its exit code."""
        server = self.serving.pop()
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGINT)
        return server.wait(PATIENCE)

    # --- http ---------------------------------------------------------------------------------------------------------

    def _send(self, block: Block, text: str) -> None:
        asked, shown = re.split(r"^(?=HTTP/1\.1 \d{3})", text, maxsplit=1, flags=re.MULTILINE)
        head, body = _parted(self.filled(asked))
        method, target = head[0].split(" ", 1)
        headers = {"Accept-Crs": "EPSG:4326", "Content-Crs": "EPSG:4326"}
        headers |= {"Authorization": f"Bearer {self.names['token']}"} if "token" in self.names else {}
        headers |= {"Content-Type": "application/json"} if body else {}
        headers |= dict(each.split(": ", 1) for each in head[1:])
        address = target if target.startswith("http") else f"http://localhost:{self.ports['8000']}{target}"
        status, found_headers, found = exchange(method, address, headers, body)
        lines, shown_body = _parted(shown)
        where = f"{block}: {method} {target}"
        assert status == int(lines[0].split()[1]), f"{where} answered {status}: {found}"
        for name, value in (each.split(": ", 1) for each in lines[1:]):
            self.compare(value, found_headers.get(name.lower(), ""), where)
        if shown_body.startswith(("{", "[")):
            self.contains(json.loads(shown_body), json.loads(found), where)
        elif shown_body:
            self.compare(shown_body, found.strip(), where)

    def contains(self, shown: Any, found: Any, where: str) -> None:
        """What is shown must be in what was found: names may be left out, and a list may end in `…`."""
        if isinstance(shown, dict):
            assert isinstance(found, dict), f"{where}: {found!r} is no object"
            for name, value in shown.items():
                assert name in found, f"{where}: there is no {name} among {', '.join(found)}"
                self.contains(value, found[name], f"{where}, {name}")
        elif isinstance(shown, list):
            assert isinstance(found, list), f"{where}: {found!r} is no list"
            whole = shown[-1:] != ["…"]
            some = shown if whole else shown[:-1]
            assert len(found) == len(some) if whole else len(found) >= len(some), f"{where}: {found!r}"
            for place, (one, other) in enumerate(zip(some, found, strict=False)):
                self.contains(one, other, f"{where}[{place}]")
        elif isinstance(shown, str) and _HOLE.search(shown):
            assert found is not None, f"{where}: null has no value to show"
            self.compare(shown, str(found), where)
        else:
            assert shown == found, f"{where}: shown {shown!r}, found {found!r}"

    # --- python -------------------------------------------------------------------------------------------------------

    def _compute(self, text: str) -> None:
        scope = dict(self.names)
        exec(compile(text, "<page>", "exec"), scope)  # noqa: S102 - a page of our own
        self.names |= {name: value for name, value in scope.items() if isinstance(value, str) and name[0] != "_"}


def commands(text: str) -> Iterator[tuple[str, str]]:
    """What is typed in a console block, each with what is printed below it."""
    for part in re.split(r"^(?:\$ |(?=\^C$))", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        size = 1 + next((place for place, line in enumerate(lines) if not line.endswith("\\")), 0)
        yield "\n".join(lines[:size]), "\n".join(lines[size:])


def edit(path: Path, change: str, where: str) -> None:
    """Change a file as a diff without line numbers shows it."""
    lines = change.splitlines()
    before = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    after = "\n".join(line[1:] for line in lines if not line.startswith("-"))
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{where}: in {path.name} this stands {text.count(before)} times:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def _parted(text: str) -> tuple[list[str], str]:
    """The lines before the first empty line, and the rest."""
    head, _, body = text.strip().partition("\n\n")
    return head.splitlines(), body.strip()


def exchange(method: str, address: str, headers: Mapping[str, str], body: str) -> tuple[int, dict[str, str], str]:
    """Send a request; answers status, headers and body."""
    request = urllib.request.Request(address, body.encode() or None, dict(headers), method=method)
    try:
        answer = urllib.request.urlopen(request, timeout=20)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        found = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status or 0, found, answer.read().decode()
