"""How many statements a request costs, exactly: round trips are what makes a register slow."""

import asyncio
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import pytest

from tests.builders import besluit_body, resultaat_body, rol_body, status_body, zaak_body, zaakeigenschap_body
from tests.soorten import BESLUITEN, CATALOGI, ZAKEN, Body, Soort

LIST = f"{ZAKEN}/zaken"


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that goes over a connection of the driver meanwhile, BEGIN and COMMIT included."""
    said: list[str] = []
    execute, query = asyncpg.Connection._execute, asyncpg.Connection.execute

    async def _execute(self: Any, sql: str, *args: Any, **named: Any) -> Any:
        said.append(sql)
        return await execute(self, sql, *args, **named)

    async def plain(self: Any, sql: str, *args: Any, **named: Any) -> Any:
        if not args:
            said.append(sql)
        return await query(self, sql, *args, **named)

    with monkeypatch.context() as patched:
        patched.setattr(asyncpg.Connection, "_execute", _execute)
        patched.setattr(asyncpg.Connection, "execute", plain)
        yield said


def assert_none_spans_components(said: list[str]) -> None:
    """A component may move to a database of its own, so no statement asks two of them (ADR 6)."""
    for sql in said:
        tables = re.findall(r"\b(?:from|join|into|update) (autorisaties|besluiten|catalogi|documenten|zaken)\.", sql)
        assert len(set(tables)) <= 1, sql


async def rights_known(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who calls is looked up elsewhere: nothing of that is under way, and nothing begins."""
    clients = soort.api.program.clients
    if clients.refreshing is not None:
        await asyncio.wait({clients.refreshing})
    monkeypatch.setattr(clients, "checked_at", time.monotonic() + 60)


@pytest.fixture(scope="module")
async def zaak(soort: Soort) -> Body:
    made = await soort.zaak()
    await soort.stand(made, soort.begin)
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(made["url"], soort.roltype))
    await soort.api.made(made["url"] + "/zaakeigenschappen", zaakeigenschap_body(made["url"], soort.eigenschap))
    return await soort.again(made)


def requests(soort: Soort, zaak: Body) -> dict[str, tuple[int, str, str, Any]]:
    """Each with the statements it may cost; who reads data of persons waits for one that notes it in the log."""
    rol = rol_body(zaak["url"], soort.roltype)
    return {
        "one": (2, "GET", zaak["url"], None),
        "head": (2, "HEAD", zaak["url"], None),
        "list": (2, "GET", LIST, None),
        "filtered list": (2, "GET", f"{LIST}?startdatum__gt=2020-01-01&ordering=-startdatum", None),
        "expanded one": (4, "GET", f"{zaak['url']}?expand=zaaktype,rollen", None),
        "expanded list": (5, "GET", f"{LIST}?expand=zaaktype,status.statustype", None),
        "search": (2, "POST", f"{LIST}/_zoek", {"uuid__in": [zaak["uuid"]]}),
        "trail": (3, "GET", zaak["url"] + "/audittrail", None),
        "part": (2, "GET", zaak["status"], None),
        "list under": (3, "GET", zaak["url"] + "/zaakeigenschappen", None),
        "zaaktype": (1, "GET", soort.zaaktype, None),
        "zaaktypen": (1, "GET", f"{CATALOGI}/zaaktypen", None),
        "new zaak": (2, "POST", LIST, zaak_body(soort.zaaktype)),
        "named zaak": (2, "POST", LIST, zaak_body(soort.zaaktype, identificatie="EIGEN-1")),
        "patch": (3, "PATCH", zaak["url"], {"toelichting": "Anders"}),
        "rol": (4, "POST", f"{ZAKEN}/rollen", rol),
        "status": (4, "POST", f"{ZAKEN}/statussen", status_body(zaak["url"], soort.begin)),
        "besluit": (2, "POST", f"{BESLUITEN}/besluiten", besluit_body(soort.besluittype)),
        "besluit in zaak": (12, "POST", f"{BESLUITEN}/besluiten", besluit_body(soort.besluittype, zaak=zaak["url"])),
        "refused": (1, "POST", LIST, zaak_body(soort.zaaktype, productenOfDiensten=["https://x.example"])),
        "unreadable": (0, "POST", LIST, {}),
        "number": (1, "POST", f"{ZAKEN}/zaaknummer_reserveren", {"bronorganisatie": "123456782"}),
    }


NAMES = (
    "one", "head", "list", "filtered list", "expanded one", "expanded list", "search", "trail", "part", "list under",
    "zaaktype", "zaaktypen", "new zaak", "named zaak", "patch", "rol", "status", "besluit",
    "besluit in zaak", "refused", "unreadable", "number",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
async def test_statements(soort: Soort, zaak: Body, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    count, method, url, body = requests(soort, zaak)[name]
    await soort.zaak()  # so that numbers are in stock
    await soort.besluit()
    await rights_known(soort, monkeypatch)
    with counted(monkeypatch) as said:
        status, answer = await soort.api(method, url, body)
    assert status < 500, answer
    assert len(said) == count, "\n\n".join(each[:300] for each in said)
    assert_none_spans_components(said)


async def test_closing_and_removing_are_one_statement_of_writing(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    zaak = await soort.zaak()
    body = resultaat_body(zaak["url"], soort.resultaattypen["afgehandeld"])
    await soort.api.made(f"{ZAKEN}/resultaten", body)
    await rights_known(soort, monkeypatch)
    with counted(monkeypatch) as said:
        await soort.stand(zaak, soort.eind)
    assert_none_spans_components(said)
    writes = [each for each in said if each.startswith("with ")]
    assert (len(said), len(writes)) == (6, 1), "\n\n".join(each[:200] for each in said)
    with counted(monkeypatch) as said:
        assert (await soort.api("DELETE", zaak["url"]))[0] == 204
    writes = [each for each in said if each.startswith("with ")]
    assert (len(said), len(writes)) == (3, 1), "\n\n".join(each[:200] for each in said)


def test_every_request_has_a_number() -> None:
    anything = dict.fromkeys(
        ("zaaktype", "begin", "eind", "roltype", "eigenschap", "besluittype"), "https://x.example/1"
    )
    soort = Soort(api=None, informatieobjecttype="", resultaattypen={}, **anything)  # type: ignore[arg-type]
    zaak: dict[str, Any] = dict.fromkeys(("url", "uuid", "status"), "")
    assert set(requests(soort, zaak)) == set(NAMES)
