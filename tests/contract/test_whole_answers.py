"""What a neighbour answers is taken whole, or not at all."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from grondslag.runtime.outside import MAX_PAGES, Outside, Unreachable

BODY = {"tekst": "x" * 1_000_000}


async def page(request: web.Request) -> web.Response:
    """A list of as many pages as the value of its filter."""
    number, last = int(request.query.get("page", "1")), int(request.query["zaak"])
    following = str(request.url.update_query(page=str(number + 1))) if number < last else None
    return web.json_response({"count": last, "next": following, "results": [number]})


async def in_pieces(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(status=201)
    await answer.prepare(request)
    raw = json.dumps(BODY).encode()
    for at in range(0, len(raw), 10_000):
        await answer.write(raw[at : at + 10_000])
    return answer


@pytest.fixture
async def neighbour() -> AsyncIterator[tuple[Outside, str]]:
    app = web.Application()
    app.add_routes([web.get("/api/v1/lijst", page), web.post("/api/v1/lijst", in_pieces)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    root = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v1"
    outside = Outside(False, lambda *_: None, None, (root,))
    yield outside, f"{root}/lijst"
    await outside.close()
    await runner.cleanup()


async def test_a_list_is_read_to_its_end_or_refused(neighbour: tuple[Outside, str]) -> None:
    outside, url = neighbour
    for last in (1, 2, MAX_PAGES):
        assert await outside.list(url, "zaak", str(last)) == [*range(1, last + 1)]
    with pytest.raises(Unreachable):
        await outside.list(url, "zaak", str(MAX_PAGES + 1))


async def test_an_answer_in_pieces_is_read_whole(neighbour: tuple[Outside, str]) -> None:
    outside, url = neighbour
    assert await outside.send("POST", url, {}) == (201, BODY)
