"""Zaken over HTTP: a zaak from its opening to its removal, with all that belongs to it."""

from typing import Any

import pytest

from tests.builders import (
    BSN,
    RSIN,
    document_body,
    klantcontact_body,
    resultaat_body,
    rol_body,
    status_body,
    zaak_body,
    zaakeigenschap_body,
    zaakinformatieobject_body,
    zaaknotitie_body,
    zaakobject_body,
)
from tests.soorten import BALIE, BEGIN, CATALOGI, DOCUMENTEN, ZAKEN, Body, Soort, with_rights

# --- opening ------------------------------------------------------------------------------------------------------


async def test_a_zaak_opens_with_what_follows_from_its_zaaktype(soort: Soort) -> None:
    zaak = await soort.zaak()
    assert zaak["identificatie"].startswith("ZAAK-")
    assert zaak["vertrouwelijkheidaanduiding"] == "intern"
    assert zaak["registratiedatum"] > "2026-01-01"
    assert (zaak["archiefstatus"], zaak["einddatum"], zaak["status"]) == ("nog_te_archiveren", None, None)
    assert zaak["uuid"] in zaak["url"]
    assert zaak["rollen"] == zaak["deelzaken"] == zaak["zaakobjecten"] == []
    assert await soort.again(zaak) == zaak


async def test_an_empty_confidentiality_is_left_to_the_zaaktype(soort: Soort) -> None:
    zaak = await soort.zaak(vertrouwelijkheidaanduiding="")
    assert zaak["vertrouwelijkheidaanduiding"] == "intern"
    status, answer = await soort.api("PATCH", zaak["url"], {"vertrouwelijkheidaanduiding": ""})
    assert (status, answer["vertrouwelijkheidaanduiding"]) == (200, "intern")


async def test_what_is_given_is_kept(soort: Soort) -> None:
    said = {
        "vertrouwelijkheidaanduiding": "openbaar",
        "communicatiekanaal": BALIE,
        "productenOfDiensten": ["https://producten.example/1"],
        "betalingsindicatie": "geheel",
        "laatsteBetaaldatum": "2026-11-01T12:00:00Z",
        "kenmerken": [{"kenmerk": "A1", "bron": "Meldsysteem"}],
        "verlenging": {"reden": "Drukte", "duur": "P5D"},
        "opschorting": {"indicatie": True, "reden": "Er ontbreekt iets", "eerdereOpschorting": True},
        "zaakgeometrie": {"type": "Point", "coordinates": [4.9, 52.37]},
        "archiefnominatie": "blijvend_bewaren",
        "opdrachtgevendeOrganisatie": RSIN,
        "processobject": {"datumkenmerk": "d", "identificatie": "i", "objecttype": "o", "registratie": "r"},
    }
    zaak = await soort.zaak(**said)
    assert {name: zaak[name] for name in said} == said
    assert zaak["betalingsindicatieWeergave"].endswith("geheel betaald.")
    cleared = {"verlenging": None, "opschorting": None, "processobject": None, "zaakgeometrie": None}
    status, answer = await soort.api("PATCH", zaak["url"], cleared)
    assert status == 200
    earlier = {"opschorting": NONE["opschorting"] | {"eerdereOpschorting": True}}
    assert {name: answer[name] for name in cleared} == cleared | NONE | earlier
    assert answer["kenmerken"] == said["kenmerken"]


NONE = {
    "opschorting": {"indicatie": False, "reden": "", "eerdereOpschorting": False},
    "processobject": dict.fromkeys(("datumkenmerk", "identificatie", "objecttype", "registratie"), ""),
}
"""How groups are shown that are not there."""


async def test_a_group_that_is_not_there_is_shown_and_taken_as_empty(soort: Soort) -> None:
    zaak = await soort.zaak(**NONE)
    assert {name: zaak[name] for name in NONE} == NONE
    assert zaak["verlenging"] is None
    given = {"opschorting": {"indicatie": False, "reden": "Wacht niet"}}
    answer = (await soort.api("PATCH", zaak["url"], given))[1]
    assert answer["opschorting"] == NONE["opschorting"] | given["opschorting"]
    status, answer = await soort.api("PATCH", zaak["url"], {"opschorting": NONE["opschorting"]})
    assert (status, answer["opschorting"]) == (200, NONE["opschorting"])
    trail = await soort.api.got(zaak["url"] + "/audittrail")
    assert trail[0]["wijzigingen"]["nieuw"]["processobject"] == NONE["processobject"]
    half = {"opschorting": {"indicatie": False}, "processobject": NONE["processobject"] | {"objecttype": "pand"}}
    told = await soort.api.told("PATCH", zaak["url"], half)
    assert ("opschorting.reden", "required") in told
    assert ("processobject.datumkenmerk", "blank") in told


