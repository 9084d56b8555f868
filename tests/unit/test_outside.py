"""What is asked of other servers: where it may go, what it tells of us, and how much of it is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from grondslag.runtime import outside
from grondslag.runtime.outside import Outside, Unfit, Unreachable, lies_under
from tests.elsewhere import Server, answering, listening

ROOT = "/catalogi/api/v1"


@pytest.fixture
async def neighbour() -> AsyncIterator[Server]:
    async with listening() as server:
        yield server


@pytest.fixture
async def stranger() -> AsyncIterator[Server]:
    async with listening() as server:
        yield server


def nothing(_target: str, _url: str) -> None:
    return None


async def token(_url: str) -> str:
    return "TOKEN"


@asynccontextmanager
async def client(*allowed: Server, **said: Any) -> AsyncIterator[Outside]:
    made = Outside([each.at.removeprefix("http://") for each in allowed], nothing, token, **said)
    try:
        yield made
    finally:
        await made.close()


# --- who gets our token --------------------------------------------------------------------------------------------


async def test_only_a_neighbour_gets_our_token(neighbour: Server, stranger: Server) -> None:
    neighbour.answers = {f"{ROOT}/zaaktypen": {"results": [1], "next": None}, f"{ROOT}/x": {}, "/autorisaties/x": {}}
    stranger.answers = {"/lijst/api/v1/procestypen/1": {}, "/x": {}}
    async with client(
        stranger, neighbours=[neighbour.at + ROOT], lists={"selectielijst": stranger.at + "/lijst"}
    ) as it:
        assert await it.list(f"{neighbour.at}{ROOT}/zaaktypen", "page", "1") == [1]
        await it.fetch("catalogi.zaaktype", f"{neighbour.at}{ROOT}/x", ours=True)
        await it.fetch("selectielijst.procestype", stranger.at + "/lijst/api/v1/procestypen/1")
        await it.fetch("", stranger.at + "/x")
        for url in (f"{neighbour.at}{ROOT}/x", f"{neighbour.at}/autorisaties/x"):
            with pytest.raises(Unreachable):
                await it.fetch("catalogi.zaaktype", url)
    assert {said for _, said in neighbour.asked} == {"Bearer TOKEN"}
    assert [path for path, _ in neighbour.asked] == [f"{ROOT}/zaaktypen?page=1", f"{ROOT}/x"]
    assert {said for _, said in stranger.asked} == {""}


async def test_a_reference_list_may_be_private_for_its_own_references_only(stranger: Server) -> None:
    stranger.answers = {"/lijst/1": {}, "/metrics": {}}
    async with client(lists={"selectielijst": stranger.at + "/lijst"}) as it:
        assert await it.fetch("selectielijst.procestype", stranger.at + "/lijst/1") == {}
        for target, path in (
            ("selectielijst.procestype", "/metrics"),
            ("", "/lijst/1"),
            ("catalogi.zaaktype", "/lijst/1"),
        ):
            with pytest.raises(Unreachable):
                await it.fetch(target, stranger.at + path)
    assert len(stranger.asked) == 1


@pytest.mark.parametrize(
    ("url", "lies"),
    [
        ("https://a.example/api/v1/x", True),
        ("https://a.example:443/api/v1/x?y=1", True),
        ("https://A.example./api/v1/x", True),
        ("https://a.example/api/v1", False),
        ("https://a.example/api/v10/x", False),
        ("https://a.example.evil.test/api/v1/x", False),
        ("https://a.example:8443/api/v1/x", False),
        ("http://a.example/api/v1/x", False),
        ("https://a.example@evil.test/api/v1/x", False),
        ("https://a.example/api/v1/../../other/x", False),
        ("https://a.example/api/v1/%2e%2E/%2e./other/x", False),
        ("https://[/api/v1/x", False),
        ("no url", False),
    ],
)
def test_what_lies_under_a_root(url: str, lies: bool) -> None:
    assert lies_under(url, "https://a.example/api/v1") is lies


async def test_a_neighbour_does_not_lead_us_elsewhere(neighbour: Server, stranger: Server) -> None:
    neighbour.answers = {f"{ROOT}/zaaktypen": {"results": [1], "next": stranger.at + "/more"}}
    stranger.answers = {"/more": {"results": [2], "next": None}}
    async with client(stranger, neighbours=[neighbour.at + ROOT]) as it:
        with pytest.raises(Unreachable):
            await it.list(f"{neighbour.at}{ROOT}/zaaktypen", "page", "1")
        with pytest.raises(Unreachable):
            await it.send("DELETE", stranger.at + "/more")
    assert stranger.asked == []


@pytest.mark.parametrize("answer", [{}, {"results": None}, {"detail": "onderhoud"}, "x", None])
async def test_what_is_no_list_is_not_taken_for_an_empty_one(neighbour: Server, answer: Any) -> None:
    neighbour.answers = {f"{ROOT}/zaaktypen": answer}
    async with client(neighbours=[neighbour.at + ROOT]) as it:
        with pytest.raises(Unreachable):
            await it.list(f"{neighbour.at}{ROOT}/zaaktypen", "page", "1")


# --- redirects ----------------------------------------------------------------------------------------------------


async def test_redirects_are_followed_a_few_times(stranger: Server) -> None:
    stranger.answers = {"/1": "/2", "/2": "3", "/3": stranger.at + "/4", "/4": {"a": 1}, "/0": "/1", "/loop": "/loop"}
    async with client(stranger) as it:
        assert await it.fetch("", stranger.at + "/1") == {"a": 1}
        for path in ("/0", "/loop"):
            with pytest.raises(Unreachable):
                await it.fetch("", stranger.at + path)


async def test_a_redirect_takes_no_token_and_no_trust_along(neighbour: Server, stranger: Server) -> None:
    neighbour.answers = {f"{ROOT}/moved": f"{ROOT}/x", f"{ROOT}/x": {"a": 1}, f"{ROOT}/away": stranger.at + "/x"}
    neighbour.answers[f"{ROOT}/aside"] = "/other/x"
    stranger.answers = {"/x": {"b": 1}, "/back": f"{neighbour.at}{ROOT}/x"}
    async with client(stranger, neighbour, neighbours=[neighbour.at + ROOT]) as it:
        assert await it.fetch("", f"{neighbour.at}{ROOT}/moved", ours=True) == {"a": 1}
        assert await it.fetch("", f"{neighbour.at}{ROOT}/away", ours=True) == {"b": 1}
        assert stranger.asked == [("/x", "")]
        neighbour.asked.clear()
        with pytest.raises(Unreachable):
            await it.fetch("", f"{neighbour.at}{ROOT}/aside", ours=True)
        assert [path for path, _ in neighbour.asked] == [f"{ROOT}/aside"], "another program of the same server"
        neighbour.asked.clear()
        with pytest.raises(Unreachable):
            await it.fetch("", stranger.at + "/back")
        assert neighbour.asked == []


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1:1/x", "http://localhost:1/", "file:///etc/passwd", "http://[", "", "//"]
)
async def test_a_redirect_is_checked_anew(stranger: Server, to: str) -> None:
    async with listening() as inside:
        inside.answers = {"/x": {}}
        stranger.answers = {"/1": to, "/2": inside.at + "/x"}
        async with client(stranger) as it:
            for path in ("/1", "/2"):
                with pytest.raises(Unreachable):
                    await it.fetch("", stranger.at + path)
        assert inside.asked == []


# --- what an answer may be -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", [b"[" * 5000 + b"]" * 5000, b'{"a":' * 300 + b"1" + b"}" * 300, b'{"a"', b'"\xff"', b""]
)
async def test_an_answer_that_is_no_resource_is_unfit(stranger: Server, raw: bytes) -> None:
    stranger.answers = {"/x": raw}
    async with client(stranger) as it:
        with pytest.raises(Unfit):
            await it.fetch("", stranger.at + "/x")


async def test_what_is_kept_has_a_bound_in_bytes(stranger: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "REMEMBERED_BYTES", 5_000)
    stranger.answers = {f"/{at}": b'"' + b"x" * 1_000 + b'"' for at in range(20)}
    async with client(stranger) as it:
        for at in range(20):
            await it.fetch("", f"{stranger.at}/{at}")
            await it.fetch("", f"{stranger.at}/0")
            assert it.cache.size == sum(len(each.raw) for each in it.cache.held.values()) <= 5_000
        assert len(stranger.asked) == 20, "what is used stays"
        assert [url.rpartition("/")[2] for url, _ in it.cache.held] == ["17", "18", "19", "0"]


async def test_what_is_kept_is_asked_again_by_its_etag(stranger: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "FRESH_SECONDS", 0.0)
    stranger.answers = {"/x": {"a": [1]}}
    async with client(stranger) as it:
        first = await it.fetch("", stranger.at + "/x")
        first["a"].append(2)
        assert await it.fetch("", stranger.at + "/x") == {"a": [1]}
    assert len(stranger.asked) == 2


async def test_a_large_answer_to_a_write_is_read_whole() -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(status=400)
        await answer.prepare(request)
        for part in (b'{"invalidParams": ', b'[{"code": "unique"}]}'):
            await answer.write(part)
            await asyncio.sleep(0)
        return answer

    async with answering(slow, method="POST", path="/api/x") as at, client(neighbours=[at + "/api"]) as it:
        assert await it.send("POST", at + "/api/x", {}) == (400, {"invalidParams": [{"code": "unique"}]})
