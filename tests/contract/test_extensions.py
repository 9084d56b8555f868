"""What the incumbent has beyond the standard, over HTTP: its clients find it here too."""

import pytest

from tests.builders import RSIN, document_body, rol_body, status_body, zaakeigenschap_body
from tests.oas import own
from tests.soorten import CATALOGI, DOCUMENTEN, ZAKEN, Body, Soort, with_rights

# --- numbers that are set apart -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{ZAKEN}/zaaknummer_reserveren", "zaaknummer"),
        (f"{ZAKEN}/reserveer_zaaknummer", "zaaknummer"),
        (f"{DOCUMENTEN}/documentnummer_reserveren", "identificatie"),
    ],
)
async def test_numbers_are_set_apart_under_every_name(soort: Soort, path: str, name: str) -> None:
    one = await soort.api.made(path, {"bronorganisatie": RSIN})
    found = {one[name]}
    for count in ("aantal", "amount"):
        status, many = await soort.api("POST", path, {"bronorganisatie": RSIN, count: 2})
        assert (status, len(many)) == (201, 2)
        found |= {each[name] for each in many}
    assert len(found) == 5
    assert await soort.api.told("POST", path, {"bronorganisatie": RSIN, "amount": 1001}) == [("amount", "max_value")]


async def test_a_document_takes_the_number_that_was_set_apart_for_it(soort: Soort) -> None:
    number = (await soort.api.made(f"{DOCUMENTEN}/documentnummer_reserveren", {"bronorganisatie": RSIN}))[
        "identificatie"
    ]
    path = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
    other = await soort.api.made(path, document_body(soort.informatieobjecttype))
    named = await soort.api.made(path, document_body(soort.informatieobjecttype, identificatie=number))
    assert (named["identificatie"], other["identificatie"] != number) == (number, True)


def test_what_is_beyond_the_standard_says_so() -> None:
    paths = own("zaken").document["paths"]
    assert paths["/reserveer_zaaknummer"]["post"]["x-experimental"] is True
    assert "x-experimental" not in paths["/zaaknummer_reserveren"]["post"]
    assert own("documenten").document["paths"]["/documentnummer_reserveren"]["post"]["x-experimental"] is True


# --- substatussen -------------------------------------------------------------------------------------------------


def a_substatus(zaak: Body, **said: object) -> Body:
    """How far a zaak is."""
    return {"zaak": zaak["url"], "omschrijving": "Wacht op de brandweer"} | said


async def test_a_substatus_belongs_to_the_status_of_now(soort: Soort) -> None:
    zaak = await soort.zaak()
    path = f"{ZAKEN}/substatussen"
    assert await soort.api.told("POST", path, a_substatus(zaak)) == [("status", "invalid")]
    now = await soort.stand(zaak, soort.begin)
    one = await soort.api.made(path, a_substatus(zaak))
    assert (one["status"], one["doelgroep"]) == (now["url"], "betrokkenen")
    assert one["tijdstip"] > "2026"
    other = await soort.api.made(path, a_substatus(zaak, tijdstip="2026-01-01T00:00:00Z", doelgroep="intern"))
    assert await soort.api.got(one["url"]) == one
    found = await soort.api.got(f"{path}?zaak={zaak['url']}")
    assert [each["url"] for each in found["results"]] == [one["url"], other["url"]]
    for query in ("doelgroep=intern", "tijdstip__lt=2026-02-01T00:00:00Z"):
        found = await soort.api.got(f"{path}?zaak={zaak['url']}&{query}")
        assert [each["url"] for each in found["results"]] == [other["url"]]


async def test_a_substatus_is_of_its_own_zaak_and_not_of_the_future(soort: Soort) -> None:
    zaak, other = await soort.zaak(), await soort.zaak()
    await soort.stand(zaak, soort.begin)
    elsewhere = await soort.stand(other, soort.begin)
    path = f"{ZAKEN}/substatussen"
    told = await soort.api.told("POST", path, a_substatus(zaak, status=elsewhere["url"]))
    assert told == [("nonFieldErrors", "zaak-status-mismatch")]
    told = await soort.api.told("POST", path, a_substatus(zaak, tijdstip="2199-01-01T00:00:00Z"))
    assert told == [("tijdstip", "date-in-future")]


