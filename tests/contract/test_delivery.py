"""Delivery: what a subscriber that really listens gets, in which order, and what becomes of what it does not take."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from grondslag.integration import queue
from grondslag.integration.delivering import Patience
from grondslag.integration.publishing import LOCK, Event, within
from grondslag.program import Program
from grondslag.settings import Settings
from tests.api import Api, served
from tests.contract.test_notificaties import NRC, abonnement_body, notificatie_body
from tests.server import Databases
from tests.subscriber import AUTH, Subscriber, subscribing

QUICK = Patience(first=0.05, most=0.2, total=3600)
IMPATIENT = Patience(first=0.05, most=0.1, total=0.4)
KANAAL = {"naam": "elders", "filters": ["bron", "soort"]}
Body = dict[str, Any]


@asynccontextmanager
async def delivering(databases: Databases, data: Path, patience: Patience = QUICK) -> AsyncIterator[Api]:
    """A municipality that delivers, with a kanaal for events of others."""
    dsn = databases.fresh()
    async with served(dsn, data, allow_private_urls=True) as api:
        api.program.work(patience=patience)
        await api.made(f"{NRC}/kanaal", KANAAL)
        await api.made(f"{NRC}/kanaal", {"naam": "groot", "filters": []})
        yield api
    databases.drop(dsn)


@pytest.fixture(scope="module")
async def api(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    async with delivering(databases, Path(tmp_path_factory.mktemp("data"))) as found:
        yield found


@pytest.fixture
async def subscriber(api: Api) -> AsyncIterator[Subscriber]:
    async with subscribing() as found:
        yield found
    for each in await api.got(f"{NRC}/abonnement"):
        assert (await api("DELETE", each["url"]))[0] == 204


async def subscribed(api: Api, subscriber: Subscriber, *kanalen: Body, **said: Any) -> Body:
    """An abonnement of this subscriber, on the events of others unless it says otherwise."""
    wanted = kanalen or ({"naam": "elders"},)
    return await api.made(f"{NRC}/abonnement", abonnement_body(subscriber, *wanted, **said))


async def tell(api: Api, zaak: int, number: int, **kenmerken: str) -> Body:
    """An event on a zaak elsewhere."""
    said: Body = {"kenmerken": kenmerken} if kenmerken else {}
    at = {"hoofdObject": f"https://elders.example/zaken/{zaak}", "actie": f"{number}"}
    return await api.made(f"{NRC}/notificaties", notificatie_body(**at, **said))


def numbers(subscriber: Subscriber, zaak: int) -> list[int]:
    """The events of one zaak, as they were taken."""
    return [int(each["actie"]) for each in subscriber.told if each["hoofdObject"].endswith(f"/{zaak}")]


async def until(ask: Callable[[], Any], seconds: float = 15.0) -> None:
    """Return when it holds."""
    deadline = time.monotonic() + seconds
    while not (found := await ask()):
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.02)


async def test_a_write_is_told_as_the_standard_says(api: Api, subscriber: Subscriber) -> None:
    await subscribed(api, subscriber, {"naam": "autorisaties"})
    body = {"clientIds": ["verteld"], "label": "Verteld", "heeftAlleAutorisaties": True}
    made = await api.made("/autorisaties/api/v1/applicaties", body)
    url = made["url"].replace("http://localhost/", "http://localhost:8000/")
    [event] = await subscriber.has(1)
    assert event.pop("aanmaakdatum").endswith("Z")
    assert event == {
        "kanaal": "autorisaties",
        "hoofdObject": url,
        "resource": "applicatie",
        "resourceUrl": url,
        "actie": "create",
        "kenmerken": {},
    }
    heads = subscriber.heads[0]
    assert (heads["Authorization"], heads["Content-Type"]) == (AUTH, "application/json")
    assert (await api("PATCH", made["url"], {"label": "Anders"}))[0] == 200
    assert (await api("DELETE", made["url"]))[0] == 204
    found = await subscriber.has(3)
    assert [each["actie"] for each in found] == ["create", "partial_update", "destroy"]


async def test_every_subscriber_gets_the_same_bytes(api: Api, subscriber: Subscriber) -> None:
    async with subscribing() as other:
        await subscribed(api, subscriber)
        await subscribed(api, other)
        told = notificatie_body()
        await api.made(f"{NRC}/notificaties", told)
        assert await subscriber.has(1) == await other.has(1) == [told]
        assert subscriber.raw == other.raw
        for each in await api.got(f"{NRC}/abonnement"):
            await api("DELETE", each["url"])


async def test_filters_choose(api: Api, subscriber: Subscriber) -> None:
    await subscribed(api, subscriber, {"naam": "elders", "filters": {"bron": "1", "soort": "*"}})
    await tell(api, 1, 1, bron="2", soort="a")
    await tell(api, 1, 2, bron="1", soort="b")
    await tell(api, 1, 3, bron="1")
    await tell(api, 1, 4, soort="b")
    await subscriber.has(3)
    await asyncio.sleep(0.2)
    assert numbers(subscriber, 1) == [2, 3, 4], "a kenmerk that the event does not have holds nothing back"


async def test_what_happened_before_is_not_sent(api: Api, subscriber: Subscriber) -> None:
    await tell(api, 2, 1)
    await subscribed(api, subscriber)
    await tell(api, 2, 2)
    await subscriber.has(1)
    await asyncio.sleep(0.2)
    assert numbers(subscriber, 2) == [2]


async def test_order_holds_while_events_are_refused(api: Api, subscriber: Subscriber) -> None:
    refused: dict[str, int] = {}

    def twice(event: Any) -> int:
        """Every third event is refused twice."""
        key = event["hoofdObject"] + event["actie"]
        refused[key] = refused.get(key, 0) + 1
        return 500 if int(event.get("actie", 0)) % 3 == 0 and refused[key] < 3 else 200

    await subscribed(api, subscriber)
    subscriber.verdict = twice
    for number in range(12):
        for zaak in (10, 11, 12):
            await tell(api, zaak, number)
    await subscriber.has(36, seconds=40)
    for zaak in (10, 11, 12):
        assert numbers(subscriber, zaak) == list(range(12))


async def test_a_refused_event_holds_back_its_own_zaak_only(api: Api, subscriber: Subscriber) -> None:
    await subscribed(api, subscriber)
    subscriber.verdict = lambda event: 500 if event["hoofdObject"].endswith("/20") else 204
    await tell(api, 20, 1)
    await tell(api, 20, 2)
    for number in range(5):
        await tell(api, 21, number)
    await subscriber.has(5)
    assert numbers(subscriber, 21) == list(range(5))
    assert {each["actie"] for each in subscriber.tried if each["hoofdObject"].endswith("/20")} == {"1"}
    subscriber.verdict = lambda _: 204
    await subscriber.has(7)
    assert numbers(subscriber, 20) == [1, 2]


async def test_who_is_dead_or_slow_delays_nobody(api: Api, subscriber: Subscriber) -> None:
    async with AsyncExitStack() as stack:
        slow = await stack.enter_async_context(subscribing())
        async with subscribing() as dead:
            await subscribed(api, dead)
        await subscribed(api, slow)
        await subscribed(api, subscriber)
        slow.slow = 3.0
        began = time.monotonic()
        for number in range(50):
            await tell(api, number % 5 + 30, number)
        await subscriber.has(50)
        assert time.monotonic() - began < 3.0
        slow.slow = 0.0
        await slow.has(50)
        standing = {each.callback_url: each for each in await queue.standings(api.program.pool)}
        assert standing[dead.at].wachtend == 50
        assert standing[dead.at].storingen > 0
        assert standing[subscriber.at].wachtend == 0
        await asyncio.sleep(1.0)
        async with subscribing(int(dead.at.split(":")[2].split("/")[0])) as again:
            await again.has(50)
        for each in await api.got(f"{NRC}/abonnement"):
            await api("DELETE", each["url"])


async def test_an_abonnement_that_goes_takes_its_queue_along(api: Api, subscriber: Subscriber) -> None:
    made = await subscribed(api, subscriber)
    subscriber.verdict = lambda _: 503
    await tell(api, 40, 1)

    async def queued() -> bool:
        return await api.program.pool.fetchval("select count(*) from notificaties.aflevering") == 1

    await until(queued)
    assert (await api("DELETE", made["url"]))[0] == 204
    assert await api.program.pool.fetchval("select count(*) from notificaties.aflevering") == 0


@pytest.mark.parametrize("modus", ["structured", "binary"])
async def test_a_cloudevent_when_it_is_asked(api: Api, subscriber: Subscriber, modus: str) -> None:
    more = {} if modus == "structured" else {"cloudeventsModus": modus}
    await subscribed(api, subscriber, sendCloudevents=True, **more)
    told = notificatie_body(source="urn:nld:oin:00000001823288444000:systeem:Zaaksysteem")
    await api.made(f"{NRC}/notificaties", told)
    [body] = await subscriber.has(1)
    heads = {name.lower(): value for name, value in subscriber.heads[0].items()}
    event = body
    if modus == "binary":
        assert heads["content-type"] == "application/json"
        event = {name[3:]: value for name, value in heads.items() if name.startswith("ce-")} | {"data": body}
        event["datacontenttype"] = heads["content-type"]
    else:
        assert heads["content-type"].startswith("application/cloudevents+json")
    assert len(event.pop("id")) == 36
    assert event == {
        "specversion": "1.0",
        "source": told["source"],
        "type": "nl.overheid.elders.status.create",
        "subject": "1",
        "time": told["aanmaakdatum"],
        "datacontenttype": "application/json",
        "dataref": told["resourceUrl"],
        "data": told["kenmerken"] | {"hoofdObject": told["hoofdObject"]},
    }
    assert heads["authorization"] == AUTH


async def test_a_dead_letter_is_kept_passed_and_replayed(databases: Databases, tmp_path: Path) -> None:
    async with delivering(databases, tmp_path, IMPATIENT) as api, subscribing() as subscriber:
        await subscribed(api, subscriber)
        subscriber.verdict = lambda event: 422 if event["actie"] == "1" else 204
        for number in range(4):
            await tell(api, 50, number)
        await subscriber.has(3)
        assert numbers(subscriber, 50) == [0, 2, 3], "what follows passes the gap"
        [letter] = await queue.dead_letters(api.program.pool, 10)
        assert (letter.kanaal, letter.oorzaak, letter.hoofd_object[-3:]) == ("elders", "status 422", "/50")
        assert letter.pogingen > 1
        subscriber.verdict = lambda _: 204
        assert await queue.replay(api.program.pool, event="not there") == 0
        assert await queue.replay(api.program.pool, event=letter.gebeurtenis) == 1
        await subscriber.has(4)
        assert numbers(subscriber, 50) == [0, 2, 3, 1]
        assert await queue.dead_letters(api.program.pool, 10) == []


PATIENT = Patience(first=3600.0)


async def test_who_mended_a_receiver_need_not_wait_for_the_next_time(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was refused waits by itself, what could not be reached as a whole; `retry` has both tried now."""
    monkeypatch.setattr(queue, "DEAD_BATCH", 1)
    async with delivering(databases, tmp_path, PATIENT) as api, subscribing() as subscriber:
        async with subscribing() as other:
            away = await subscribed(api, other)
        made = await subscribed(api, subscriber)
        subscriber.verdict = lambda event: 422 if event["actie"] == "0" else 204
        for hoofdobject in (60, 61):
            for number in range(2):
                await tell(api, hoofdobject, number)
        await tell(api, 62, 9)
        await subscriber.has(1)

        async def stands() -> list[tuple[int, bool]]:
            found = {each.abonnement: each for each in await queue.standings(api.program.pool)}
            return [
                (found[each["url"][-36:]].wachtend, found[each["url"][-36:]].storingen > 0) for each in (made, away)
            ]

        async def settled() -> bool:
            held = "select count(*) from notificaties.aflevering where volgende_poging > now()"
            return await stands() == [(4, False), (5, True)] and await api.program.pool.fetchval(held) == 2

        await until(settled)
        subscriber.verdict = lambda _: 204
        assert await queue.retry(api.program.pool, "01a20ae2-c628-71e7-8e09-000000000001") == 0
        await asyncio.sleep(2)
        assert await settled(), "of an abonnement that there is not, nothing is tried"
        assert await queue.retry(api.program.pool, made["url"][-36:]) == 4
        await subscriber.has(5)
        assert numbers(subscriber, 60) == numbers(subscriber, 61) == [0, 1], "in order"
        assert (await stands())[1] == (5, True)
        assert await queue.retry(api.program.pool) == 5

        async def failed_twice() -> bool:
            return {each.storingen for each in await queue.standings(api.program.pool)} == {0, 2}

        await until(failed_twice)  # it counts as before: of those few are tried at once, and it waits longer
        async with subscribing(int(other.at.split(":")[2].split("/")[0])) as again:
            assert await queue.retry(api.program.pool) == 5
            await again.has(5)