async def test_everything_wrong_is_told_at_once(soort: Soort) -> None:
    body = zaak_body(
        soort.zaaktype,
        bronorganisatie="123456789",
        startdatum="gisteren",
        verlenging={"reden": "Drukte"},
        kenmerken=[{"kenmerk": "x" * 41, "bron": "b"}],
        archiefstatus="weg",
    )
    told = await soort.api.told("POST", f"{ZAKEN}/zaken", body)
    assert set(told) == {
        ("bronorganisatie", "invalid"),
        ("startdatum", "invalid"),
        ("verlenging.duur", "required"),
        ("kenmerken.0.kenmerk", "max_length"),
        ("archiefstatus", "invalid_choice"),
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"productenOfDiensten": ["https://x.example/2"]}, ("productenOfDiensten", "invalid-products-services")),
        (
            {"betalingsindicatie": "nvt", "laatsteBetaaldatum": BEGIN + "T00:00:00Z"},
            ("laatsteBetaaldatum", "betaling-nvt"),
        ),
        ({"communicatiekanaal": "https://niet.invalid/1"}, ("communicatiekanaal", "bad-url")),
        ({"hoofdzaak": "https://niet.invalid/1"}, ("hoofdzaak", "no_match")),
        (
            {"relevanteAndereZaken": [{"url": "https://niet.invalid/1", "aardRelatie": "vervolg"}]},
            ("relevanteAndereZaken.0.url", "bad-url"),
        ),
        (
            {"archiefstatus": "gearchiveerd", "archiefnominatie": "vernietigen"},
            ("archiefactiedatum", "archiefactiedatum-not-set"),
        ),
    ],
)
async def test_rules_name_their_field(soort: Soort, said: Body, told: tuple[str, str]) -> None:
    assert told in await soort.api.told("POST", f"{ZAKEN}/zaken", zaak_body(soort.zaaktype, **said))


async def test_identificaties_are_unique_and_stay(soort: Soort) -> None:
    zaak = await soort.zaak(identificatie="EIGEN-1")
    again = zaak_body(soort.zaaktype, identificatie="EIGEN-1")
    assert await soort.api.told("POST", f"{ZAKEN}/zaken", again) == [("identificatie", "identificatie-niet-uniek")]
    told = await soort.api.told("PATCH", zaak["url"], {"identificatie": "EIGEN-2"})
    assert told == [("identificatie", "wijzigen-niet-toegelaten")]
    status, answer = await soort.api("PUT", zaak["url"], zaak_body(soort.zaaktype, identificatie=""))
    assert (status, answer["identificatie"]) == (200, "EIGEN-1")


async def test_reserved_numbers_are_given_once(soort: Soort) -> None:
    path = f"{ZAKEN}/zaaknummer_reserveren"
    one = await soort.api.made(path, {"bronorganisatie": RSIN})
    status, many = await soort.api("POST", path, {"bronorganisatie": RSIN, "aantal": 3})
    assert status == 201
    zaak = await soort.zaak()
    numbers = [one["zaaknummer"], *(each["zaaknummer"] for each in many), zaak["identificatie"]]
    assert len(set(numbers)) == 5
    assert (await soort.zaak(identificatie=numbers[0]))["identificatie"] == numbers[0]
    assert await soort.api.told("POST", path, {"bronorganisatie": "123"}) != []


async def test_nvt_clears_the_last_payment(soort: Soort) -> None:
    zaak = await soort.zaak(betalingsindicatie="geheel", laatsteBetaaldatum="2026-11-01T12:00:00Z")
    status, answer = await soort.api("PATCH", zaak["url"], {"betalingsindicatie": "nvt"})
    assert (status, answer["laatsteBetaaldatum"]) == (200, None)


async def test_a_concept_zaaktype_opens_nothing(soort: Soort) -> None:
    _, zaaktype = await soort.api("GET", soort.zaaktype)
    body = {name: zaaktype[name] for name in zaaktype if name not in ("url", "einddatum")}
    body |= {"identificatie": "CONCEPT", "besluittypen": [], "deelzaaktypen": [], "gerelateerdeZaaktypen": []}
    concept = await soort.api.made(f"{CATALOGI}/zaaktypen", {k: v for k, v in body.items() if v is not None})
    told = await soort.api.told("POST", f"{ZAKEN}/zaken", zaak_body(concept["url"]))
    assert told == [("zaaktype", "not-published")]


async def test_a_type_in_use_is_not_removed(soort: Soort) -> None:
    """Not even by one who may remove what is published: zaken that were made with it stay valid."""
    zaak = await soort.zaak()
    await soort.stand(zaak, soort.begin)
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype))
    await soort.api.made(zaak["url"] + "/zaakeigenschappen", zaakeigenschap_body(zaak["url"], soort.eigenschap))
    await soort.closed(zaak)
    used = (soort.zaaktype, soort.begin, soort.roltype, soort.eigenschap, soort.resultaattypen["afgehandeld"])
    for url in used:
        assert await soort.api.told("DELETE", url) == [("nonFieldErrors", "pending-relations")], url
    unused = await soort.api.made(
        f"{CATALOGI}/roltypen",
        {"zaaktype": soort.zaaktype, "omschrijving": "Getuige", "omschrijvingGeneriek": "adviseur"},
    )
    assert (await soort.api("DELETE", unused["url"]))[0] == 204


# --- parts --------------------------------------------------------------------------------------------------------


