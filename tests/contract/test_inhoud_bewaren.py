"""What holds of content beside requests: the sweep, the check, the backup, and the crash of a server."""

import asyncio
import errno
import hashlib
import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from grondslag.runtime.backup import backup, restore
from grondslag.runtime.content_check import check_bytes, check_content
from grondslag.runtime.contents import CONTENT_LOCK
from grondslag.runtime.observe import Observer
from grondslag.runtime.sweeping import sweep
from tests.kast import PART, SMALL, UPLOADS, Kast
from tests.objects import s3
from tests.server import Databases
from tests.soorten import a_gemeente

QUIET = Observer("error")


@pytest.fixture
async def kast(databases: Databases, tmp_path: Path) -> AsyncIterator[Kast]:
    async with a_gemeente(databases, tmp_path, part_size=PART) as (soort, _):
        yield Kast(soort, tmp_path)


async def faults(kast: Kast, *, repair: bool = False) -> list[tuple[str, int, bool]]:
    """What the check tells."""
    found = [each async for each in check_content(kast.contents, repair=repair)]
    return [(each.where.partition(" ")[0], each.count, each.repaired) for each in found]


def stray_file(kast: Kast) -> Path:
    """A file that nobody names."""
    key = "ab" + "0" * 30
    path = kast.root / "ab" / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"van niemand")
    return path


async def test_the_check_finds_what_nobody_names_and_removes_it(kast: Kast) -> None:
    await kast.made(SMALL)
    assert await faults(kast) == []
    path = stray_file(kast)
    assert await faults(kast) == [("store", 1, False)]
    assert await faults(kast, repair=True) == [("store", 1, True)]
    assert not path.exists()
    assert await faults(kast) == []


async def test_the_check_finds_what_is_gone(kast: Kast) -> None:
    documents = [await kast.made(SMALL + bytes((number,))) for number in range(3)]
    for document, damage in zip(documents[:2], (Path.unlink, lambda path: path.write_bytes(b"kort")), strict=True):
        damage(kast.file(await kast.key(document)))
    told = ("documenten.bestandsdeel", 2, False)
    assert await faults(kast) == [told]
    assert await faults(kast, repair=True) == [told]


async def test_what_is_on_its_way_is_no_fault_and_is_swept_when_it_never_arrives(kast: Kast) -> None:
    path = stray_file(kast)
    pool = kast.api.program.pool
    kept = await kast.key(await kast.made(SMALL))
    for key in (path.name, kept):
        await kast.contents.note(key, "tests", 11)
    assert await faults(kast) == []
    assert not await sweep(kast.api.program.town, QUIET)
    assert path.exists()
    await pool.execute("update documenten.ontvangen set sinds = now() - interval '2 hours'")
    async with pool.acquire() as connection:
        await connection.execute("begin")
        await connection.execute("select pg_advisory_xact_lock_shared($1)", CONTENT_LOCK)
        assert not await sweep(kast.api.program.town, QUIET)
        assert path.exists(), "a backup may name it"
        await connection.execute("rollback")
    assert not await sweep(kast.api.program.town, QUIET)
    assert not path.exists()
    assert kast.file(kept).exists()
    assert await pool.fetchval("select count(*) from documenten.ontvangen") == 0


async def test_a_store_that_removes_nothing_keeps_nobody_waiting(kast: Kast, monkeypatch: pytest.MonkeyPatch) -> None:
    document = await kast.made(SMALL)
    key = await kast.key(document)
    with monkeypatch.context() as patch:
        patch.setattr(kast.contents.store, "remove", lambda _keys: asyncio.sleep(60))  # pyright: ignore[reportUnknownLambdaType]
        async with asyncio.timeout(25):
            assert (await kast.api("DELETE", document["url"]))[0] == 204
    assert await kast.stray() == [key]
    # The connection that was given up may hold its lock for a moment more.
    deadline = time.monotonic() + 25
    while not await kast.contents.release([key]):
        assert time.monotonic() < deadline, "nobody removes it"
        await asyncio.sleep(0.05)
    assert await kast.stray() == []


async def test_during_a_backup_nothing_that_was_named_is_removed(kast: Kast) -> None:
    document = await kast.made(SMALL)
    path = kast.file(await kast.key(document))
    async with kast.api.program.pool.acquire() as connection:
        await connection.execute("begin")
        await connection.execute("select pg_advisory_xact_lock_shared($1)", CONTENT_LOCK)
        assert (await kast.api("DELETE", document["url"]))[0] == 204
        assert path.exists()
        await connection.execute("rollback")
    await kast.api.program.pool.execute("update documenten.ontvangen set sinds = now() - interval '2 hours'")
    await sweep(kast.api.program.town, QUIET)
    assert not path.exists()


