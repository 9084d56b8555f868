"""The text of a document: read by a child that can do nothing else, of which nothing but the text is believed.

One child per document. It gets no environment and no name, only the bytes; it is bounded in time, memory and output
(`extraction_child.py`), and killed when it does not end. A document that breaks a parser costs its own text.
"""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from grondslag.runtime.document_kinds import kind_of

LARGEST = 64 * 2**20
"""Of larger content the text is not read."""
SECONDS = 120.0
"""So long one document takes at most, on a machine that has other things to do."""
MOST_OUTPUT = 4 * 2**20 + 100
_LINE = 100
_ROOT = Path(__file__).resolve().parents[2]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from grondslag.runtime.extraction_child import main; sys.exit(main(sys.argv[2:]))"
)
_WORDS = frozenset(("versleuteld", "te-groot", "te-diep", "verdacht", "onleesbaar", "soort-onbekend"))


class Unread(Exception):
    """The text cannot be had: a word for why. `lasting`: it never will be, for it lies in the document."""

    def __init__(self, reason: str, *, lasting: bool) -> None:
        super().__init__(reason)
        self.reason, self.lasting = reason, lasting


class Read(NamedTuple):
    """The text of a document; `is_cut` when there was more."""

    text: str
    is_cut: bool


async def extract(content: AsyncIterator[bytes], formaat: str, bestandsnaam: str) -> Read:
    """The text of a document. Raises Unread."""
    with tempfile.TemporaryFile() as file:
        size, kind = 0, ""
        async for chunk in content:
            kind = kind if size else kind_of(formaat, bestandsnaam, chunk[:1024])
            size += len(chunk)
            if size > LARGEST:
                raise Unread("te-groot", lasting=True)
            if not kind:
                raise Unread("soort-onbekend", lasting=True)
            await asyncio.to_thread(file.write, chunk)
        if not size:
            return Read("", is_cut=False)
        await asyncio.to_thread(_rewind, file)
        return await _read(kind, file)


def _rewind(file: IO[bytes]) -> None:
    file.flush()
    file.seek(0)


async def _read(kind: str, file: IO[bytes]) -> Read:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-c", _START, str(_ROOT), str(os.getpid()), kind,
        stdin=file,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd="/",
        env={},
        start_new_session=True,
    )  # fmt: skip
    assert child.stdout is not None  # noqa: S101 - a pipe was asked for
    said, code = b"", 0
    try:
        async with asyncio.timeout(SECONDS):
            said = await _all(child.stdout)
            code = await child.wait()
    except TimeoutError:
        raise Unread("te-traag", lasting=False) from None
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        while await child.stdout.read(2**18):  # nothing may be left in the pipe, or its end is never seen
            pass
        await child.wait()
    return _told(said, code)


async def _all(pipe: asyncio.StreamReader) -> bytes:
    """What the child says, until it ends or says too much."""
    found = bytearray()
    while len(found) <= MOST_OUTPUT and (chunk := await pipe.read(2**18)):
        found += chunk
    if len(found) > MOST_OUTPUT:
        raise Unread("vastgelopen", lasting=False)
    return bytes(found)


def _told(said: bytes, code: int) -> Read:
    """What a child that ended said. Of a word that it cannot know, nothing is believed."""
    if code == -signal.SIGXCPU:
        raise Unread("te-traag", lasting=True)
    line, _, text = said.partition(b"\n")
    how, _, word = line[:_LINE].decode("ascii", "replace").partition(" ")
    if code != 0 or how not in ("read", "cut", "refused") or (how == "refused" and word not in _WORDS):
        raise Unread("vastgelopen", lasting=False)
    if how == "refused":
        raise Unread(word, lasting=True)
    return Read(text.decode("utf-8", "replace").replace("\x00", " "), is_cut=how == "cut")