async def test_all_that_waits_for_who_stays_away_dies_with_age(databases: Databases, tmp_path: Path) -> None:
    async with delivering(databases, tmp_path, IMPATIENT) as api:
        async with subscribing() as subscriber:
            made = await subscribed(api, subscriber)
        for number in range(30):
            await tell(api, number, number)

        async def all_dead() -> bool:
            return len(await queue.dead_letters(api.program.pool, 100)) == 30

        await until(all_dead)
        async with subscribing(int(subscriber.at.split(":")[2].split("/")[0])) as again:
            assert await queue.replay(api.program.pool, abonnement=made["url"][-36:]) == 30
            await again.has(30)


async def test_the_figures_are_shown(databases: Databases, tmp_path: Path) -> None:
    async with delivering(databases, tmp_path, IMPATIENT) as api:
        async with subscribing() as subscriber:
            await subscribed(api, subscriber)
        await tell(api, 1, 1)

        async def told() -> bool:
            return "grondslag_notifications_dead 1\n" in api.program.observer.metrics()

        await until(told)
        assert "# TYPE grondslag_notifications_queued gauge" in api.program.observer.metrics()


async def test_two_workers_share_and_repeat_nothing(databases: Databases, tmp_path: Path) -> None:
    dsn = databases.fresh()
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(served(dsn, tmp_path, allow_private_urls=True))
        settings: Any = Settings(data=str(tmp_path), log_level="error", allow_private_urls=True)
        pages: Any = None
        two = Program(settings, dsn, "Testgemeente", lambda _: pages)
        await two.start()
        stack.push_async_callback(two.stop)
        for program in (one.program, two):
            program.work(patience=QUICK)
        await one.made(f"{NRC}/kanaal", KANAAL)
        subscribers = [await stack.enter_async_context(subscribing()) for _ in range(4)]
        for each in subscribers:
            await subscribed(one, each)
        for number in range(60):
            await tell(one, number % 6, number)
        for each in subscribers:
            await each.has(60)
            for zaak in range(6):
                assert numbers(each, zaak) == list(range(zaak, 60, 6))
    databases.drop(dsn)