# --- the same bytes once --------------------------------------------------------------------------------------------


async def test_equal_content_lies_there_once_and_goes_with_its_last_name(kast: Kast) -> None:
    content = os.urandom(3 * 2**20)
    one, other, third = [await kast.made(content) for _ in range(3)]
    files = [kast.file(await kast.key(each)) for each in (one, other, third)]
    digest = hashlib.sha256(content).hexdigest()
    assert len({path.name for path in files}) == 3
    assert all(path.name.startswith(digest) for path in files)
    assert {path.stat().st_nlink for path in files} == {3}
    assert {path.stat().st_ino for path in files} == {files[0].stat().st_ino}
    used = await asyncio.to_thread(subprocess.check_output, ["du", "-s", "-k", kast.root])
    assert int(used.split()[0]) < 4 * 1024
    for document, left in ((one, 2), (other, 1)):
        assert (await kast.api("DELETE", document["url"]))[0] == 204
        assert files[2].stat().st_nlink == left
        assert await kast.content(third["inhoud"]) == content
    assert (await kast.api("DELETE", third["url"]))[0] == 204
    assert not any(path.exists() for path in files)
    assert await kast.stray() == kast.drafts() == []


async def test_a_refusal_takes_nothing_from_who_has_the_same_content(kast: Kast) -> None:
    document = await kast.made(SMALL)
    path = kast.file(await kast.key(document))
    assert await kast.api.told("POST", UPLOADS, kast.body(SMALL, titel="")) == [("titel", "blank")]
    assert path.stat().st_nlink == 1
    assert await kast.content(document["inhoud"]) == SMALL
    assert await kast.stray() == kast.drafts() == []


async def test_the_same_bytes_come_and_go_at_once_and_none_are_lost(kast: Kast) -> None:
    """200 uploads and removals of the same content, several at a time."""
    content = os.urandom(20_000)
    kept: list[dict[str, Any]] = []

    async def one(number: int) -> None:
        document = await kast.made(content)
        if number % 2:
            assert (await kast.api("DELETE", document["url"]))[0] == 204
        else:
            kept.append(document)
            if len(kept) > 4:
                assert (await kast.api("DELETE", kept.pop(0)["url"]))[0] == 204
        for each in kept:
            status, _, raw = await kast.api.raw("GET", each["inhoud"])
            assert (status, raw) == (200, content) or each not in kept

    for start in range(0, 200, 8):
        await asyncio.gather(*(one(number) for number in range(start, start + 8)))
    assert kept
    for each in kept:
        assert await kast.content(each["inhoud"]) == content
    assert await kast.stray() == kast.drafts() == []
    assert await faults(kast) == []


async def test_bytes_that_were_damaged_do_not_take_the_place_of_what_comes(kast: Kast) -> None:
    first = await kast.made(SMALL)
    path = kast.file(await kast.key(first))
    path.write_bytes(SMALL[:-1] + b"?")
    told: list[str] = []
    found = [each async for each in check_bytes(kast.contents, told.append)]
    assert [(each.count, each.examples) for each in found] == [(1, (path.name,))]
    assert await faults(kast) == []
    second, third = await kast.made(SMALL), await kast.made(SMALL)
    assert await kast.content(second["inhoud"]) == await kast.content(third["inhoud"]) == SMALL
    assert kast.file(await kast.key(third)).stat().st_nlink == 2
    assert path.stat().st_nlink == 1


async def test_where_no_link_can_be_made_it_is_kept_again(kast: Kast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EMLINK, "Too many links")

    await kast.made(SMALL)
    monkeypatch.setattr("grondslag.runtime.objects.os.link", refuse)
    document = await kast.made(SMALL)
    assert await kast.content(document["inhoud"]) == SMALL
    assert kast.file(await kast.key(document)).stat().st_nlink == 1
    assert kast.drafts() == []
    monkeypatch.undo()
    assert kast.file(await kast.key(await kast.made(SMALL))).samefile(kast.file(await kast.key(document)))


