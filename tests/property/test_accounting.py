"""Every personal datum in any answer has exactly one log record, of the right person, client, activity and trace."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from grondslag.integration.personen.bewaren import bewaar
from grondslag.interaction.beheer import COOKIE
from grondslag.interaction.bezorging import PATH as BEZORGING
from grondslag.interaction.verwerkingen import CSV, JSON, PATH, UNKNOWN
from grondslag.opening import Place
from grondslag.runtime.administrators import invite, redeem
from grondslag.runtime.gemeenten import Gemeente
from grondslag.site_of import site_of
from tests.builders import rol_body
from tests.personen_builders import a_persoon, living_at
from tests.property import stappen, stappen_verder
from tests.property.stad import Log, Stad
from tests.property.stappen import BSNS, Play
from tests.server import Databases
from tests.soorten import Body, a_gemeente

PLENTY = settings(
    max_examples=50,
    # One municipality goes on through all examples, so a smaller one that fails is not a simpler one.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
STEPS, STEPS_AT_ONCE = (*stappen.STEPS, *stappen_verder.STEPS), 18
ASKERS = (0, 1, 1, 2, 2, 2, 3)
"""Who asks: mostly somebody who acts for an activity, and at times one without rights."""


@pytest.fixture(scope="module")
def stad(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stad]:
    with asyncio.Runner() as runner:
        made = a_gemeente(databases, Path(tmp_path_factory.mktemp("data")), correctie_zaaktype="MELDING")
        soorten = runner.run(made.__aenter__())
        program = soorten[0].api.program
        yield Stad(runner, soorten, [Log(program.pool, program.accounting.pseudonyms)])
        runner.run(made.__aexit__(None, None, None))


# --- what is drawn ------------------------------------------------------------------------------------------------

a_number = st.sampled_from(BSNS)
natural = st.one_of(
    a_number.map(lambda each: {"betrokkeneIdentificatie": {"inpBsn": each, "geslachtsnaam": "Jansen"}}),
    st.sampled_from("AB").map(lambda each: {"betrokkeneIdentificatie": {"anpIdentificatie": f"anp-{each}"}}),
    st.sampled_from("AB").map(
        lambda each: {"betrokkene": f"https://elders.example/{each}", "betrokkeneIdentificatie": {}}
    ),
    st.just({"betrokkeneIdentificatie": {"geslachtsnaam": "Naamloos"}}),
)
others = st.sampled_from(
    (
        {"betrokkeneType": "medewerker", "betrokkeneIdentificatie": {"identificatie": "m1", "achternaam": "Bos"}},
        {"betrokkeneType": "vestiging", "betrokkeneIdentificatie": {"vestigingsNummer": "1"}},
        {"betrokkeneType": "niet_natuurlijk_persoon", "betrokkeneIdentificatie": {"innNnpId": "123456782"},
         "contactpersoonRol": {"naam": "Cor Contact"}},
    )
)  # fmt: skip
some_rollen = st.lists(natural | natural | others, max_size=5)
about = st.one_of(
    a_number.map(lambda each: {"objectType": "natuurlijk_persoon", "objectIdentificatie": {"inpBsn": each}}),
    st.just({"objectType": "natuurlijk_persoon", "objectIdentificatie": {"anpIdentificatie": "anp-B"}}),
    st.just({"objectType": "natuurlijk_persoon", "objectIdentificatie": {"geslachtsnaam": "Naamloos"}}),
    a_number.map(
        lambda each: {
            "objectType": "zakelijk_recht",
            "objectIdentificatie": {
                "identificatie": "1",
                "avgAard": "eigendom",
                "heeftAlsGerechtigde": {"natuurlijkPersoon": {"inpBsn": each}},
            },
        }
    ),
    st.just({}),
)
a_zaak = st.fixed_dictionaries(
    {
        "soort": st.integers(0, 1),
        "under": st.booleans(),
        "rollen": some_rollen,
        "objecten": st.lists(about, max_size=2),
        "documents": st.lists(st.integers(0, 2), max_size=2, unique=True),
        "besluit": st.none() | st.tuples(st.booleans(), st.integers(0, 2)),
    }
)
an_asker = st.tuples(st.integers(0, 3), st.integers(0, 3))
a_seed = st.integers(0, 2**32 - 1)
"""What is asked is left to chance: drawn step by step, most steps would hardly ever come."""


@PLENTY
@given(zaken=st.lists(a_zaak, min_size=1, max_size=3), seed=a_seed)
def test_whatever_is_asked_is_in_the_log_once(stad: Stad, zaken: list[Body], seed: int) -> None:
    carried_out(Play(stad), zaken, seed)


def carried_out(play: Play, zaken: list[Body], seed: int) -> None:
    """Make what was drawn, and ask; each step is held against the log."""
    chance = Random(f"{seed} {len(play.stad.traces)}")  # what is drawn twice, goes another way the second time
    documents = play.documents()
    for each in zaken:
        play.zaak(each, documents)
    for step in chance.sample(STEPS, STEPS_AT_ONCE):
        play.asker = chance.choice(ASKERS), chance.randrange(4)
        step(play, *(chance.randrange(10_000) for _ in range(3)))


@settings(PLENTY, max_examples=2)
@given(bsn=a_number, asker=an_asker)
def test_whose_package_is_made_is_in_the_log_once(stad: Stad, bsn: str, asker: tuple[int, int]) -> None:
    play = Play(stad)
    play.asker = asker
    stappen_verder.package(play, bsn)


# --- persons at the source ----------------------------------------------------------------------------------------

BRP = "/haalcentraal/api/brp"
a_lijst = st.fixed_dictionaries(
    {
        "huisnummer": st.sampled_from("12"),
        "partner": st.none() | a_number,
        "kind": st.none() | a_number,
        "ouder": st.none() | a_number,
        "naam": st.sampled_from(("Jansen", "De Boer")),
        "dood": st.booleans(),
    }
)
RELATIVES = {"ouder": ("02", "ouders"), "partner": ("05", "partners"), "kind": ("09", "kinderen")}
some_fields = st.lists(
    st.sampled_from(
        ("naam", "partners", "partners.naam", "kinderen.burgerservicenummer", "ouders", "adressering", "leeftijd")
    ),
    max_size=3,
    unique=True,
)
ZOEK: dict[str, Body] = {
    "ZoekMetGeslachtsnaamEnGeboortedatum": {"geslachtsnaam": "jansen", "geboortedatum": "1983-05-01"},
    "ZoekMetNaamEnGemeenteVanInschrijving": {
        "geslachtsnaam": "jansen", "voornamen": "jo", "gemeenteVanInschrijving": "0599",
    },
    "ZoekMetPostcodeEnHuisnummer": {"postcode": "2628hj", "huisnummer": 1},
    "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving": {
        "straat": "boterdiep", "huisnummer": 2, "gemeenteVanInschrijving": "0599",
    },
    "ZoekMetNummeraanduidingIdentificatie": {"nummeraanduidingIdentificatie": "0599200000000001"},
    "ZoekMetAdresseerbaarObjectIdentificatie": {"adresseerbaarObjectIdentificatie": "0599010000000001"},
}  # fmt: skip
a_question = st.one_of(
    st.tuples(st.lists(a_number, min_size=1, max_size=4), some_fields).map(
        lambda said: {
            "type": "RaadpleegMetBurgerservicenummer",
            "burgerservicenummer": said[0],
            "fields": ["burgerservicenummer", *said[1]],
        }
    ),
    st.sampled_from(sorted(ZOEK)).map(
        lambda kind: (
            {"type": kind, "fields": ["burgerservicenummer", "naam"], "inclusiefOverledenPersonen": True} | ZOEK[kind]
        )
    ),
)


def lijst_of(bsn: str, said: Body) -> Any:
    home = {"e1180": "0599010000000001", "e1190": "0599200000000001"}
    categories = {"08": living_at(huisnummer=said["huisnummer"], **home)}
    if said["dood"]:
        categories["06"] = {"0810": "20200101"}
        categories["07"] = {"6710": "20200101", "6720": "O"}
    for name, (category, _) in RELATIVES.items():
        if said[name] is not None:
            categories[category] = {"0120": said[name], "0240": "Verwant", "0310": "19800101"}
    return a_persoon(bsn, categories, e0210="Jo", e0240=said["naam"], e0310="19830501")


@PLENTY
@given(
    lijsten=st.dictionaries(a_number, a_lijst, max_size=4),
    questions=st.lists(st.tuples(a_question, an_asker), min_size=1, max_size=4),
    followed=st.lists(st.tuples(a_number, st.none() | st.integers(0, 9), an_asker), max_size=3),
)
def test_whoever_is_asked_at_the_source_is_in_the_log_once(
    stad: Stad, lijsten: Any, questions: Any, followed: Any
) -> None:
    program = stad.api.program
    stad.runner.run(program.pool.execute("truncate personen.persoon, personen.volgindicatie"))
    known = [lijst_of(bsn, said) for bsn, said in lijsten.items()]
    stad.runner.run(bewaar(program.pool, program.town.fresh_id, known))
    stad.model.relatives = {
        bsn: {group: said[name] for name, (_, group) in RELATIVES.items() if said[name] is not None}
        for bsn, said in lijsten.items()
    }
    for question, (who, role) in questions:
        found = stad.ask("POST", f"{BRP}/personen", question, who=who, role=role)
        assert found.status == (403 if who == 3 else 200), found.body
    for bsn, days, (who, role) in followed:
        body = {} if days is None else {"einddatum": (program.town.today() + timedelta(days)).isoformat()}
        found = stad.ask("PUT", f"{BRP}/volgindicaties/{bsn}", body, who=who, role=role)
        assert found.status in ({403} if who == 3 else {200, 201} if bsn in lijsten else {400}), found.body
    if followed:
        changed = [lijst_of(bsn, said | {"huisnummer": "9"}) for bsn, said in lijsten.items()]
        stad.runner.run(bewaar(program.pool, program.town.fresh_id, changed))
    for bsn, _, (who, role) in followed:
        for path in ("volgindicaties", f"volgindicaties/{bsn}", "wijzigingen", "wijzigingen?vanaf=2026-01-01"):
            stad.ask("GET", f"{BRP}/{path}", who=who, role=role)


# --- pages --------------------------------------------------------------------------------------------------------


def test_no_page_tells_of_anybody(stad: Stad) -> None:
    """A page leaves no record, so it must show nobody's data: the clients and their rights, activities and counts."""
    run, program = stad.runner.run, stad.api.program
    play = Play(stad)
    play.zaak({"soort": 0, "under": False, "rollen": [], "objecten": [], "documents": [], "besluit": None}, [[], []])
    person = {"betrokkeneIdentificatie": {"inpBsn": BSNS[0], "geslachtsnaam": "Jansen"}}
    play.made("/zaken/api/v1/rollen", rol_body(play.one_of("zaken.zaak", 0), stad.soorten[0].roltype, **person))
    gemeente = Gemeente(code="0000", naam="Testgemeente")
    program.pages = site_of(program, Place(settings=program.settings, gemeente=gemeente, dsn="", embedded=False))
    key = run(redeem(program.pool, run(invite(program.pool, "Jo"))))
    for path in ("/", "/beheer", BEZORGING, PATH, UNKNOWN, JSON, CSV, "/metrics"):
        status, _, raw = run(stad.api.raw("GET", path, cookie=f"{COOKIE}={key}"))
        assert status == 200, path
        assert not any(each.encode() in raw for each in (*BSNS, "Jansen", "elders.example", "anp-A")), path
    assert b"een-doel" in run(stad.api.raw("GET", "/beheer", cookie=f"{COOKIE}={key}"))[2]