async def test_large_events_go_over_once_and_in_order(api: Api, subscriber: Subscriber) -> None:
    async with subscribing() as other:
        made = [await subscribed(api, each, {"naam": "groot"}) for each in (subscriber, other)]
        large = {f"k{each}": "€" * 1000 for each in range(50)}
        pool = api.program.pool
        async with pool.acquire() as connection:
            await connection.execute("begin")
            await connection.execute("select pg_advisory_xact_lock($1, hashtext('notificaties'))", LOCK)
            for number in range(12):
                body = notificatie_body(hoofdObject="https://elders.example/zaken/70", actie=f"{number}")
                await api.made(f"{NRC}/notificaties", body | {"kenmerken": large, "kanaal": "groot"})
            await connection.execute("rollback")
        await asyncio.gather(subscriber.has(12), other.has(12))
        assert numbers(subscriber, 70) == numbers(other, 70) == list(range(12))
        for each in made:
            await api("DELETE", each["url"])


async def test_no_more_is_read_or_written_at_once_than_fits_in_memory(api: Api, subscriber: Subscriber) -> None:
    key = (await subscribed(api, subscriber))["url"][-36:]
    pool = api.program.pool
    body = "x" * 300_000
    offered = [queue.Offered(f"{each}", "elders", "https://elders.example/zaken/71", body) for each in range(10)]
    sent: list[Any] = []

    class Listening:
        async def execute(self, sql: str, *values: Any) -> None:
            sent.extend(values)
            await pool.execute(sql, *values)

    subscriber.verdict = lambda _: 500
    await queue.put(Listening(), offered, [(api.program.town.fresh_id(), key, at) for at in range(10)])
    assert sum(len(text) for each in sent for text in each if text == body) == 10 * len(body)
    await pool.execute("update notificaties.abonnement set wacht_tot = now() + interval '1 hour', storingen = 1")
    await pool.execute("update notificaties.aflevering set volgende_poging = now()")
    assert [each.gebeurtenis for each in await queue.next_of(pool, key)] == ["0", "1", "2", "3"]
    at = api.program.town.now()[0]
    events = [Event(f"{each}", "", "", "", {}, b"x" * size, at) for each, size in enumerate((900, 50, 60, 5))]
    assert [[each.id for each in within(events, most)] for most in (0, 900, 950, 951)] == [
        ["0"], ["0"], ["0", "1"], ["0", "1", "2"],
    ]  # fmt: skip


