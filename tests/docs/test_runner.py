"""The runner of the documentation fails where a page and the program differ: what passes there means something."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.docs.runner import Block, Reader, blocks

DOCS = Path(__file__).parents[2] / "docs"
TUTORIALS = {"een-veld-en-een-regel"}
ANSWER = {"url": "http://localhost/zaken/1", "aantal": 2, "status": None, "rollen": ["a", "b"]}


class _Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object, **__: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where a server answers the same to everything."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def reader(tmp_path: Path, port: int) -> Reader:
    return Reader(tmp_path, ports={"8000": port})


def shown(reader: Reader, text: str) -> Path:
    """A page with this text."""
    page = reader.folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return page


def asking(answer: str, status: int = 200) -> str:
    return f"```http\nGET /zaken/1\n\nHTTP/1.1 {status}\n\n{answer}\n```\n"


RIGHT = (
    "```console\n$ echo een twee\neen {tweede}\n$ echo {tweede}\ntwee\n```\n",
    "```console\n$ false # exit code 1\n```\n",
    asking('{"url": "{zaak}", "aantal": 2, "status": null, "rollen": ["a", "…"]}') + asking('{"url": "{zaak}"}'),
)
WRONG = (
    "```console\n$ echo een\ntwee\n```\n",
    "```console\n$ false\n```\n",
    "```console\n$ true # exit code 1\n```\n",
    "```console\n$ echo een twee\n{eerste} {eerste}\n```\n",
    "```console\necho een\n```\n",
    asking("{}", 404),
    asking('{"aantal": 3}'),
    asking('{"omschrijving": ""}'),
    asking('{"status": "{status}"}'),
    asking('{"rollen": ["a"]}'),
    asking('{"rollen": ["a", "b", "c"]}'),
    asking('{"url": "{zaak}"}') + asking('{"rollen": ["{zaak}", "b"]}'),
    "```http\nGET /zaken/1\n\nHTTP/1.1 200\nLocation: {zaak}\n```\n",
    "```diff page.md\n-this\n-stands nowhere\n+that\n```\n",
    "```python\nassert False\n```\n",
)


@pytest.mark.parametrize("text", RIGHT)
def test_a_page_that_is_right_is_followed(reader: Reader, text: str) -> None:
    assert sum(reader.follow(shown(reader, text)).values()) == text.count("```") // 2


@pytest.mark.parametrize("text", WRONG)
def test_a_page_that_is_wrong_is_told(reader: Reader, text: str) -> None:
    page = shown(reader, text)
    with pytest.raises(AssertionError):
        reader.follow(page)


def test_every_fence_is_seen() -> None:
    """A fence that is indented, unclosed or made otherwise would never be run."""
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        found = blocks(page)
        assert len(re.findall(r"^[ \t>]*(?:```|~~~)", text, re.MULTILINE)) == 2 * len(found), page.name
        assert [str(each) for each in found if not _is_meant(each)] == []


def _is_meant(block: Block) -> bool:
    """Whether it is run, or in a language that pages show without running it."""
    return block.runs or block.kind in ("sh", "nginx", "sql", "ini", "json", "text")


def test_every_tutorial_is_done() -> None:
    assert {page.stem for page in (DOCS / "tutorial").glob("*.md")} == TUTORIALS
