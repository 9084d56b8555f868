"""The page of the administrator on delivery: what it shows, and that only its own form queues anything again."""

from datetime import UTC, datetime
from typing import Any

import pytest

from grondslag.integration.queue import DeadLetter, Standing
from grondslag.interaction import bezorging
from grondslag.interaction.bezorging import AGAIN, NOW, PATH, Bezorging, token_of, without_query
from grondslag.interaction.site import Asked, Told

ABONNEMENT = "01a20ae2-c628-71e7-8e09-000000000001"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Queue:
    """Stands in the place of the database: two abonnementen, and what was asked of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.replayed: list[str] = []
        self.retried: list[str] = []
        for name in ("standings", "dead_letters", "replay", "retry"):
            monkeypatch.setattr(bezorging.queue, name, getattr(self, name))

    async def standings(self, _pool: Any) -> list[Standing]:
        return [
            Standing(abonnement=ABONNEMENT, callback_url="https://x.example/a?sleutel=geheim", wachtend=12, oudste=AT,
                     dood=3, storingen=2, wacht_tot=AT),
            Standing(abonnement="b", callback_url="https://y.example", wachtend=0, oudste=None, dood=0, storingen=0,
                     wacht_tot=None),
        ]  # fmt: skip

    async def dead_letters(self, _pool: Any, _most: int) -> list[DeadLetter]:
        return [
            DeadLetter(id="1", abonnement=ABONNEMENT, gebeurtenis="e", kanaal="zaken", oorzaak="status 500",
                       hoofd_object="https://zaken.example/<b>", pogingen=25, gestorven_op=AT)
        ]  # fmt: skip

    async def replay(self, _pool: Any, abonnement: str = "") -> int:
        self.replayed.append(abonnement)
        return 3

    async def retry(self, _pool: Any, abonnement: str = "") -> int:
        self.retried.append(abonnement)
        return 12


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    return Queue(monkeypatch)


def page(status: int, template: str, **values: Any) -> Told:
    from grondslag.interaction.pages import render
    from grondslag.interaction.startpagina import StartContext

    start = StartContext("Demogemeente", "1810", "0.1.0", (), False, None)
    return Told(status, render(template, start=start, **values).encode(), {})


async def ask(path: str, method: str = "GET", query: str = "", key: str = "sessie") -> Told | None:
    asked = Asked(method=method, path=path, query=query, base="http://localhost", headers={})
    return await Bezorging(lambda: None, lambda: None).answer(asked, key, page)


async def test_it_shows_what_waits_and_what_was_given_up(queue: Queue) -> None:
    told = await ask(PATH)
    assert told is not None
    text = told.body.decode()
    assert "https://x.example/a<" in text
    assert "geheim" not in text
    assert "status 500" in text
    assert "&lt;b&gt;" in text
    assert f"{AGAIN}?teken={token_of('sessie')}&amp;abonnement={ABONNEMENT}" in text
    assert f"{NOW}?teken={token_of('sessie')}&amp;abonnement={ABONNEMENT}" in text, "who mended it need not wait"
    assert text.count("<form") == 3


async def test_its_own_form_queues_again(queue: Queue) -> None:
    told = await ask(AGAIN, "POST", f"teken={token_of('sessie')}&abonnement={ABONNEMENT}")
    assert told is not None
    assert (told.status, told.headers["Location"]) == (303, f"{PATH}?opnieuw=3")
    assert queue.replayed == [ABONNEMENT]
    done = await ask(PATH, query="opnieuw=3")
    assert done is not None
    assert "3 notificaties staan weer in de rij" in done.body.decode()


async def test_its_own_form_has_what_waits_tried_now(queue: Queue) -> None:
    told = await ask(NOW, "POST", f"teken={token_of('sessie')}&abonnement={ABONNEMENT}")
    assert told is not None
    assert (told.status, told.headers["Location"]) == (303, f"{PATH}?nu=12")
    assert (queue.retried, queue.replayed) == ([ABONNEMENT], [])
    done = await ask(PATH, query="nu=12")
    assert done is not None
    assert "Wat in de rij staat (12), wordt nu opnieuw geprobeerd." in done.body.decode()


@pytest.mark.parametrize("path", [AGAIN, NOW])
@pytest.mark.parametrize("query", ["", "teken=x", f"teken={token_of('een andere sessie')}"])
async def test_no_other_form_does(queue: Queue, path: str, query: str) -> None:
    told = await ask(path, "POST", query)
    assert told is not None
    assert told.status == 403
    assert queue.replayed == queue.retried == []


async def test_what_is_no_key_is_refused_and_what_is_not_there_is_told(queue: Queue) -> None:
    told = await ask(AGAIN, "POST", f"teken={token_of('sessie')}&abonnement=x")
    assert told is not None
    assert told.status == 403
    assert await ask(AGAIN) is None
    assert await ask(f"{PATH}/anders") is None
    assert queue.replayed == []


def test_a_callback_is_shown_without_what_may_be_secret() -> None:
    assert without_query("https://naam:geheim@x.example:8443/pad?sleutel=1#a") == "https://x.example:8443/pad"