async def test_a_zaak_keeps_what_belongs_to_it(soort: Soort) -> None:
    zaak = await soort.zaak()
    api, url = soort.api, zaak["url"]
    rol = await api.made(f"{ZAKEN}/rollen", rol_body(url, soort.roltype))
    assert (rol["omschrijving"], rol["omschrijvingGeneriek"]) == ("Melder", "initiator")
    assert rol["betrokkeneIdentificatie"]["inpBsn"] == BSN
    assert rol["statussen"] == []
    status = await soort.stand(zaak, soort.begin, gezetdoor=rol["url"])
    assert (status["indicatieLaatstGezetteStatus"], status["gezetdoor"]) == (True, rol["url"])
    thing = await api.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(url))
    assert thing["objectIdentificatie"]["gorOpenbareRuimteNaam"] == "Dorpsstraat"
    value = await api.made(f"{url}/zaakeigenschappen", zaakeigenschap_body(url, soort.eigenschap))
    assert (value["naam"], value["zaak"]) == ("kleur", url)
    outcome = await api.made(f"{ZAKEN}/resultaten", resultaat_body(url, soort.resultaattypen["afgehandeld"]))
    found = await soort.again(zaak)
    assert found["rollen"] == [rol["url"]]
    assert found["status"] == status["url"]
    assert found["zaakobjecten"] == [thing["url"]]
    assert found["eigenschappen"] == [value["url"]]
    assert found["resultaat"] == outcome["url"]
    assert (await api("GET", rol["url"]))[1]["statussen"] == [status["url"]]
    assert (await api("GET", value["url"]))[1] == value
    later = await soort.stand(zaak, soort.begin)
    assert later["gezetdoor"] == ""
    shown = await soort.api.got(f"{later['url']}?expand=gezetdoor,statustype")
    assert (shown["_expand"]["gezetdoor"], shown["_expand"]["statustype"]["url"]) == ({}, soort.begin)
    assert (await api("GET", status["url"]))[1]["indicatieLaatstGezetteStatus"] is False
    query = f"{ZAKEN}/statussen?zaak={url}&indicatieLaatstGezetteStatus="
    assert [each["url"] for each in (await api("GET", query + "true"))[1]["results"]] == [later["url"]]
    assert [each["url"] for each in (await api("GET", query + "false"))[1]["results"]] == [status["url"]]
    for each in (rol, thing, value, outcome):
        assert (await api("DELETE", each["url"]))[0] == 204
    found = await soort.again(zaak)
    assert (found["rollen"], found["zaakobjecten"], found["eigenschappen"], found["resultaat"]) == ([], [], [], None)


async def test_a_zaak_has_one_resultaat(soort: Soort) -> None:
    zaak = await soort.zaak()
    body = resultaat_body(zaak["url"], soort.resultaattypen["afgehandeld"])
    await soort.api.made(f"{ZAKEN}/resultaten", body)
    assert [code for _, code in await soort.api.told("POST", f"{ZAKEN}/resultaten", body)] == ["unique"]


async def test_a_resultaat_stays_of_its_kind(soort: Soort) -> None:
    zaak = await soort.zaak()
    body = resultaat_body(zaak["url"], soort.resultaattypen["afgehandeld"])
    made = await soort.api.made(f"{ZAKEN}/resultaten", body)
    other = {"resultaattype": soort.resultaattypen["termijn"]}
    for method, said in (("PUT", body | other), ("PATCH", other)):
        assert await soort.api.told(method, made["url"], said) == [("resultaattype", "wijzigen-niet-toegelaten")]
    status, answer = await soort.api("PUT", made["url"], body | {"toelichting": "Anders"})
    assert (status, answer["toelichting"]) == (200, "Anders")


async def test_types_of_another_zaaktype_are_refused(soort: Soort, anders: Soort) -> None:
    zaak = await soort.zaak()
    api, url = soort.api, zaak["url"]
    mismatch = [("nonFieldErrors", "zaaktype-mismatch")]
    assert await api.told("POST", f"{ZAKEN}/statussen", status_body(url, anders.begin)) == mismatch
    wrong = resultaat_body(url, anders.resultaattypen["afgehandeld"])
    assert await api.told("POST", f"{ZAKEN}/resultaten", wrong) == mismatch
    assert await api.told("POST", f"{ZAKEN}/rollen", rol_body(url, anders.roltype)) == mismatch
    assert await api.told("POST", f"{url}/zaakeigenschappen", zaakeigenschap_body(url, anders.eigenschap)) == mismatch


async def test_an_odd_value_is_kept_with_a_warning(soort: Soort) -> None:
    zaak = await soort.zaak()
    body = zaakeigenschap_body(zaak["url"], soort.eigenschap, waarde="veel te lang voor een kleur")
    status, headers, _ = await soort.api.raw("POST", f"{zaak['url']}/zaakeigenschappen", body)
    assert status == 201
    assert "langer dan 10 tekens" in headers["x-warning"]


async def test_an_object_changes_within_its_kind(soort: Soort) -> None:
    zaak = await soort.zaak()
    thing = await soort.api.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(zaak["url"]))
    other = thing["objectIdentificatie"] | {"huisnummer": 2}
    status, answer = await soort.api("PATCH", thing["url"], {"objectIdentificatie": other})
    assert (status, answer["objectIdentificatie"]) == (200, other)
    wrong = {"objectIdentificatie": other | {"huisnummer": 100000}}
    assert await soort.api.told("PATCH", thing["url"], wrong) == [("objectIdentificatie.huisnummer", "max_value")]
    assert await soort.api.told("PATCH", thing["url"], {"objectType": "pand"}) == [
        ("objectType", "wijzigen-niet-toegelaten")
    ]


