"""The same over processes that know each other by URL alone: who asks a neighbour for somebody logs it, once."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grondslag.integration.personen.bewaren import bewaar
from grondslag.runtime.database import open_pool
from grondslag.runtime.pseudonyms import Pseudonyms
from tests.builders import rol_body
from tests.composed import Remote, composed, eventually
from tests.contract.test_accounting import an_activity
from tests.contract.test_correctie import VERZOEKEN, verzoek_body
from tests.personen_builders import a_persoon
from tests.property.betrokken import key_of
from tests.property.stad import SCHEMAS, Client, Log, Stad
from tests.property.stappen import BSNS, Play
from tests.property.test_accounting import BRP, PLENTY, a_seed, a_zaak, carried_out
from tests.server import Databases
from tests.soorten import BESLUITEN, DOCUMENTEN, ZAKEN, Body, two_soorten

FEW = settings(PLENTY, max_examples=8)


@pytest.fixture(scope="module")
def stad(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stad]:
    with asyncio.Runner() as runner:
        made = composed(databases, Path(tmp_path_factory.mktemp("data")), "apart")
        api = runner.run(made.__aenter__())
        soorten = runner.run(two_soorten(api))
        logs = runner.run(logs_of(api))
        stad = Stad(runner, soorten, logs, activities=False)
        runner.run(known_everywhere(stad))
        yield stad
        for log in logs:
            runner.run(log.pool.close())
        runner.run(made.__aexit__(None, None, None))


async def logs_of(api: Remote) -> list[Log]:
    """The log of each process, in its own database and under its own keys."""
    found: list[Log] = []
    for process in api.processes:
        pool = await open_pool(process.dsn, 1, 10_000)
        there = "select array_agg(schemaname::text) from pg_tables where tablename = 'verwerking'"
        schemas = set(await pool.fetchval(there) or ()) & set(SCHEMAS)
        keys = await Pseudonyms.open(pool, api.box, datetime.now(UTC).date())
        found.append(Log(pool, keys, tuple(sorted(schemas))))
    return [each for each in found if each.schemas]


async def known_everywhere(stad: Stad) -> None:
    """Wait until every process knows the clients."""
    for client in stad.clients:

        async def told(api: Any = client.api) -> set[int]:
            paths = (f"{ZAKEN}/rollen", f"{DOCUMENTEN}/gebruiksrechten", f"{BESLUITEN}/besluiten")
            return {(await api("GET", path))[0] for path in paths}

        await eventually(told, {403 if client.api.client == "geen-recht" else 200})


@FEW
@given(zaken=st.lists(a_zaak, min_size=1, max_size=2), seed=a_seed)
def test_whatever_is_asked_is_in_the_log_once(stad: Stad, zaken: list[Body], seed: int) -> None:
    carried_out(Play(stad), zaken, seed)


def test_what_is_embedded_is_shown_as_it_is_now_and_of_whom_it_is_now(stad: Stad) -> None:
    play, (first, second, third) = Play(stad), BSNS[:3]
    said = {"soort": 0, "under": False, "objecten": [], "documents": [], "besluit": None}
    play.zaak(said | {"rollen": [{"betrokkeneIdentificatie": {"inpBsn": first}}]}, [[], []])
    zaak, rol = play.one_of("zaken.zaak", 0), play.one_of("zaken.rol", 0)
    verzoek = play.made(VERZOEKEN, verzoek_body(zaak=zaak, burgerservicenummer=third))
    url = f"{verzoek['url']}?expand=zaak.rollen"
    assert {row.who for row in play.ask("GET", url).rows} == {None, f"bsn:{first}", f"bsn:{third}"}
    body = rol_body(zaak, stad.soorten[0].roltype, betrokkeneIdentificatie={"inpBsn": second})
    assert play.ask("PUT", rol, body).status == 200
    assert {row.who for row in play.ask("GET", url).rows} == {None, f"bsn:{second}", f"bsn:{third}"}
    assert play.ask("DELETE", zaak).status == 204
    assert {row.who for row in play.ask("GET", url).rows} == {f"bsn:{third}"}


def test_where_the_register_is_a_request_is_for_its_activity(stad: Stad) -> None:
    """Autorisaties runs elsewhere, so whose activity it is follows from what that shows."""
    run, bsn = stad.runner.run, "999990019"
    client = run(stad.api.known_as("met-doel", everything=True))
    activity = run(an_activity(stad.api, "doel", client))
    run(bewaar(stad.logs[-1].pool, lambda: str(uuid4()), [a_persoon(bsn)]))
    root = activity["url"].partition("/verwerkingen/")[0] + BRP

    async def told() -> int:
        return (await client("GET", f"{root}/volgindicaties", X_Verwerkingsactiviteit="doel"))[0]

    run(eventually(told, 200))
    stad.clients.append(Client(client, key_of(activity["url"])))
    body = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [bsn], "fields": ["burgerservicenummer"]}
    found = stad.ask("POST", f"{root}/personen", body, who=4)
    assert [(row.who, row.activity) for row in found.rows] == [(f"bsn:{bsn}", key_of(activity["url"]))]
