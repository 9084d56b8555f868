"""The site without a program behind it: what it answers when something is wrong, and to whom."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from grondslag.interaction.beheer import Beheer, Running
from grondslag.interaction.fouten import KINDS, UITLEG
from grondslag.interaction.selectielijst import answer
from grondslag.interaction.site import Inside, Served, Site

BASE = "https://gemeente.example"


class Behind:
    """A program that counts, fails, or is not ready."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken, self.failures, self.counted = broken, list[BaseException](), 0
        self.found = 12345

    async def count(self, _sql: str) -> int:
        self.counted += 1
        if self.broken:
            raise ConnectionError("db-wachtwoord")
        return self.found

    async def ready(self) -> bool:
        return not self.broken

    async def demo(self, _base: str) -> None:
        return None

    @property
    def site(self) -> Site:
        zaken = Served(
            name="zaken",
            title="Zaken",
            description="",
            version="1",
            path="/zaken/api/v1",
            counts=(("zaak", "zaken", "s"),),
        )
        return Site(
            Inside(
                gemeente="<Gemeente> & Co",
                code="0000",
                version="0",
                components=(zaken,),
                count=self.count,
                ready=self.ready,
                metrics=lambda: "metric 1\n",
                failed=self.failures.append,
                selectielijst=answer,
                is_demo=True,
                demo=self.demo,
            )
        )


async def ask(site: Site, path: str, method: str = "GET", base: str = BASE, **headers: str) -> tuple[int, Any, str]:
    sent: list[Mapping[str, Any]] = []

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": b""}

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"method": method, "path": path, "query_string": b"", "headers": given}
    await site(scope, receive, send, base)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = sent[1]["body"]
    assert method == "HEAD" or int(found["content-length"]) == len(body)
    return sent[0]["status"], found, body.decode()


async def test_a_failure_is_told_to_the_log_and_not_to_the_visitor() -> None:
    behind = Behind(broken=True)
    status, _, body = await ask(behind.site, "/")
    assert status == 503
    assert "db-wachtwoord" not in body
    assert len(behind.failures) == 1
    assert (await ask(behind.site, "/health/ready"))[0] == 503
    assert (await ask(behind.site, "/health/live"))[0] == 200


async def test_counting_is_done_once_a_second() -> None:
    behind = Behind()
    site = behind.site
    for _ in range(5):
        status, _, body = await ask(site, "/")
        assert status == 200
        assert "12.345" in body
    assert behind.counted == 1


async def test_while_counting_is_slow_one_counts_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.interaction.site.FRESH_SECONDS", -1.0)
    behind, started, go_on = Behind(), asyncio.Semaphore(0), asyncio.Event()
    site = behind.site
    quick = behind.count

    async def slow(sql: str) -> int:
        started.release()
        await go_on.wait()
        return await quick(sql)

    site.inside = msgspec.structs.replace(site.inside, count=slow)
    first = [asyncio.ensure_future(ask(site, "/")) for _ in range(20)]
    await started.acquire()
    go_on.set()
    assert {each[0] for each in await asyncio.gather(*first)} == {200}
    assert behind.counted == 1
    go_on.clear()
    assert "12.345" in (await ask(site, "/"))[2]  # what was counted before, while it counts again
    assert "12.345" in (await ask(site, "/"))[2]
    assert behind.counted == 1
    behind.broken = True
    go_on.set()
    assert site._counting is not None
    await asyncio.wait([site._counting])
    assert (await ask(site, "/"))[0] == 503


async def test_one_is_counted_in_the_singular() -> None:
    behind = Behind()
    assert "<dt>zaken</dt>" in (await ask(behind.site, "/"))[2]
    behind.found = 1
    assert "<dt>zaak</dt>" in (await ask(behind.site, "/"))[2]


async def test_what_is_shown_is_escaped() -> None:
    _, _, body = await ask(Behind().site, "/")
    assert "&lt;Gemeente&gt; &amp; Co" in body
    assert "<Gemeente>" not in body