async def test_rollen_are_found_by_who_takes_part(soort: Soort) -> None:
    zaak = await soort.zaak()
    api, url = soort.api, zaak["url"]
    employee = {"identificatie": "m1", "achternaam": "Bakker"}
    unit = {"identificatie": "m1", "naam": "Beheer"}
    one = await api.made(
        f"{ZAKEN}/rollen", rol_body(url, soort.roltype, betrokkeneType="medewerker", betrokkeneIdentificatie=employee)
    )
    await api.made(
        f"{ZAKEN}/rollen",
        rol_body(url, soort.roltype, betrokkeneType="organisatorische_eenheid", betrokkeneIdentificatie=unit),
    )
    query = "betrokkeneIdentificatie__medewerker__identificatie=m1"
    found = (await api("GET", f"{ZAKEN}/rollen?zaak={url}&{query}"))[1]["results"]
    assert [each["url"] for each in found] == [one["url"]]
    zaken = (await api("GET", f"{ZAKEN}/zaken?rol__{query}"))[1]["results"]
    assert [each["url"] for each in zaken] == [url]
    search = {"rol__betrokkeneType": "medewerker", "rol__omschrijvingGeneriek": "initiator"}
    assert (await api("POST", f"{ZAKEN}/zaken/_zoek", search))[1]["count"] == 1


async def test_contacts_and_notes(soort: Soort) -> None:
    zaak = await soort.zaak()
    api, url = soort.api, zaak["url"]
    contact = await api.made(f"{ZAKEN}/klantcontacten", klantcontact_body(url))
    assert (await api("GET", f"{ZAKEN}/klantcontacten?zaak={url}"))[1]["results"] == [contact]
    other = await api.made(f"{ZAKEN}/klantcontacten", klantcontact_body(url))
    assert len({contact["identificatie"], other["identificatie"], ""}) == 3
    named = await api.made(f"{ZAKEN}/klantcontacten", klantcontact_body(url, identificatie="K1"))
    assert named["identificatie"] == "K1"
    note = await api.made(f"{ZAKEN}/zaaknotities", zaaknotitie_body(url))
    assert (note["status"], note["notitieType"]) == ("concept", "intern")
    status, changed = await api("PATCH", note["url"], {"status": "definitief"})
    assert status == 200
    assert changed["wijzigingsdatum"] > note["wijzigingsdatum"]
    assert await api.told("PATCH", note["url"], {"tekst": "Anders"}) == [("status", "invalid")]
    found = (await api("GET", f"{ZAKEN}/zaaknotities?tekst__icontains=MORGEN&gerelateerdAan={url}"))[1]
    assert found["count"] == 1
    assert (await api("DELETE", note["url"]))[0] == 204
    for name, other in (("zaakverzoeken", "verzoek"), ("zaakcontactmomenten", "contactmoment")):
        made = await api.made(f"{ZAKEN}/{name}", {"zaak": url, other: "https://elders.example/1"})
        assert (await api("GET", f"{ZAKEN}/{name}?zaak={url}"))[1] == [made]
        assert (await api("DELETE", made["url"]))[0] == 204


async def test_a_rol_is_about_someone(soort: Soort) -> None:
    zaak = await soort.zaak()
    for nobody in ({}, {"naam": "niemand"}):
        body = rol_body(zaak["url"], soort.roltype, betrokkeneIdentificatie=nobody)
        assert await soort.api.told("POST", f"{ZAKEN}/rollen", body) == [("nonFieldErrors", "invalid-betrokkene")]
    body = rol_body(zaak["url"], soort.roltype, betrokkene="https://personen.example/1", betrokkeneIdentificatie={})
    await soort.api.made(f"{ZAKEN}/rollen", body)


async def test_the_path_says_to_which_zaak_a_value_belongs(soort: Soort) -> None:
    zaak, other = await soort.zaak(), await soort.zaak()
    path = f"{zaak['url']}/zaakeigenschappen"
    wrong = zaakeigenschap_body(other["url"], soort.eigenschap)
    assert await soort.api.told("POST", path, wrong) == [("zaak", "invalid")]
    made = await soort.api.made(path, zaakeigenschap_body(zaak["url"], soort.eigenschap))
    fixed = [("zaak", "wijzigen-niet-toegelaten")]
    assert await soort.api.told("PUT", made["url"], wrong) == fixed
    assert await soort.api.told("PATCH", made["url"], {"zaak": other["url"]}) == fixed
    assert (await soort.api("PATCH", made["url"], {"zaak": zaak["url"], "waarde": "geel"}))[0] == 200


# --- statussen ----------------------------------------------------------------------------------------------------


async def test_the_current_status_is_the_one_set_latest(soort: Soort) -> None:
    zaak = await soort.zaak()
    latest = await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-05T10:00:00Z")
    older = await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-04T10:00:00+01:00")
    assert (await soort.again(zaak))["status"] == latest["url"]
    assert (older["indicatieLaatstGezetteStatus"], latest["indicatieLaatstGezetteStatus"]) == (False, True)
    assert (await soort.again(latest))["indicatieLaatstGezetteStatus"] is True
    query = f"{ZAKEN}/statussen?zaak={zaak['url']}&indicatieLaatstGezetteStatus="
    assert [each["url"] for each in (await soort.api.got(query + "true"))["results"]] == [latest["url"]]
    assert [each["url"] for each in (await soort.api.got(query + "false"))["results"]] == [older["url"]]
    next_one = await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-06T10:00:00Z")
    assert (await soort.again(zaak))["status"] == next_one["url"]


