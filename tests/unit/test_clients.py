"""The rights of clients: looked up once for all who ask, beside them where that may be, and shared by their tokens."""

import asyncio
from collections.abc import Mapping

import pytest

from grondslag.kernel.access import Grant
from grondslag.runtime.clients import AGAIN_SECONDS, STALE_SECONDS, Application, Clients, make_token
from grondslag.runtime.outside import Unreachable
from grondslag.surfaces.problems import Forbidden, Unavailable

SECRET = "a secret of at least thirty-two bytes"
NOW = 1_800_000_000.0
GRANTS = (Grant(component="zaken", scopes=frozenset(("zaken.lezen",)), key="t", most=1),)
Loaded = tuple[Mapping[str, str], Mapping[str, Application]]


class Source:
    """Where the rights are kept: it can be silent, be gone, or have changed."""

    def __init__(self) -> None:
        self.loads, self.label = 0, "first"
        self.gone = False
        self.answers = asyncio.Event()
        self.answers.set()

    async def load(self) -> Loaded:
        self.loads += 1
        label = self.label
        await self.answers.wait()
        if self.gone:
            raise Unreachable
        return {"a": SECRET, "b": SECRET}, {"a": Application(label, False, GRANTS), "b": Application("b", False, ())}


async def known(source: Source, patience: float | None = None) -> Clients:
    """Clients whose rights were just looked up."""
    clients = Clients(source.load, 3600, lambda: NOW, patience)
    await clients.refresh()
    source.loads = 0
    return clients


async def label(clients: Clients, client: str = "a", user: str = "") -> str:
    return (await clients.caller("Bearer " + make_token(client, SECRET, NOW, user))).label


async def test_many_at_once_look_once() -> None:
    source = Source()
    clients = await known(source)
    clients.checked_at -= 5
    source.label = "second"
    found = await asyncio.gather(*(label(clients, user=str(each)) for each in range(200)))
    assert (set(found), source.loads) == ({"second"}, 1)


async def test_who_was_made_known_a_moment_ago_is_known() -> None:
    source = Source()
    clients = await known(source)
    clients.secrets = {}
    with pytest.raises(Forbidden):
        await label(clients)
    assert source.loads == 0, "looked at just now"
    clients.checked_at -= AGAIN_SECONDS
    assert (await label(clients), source.loads) == ("first", 1)
    clients.checked_at -= AGAIN_SECONDS
    with pytest.raises(Forbidden):
        await clients.caller("Bearer " + make_token("nobody", SECRET, NOW))
    assert source.loads == 2


async def test_rights_of_half_a_second_old_are_looked_up_beside_the_request() -> None:
    source = Source()
    clients = await known(source)
    clients.checked_at -= 0.6
    source.label = "second"
    source.answers.clear()
    assert await label(clients) == "first"
    assert clients.refreshing is not None
    source.answers.set()
    await clients.refreshing
    assert (await label(clients), source.loads) == ("second", 1)


async def test_rights_of_a_second_old_are_waited_for() -> None:
    source = Source()
    clients = await known(source)
    clients.checked_at -= 1.1
    source.label = "second"
    source.answers.clear()
    asked = asyncio.create_task(label(clients))
    await asyncio.sleep(0)
    assert not asked.done()
    source.answers.set()
    assert await asked == "second"


async def test_a_neighbour_that_hangs_holds_nobody_up_until_its_rights_are_too_old() -> None:
    source = Source()
    clients = await known(source, patience=0.001)
    clients.checked_at -= 5
    source.answers.clear()
    assert set(await asyncio.gather(*(label(clients) for _ in range(20)))) == {"first"}
    assert clients.late
    clients.patience = None  # who waited now would never get an answer
    assert (await label(clients), source.loads) == ("first", 1)
    clients.checked_at -= STALE_SECONDS
    with pytest.raises(Unavailable):
        await label(clients)
    source.label = "second"
    source.answers.set()
    await clients._looking()
    assert not clients.late
    clients.checked_at -= 5
    assert await label(clients) == "second"


async def test_a_neighbour_that_is_gone_is_asked_again_later() -> None:
    source = Source()
    clients = await known(source)
    clients.checked_at -= 5
    source.gone = True
    assert [await label(clients) for _ in range(5)] == ["first"] * 5
    assert source.loads == 1, "not with each request"
    clients.retry_at, source.gone, source.label = 0, False, "second"
    assert await label(clients) == "first", "nobody waits for it until it answers"
    assert clients.refreshing is not None
    await clients.refreshing
    assert await label(clients) == "second"


async def test_what_else_goes_wrong_is_told_to_who_waits() -> None:
    async def broken() -> Loaded:
        raise ZeroDivisionError

    clients = Clients(broken, 3600, lambda: NOW)
    with pytest.raises(ZeroDivisionError):
        await label(clients)


async def test_after_a_change_of_our_own_rights_are_looked_up_anew() -> None:
    source = Source()
    clients = await known(source)
    clients.checked_at -= 0.6
    source.answers.clear()
    assert await label(clients) == "first"
    await asyncio.sleep(0)
    assert source.loads == 1, "it has begun, before the change"
    source.label = "second"
    source.answers.set()
    await clients.refresh()
    assert (await label(clients), source.loads) == ("second", 2)


async def test_closing_ends_the_looking() -> None:
    source = Source()
    clients = await known(source)
    clients.checked_at -= 0.6
    source.answers.clear()
    assert await label(clients) == "first"
    await clients.close()
    assert clients.refreshing is not None
    assert clients.refreshing.cancelled()


async def test_tokens_of_one_application_share_what_was_worked_out() -> None:
    clients = await known(Source())
    one, two, other = [
        await clients.caller("Bearer " + make_token(client, SECRET, NOW, user))
        for client, user in (("a", "x"), ("a", "y"), ("b", "x"))
    ]
    assert one is not two
    assert one.reaches is two.reaches
    assert one.reaches is not other.reaches