async def test_all_content_is_read_again_and_told_how_far(kast: Kast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.runtime.content_check.TOLD_SECONDS", 0.0)
    for number in range(3):
        await kast.made(SMALL + bytes((number,)))
    told: list[str] = []
    assert [each async for each in check_bytes(kast.contents, told.append)] == []
    assert told[-1].startswith("3 contents read again")


async def test_content_is_in_the_backup(kast: Kast, databases: Databases, tmp_path: Path) -> None:
    document, other = await kast.made(SMALL), await kast.made(SMALL)
    draft = kast.contents.store.writer()
    await draft.write(b"halverwege")
    made = await backup(kast.api.program.dsn, kast.root, tmp_path / "copy.tar")
    await draft.abandon()
    keys = [await kast.key(each) for each in (document, other)]
    places = [f"inhoud/{key[:2]}/{key}" for key in keys]
    assert [name for name in made.files if name.startswith("inhoud/")] == places
    dsn = databases.empty()
    await restore(dsn, tmp_path / "elders", tmp_path / "copy.tar")
    for key in keys:
        put_back = tmp_path / "elders" / key[:2] / key
        assert put_back.read_bytes() == SMALL
        assert put_back.stat().st_nlink == 2
    databases.drop(dsn)


# --- over a real connection -----------------------------------------------------------------------------------------


class Server:
    """A server on a socket, over the municipality of a test."""

    def __init__(self, kast: Kast, port: int) -> None:
        self.kast, self.port = kast, port

    def opened(self, method: str, path: str, length: int, kind: str = "application/json") -> socket.socket:
        """A connection on which the head of a request was sent."""
        door = socket.create_connection(("127.0.0.1", self.port), 20)
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n"
        door.sendall(f"{head}Authorization: Bearer {self.kast.token()}\r\n\r\n".encode())
        return door


@pytest.fixture
async def server(kast: Kast) -> AsyncIterator[Server]:
    import uvicorn

    from grondslag.connections import Connection

    config = uvicorn.Config(kast.api.program, http=Connection, lifespan="off", log_config=None, port=0)
    running = uvicorn.Server(config)
    door = socket.create_server(("127.0.0.1", 0))
    task = asyncio.ensure_future(running.serve([door]))
    await eventually(lambda: running.started)
    yield Server(kast, door.getsockname()[1])
    running.should_exit = True
    await task


def answered(door: socket.socket) -> tuple[int, Any]:
    """Status and body of the answer."""
    answer = http.client.HTTPResponse(door)
    answer.begin()
    raw = answer.read()
    door.close()
    return answer.status, json.loads(raw)


async def eventually(is_so: Callable[[], Any]) -> None:
    """Return when it is so."""
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came so far")


async def nothing_left(kast: Kast) -> None:
    """Nothing of what was sent remains, though perhaps only after a moment."""
    deadline = time.monotonic() + 10
    while kast.contents.under_way or await kast.stray() or kast.drafts():
        assert time.monotonic() < deadline, (kast.contents.under_way, await kast.stray(), kast.drafts())
        await asyncio.sleep(0.05)
    assert await faults(kast) == []


def large_body(kast: Kast, size: int) -> bytes:
    """A document with so much content."""
    return json.dumps(kast.body(os.urandom(size))).encode()


async def test_who_hangs_up_halfway_leaves_nothing(server: Server) -> None:
    body = large_body(server.kast, 3 * 2**20)
    door = await asyncio.to_thread(server.opened, "POST", UPLOADS, len(body))
    await asyncio.to_thread(door.sendall, body[: len(body) // 2])
    await eventually(server.kast.drafts)
    door.close()
    await nothing_left(server.kast)


async def test_who_promises_more_than_it_sends_is_told_in_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.runtime.incoming.REQUEST_SECONDS", 0.5)
    body = large_body(server.kast, 2**20 + 10)
    door = await asyncio.to_thread(server.opened, "POST", UPLOADS, len(body) + 100)
    await asyncio.to_thread(door.sendall, body)
    status, answer = await asyncio.to_thread(answered, door)
    assert (status, answer["code"]) == (408, "request_timeout")
    await nothing_left(server.kast)


async def test_a_lock_is_asked_in_the_time_of_any_request(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.runtime.http.REQUEST_SECONDS", 0.5)
    document = await server.kast.made(SMALL)
    door = await asyncio.to_thread(server.opened, "POST", f"{UPLOADS}/{document['url'][-36:]}/lock", 10)
    await asyncio.to_thread(door.sendall, b"{")
    status, answer = await asyncio.to_thread(answered, door)
    assert (status, answer["code"]) == (408, "request_timeout")


async def test_who_promises_less_than_it_sends_is_cut_off(server: Server) -> None:
    body = large_body(server.kast, 1000)
    door = await asyncio.to_thread(server.opened, "POST", UPLOADS, len(body) - 500)
    await asyncio.to_thread(door.sendall, body)
    with door.makefile("rb") as answer:
        assert (await asyncio.to_thread(answer.readline)).split()[1] == b"400"
    door.close()
    await nothing_left(server.kast)


async def test_an_upload_may_take_long_but_not_stand_still(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.runtime.incoming.REQUEST_SECONDS", 1.0)
    body = large_body(server.kast, 200_000)
    for pause, wanted in ((0.3, 201), (1.6, 408)):
        door = await asyncio.to_thread(server.opened, "POST", UPLOADS, len(body))
        for start in range(0, len(body), len(body) // 6 + 1):
            await asyncio.sleep(pause)
            try:
                await asyncio.to_thread(door.sendall, body[start : start + len(body) // 6 + 1])
            except OSError:
                break
        status, _ = await asyncio.to_thread(answered, door)
        assert status == wanted
    await nothing_left(server.kast)


async def test_an_upload_that_trickles_is_too_slow(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.runtime.incoming.REQUEST_SECONDS", 0.6)
    door = await asyncio.to_thread(server.opened, "POST", UPLOADS, 100_000)
    began = time.monotonic()
    for each in b'{"inhoud": "' + b"A" * 400:
        await asyncio.sleep(0.01)
        try:
            await asyncio.to_thread(door.sendall, bytes((each,)))
        except OSError:
            break
    status, _ = await asyncio.to_thread(answered, door)
    assert status == 408
    assert time.monotonic() - began < 10
    await nothing_left(server.kast)


async def test_a_type_outside_the_rights_is_refused_before_its_content(server: Server) -> None:
    kast = server.kast
    other = kast.informatieobjecttype[:-1] + ("0" if kast.informatieobjecttype[-1] != "0" else "1")
    right = {
        "component": "drc",
        "scopes": ["documenten.aanmaken"],
        "informatieobjecttype": kast.informatieobjecttype,
        "maxVertrouwelijkheidaanduiding": "zeer_geheim",
    }
    await kast.api.known_as("beperkt", right)
    kast.client = "beperkt"
    for kind, wanted in ((other, 403), (kast.informatieobjecttype, 201)):
        said = {"informatieobjecttype": kind}  # stands first, before the content
        body = json.dumps(said | kast.body(os.urandom(2**21)) | said).encode()
        door = await asyncio.to_thread(server.opened, "POST", UPLOADS, len(body))
        half = len(body) if wanted == 201 else 100_000
        await asyncio.to_thread(door.sendall, body[:half])
        status, _ = await asyncio.to_thread(answered, door)
        assert status == wanted
    await nothing_left(kast)


async def test_a_download_goes_at_the_pace_of_who_reads(server: Server) -> None:
    content = os.urandom(20 * 2**20)
    document = await server.kast.made(content)
    path = "/" + document["inhoud"].split("/", 3)[3]
    door = await asyncio.to_thread(server.opened, "GET", path, 0)
    await asyncio.sleep(0.3)

    def read() -> bytes:
        answer = http.client.HTTPResponse(door)
        answer.begin()
        return answer.read()

    assert await asyncio.to_thread(read) == content
    door.close()


async def test_content_in_object_storage(databases: Databases, tmp_path: Path) -> None:
    """The same promises, with the bytes in S3."""
    with s3(tmp_path / "s3") as (url, options):
        said = {"documents": url, "documents_options": options, "part_size": PART}
        async with a_gemeente(databases, tmp_path / "var", **said) as (soort, _):
            kast = Kast(soort, tmp_path)
            small, large = await kast.made(SMALL), os.urandom(12 * 2**20)
            document = await kast.made(large)
            assert await kast.content(small["inhoud"]) == SMALL
            assert await kast.content(document["inhoud"]) == large
            assert await kast.content(document["inhoud"], range="bytes=9000000-9000009") == large[9000000:9000010]
            assert (await kast.api("DELETE", document["url"]))[0] == 204
            assert await kast.api.told("POST", UPLOADS, kast.body(large, titel="")) == [("titel", "blank")]
            sizes = [size async for _, size in kast.contents.store.keys()]  # noqa: SIM118 - no dictionary
            assert sizes == [len(SMALL)]
            assert await faults(kast) == []
            assert not (tmp_path / "var" / "inhoud").exists()


async def test_object_storage_that_is_away_is_told(databases: Databases, tmp_path: Path) -> None:
    options = {"endpoint": "http://127.0.0.1:9", "access_key_id": "a", "secret_access_key": "b", "region": "c"}
    async with a_gemeente(databases, tmp_path, documents="s3://emmer", documents_options=options) as (soort, _):
        kast = Kast(soort, tmp_path)
        assert (await kast.api("POST", UPLOADS, kast.body(SMALL)))[0] == 503
        assert not kast.contents.under_way