async def test_a_status_is_set_by_someone_of_the_zaak(soort: Soort) -> None:
    zaak, other = await soort.zaak(), await soort.zaak()
    rol = await soort.api.made(f"{ZAKEN}/rollen", rol_body(other["url"], soort.roltype))
    body = status_body(zaak["url"], soort.begin, gezetdoor=rol["url"])
    assert await soort.api.told("POST", f"{ZAKEN}/statussen", body) == [("gezetdoor", "zaak-mismatch")]


async def test_a_moment_is_always_shown_alike(soort: Soort) -> None:
    zaak = await soort.zaak()
    made = await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-05T10:00:00+01:00")
    assert made["datumStatusGezet"] == "2026-11-05T09:00:00Z"
    assert await soort.again(made) == made


async def test_closing_and_reopening_follow_the_status_that_is_added(soort: Soort) -> None:
    """The moment decides which status is shown, not whether the zaak closes or opens."""
    zaak = await soort.zaak()
    first = await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-12T12:00:00Z")
    closed = await soort.closed(zaak)
    assert (closed["einddatum"], closed["status"]) == ("2026-11-10", first["url"])
    await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-09T12:00:00Z")
    opened = await soort.again(zaak)
    assert (opened["einddatum"], opened["status"]) == (None, first["url"])


# --- closing ------------------------------------------------------------------------------------------------------


async def test_closing_and_reopening(soort: Soort) -> None:
    zaak = await soort.zaak()
    told = await soort.api.told("POST", f"{ZAKEN}/statussen", status_body(zaak["url"], soort.eind))
    assert told == [("nonFieldErrors", "resultaat-does-not-exist")]
    closed = await soort.closed(zaak)
    assert closed["einddatum"] == "2026-11-10"
    assert (closed["archiefnominatie"], closed["archiefactiedatum"]) == ("vernietigen", "2031-11-10")
    await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-11T12:00:00Z")
    opened = await soort.again(zaak)
    assert (opened["einddatum"], opened["archiefnominatie"], opened["archiefactiedatum"]) == (None, None, None)
    await soort.stand(zaak, soort.eind, datumStatusGezet="2026-11-12T12:00:00Z")
    assert (await soort.again(zaak))["archiefactiedatum"] == "2031-11-12"


async def test_a_closed_zaak_is_guarded(soort: Soort) -> None:
    zaak = await soort.zaak()
    url = zaak["url"]
    rol = await soort.api.made(f"{ZAKEN}/rollen", rol_body(url, soort.roltype))
    await soort.closed(zaak)
    plain = await with_rights(soort, "bijwerker", "zaken.bijwerken", "zaken.aanmaken", "zaken.statussen.toevoegen")
    writes = [
        ("PATCH", url, {"omschrijving": "Anders"}),
        ("PUT", url, zaak_body(soort.zaaktype)),
        ("POST", f"{ZAKEN}/rollen", rol_body(url, soort.roltype)),
        ("DELETE", rol["url"], None),
        ("POST", f"{ZAKEN}/klantcontacten", klantcontact_body(url)),
        ("POST", f"{ZAKEN}/zaakobjecten", zaakobject_body(url)),
        ("POST", f"{ZAKEN}/zaaknotities", zaaknotitie_body(url)),
        ("POST", f"{url}/zaakeigenschappen", zaakeigenschap_body(url, soort.eigenschap)),
        ("POST", f"{ZAKEN}/statussen", status_body(url, soort.begin)),
    ]
    for method, target, body in writes:
        status, answer = await plain(method, target, body)
        assert (status, answer["code"]) == (403, "permission_denied"), (method, target)
    forced = await with_rights(soort, "forceerder", "zaken.geforceerd-bijwerken")
    assert (await forced("PATCH", url, {"omschrijving": "Anders"}))[0] == 200
    assert (await forced("POST", f"{ZAKEN}/rollen", rol_body(url, soort.roltype)))[0] == 201
    opener = await with_rights(soort, "heropener", "zaken.heropenen")
    assert (await opener("POST", f"{ZAKEN}/statussen", status_body(url, soort.begin)))[0] == 201


async def test_who_opens_a_zaak_sets_one_status(soort: Soort) -> None:
    opener = await with_rights(soort, "aanmaker", "zaken.aanmaken")
    zaak = await opener.made(f"{ZAKEN}/zaken", zaak_body(soort.zaaktype))
    body = status_body(zaak["url"], soort.begin)
    assert (await opener("POST", f"{ZAKEN}/statussen", body))[0] == 201
    assert (await opener("POST", f"{ZAKEN}/statussen", body))[0] == 403


