"""Unknown use: applicaties with rights on data of persons and no activity, and what they did, from the log itself."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from grondslag.kernel.decode import NETHERLANDS
from grondslag.runtime.partitions import ensure_months
from grondslag.runtime.unknown_use import Lacking, traffic, without_activity
from tests.builders import rol_body, zaak_body
from tests.server import Databases
from tests.soorten import ZAKEN, Soort, a_gemeente
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

AC = "/autorisaties/api/v1/applicaties"


@pytest.fixture(scope="module")
async def soort(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Soort]:
    async with a_gemeente(databases, Path(tmp_path_factory.mktemp("data"))) as (found, _):
        yield found


async def lacking(soort: Soort) -> dict[str, Lacking]:
    program = soort.api.program
    found = await without_activity(program.pool, program.world, program.town.today())
    return {client: each for each in found for client in each.client_ids}


def reading(soort: Soort) -> dict[str, Any]:
    return {
        "component": "zrc",
        "scopes": ["zaken.lezen", "zaken.bijwerken"],
        "zaaktype": soort.zaaktype,
        "maxVertrouwelijkheidaanduiding": "zeer_geheim",
    }


async def test_who_may_see_persons_and_says_not_why_is_found(soort: Soort) -> None:
    api = soort.api
    await api.known_as("alles", everything=True)
    await api.known_as("zaken", reading(soort))
    await api.known_as("soorten", {"component": "ztc", "scopes": ["catalogi.lezen"]})
    found = await lacking(soort)
    assert found["alles"].everything
    assert {"Zaken", "Documenten", "Besluiten"} <= set(found["alles"].components)
    assert (found["zaken"].rights, found["zaken"].components) == (2, ("Zaken",))
    assert "soorten" not in found, "a catalogue holds no data of persons"
    applicatie = (await api.got(f"{AC}/consumer?clientId=zaken"))["url"]
    made = await api.made(ACTIVITEITEN, activiteit_body("meldingen", applicaties=[applicatie]))
    assert "zaken" in await lacking(soort), "an activity without a version says nothing"
    ends = versie_body(eindeGeldigheid="2021-01-01")
    await api.made(made["url"] + "/versies", ends)
    assert (await lacking(soort))["zaken"].ended == ("meldingen",)
    await api.made(made["url"] + "/versies", versie_body("2022-01-01"))
    assert "zaken" not in await lacking(soort)
    assert (await api("PATCH", made["url"], {"actief": False}))[0] == 200
    assert "zaken" in await lacking(soort)


async def test_traffic_without_an_activity_is_counted_by_client_and_week(soort: Soort) -> None:
    api, program = soort.api, soort.api.program
    zaak = await api.made(f"{ZAKEN}/zaken", zaak_body(soort.zaaktype))
    for bsn in ("999993653", "999991723"):
        said = {"inpBsn": bsn, "geslachtsnaam": "Aldenkamp"}
        await api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype, betrokkeneIdentificatie=said))
    reader = await api.known_as("lezer", reading(soort))
    for _ in range(3):
        await reader.got(zaak["url"])
    now = program.town.now()[0]
    found = [each for each in await traffic(program.pool, ["zaken", "documenten"], now) if each.client == "lezer"]
    (week,) = found
    assert (week.component, week.requests, week.records, week.persons) == ("zaken", 3, 6, 2)
    assert week.week <= now.date() < week.week + timedelta(days=8)
    assert week.week.weekday() == 0
    applicatie = (await api.got(f"{AC}/consumer?clientId=lezer"))["url"]
    made = await api.made(ACTIVITEITEN, activiteit_body("lezen", applicaties=[applicatie]))
    await api.made(made["url"] + "/versies", versie_body())
    await reader.got(zaak["url"])
    again = [each for each in await traffic(program.pool, ["zaken"], program.town.now()[0]) if each.client == "lezer"]
    assert [each.requests for each in again] == [3], "what was done for an activity is not among them"
    later = now + timedelta(weeks=9)
    assert await traffic(program.pool, ["zaken"], later) == []


async def test_weeks_are_counted_apart_from_monday_to_monday_here(soort: Soort) -> None:
    api, program = soort.api, soort.api.program
    zaak = await api.made(f"{ZAKEN}/zaken", zaak_body(soort.zaaktype))
    await api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype))
    reader = await api.known_as("weken", reading(soort))
    for _ in range(4):
        await reader.got(zaak["url"])
    now = program.town.now()[0]
    today = now.astimezone(NETHERLANDS).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(), NETHERLANDS)
    first, second = monday - timedelta(weeks=7), timedelta(seconds=1)
    moments = [monday - second, monday, first, first - second]
    await ensure_months(program.pool, ["zaken"], [each.astimezone(UTC).date().replace(day=1) for each in moments])
    rows = await program.pool.fetch("select trace_id from zaken.verwerking where client = 'weken'")
    for moment, (trace,) in zip(moments, rows, strict=True):
        await program.pool.execute(
            "insert into zaken.gezien select date_trunc('month', $2::timestamptz, 'UTC'), g.id, g.sleutel, "
            "g.betrokkenen, "
            "g.objecten from zaken.gezien g join zaken.verwerking v on v.gezien = g.id where v.trace_id = $1 "
            "on conflict do nothing",
            trace,
            moment,
        )
        await program.pool.execute("update zaken.verwerking set tijd = $2 where trace_id = $1", trace, moment)
    found = [each for each in await traffic(program.pool, ["zaken"], now) if each.client == "weken"]
    assert [(each.week, each.requests) for each in found] == [
        ((monday - timedelta(weeks=number)).date(), 1) for number in (0, 1, 7)
    ]


async def test_of_a_week_with_the_keys_of_two_years_it_is_said_that_there_are_at_most_so_many(soort: Soort) -> None:
    api, program = soort.api, soort.api.program
    pool, pseudonyms, today = program.pool, program.accounting.pseudonyms, program.town.today()
    zaak = await api.made(f"{ZAKEN}/zaken", zaak_body(soort.zaaktype))
    await api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype))
    reader = await api.known_as("jaarwisseling", reading(soort))

    async def counted() -> list[tuple[int, int, bool]]:
        found = await traffic(pool, ["zaken"], program.town.now()[0])
        return [(each.requests, each.persons, each.at_most) for each in found if each.client == "jaarwisseling"]

    await reader.got(zaak["url"])
    await reader.got(zaak["url"])
    assert await counted() == [(2, 1, False)]
    await pseudonyms.refresh(pool, today.replace(year=today.year + 1, month=1, day=1))
    await reader.got(zaak["url"])
    await pseudonyms.refresh(pool, today)
    assert await counted() == [(3, 2, True)], "one person, under two keys"