async def test_substatussen_are_within_the_rights_on_their_zaak(soort: Soort) -> None:
    zaak = await soort.zaak()
    await soort.stand(zaak, soort.begin)
    reader = await with_rights(soort, "substatus-lezer", "zaken.lezen")
    assert (await reader("POST", f"{ZAKEN}/substatussen", a_substatus(zaak)))[0] == 403
    writer = await with_rights(soort, "substatus-schrijver", "zaken.statussen.toevoegen")
    made = await writer.made(f"{ZAKEN}/substatussen", a_substatus(zaak))
    assert (await reader("GET", made["url"]))[0] == 200
    assert (await writer("GET", made["url"]))[0] == 403


# --- what a zaak tells more ---------------------------------------------------------------------------------------


async def test_every_write_under_a_zaak_moves_its_moment(soort: Soort) -> None:
    zaak = await soort.zaak()
    moments = [zaak["laatstGemuteerd"]]
    for path, body in (
        ("rollen", rol_body(zaak["url"], soort.roltype)),
        ("statussen", status_body(zaak["url"], soort.begin)),
        (f"zaken/{zaak['uuid']}/zaakeigenschappen", zaakeigenschap_body(zaak["url"], soort.eigenschap)),
    ):
        made = await soort.api.made(f"{ZAKEN}/{path}", body)
        moments.append((await soort.again(zaak))["laatstGemuteerd"])
    await soort.api("DELETE", made["url"])
    moments.append((await soort.again(zaak))["laatstGemuteerd"])
    status, changed = await soort.api("PATCH", zaak["url"], {"omschrijving": "Anders"})
    moments.append(changed["laatstGemuteerd"])
    assert status == 200
    assert moments == sorted(set(moments))
    assert (await soort.again(zaak))["laatstGemuteerd"] == moments[-1]


async def test_the_moment_of_a_part_leaves_no_line_on_the_zaak(soort: Soort) -> None:
    zaak = await soort.zaak()
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype))
    trail = await soort.api.got(f"{zaak['url']}/audittrail")
    assert [(each["resource"], each["actie"]) for each in trail] == [("zaak", "create"), ("rol", "create")]


async def test_to_look_is_no_change(soort: Soort) -> None:
    zaak = await soort.zaak()
    seen = "2026-11-05T10:00:00Z"
    status, answer = await soort.api("PATCH", zaak["url"], {"laatstGeopend": seen})
    assert (status, answer["laatstGeopend"], answer["laatstGemuteerd"]) == (200, seen, zaak["laatstGemuteerd"])
    assert await soort.again(zaak) == answer
    _, answer = await soort.api("PATCH", zaak["url"], {"laatstGeopend": None, "omschrijving": "Anders"})
    assert answer["laatstGemuteerd"] > zaak["laatstGemuteerd"]


async def test_the_latest_moved_come_first(soort: Soort) -> None:
    one, other = await soort.zaak(), await soort.zaak()
    await soort.stand(one, soort.begin)
    found = await soort.api.got(f"{ZAKEN}/zaken?zaaktype={soort.zaaktype}&ordering=-laatstGemuteerd")
    assert [each["url"] for each in found["results"][:2]] == [one["url"], other["url"]]


async def test_an_earlier_suspension_is_remembered(soort: Soort) -> None:
    zaak = await soort.zaak()
    assert zaak["opschorting"] == {"indicatie": False, "reden": "", "eerdereOpschorting": False}
    steps: list[tuple[Body | None, bool, bool]] = [
        ({"indicatie": False, "reden": "Nog niet"}, False, False),
        ({"indicatie": True, "reden": "Wacht", "eerdereOpschorting": False}, True, True),
        ({"indicatie": False, "reden": "Verder"}, False, True),
        (None, False, True),
    ]
    for given, now, earlier in steps:
        status, answer = await soort.api("PATCH", zaak["url"], {"opschorting": given})
        found = answer["opschorting"]
        assert (status, found["indicatie"], found["eerdereOpschorting"]) == (200, now, earlier)


async def test_zaken_may_be_related_otherwise_and_paid_otherwise(soort: Soort) -> None:
    other = await soort.zaak()
    related = {"url": other["url"], "aardRelatie": "overig"}
    told = await soort.api.told("PATCH", other["url"], {"relevanteAndereZaken": [related]})
    assert told == [("relevanteAndereZaken.0.overigeRelatie", "overigerelatie-required")]
    related |= {"overigeRelatie": "zelfde straat", "toelichting": "Twee meldingen"}
    said: Body = {
        "relevanteAndereZaken": [related],
        "betalingsindicatie": "gefactureerd",
        "communicatiekanaalNaam": "Balie",
    }
    zaak = await soort.zaak(**said)
    assert {name: zaak[name] for name in said} == said
    assert zaak["betalingsindicatieWeergave"]