async def test_an_archived_zaak_keeps_its_parts(soort: Soort) -> None:
    """Not by force either; and it is not reopened, so that it keeps its archive dates."""
    zaak = await soort.zaak()
    url = zaak["url"]
    value = await soort.api.made(f"{url}/zaakeigenschappen", zaakeigenschap_body(url, soort.eigenschap))
    await soort.closed(zaak)
    assert (await soort.api("PATCH", url, {"archiefstatus": "gearchiveerd"}))[0] == 200
    refused = [("nonFieldErrors", "zaak-archiefstatus-invalid")]
    for path, body in (
        (f"{ZAKEN}/statussen", status_body(url, soort.begin)),
        (f"{ZAKEN}/rollen", rol_body(url, soort.roltype)),
        (f"{ZAKEN}/zaakobjecten", zaakobject_body(url)),
        (f"{url}/zaakeigenschappen", zaakeigenschap_body(url, soort.eigenschap)),
    ):
        assert await soort.api.told("POST", path, body) == refused
    assert await soort.api.told("PATCH", value["url"], {"waarde": "geel"}) == refused
    for part in (value["url"], (await soort.again(zaak))["resultaat"]):
        assert await soort.api.told("DELETE", part) == refused
    archived = await soort.again(zaak)
    assert (archived["archiefstatus"], archived["archiefactiedatum"]) == ("gearchiveerd", "2031-11-10")
    assert (await soort.api("PATCH", url, {"archiefstatus": "nog_te_archiveren"}))[0] == 200
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(url, soort.roltype))


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("afgehandeld", "2031-11-10"),
        ("termijn", "2032-11-10"),
        ("ander_datumkenmerk", None),
        ("zaakobject", "2018-01-01"),
    ],
)
async def test_archive_dates_by_what_the_zaak_holds(soort: Soort, by: str, found: str | None) -> None:
    zaak = await soort.zaak()
    value = {"objectType": "woz_waarde", "objectIdentificatie": {"waardepeildatum": "2013-1-1"}}
    await soort.api.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(zaak["url"], **value))
    closed = await soort.closed(zaak, by)
    assert (closed["archiefnominatie"], closed["archiefactiedatum"]) == ("vernietigen", found)


async def test_archive_dates_by_value_and_by_other_zaken(soort: Soort) -> None:
    zaak = await soort.zaak()
    value = zaakeigenschap_body(zaak["url"], soort.eigenschap, waarde="20200131")
    await soort.api.made(f"{zaak['url']}/zaakeigenschappen", value)
    assert (await soort.closed(zaak, "eigenschap"))["archiefactiedatum"] == "2025-01-31"
    other = [{"url": zaak["url"], "aardRelatie": "vervolg", "overigeRelatie": "", "toelichting": ""}]
    follower = await soort.zaak(relevanteAndereZaken=other)
    assert follower["relevanteAndereZaken"] == other
    assert (await soort.closed(follower, "gerelateerde_zaak"))["archiefactiedatum"] == "2031-11-10"
    part = await soort.zaak(hoofdzaak=zaak["url"])
    assert (await soort.closed(part, "hoofdzaak"))["archiefactiedatum"] == "2031-11-10"
    alone = await soort.zaak()
    assert (await soort.closed(alone, "gerelateerde_zaak"))["archiefactiedatum"] is None


# --- what is corrected after closing ------------------------------------------------------------------------------


def archive(zaak: Body) -> tuple[Any, Any, Any]:
    return zaak["archiefnominatie"], zaak["startdatumBewaartermijn"], zaak["archiefactiedatum"]


async def test_the_bewaartermijn_begins_at_closing_and_is_cleared_at_reopening(soort: Soort) -> None:
    zaak = await soort.zaak()
    assert archive(await soort.closed(zaak, "termijn")) == ("vernietigen", "2027-11-10", "2032-11-10")
    await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-11T12:00:00Z")
    assert archive(await soort.again(zaak)) == (None, None, None)
    by_hand = await soort.zaak(startdatumBewaartermijn="2020-01-01")
    assert archive(await soort.closed(by_hand)) == ("vernietigen", "2020-01-01", "2025-01-01")


async def test_another_resultaat_of_a_closed_zaak_brings_its_own_dates(soort: Soort) -> None:
    zaak = await soort.zaak()
    closed = await soort.closed(zaak)
    assert (await soort.api("DELETE", closed["resultaat"]))[0] == 204
    assert archive(await soort.again(zaak)) == (None, None, None)
    body = resultaat_body(zaak["url"], soort.resultaattypen["termijn"])
    made = await soort.api.made(f"{ZAKEN}/resultaten", body)
    assert archive(await soort.again(zaak)) == ("vernietigen", "2027-11-10", "2032-11-10")
    said = {"archiefnominatie": "blijvend_bewaren", "archiefactiedatum": "2050-01-01"}
    assert (await soort.api("PATCH", zaak["url"], said))[0] == 200
    assert (await soort.api("DELETE", made["url"]))[0] == 204
    assert archive(await soort.again(zaak)) == ("blijvend_bewaren", None, "2050-01-01")


async def test_a_corrected_value_moves_the_archive_dates(soort: Soort) -> None:
    zaak = await soort.zaak()
    assert archive(await soort.closed(zaak, "eigenschap")) == ("vernietigen", None, None)
    path = f"{zaak['url']}/zaakeigenschappen"
    value = await soort.api.made(path, zaakeigenschap_body(zaak["url"], soort.eigenschap, waarde="20200131"))
    assert archive(await soort.again(zaak)) == ("vernietigen", "2020-01-31", "2025-01-31")
    assert (await soort.api("PATCH", value["url"], {"waarde": "20210131"}))[0] == 200
    assert archive(await soort.again(zaak)) == ("vernietigen", "2021-01-31", "2026-01-31")
    await soort.api.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(zaak["url"]))
    assert archive(await soort.again(zaak)) == ("vernietigen", "2021-01-31", "2026-01-31")
    assert (await soort.api("DELETE", value["url"]))[0] == 204
    assert archive(await soort.again(zaak)) == ("vernietigen", None, None)


