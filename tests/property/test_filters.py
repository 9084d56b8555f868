"""Filters and orders against the same questions in plain Python, in a list and in a search."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding
from tests.builders import BSN, rol_body
from tests.property.town import Town
from tests.soorten import ZAKEN, Body

RANKS = list(Vertrouwelijkheidaanduiding)
ORGANISATIES = ("002564440", "111222333", "999993653")
NOMINATIES = ("vernietigen", "blijvend_bewaren")
DATES = ("startdatum", "registratiedatum", "einddatum", "einddatumGepland", "uiterlijkeEinddatumAfdoening")
SORTED = ("startdatum", "publicatiedatum", "archiefactiedatum", "identificatie", "registratiedatum", "einddatum")
BETROKKENE = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
Test = Callable[[Body], bool]
PLENTY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)

a_day = st.sampled_from([f"2026-{month:02d}-{day:02d}" for month in range(1, 13) for day in (1, 15)])


@pytest.fixture(scope="module")
def zaken(town: Town) -> list[Body]:
    """Sixty zaken of chance, as they answer, with the kinds of those who take part."""
    chance = random.Random(1810)
    return town.runner.run(_made(town, chance))


async def _made(town: Town, chance: random.Random) -> list[Body]:
    def maybe(value: Any) -> Any:
        return value if chance.random() < 0.7 else None

    found: list[Body] = []
    for _ in range(60):
        soort = chance.choice(town.soorten)
        days = [f"2026-{chance.randrange(1, 13):02d}-{chance.choice((1, 8, 15)):02d}" for _ in range(6)]
        made = await soort.zaak(
            bronorganisatie=chance.choice(ORGANISATIES),
            startdatum=days[0],
            einddatumGepland=maybe(days[1]),
            uiterlijkeEinddatumAfdoening=maybe(days[2]),
            publicatiedatum=maybe(days[3]),
            archiefactiedatum=maybe(days[4]),
            registratiedatum=days[5],
            archiefnominatie=maybe(chance.choice(("vernietigen", "blijvend_bewaren"))),
            vertrouwelijkheidaanduiding=chance.choice(RANKS).name,
        )
        made["rollen"] = []
        if chance.random() < 0.4:
            await soort.api.made(f"{ZAKEN}/rollen", rol_body(made["url"], soort.roltype))
            made["rollen"] = ["natuurlijk_persoon"]
        found.append(made)
    return found


def _range(name: str, end: str, day: str) -> tuple[str, Any, Test]:
    tests: dict[str, Callable[[str], bool]] = {
        "": lambda value: value == day,
        "__lt": lambda value: value < day,
        "__lte": lambda value: value <= day,
        "__gt": lambda value: value > day,
        "__gte": lambda value: value >= day,
    }
    return name + end, day, lambda zaak: zaak[name] is not None and tests[end](zaak[name])


def _of(name: str, value: str) -> tuple[str, Any, Test]:
    return name, value, lambda zaak: zaak[name] == value


def _in(name: str, values: list[str]) -> tuple[str, Any, Test]:
    return name + "__in", values, lambda zaak: zaak[name] in values


def _empty(name: str, none: bool) -> tuple[str, Any, Test]:
    return name + "__isnull", none, lambda zaak: (zaak[name] is None) is none


def _at_most(rank: Vertrouwelijkheidaanduiding) -> tuple[str, Any, Test]:
    name = "maximaleVertrouwelijkheidaanduiding"
    return name, rank.name, lambda zaak: Vertrouwelijkheidaanduiding[zaak["vertrouwelijkheidaanduiding"]] <= rank


def _rol(who: str) -> tuple[str, Any, Test]:
    return "rol__betrokkeneType", who, lambda zaak: who in zaak["rollen"]


a_filter = st.one_of(
    st.builds(_range, st.sampled_from(DATES), st.sampled_from(("", "__lt", "__lte", "__gt", "__gte")), a_day),
    st.builds(_of, st.just("archiefnominatie"), st.sampled_from(NOMINATIES)),
    st.builds(_in, st.just("bronorganisatie"), st.lists(st.sampled_from(ORGANISATIES), min_size=1, max_size=3)),
    st.builds(
        _in, st.just("archiefnominatie"), st.lists(st.sampled_from(("vernietigen", "blijvend_bewaren")), min_size=1)
    ),
    st.builds(_empty, st.sampled_from(("archiefactiedatum", "einddatum")), st.booleans()),
    st.builds(_at_most, st.sampled_from(RANKS)),
    st.builds(_rol, st.sampled_from(("natuurlijk_persoon", "medewerker"))),
    st.just((BETROKKENE, BSN, lambda zaak: bool(zaak["rollen"]))),
)
some_filters = st.lists(a_filter, max_size=4, unique_by=lambda each: each[0])
an_order = st.none() | st.tuples(st.sampled_from(("", "-")), st.sampled_from(SORTED))


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else value


@PLENTY
@given(asked=some_filters, order=an_order)
def test_filters(town: Town, zaken: list[Body], asked: list[tuple[str, Any, Test]], order: Any) -> None:
    ours = _in("bronorganisatie", list(ORGANISATIES))
    mine = asked if any(name == ours[0] for name, _, _ in asked) else [*asked, ours]
    said = {name: value for name, value, _ in mine}
    if order is not None:
        said["ordering"] = "".join(order)
    wanted = {zaak["url"] for zaak in zaken if all(test(zaak) for _, _, test in mine)}
    query = "&".join(f"{name}={_text(value)}" for name, value in said.items())
    listed = town.runner.run(town.api.got(f"{ZAKEN}/zaken?{query}"))
    status, found = town.runner.run(town.api("POST", f"{ZAKEN}/zaken/_zoek", said))
    assert status == 200, found
    assert listed["count"] == len(wanted)
    assert {each["url"] for each in listed["results"]} == wanted
    assert found["results"] == listed["results"]
    if order is not None:
        values = [each[order[1]] for each in listed["results"] if each[order[1]] is not None]
        assert values == sorted(values, reverse=order[0] == "-")
