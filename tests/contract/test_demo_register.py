"""The register of the demo: it fits its zaaktypen, and a demo of an earlier version gets it when it is served."""

from importlib.resources import files
from pathlib import Path

from grondslag import targets
from grondslag.demo.inhoud import inhoud
from grondslag.demo.verwerkingen import CLIENTS, WITHOUT_PURPOSE, account
from grondslag.registers.personen.velden import buiten, vraagbaar
from grondslag.runtime.activities import load_activities
from grondslag.runtime.art30 import register
from grondslag.runtime.client_secrets import listed_clients
from grondslag.runtime.registering import read_register
from tests.api import served

WANTED = read_register(
    files("grondslag.demo").joinpath("verwerkingen.toml").read_text(encoding="utf-8"), targets.world()
)
LEGAL = ("wettelijke_verplichting", "algemeen_belang")


def test_the_register_fits_the_work_of_the_gemeente() -> None:
    kinds = {each.identificatie for each in inhoud().zaaktype}
    bound = {name for each in WANTED for name in each.zaaktypen or ()}
    assert bound == kinds, "each kind of zaak is part of an activity of its own"
    assert len(WANTED) >= 8
    for each in WANTED:
        assert each.versie["grondslag"] in LEGAL
        assert all(law["verwijzing"] for law in each.versie["wetsartikelen"])


def test_each_client_of_the_demo_acts_for_one_activity_and_the_last_for_none() -> None:
    tied = [client for each in WANTED for client in each.clients]
    assert sorted(tied) == sorted({"demo", "demo-lezen", *CLIENTS} - {WITHOUT_PURPOSE})


def test_the_fields_of_a_person_are_those_that_may_be_asked() -> None:
    known = set(vraagbaar("Persoon"))
    assert {field for each in WANTED for field in each.versie.get("velden", ())} <= known
    (wide,) = (each for each in WANTED if each.identificatie == "dienstverlening")
    assert buiten(known, wide.versie["velden"]) == [], "the client of the demo may try every question"


async def test_a_demo_of_an_earlier_version_gets_its_register_once(database: str, tmp_path: Path) -> None:
    gemeente = inhoud()
    async with served(database, tmp_path) as api:
        program = api.program
        await account(program)
        assert await register(program.pool, program.town.now()[1]) == [], "this is no demo"
        await api.made(
            "/catalogi/api/v1/catalogussen",
            {"domein": gemeente.domein, "rsin": gemeente.rsin, "contactpersoonBeheerNaam": "Beheer"},
        )
        await api.known_as("demo", everything=True)
        await account(program)
        found = await register(program.pool, program.town.now()[1])
        assert [each.identificatie for each in found] == sorted(each.identificatie for each in WANTED)
        assert {each.stand for each in found} == {"in_force"}
        assert {each.client_id for each in await listed_clients(program.pool)} >= {"demo", *CLIENTS}
        ties = await load_activities(program.pool, program.town.now()[1])
        assert {client: [each.identificatie for each in some] for client, some in ties.items()} == {
            "demo": ["dienstverlening"],
            "demo-vergunningen": ["vergunningen"],
            "demo-bezwaar": ["bezwaar"],
        }, "demo-lezen was removed, so it is left out; who has no purpose has none"
        await api.made("/verwerkingen/api/v1/verwerkingsactiviteiten", {"identificatie": "eigen", "naam": "Eigen"})
        await account(program)
        assert len(await register(program.pool, program.town.now()[1])) == len(WANTED) + 1