async def test_deelzaken_that_closed_first_follow_their_hoofdzaak(soort: Soort) -> None:
    whole = await soort.zaak()
    waiting, other, still_open = [await soort.zaak(hoofdzaak=whole["url"]) for _ in range(3)]
    assert archive(await soort.closed(waiting, "hoofdzaak")) == ("vernietigen", None, None)
    own = archive(await soort.closed(other, "termijn"))
    await soort.stand(whole, soort.begin)
    await soort.closed(whole)
    assert archive(await soort.again(waiting)) == ("vernietigen", "2026-11-10", "2031-11-10")
    assert archive(await soort.again(other)) == own
    assert archive(await soort.again(still_open)) == (None, None, None)
    await soort.stand(whole, soort.begin, datumStatusGezet="2026-11-11T12:00:00Z")
    assert archive(await soort.again(waiting)) == ("vernietigen", None, None)
    trail = await soort.api.got(waiting["url"] + "/audittrail")
    assert [each["resource"] for each in trail].count("zaak") == 4


async def test_a_corrected_object_moves_the_archive_dates(soort: Soort) -> None:
    zaak = await soort.zaak()
    await soort.closed(zaak, "zaakobject")
    value = {"objectType": "woz_waarde", "objectIdentificatie": {"waardepeildatum": "2013-1-1"}}
    thing = await soort.api.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(zaak["url"], **value))
    assert archive(await soort.again(zaak)) == ("vernietigen", "2013-01-01", "2018-01-01")
    assert (await soort.api("DELETE", thing["url"]))[0] == 204
    assert archive(await soort.again(zaak)) == ("vernietigen", None, None)


# --- together -----------------------------------------------------------------------------------------------------


async def test_hoofdzaak_and_deelzaken(soort: Soort) -> None:
    whole, other = await soort.zaak(), await soort.zaak()
    part = await soort.zaak(hoofdzaak=whole["url"])
    assert (await soort.again(whole))["deelzaken"] == [part["url"]]
    told = await soort.api.told("PATCH", whole["url"], {"hoofdzaak": whole["url"]})
    assert told == [("hoofdzaak", "self-forbidden")]
    told = await soort.api.told("POST", f"{ZAKEN}/zaken", zaak_body(soort.zaaktype, hoofdzaak=part["url"]))
    assert told == [("hoofdzaak", "deelzaak-als-hoofdzaak")]
    told = await soort.api.told("PATCH", whole["url"], {"hoofdzaak": other["url"]})
    assert told == [("hoofdzaak", "deelzaak-als-hoofdzaak")]
    assert (await soort.api("PATCH", part["url"], {"hoofdzaak": other["url"]}))[0] == 200
    assert (await soort.again(whole))["deelzaken"] == []
    assert (await soort.again(other))["deelzaken"] == [part["url"]]
    assert (await soort.api("DELETE", part["url"]))[0] == 204
    assert (await soort.again(other))["deelzaken"] == []


async def test_a_removal_stays_within_the_rights(soort: Soort, anders: Soort) -> None:
    whole = await soort.zaak()
    part = await anders.zaak(hoofdzaak=whole["url"])
    remover = await with_rights(soort, "verwijderaar", "zaken.verwijderen", "zaken.lezen")
    assert (await remover("DELETE", whole["url"]))[0] == 403
    assert (await anders.again(part))["hoofdzaak"] == whole["url"]
    assert (await soort.api("DELETE", part["url"]))[0] == 204
    assert (await remover("DELETE", whole["url"]))[0] == 204


async def test_removing_a_zaak_removes_all_of_it(soort: Soort) -> None:
    zaak = await soort.zaak()
    api, url = soort.api, zaak["url"]
    document = await api.made(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", document_body(soort.informatieobjecttype))
    body = zaakinformatieobject_body(url, document["url"])
    parts = [
        await soort.zaak(hoofdzaak=url),
        await soort.stand(zaak, soort.begin),
        await api.made(f"{ZAKEN}/resultaten", resultaat_body(url, soort.resultaattypen["afgehandeld"])),
        await api.made(f"{ZAKEN}/rollen", rol_body(url, soort.roltype)),
        await api.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(url)),
        await api.made(f"{ZAKEN}/klantcontacten", klantcontact_body(url)),
        await api.made(f"{ZAKEN}/zaaknotities", zaaknotitie_body(url)),
        await api.made(f"{ZAKEN}/zaakinformatieobjecten", body),
        await api.made(f"{url}/zaakeigenschappen", zaakeigenschap_body(url, soort.eigenschap)),
    ]
    query = f"{DOCUMENTEN}/objectinformatieobjecten?object={url}"
    assert len((await api("GET", query))[1]) == 1
    assert (await api("DELETE", url))[0] == 204
    for each in (zaak, *parts):
        assert (await api("GET", each["url"]))[0] == 404, each["url"]
    assert (await api("GET", query))[1] == []
    assert (await api("DELETE", document["url"]))[0] == 204


# --- documents ----------------------------------------------------------------------------------------------------