async def test_a_component_that_fails_keeps_no_other_waiting(databases: Databases, tmp_path: Path) -> None:
    dsn = databases.fresh()
    async with served(dsn, tmp_path, allow_private_urls=True, statement_timeout_ms=300) as api, subscribing() as told:
        await api.made(f"{NRC}/kanaal", KANAAL)
        await subscribed(api, told)
        api.program.work(patience=QUICK)
        async with api.program.pool.acquire() as connection:
            await connection.execute("begin")
            await connection.execute("lock table autorisaties.outbox in access exclusive mode")
            await tell(api, 72, 1)
            await told.has(1)
            await connection.execute("rollback")
    databases.drop(dsn)


async def test_more_letters_than_one_statement_holds_die_and_come_back_in_order(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "DEAD_BATCH", 7)
    async with delivering(databases, tmp_path, IMPATIENT) as api, subscribing() as told:
        await subscribed(api, told)
        told.verdict = lambda _: 503
        for number in range(40):
            await tell(api, 80, number)

        async def all_dead() -> bool:
            return await api.program.pool.fetchval("select count(*) from notificaties.dodebrief") == 40

        await until(all_dead)
        told.verdict = lambda _: 204
        assert await queue.replay(api.program.pool) == 40
        await told.has(40)
        assert numbers(told, 80) == list(range(40))