async def test_programs_get_a_problem_and_people_a_page() -> None:
    site = Behind().site
    status, headers, body = await ask(site, "/nergens", accept="application/json")
    assert (status, headers["content-type"]) == (404, "application/problem+json")
    assert json.loads(body)["status"] == 404
    assert "text/html" in (await ask(site, "/nergens", accept="text/html"))[1]["content-type"]
    assert "text/html" in (await ask(site, "/nergens"))[1]["content-type"]


async def test_the_root_of_an_api_leads_on() -> None:
    site = Behind().site
    for path in ("/zaken/api/v1", "/zaken/api/v1/"):
        status, headers, _ = await ask(site, path, accept="text/html,*/*")
        assert (status, headers["location"], headers["vary"]) == (303, "/docs/zaken", "Accept")
        for accept in ("application/json", "*/*"):
            status, headers, body = await ask(site, path, accept=accept)
            assert (status, headers["content-type"]) == (200, "application/json")
            assert json.loads(body)["links"]["openapi.json"] == f"{BASE}/zaken/api/v1/openapi.json"
        assert (await ask(site, path, "POST"))[0] == 405
    status, headers, _ = await ask(site, "/docs", accept="text/html")
    assert (status, headers["location"]) == (303, "/#apis")


async def test_below_the_root_of_any_api_a_miss_is_a_problem() -> None:
    site = Behind().site
    for path in ("/besluiten/api/v1/besluiten", "/besluiten/api/v1", "/zaken/api/v2/zaken", "/selectielijst/api/v1/x"):
        status, headers, body = await ask(site, path, accept="text/html")
        assert (status, headers["content-type"]) == (404, "application/problem+json")
        assert json.loads(body)["type"] == f"{BASE}/ref/fouten/NotFound/"
        assert json.loads(body)["code"] == "not_found"
    assert (await ask(site, "/besluiten/api/v1/besluiten", "POST"))[0] == 404


async def test_every_kind_of_problem_is_explained_in_dutch() -> None:
    site = Behind().site
    assert set(KINDS) == set(UITLEG)
    for kind, problem in KINDS.items():
        status, _, body = await ask(site, f"/ref/fouten/{kind}/")
        assert status == 200
        assert f">{problem.title.rstrip('.')}</h1>" in body
        assert UITLEG[kind] in body
    assert (await ask(site, "/ref/fouten/Nergens/"))[0] == 404


async def test_every_answer_is_guarded() -> None:
    site = Behind().site
    for path in ("/", "/nergens", "/docs/zaken", "/health/live", "/metrics", "/selectielijst/api/v1/procestypen"):
        _, headers, _ = await ask(site, path)
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"]
        assert "strict-transport-security" not in (await ask(site, path, base="http://localhost:8000"))[1]


async def test_an_asset_is_one_that_was_built() -> None:
    site = Behind().site
    for path in ("/static/", "/static/manifest.json", "/static/../site.py", "/static//etc/passwd", "/static"):
        assert (await ask(site, path))[0] == 404


async def test_without_a_session_the_door_is_closed() -> None:
    site = Behind().site

    class Pool:
        async def fetchval(self, *_: Any) -> None:
            return None

    async def running() -> Running:
        return Running([], [])

    site.parts["beheer"] = Beheer(site, Pool, running).answer
    for path in ("/beheer", "/beheer/uitloggen", "/beheer/iets"):
        for cookie in ("", "grondslag_beheer=x", 'grondslag_beheer="', "\x00"):
            assert (await ask(site, path, cookie=cookie))[0] == 403
    assert (await ask(site, "/beheer/toegang/x"))[0] == 404
    assert (await ask(site, "/beheer/toegang/x", "POST"))[0] == 404
    for wrong in ({"origin": "https://elders.example"}, {"sec_fetch_site": "cross-site"}):
        assert (await ask(site, "/beheer/uitloggen", "POST", **wrong))[0] == 403


def test_a_page_or_year_of_the_selectielijst_is_written_in_digits() -> None:
    for page in ("²", "%C2%B2", "x", "0", "\u0661"):
        assert answer("/selectielijst/api/v1/resultaten", f"page={page}", "")[0] == 404
    assert answer("/selectielijst/api/v1/procestypen", "jaar=²²²²", "")[0] == 200