async def test_a_document_of_a_zaak_is_mirrored(soort: Soort, anders: Soort) -> None:
    api = soort.api
    zaak = await soort.zaak()
    document = await api.made(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", document_body(soort.informatieobjecttype))
    assert document["vertrouwelijkheidaanduiding"] == "openbaar"
    assert document["identificatie"].startswith("DOCUMENT-")
    other = await api.made(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", document_body(anders.informatieobjecttype))
    wrong = zaakinformatieobject_body(zaak["url"], other["url"])
    told = await api.told("POST", f"{ZAKEN}/zaakinformatieobjecten", wrong)
    assert told == [("nonFieldErrors", "missing-zaaktype-informatieobjecttype-relation")]
    body = zaakinformatieobject_body(zaak["url"], document["url"])
    relation = await api.made(f"{ZAKEN}/zaakinformatieobjecten", body)
    assert relation["aardRelatieWeergave"] == "Hoort bij, omgekeerd: kent"
    assert await api.told("POST", f"{ZAKEN}/zaakinformatieobjecten", body) == [("nonFieldErrors", "unique")]
    assert await api.told("PATCH", relation["url"], {"informatieobject": other["url"]}) == [
        ("informatieobject", "wijzigen-niet-toegelaten")
    ]
    assert (await soort.again(zaak))["zaakinformatieobjecten"] == [relation["url"]]
    query = f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document['url']}"
    [mirror] = (await api("GET", query))[1]
    assert (mirror["object"], mirror["objectType"]) == (zaak["url"], "zaak")
    assert await api.told("DELETE", document["url"]) == [("nonFieldErrors", "pending-relations")]
    assert await api.told("DELETE", mirror["url"]) == [("nonFieldErrors", "remote-relation-exists")]
    found = await api(
        "GET", f"{DOCUMENTEN}/enkelvoudiginformatieobjecten?objectinformatieobjecten_object={zaak['url']}"
    )
    assert [each["url"] for each in found[1]["results"]] == [document["url"]]
    await api.made(f"{ZAKEN}/resultaten", resultaat_body(zaak["url"], soort.resultaattypen["afgehandeld"]))
    told = await api.told("POST", f"{ZAKEN}/statussen", status_body(zaak["url"], soort.eind))
    assert told == [("nonFieldErrors", "indicatiegebruiksrecht-unset")]
    assert (await api("DELETE", relation["url"]))[0] == 204
    assert (await api("GET", query))[1] == []


async def test_a_relation_stands_at_the_zaak_first(soort: Soort) -> None:
    zaak = await soort.zaak()
    path = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
    document = await soort.api.made(path, document_body(soort.informatieobjecttype))
    body = {"informatieobject": document["url"], "object": zaak["url"], "objectType": "zaak"}
    told = await soort.api.told("POST", f"{DOCUMENTEN}/objectinformatieobjecten", body)
    assert told == [("nonFieldErrors", "inconsistent-relation")]


async def test_a_document_changes_under_its_lock_and_in_versions(soort: Soort) -> None:
    api = soort.api
    path = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
    document = await api.made(path, document_body(soort.informatieobjecttype))
    url = document["url"]
    assert (document["versie"], document["locked"]) == (1, False)
    assert document["lock"] == "", "nobody holds it"
    assert "slot" not in document
    assert await api.told("PATCH", url, {"titel": "Anders"}) == [("nonFieldErrors", "unlocked")]
    status, answer = await api("POST", url + "/lock", {})
    assert status == 200
    lock = answer["lock"]
    assert await api.told("POST", url + "/lock", {}) == [("nonFieldErrors", "existing-lock")]
    assert await api.told("PATCH", url, {"titel": "Anders"}) == [("nonFieldErrors", "missing-lock-id")]
    assert await api.told("PATCH", url, {"titel": "Anders", "lock": "x"}) == [("nonFieldErrors", "incorrect-lock-id")]
    status, changed = await api("PATCH", url, {"titel": "Anders", "lock": lock, "status": "definitief"})
    assert (status, changed["versie"], changed["titel"], changed["locked"]) == (200, 2, "Anders", True)
    assert changed["beginRegistratie"] > document["beginRegistratie"]
    key = url.rpartition("/")[2]
    rows = await api.program.pool.fetch(
        "select versie, titel from documenten.enkelvoudiginformatieobject_versie where id = $1::uuid", key
    )
    assert [tuple(row) for row in rows] == [(1, document["titel"])]
    assert (await api("POST", url + "/unlock", {"lock": lock}))[0] == 204
    assert (await api("GET", url))[1]["locked"] is False
    trail = (await api("GET", url + "/audittrail"))[1]
    assert lock not in str(trail)


async def test_gebruiksrechten_are_told_by_the_document(soort: Soort) -> None:
    api = soort.api
    path = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
    body = document_body(soort.informatieobjecttype)
    told = await api.told("POST", path, body | {"indicatieGebruiksrecht": True})
    assert told == [("indicatieGebruiksrecht", "missing-gebruiksrechten")]
    document = await api.made(path, body)
    said = {
        "informatieobject": document["url"],
        "startdatum": "2026-11-01T00:00:00Z",
        "omschrijvingVoorwaarden": "Geen",
    }
    right = await api.made(f"{DOCUMENTEN}/gebruiksrechten", said)
    assert (await api("GET", document["url"]))[1]["indicatieGebruiksrecht"] is True
    assert (await api("DELETE", right["url"]))[0] == 204
    assert (await api("GET", document["url"]))[1]["indicatieGebruiksrecht"] is None


async def test_besluiten_lie_under_their_zaak(soort: Soort) -> None:
    zaak = await soort.zaak()
    told = await soort.api.told("POST", zaak["url"] + "/besluiten", {"besluit": "https://niet.invalid/1"})
    assert told == [("besluit", "bad-url")]
    assert (await soort.api("GET", zaak["url"] + "/besluiten"))[1] == []