async def test_a_rol_may_be_changed_whole(soort: Soort) -> None:
    zaak = await soort.zaak()
    body = rol_body(zaak["url"], soort.roltype)
    del body["roltoelichting"]
    rol = await soort.api.made(f"{ZAKEN}/rollen", body | {"beginGeldigheid": "2026-11-02"})
    assert (rol["roltoelichting"], rol["beginGeldigheid"], rol["eindeGeldigheid"]) == ("", "2026-11-02", None)
    medewerker = body | {
        "betrokkeneType": "medewerker",
        "betrokkeneIdentificatie": {"identificatie": "jansen"},
        "eindeGeldigheid": "2026-12-01",
    }
    status, changed = await soort.api("PUT", rol["url"], medewerker)
    assert (status, changed["betrokkeneIdentificatie"]["identificatie"]) == (200, "jansen")
    assert await soort.api.got(rol["url"]) == changed
    assert (changed["eindeGeldigheid"], changed["omschrijving"]) == ("2026-12-01", "Melder")
    nobody = medewerker | {"betrokkeneIdentificatie": {"identificatie": ""}}
    assert await soort.api.told("PUT", rol["url"], nobody) == [("nonFieldErrors", "invalid-betrokkene")]
    reader = await with_rights(soort, "rol-lezer", "zaken.lezen")
    assert (await reader("PUT", rol["url"], medewerker))[0] == 403


# --- filters ------------------------------------------------------------------------------------------------------


async def test_zaken_are_found_by_what_the_incumbent_finds_them_by(soort: Soort) -> None:
    kenmerken = [{"kenmerk": "A:1", "bron": "Meldsysteem"}, {"kenmerk": "B2", "bron": "Post"}]
    zaak = await soort.zaak(kenmerken=kenmerken, omschrijving="Een 100% losse tegel", identificatie="EXTRA-7")
    await soort.stand(zaak, soort.begin, datumStatusGezet="2026-11-01T10:00:00Z")
    zaak = await soort.closed(zaak)
    other = await soort.zaak()
    await soort.stand(other, soort.begin)
    for query, there in (
        ("kenmerk=Meldsysteem:A:1", True),
        ("kenmerk=Meldsysteem:B2", False),
        ("kenmerk__bron=Post", True),
        ("kenmerk__bron=post", False),
        (f"status__statustype={soort.eind}", True),
        (f"status__statustype={soort.begin}", False),
        (f"resultaat__resultaattype={soort.resultaattypen['afgehandeld']}", True),
        (f"resultaat__resultaattype={soort.resultaattypen['hoofdzaak']}", False),
        ("identificatie__icontains=xtra-", True),
        ("omschrijving=100%25 LOSSE", True),
        ("omschrijving=100_ losse", False),
    ):
        found = await soort.api.got(f"{ZAKEN}/zaken?zaaktype={soort.zaaktype}&pageSize=500&{query}")
        assert (zaak["url"] in [each["url"] for each in found["results"]]) is there, query
        assert found["count"] == len(found["results"])
    assert await soort.api.told("GET", f"{ZAKEN}/zaken?kenmerk=Post") == [("kenmerk", "invalid")]


async def test_zaken_of_other_kinds_are_searched(soorten: tuple[Soort, Soort]) -> None:
    one, other = soorten
    mine, theirs = await one.zaak(), await other.zaak()
    body = {"uuid__in": [mine["uuid"], theirs["uuid"]], "zaaktype__not_in": [one.zaaktype]}
    status, found = await one.api("POST", f"{ZAKEN}/zaken/_zoek", body)
    assert (status, [each["url"] for each in found["results"]]) == (200, [theirs["url"]])


async def test_types_are_found_by_what_the_incumbent_finds_them_by(soort: Soort) -> None:
    name = (await soort.api.got(soort.zaaktype))["identificatie"]
    for path, query, wanted in (
        ("informatieobjecttypen", f"zaaktype={soort.zaaktype}", [soort.informatieobjecttype]),
        ("informatieobjecttypen", f"omschrijving__icontains=oto {name}", [soort.informatieobjecttype]),
        ("roltypen", f"omschrijving=ELDE&zaaktype={soort.zaaktype}", [soort.roltype]),
        ("roltypen", f"omschrijving=anders&zaaktype={soort.zaaktype}", []),
        ("zaaktypen", f"identificatie__icontains={name.lower()}", [soort.zaaktype]),
        ("zaakobjecttypen", f"status=definitief&zaaktype={soort.zaaktype}", []),
    ):
        found = await soort.api.got(f"{CATALOGI}/{path}?{query}")
        assert [each["url"] for each in found["results"]] == wanted, query
