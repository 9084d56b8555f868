"""The register of processing activities over HTTP, and what a request finds of it by client."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from grondslag.integration.inzage.context import activity_named
from grondslag.opening import registering
from grondslag.runtime.activities import activities_state, load_activities
from grondslag.runtime.town import Town
from grondslag.settings import StartError
from tests.api import Api
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

AC = "/autorisaties/api/v1/applicaties"
CATALOGI = "/catalogi/api/v1"


def today(days: int = 0) -> str:
    """A day in the Netherlands, which goes before that of the machine."""
    return (Town.now()[1] + timedelta(days=days)).isoformat()


async def an_activity(api: Api, identificatie: str, *versies: dict[str, Any], **said: Any) -> dict[str, Any]:
    made = await api.made(ACTIVITEITEN, activiteit_body(identificatie, **said))
    for each in versies:
        await api.made(made["url"] + "/versies", each)
    return made


async def an_applicatie(api: Api, *clients: str) -> str:
    body = {"clientIds": list(clients), "label": clients[0], "heeftAlleAutorisaties": True}
    return (await api.made(AC, body))["url"]


async def a_zaaktype(api: Api, identificatie: str, begin: str = "2020-01-01", **said: Any) -> dict[str, Any]:
    """A concept; the versions of one identificatie lie in one catalogus."""
    found = (await api.got(f"{CATALOGI}/catalogussen?domein=AVG"))["results"]
    catalogus = (
        found[0]
        if found
        else await api.made(
            f"{CATALOGI}/catalogussen", {"domein": "AVG", "rsin": "000000000", "contactpersoonBeheerNaam": "Beheer"}
        )
    )
    usual = {
        "catalogus": catalogus["url"],
        "identificatie": identificatie,
        "omschrijving": identificatie,
        "vertrouwelijkheidaanduiding": "intern",
        "doel": "x",
        "aanleiding": "x",
        "indicatieInternOfExtern": "extern",
        "handelingInitiator": "x",
        "onderwerp": "x",
        "handelingBehandelaar": "x",
        "doorlooptijd": "P1W",
        "opschortingEnAanhoudingMogelijk": False,
        "verlengingMogelijk": False,
        "publicatieIndicatie": False,
        "productenOfDiensten": [],
        "referentieproces": {"naam": "x"},
        "verantwoordelijke": "x",
        "besluittypen": [],
        "gerelateerdeZaaktypen": [],
        "beginGeldigheid": begin,
        "versiedatum": begin,
    }
    return await api.made(f"{CATALOGI}/zaaktypen", usual | said)


async def test_an_activity_has_versions_and_a_name_that_stays(api: Api) -> None:
    made = await an_activity(api, "meldingen", versie_body())
    found = await api.got(made["url"] + "?expand=versies")
    (versie,) = found["_expand"]["versies"]
    assert (found["versies"], versie["versie"], versie["eindeGeldigheid"]) == ([versie["url"]], 1, None)
    assert versie["wetsartikelen"][0]["verwijzing"] == "jci1.3:c:BWBR0005416&artikel=160"
    assert await api.told("POST", ACTIVITEITEN, activiteit_body("meldingen")) == [("identificatie", "unique")]
    assert await api.told("PATCH", made["url"], {"identificatie": "anders"}) == [
        ("identificatie", "wijzigen-niet-toegelaten")
    ]
    for wrong in ("Met Hoofdletters", "x y", "-x", "ü", "a\nb"):
        assert await api.told("POST", ACTIVITEITEN, activiteit_body(wrong)) == [("identificatie", "invalid")]
    listed = await api.got(f"{ACTIVITEITEN}?identificatie=meldingen")
    assert [each["uuid" if "uuid" in each else "url"] for each in listed["results"]] == [made["url"]]
    trail = await api.got(made["url"] + "/audittrail")
    assert [(each["resource"], each["actie"]) for each in trail] == [
        ("verwerkingsactiviteit", "create"),
        ("versie", "create"),
    ]


async def test_all_that_is_wrong_with_a_version_is_told_at_once(api: Api) -> None:
    made = await an_activity(api, "fouten")
    body = versie_body(
        wetsartikelen=[],
        betrokkenen=[],
        gegevenscategorieen=[{"naam": "Gezondheid", "soort": "bijzonder"}],
        eindeGeldigheid="2019-01-01",
    )
    assert sorted(await api.told("POST", made["url"] + "/versies", body)) == [
        ("betrokkenen", "empty"),
        ("bijzondereGrondslagen", "required"),
        ("eindeGeldigheid", "date-mismatch"),
        ("wetsartikelen", "required"),
    ]
    shapes = versie_body(
        grondslag="zomaar",
        bewaartermijn="5 jaar",
        velden=["naam.", "geboorte.datum"],
        wetsartikelen=[{"tekst": "Awb", "verwijzing": "javascript:alert(1)"}],
    )
    assert sorted(name for name, _ in await api.told("POST", made["url"] + "/versies", shapes)) == [
        "bewaartermijn",
        "grondslag",
        "velden.0",
        "wetsartikelen.0.verwijzing",
    ]


async def test_a_new_version_ends_the_one_in_force_and_rewrites_nothing(api: Api) -> None:
    made = await an_activity(api, "opvolging", versie_body())
    versies = made["url"] + "/versies"
    first = (await api.got(versies))[0]["url"]
    assert await api.told("PATCH", first, {"doel": "Iets anders"}) == [("nonFieldErrors", "wijzigen-niet-toegelaten")]
    assert await api.told("DELETE", first) == [("nonFieldErrors", "pending-relations")]
    assert await api.told("DELETE", made["url"]) == [("nonFieldErrors", "pending-relations")]
    assert await api.told("POST", versies, versie_body(today(-1))) == [("beginGeldigheid", "date-mismatch")]
    second = await api.made(versies, versie_body(today(2), doel="Iets anders"))
    assert (second["versie"], (await api.got(first))["eindeGeldigheid"]) == (2, today(2))
    assert (await api("PATCH", second["url"], {"doel": "Toch weer anders"}))[0] == 200
    assert await api.told("PATCH", first, {"eindeGeldigheid": None}) == [("beginGeldigheid", "overlap")]
    assert (await api("DELETE", second["url"]))[0] == 204
    assert (await api("PATCH", first, {"eindeGeldigheid": None}))[0] == 200


async def test_of_many_new_versions_at_once_one_comes(api: Api) -> None:
    made = await an_activity(api, "tegelijk", versie_body())
    answers = await asyncio.gather(*(api("POST", made["url"] + "/versies", versie_body(today())) for _ in range(6)))
    assert sorted(status for status, _ in answers) == [201] + [400] * 5
    numbers = [(each["versie"], each["eindeGeldigheid"]) for each in await api.got(made["url"] + "/versies")]
    assert numbers == [(1, today()), (2, None)]


async def test_an_activity_knows_applicaties_and_zaaktypen_that_exist(api: Api) -> None:
    applicatie, zaaktype = await an_applicatie(api, "bekend"), (await a_zaaktype(api, "BEKEND"))["url"]
    made = await an_activity(api, "bindingen", applicaties=[applicatie], zaaktypen=[zaaktype])
    assert (made["applicaties"], made["zaaktypen"]) == ([applicatie], [zaaktype])
    for name, url in (("applicaties", applicatie), ("zaaktypen", zaaktype)):
        listed = await api.got(f"{ACTIVITEITEN}?{name}={url}")
        assert [each["identificatie"] for each in listed["results"]] == ["bindingen"]
    nothing = applicatie[:-12] + "000000000000"
    assert [name for name, _ in await api.told("PATCH", made["url"], {"applicaties": [nothing]})] == ["applicaties.0"]
    assert await api.told("PATCH", made["url"], {"applicaties": [zaaktype]}) == [("applicaties.0", "invalid-resource")]


async def test_the_register_is_read_and_kept_by_different_rights(api: Api) -> None:
    await api.keep("vreemd")
    stranger = api.as_client("vreemd")
    assert (await stranger("GET", ACTIVITEITEN))[0] == 403
    assert (await stranger("POST", ACTIVITEITEN, activiteit_body("vreemd")))[0] == 403


@pytest.mark.parametrize("name", ["niets", "wmo & jeugd", "100% + één?", "x" * 300])
async def test_an_activity_that_is_not_there_is_told_with_those_that_are(api: Api, name: str) -> None:
    with pytest.raises(StartError, match=r"^There is no activity .*\. Known are: .*\."):
        await registering(api.program).known(name)


# --- what a request finds -----------------------------------------------------------------------------------------


async def test_a_client_finds_its_activities_with_the_version_in_force(api: Api) -> None:
    pool, applicatie = api.program.pool, await an_applicatie(api, "een", "twee")
    await an_activity(api, "x-later", versie_body(today(1)), applicaties=[applicatie])
    await an_activity(api, "x-leeg", applicaties=[applicatie])
    await an_activity(api, "x-uit", versie_body(), applicaties=[applicatie], actief=False)
    now = await an_activity(api, "x-nu", versie_body(), versie_body(today(1), doel="Morgen"), applicaties=[applicatie])
    found = await load_activities(pool, date.fromisoformat(today()))
    assert found["een"] == found["twee"]
    activity, off = found["een"]
    assert (activity.identificatie, activity.versie, activity.id) == ("x-nu", 1, now["url"][-36:])
    assert (off.identificatie, off.in_force(date.fromisoformat(today()))) == ("x-uit", False)
    assert (activity.begin, activity.einde) == (date(2020, 1, 1), date.fromisoformat(today(1)))
    tomorrow = await load_activities(pool, date.fromisoformat(today(1)))
    assert [(each.identificatie, each.versie) for each in tomorrow["een"]] == [
        ("x-later", 1),
        ("x-nu", 2),
        ("x-uit", 1),
    ]


async def test_a_command_acts_for_no_activity_that_is_off_or_over(api: Api) -> None:
    made = await an_activity(api, "opdracht", versie_body())
    await an_activity(api, "opdracht-voorbij", versie_body("2020-01-01", eindeGeldigheid="2021-01-01"))
    found = await activity_named(api.program.town, "opdracht")
    assert found is not None
    assert (found.id, found.versie) == (made["url"][-36:], 1)
    assert (await api("PATCH", made["url"], {"actief": False}))[0] == 200
    for name in ("opdracht", "opdracht-voorbij", "nergens"):
        assert await activity_named(api.program.town, name) is None, name


async def test_an_expired_activity_is_found_with_its_end(api: Api) -> None:
    applicatie = await an_applicatie(api, "te-laat")
    await an_activity(api, "voorbij", versie_body("2020-01-01", eindeGeldigheid="2021-01-01"), applicaties=[applicatie])
    (activity,) = (await load_activities(api.program.pool, date(2026, 1, 1)))["te-laat"]
    assert (activity.einde, activity.in_force(date(2026, 1, 1))) == (date(2021, 1, 1), False)
    assert activity.in_force(date(2020, 12, 31))


async def test_a_tie_to_a_zaaktype_holds_for_all_its_versions(api: Api) -> None:
    pool, applicatie, day = api.program.pool, await an_applicatie(api, "soorten"), date(2026, 1, 1)
    first = await a_zaaktype(api, "VERSIES", eindeGeldigheid="2021-12-31")
    await an_activity(api, "soorten", versie_body(velden=["naam"]), applicaties=[applicatie], zaaktypen=[first["url"]])
    before = await activities_state(pool, day)
    assert await activities_state(pool, day) == before
    second = await a_zaaktype(api, "VERSIES", "2022-01-01")
    other = await a_zaaktype(api, "ANDERS")
    assert await activities_state(pool, day) != before
    (activity,) = (await load_activities(pool, day))["soorten"]
    assert activity.zaaktypen == {first["url"][-36:], second["url"][-36:]}
    assert other["url"][-36:] not in activity.zaaktypen
    assert activity.velden == {"naam"}


async def test_clients_of_autorisaties_elsewhere_are_given(api: Api) -> None:
    there = "https://ac.example/autorisaties/api/v1/applicaties/1"
    made = await an_activity(api, "elders", versie_body())
    await api.program.pool.execute(
        "update verwerkingen.verwerkingsactiviteit set applicaties = $1 where id = $2::uuid", [there], made["url"][-36:]
    )
    found = await load_activities(api.program.pool, date(2026, 1, 1), {there: ["ver"]})
    assert [each.identificatie for each in found["ver"]] == ["elders"]
    assert found.keys() == {"ver"}


# --- the draft API of the register --------------------------------------------------------------------------------


async def test_the_draft_standard_reads_the_same_register(api: Api) -> None:
    root = "http://localhost/verwerkingen/api/v1"
    made = await an_activity(
        api,
        "rvva",
        versie_body(
            bijzondereGrondslagen=["zorg"],
            verwerkers=[{"naam": "Hostingbedrijf"}],
            verwerkingsverantwoordelijke={"naam": "College", "functionaris": "fg@voorbeeldstad.example"},
            doorgiften=[{"land": "Canada", "waarborg": "Adequaatheidsbesluit"}],
        ),
    )
    key = made["url"][-36:]
    found = await api.got("/verwerkingen/api/v1/processing_activities/rvva")
    assert found == {
        "id": f"{root}/processing_activities/{key}",
        "active": True,
        "latestVersion": f"{root}/processing_activities/{key}/versions/1",
    }
    assert await api.got(found["id"]) == found
    version = await api.got(found["latestVersion"])
    dpv = "https://w3id.org/dpv/legal/eu/gdpr#"
    assert version["legalBasis"]["grounds"] == [dpv + "A6-1-e", dpv + "A9-2-h"]
    assert version["legalBasis"]["law"][0]["reference"] == "jci1.3:c:BWBR0005416&artikel=160"
    assert (version["name"], version["validFrom"], version["validUntil"]) == (
        "Meldingen behandelen",
        "2020-01-01",
        None,
    )
    assert version["processingOptions"]["transfers"] == [{"country": "Canada", "safeguard": "Adequaatheidsbesluit"}]
    controller = await api.got(version["processingOptions"]["controller"])
    assert (controller["name"], controller["dataProtectionOfficer"]) == ("College", "fg@voorbeeldstad.example")
    (processor,) = version["processingOptions"]["processors"]
    assert (await api.got(processor))["name"] == "Hostingbedrijf"
    bare = await an_activity(api, "rvva-leeg")
    assert (await api.got(f"/verwerkingen/api/v1/processing_activities/{bare['url'][-36:]}"))["latestVersion"] is None
    await api.keep("rvva-vreemd")
    numbers = [f"processing_activities/rvva/versions/{each}" for each in ("2", "0", "x", "99999999999")]
    for path in ("processing_activities/weg", "entities/weg", *numbers):
        assert (await api("GET", f"/verwerkingen/api/v1/{path}"))[0] == 404
    assert (await api.as_client("rvva-vreemd")("GET", found["id"]))[0] == 403
    assert (await api("POST", found["id"], {}))[0] == 405
