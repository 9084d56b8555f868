"""Bad input over HTTP: a 4xx that names the field, never a 500, nothing half-written."""

import json
from typing import Any

import pytest

from tests.builders import resultaat_body, rol_body, status_body, zaak_body, zaakeigenschap_body, zaakobject_body
from tests.soorten import CATALOGI, ZAKEN, Body, Soort

LIST = f"{ZAKEN}/zaken"
POINT = {"type": "Point", "coordinates": [4.9, 52.3]}


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


RAW = {
    "no body": (b"", 400),
    "no JSON": (b"{", 400),
    "a list": (b"[]", 400),
    "a number": (b"1", 400),
    "null": (b"null", 400),
    "not UTF-8": (b'{"omschrijving": "\xff"}', 400),
    "a lone surrogate": (b'{"omschrijving": "\\ud800"}', 400),
    "infinity": (b'{"a": Infinity}', 400),
    "deep": (deep(100_000), 400),
    "less deep": (deep(900), 400),
    "too large": (b" " * (4 * 2**20 + 1), 413),
    "a number of many digits": (b'{"aantal": ' + b"9" * 5000 + b"}", 400),
    "the same name twice": (b'{"startdatum": "x", "startdatum": "y"}', 400),
}


@pytest.mark.parametrize("name", RAW)
@pytest.mark.parametrize("path", [LIST, f"{LIST}/_zoek", f"{ZAKEN}/zaaknummer_reserveren", f"{CATALOGI}/zaaktypen"])
async def test_a_body_that_cannot_be_read(soort: Soort, name: str, path: str) -> None:
    body, status = RAW[name]
    answered, said = await soort.api("POST", path, body)
    assert (answered, said["status"]) == (status, status)


async def test_a_body_of_another_kind(soort: Soort) -> None:
    for kind in ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded"):
        status, said = await soort.api("POST", LIST, b"a=1", content_type=kind)
        assert (status, said["code"]) == (415, "unsupported_media_type")
    body = json.dumps(zaak_body(soort.zaaktype)).encode()
    assert (await soort.api("POST", LIST, body, content_type="application/json; charset=utf-8"))[0] == 201


async def test_a_length_that_is_no_length(soort: Soort) -> None:
    for length in ("-1", "x", "99999999999999999999999"):
        assert (await soort.api("POST", LIST, {}, content_length=length))[0] in (400, 413)


WRONG: dict[str, tuple[Body, list[tuple[str, str]]]] = {
    "nothing at all": (
        {"bronorganisatie": None, "startdatum": None},
        [("bronorganisatie", "null"), ("startdatum", "null")],
    ),
    "a boolean for a text": ({"omschrijving": True}, [("omschrijving", "invalid")]),
    "a fraction for a text": ({"omschrijving": 1.5}, [("omschrijving", "invalid")]),
    "a number too long for a text": ({"omschrijving": 10**40}, [("omschrijving", "invalid")]),
    "an object for a text": ({"omschrijving": {}}, [("omschrijving", "invalid")]),
    "too long": (
        {"omschrijving": "x" * 81, "identificatie": "x" * 41},
        [("identificatie", "max_length"), ("omschrijving", "max_length")],
    ),
    "a null character": ({"omschrijving": "a\x00b"}, [("omschrijving", "null_characters_not_allowed")]),
    "no date": ({"startdatum": "02-11-2026"}, [("startdatum", "invalid")]),
    "a day that is not": ({"startdatum": "2026-02-30"}, [("startdatum", "invalid")]),
    "a date for a moment": ({"laatsteBetaaldatum": "gisteren"}, [("laatsteBetaaldatum", "invalid")]),
    "letters in a rsin": ({"bronorganisatie": "12345678x"}, [("bronorganisatie", "only-digits")]),
    "a rsin that fails its test": ({"bronorganisatie": "123456789"}, [("bronorganisatie", "invalid")]),
    "a short rsin": ({"bronorganisatie": "12345"}, [("bronorganisatie", "invalid")]),
    "a choice that is none": ({"archiefnominatie": "misschien"}, [("archiefnominatie", "invalid_choice")]),
    "a rank that is none": (
        {"vertrouwelijkheidaanduiding": "heel"},
        [("vertrouwelijkheidaanduiding", "invalid_choice")],
    ),
    "a type that is no URL": ({"zaaktype": "x"}, [("zaaktype", "bad-url")]),
    "a type with a number": ({"zaaktype": 5}, [("zaaktype", "bad-url")]),
    "a type elsewhere": ({"zaaktype": "http://127.0.0.1:1/zaaktypen/1"}, [("zaaktype", "bad-url")]),
    "a type that is something else": ({"zaaktype": "{roltype}"}, [("zaaktype", "invalid-resource")]),
    "a type that is not there": (
        {"zaaktype": "{zaaktypen}/00000000-0000-4000-8000-000000000000"},
        [("zaaktype", "bad-url")],
    ),
    "a channel that is none": ({"communicatiekanaal": "https://x y"}, [("communicatiekanaal", "bad-url")]),
    "a hoofdzaak that is none": ({"hoofdzaak": "{zaaktype}"}, [("hoofdzaak", "no_match")]),
    "a group that is a text": ({"verlenging": "x"}, [("verlenging", "invalid")]),
    "half a group": ({"verlenging": {"reden": "x"}}, [("verlenging.duur", "required")]),
    "a wrong duration": ({"verlenging": {"reden": "x", "duur": "10 dagen"}}, [("verlenging.duur", "invalid")]),
    "a list that is none": ({"kenmerken": {}}, [("kenmerken", "not_a_list")]),
    "a list of texts": ({"kenmerken": ["x"]}, [("kenmerken.0", "invalid")]),
    "one wrong in a list": (
        {"kenmerken": [{"kenmerk": "x", "bron": "y"}, {"kenmerk": "x" * 41}]},
        [("kenmerken.1.bron", "required"), ("kenmerken.1.kenmerk", "max_length")],
    ),
    "a long list": ({"kenmerken": [{"kenmerk": "x", "bron": "y"}] * 1001}, [("kenmerken", "max_length")]),
    "a URL that is none": ({"productenOfDiensten": ["ftp://x"]}, [("productenOfDiensten.0", "invalid")]),
    "another zaak that is none": (
        {"relevanteAndereZaken": [{"url": "{zaaktype}", "aardRelatie": "vervolg"}]},
        [("relevanteAndereZaken.0.url", "invalid-resource")],
    ),
    "two mistakes": (
        {"startdatum": "x", "bronorganisatie": "1", "zaaktype": "y"},
        [("bronorganisatie", "invalid"), ("startdatum", "invalid"), ("zaaktype", "bad-url")],
    ),
}


@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_value_is_named(soort: Soort, name: str) -> None:
    said, told = WRONG[name]
    places = {
        "{roltype}": soort.roltype,
        "{zaaktype}": soort.zaaktype,
        "{zaaktypen}": soort.zaaktype.rpartition("/")[0],
    }
    text = json.dumps(said)
    for place, url in places.items():
        text = text.replace(place, url)
    before = await soort.api.got(LIST)
    body = zaak_body(soort.zaaktype) | json.loads(text)
    assert sorted(await soort.api.told("POST", LIST, body)) == sorted(told)
    zaak = await soort.zaak()
    if name != "nothing at all":
        assert set(await soort.api.told("PATCH", zaak["url"], json.loads(text))) >= set(told)
    assert (await soort.api.got(LIST))["count"] == before["count"] + 1
    assert await soort.again(zaak) == zaak


async def test_all_that_is_missing_is_told_at_once(soort: Soort) -> None:
    told = await soort.api.told("POST", LIST, {})
    names = ["bronorganisatie", "startdatum", "verantwoordelijkeOrganisatie", "zaaktype"]
    assert sorted(told) == [(each, "required") for each in names]


def nested(levels: int) -> Any:
    found: Any = POINT
    for _ in range(levels):
        found = {"type": "GeometryCollection", "geometries": [found]}
    return found


GEOMETRIES: dict[str, Any] = {
    "a text": "x",
    "nothing": {},
    "no coordinates": {"type": "Point"},
    "coordinates of a text": {"type": "Point", "coordinates": "4,52"},
    "a point of one": {"type": "Point", "coordinates": [4.9]},
    "a point of texts": {"type": "Point", "coordinates": ["4.9", "52.3"]},
    "a point of nulls": {"type": "Point", "coordinates": [None, None]},
    "beyond the world": {"type": "Point", "coordinates": [400, 52]},
    "huge": {"type": "Point", "coordinates": [1e308, 1e308]},
    "a polygon that is open": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
    "an empty polygon": {"type": "Polygon", "coordinates": []},
    "a polygon of nothing": {"type": "Polygon", "coordinates": [[]]},
    "a feature": {"type": "Feature", "geometry": POINT},
    "an unknown type": {"type": "Circle", "coordinates": [0, 0]},
    "deep": nested(45),
    "deep coordinates": {"type": "Point", "coordinates": json.loads("[" * 90 + "]" * 90)},
    "very many points": {"type": "LineString", "coordinates": [[4.9, 52.3]] * 60_000},
}


@pytest.mark.parametrize("name", GEOMETRIES)
async def test_a_geometry_that_is_none(soort: Soort, name: str) -> None:
    wrong = GEOMETRIES[name]
    told = await soort.api.told("POST", LIST, zaak_body(soort.zaaktype, zaakgeometrie=wrong))
    assert all(each.partition(".")[0] == "zaakgeometrie" for each, _ in told)
    told = await soort.api.told("POST", f"{LIST}/_zoek", {"zaakgeometrie": {"within": wrong}})
    assert [each for each, _ in told] == ["zaakgeometrie.within"]


async def test_hoofdzaken_make_no_circles(soort: Soort) -> None:
    one, two = await soort.zaak(), await soort.zaak()
    assert await soort.api.told("PATCH", one["url"], {"hoofdzaak": one["url"]}) == [("hoofdzaak", "self-forbidden")]
    assert (await soort.api("PATCH", one["url"], {"hoofdzaak": two["url"]}))[0] == 200
    told = [("hoofdzaak", "deelzaak-als-hoofdzaak")]
    assert await soort.api.told("PATCH", two["url"], {"hoofdzaak": one["url"]}) == told
    assert (await soort.again(two))["deelzaken"] == [one["url"]]
    assert await soort.api.told("POST", LIST, zaak_body(soort.zaaktype, hoofdzaak=one["url"])) == told


async def test_parts_are_checked_in_the_same_way(soort: Soort) -> None:
    zaak = (await soort.zaak())["url"]
    rollen = f"{ZAKEN}/rollen"
    wrong_bsn = rol_body(zaak, soort.roltype, betrokkeneIdentificatie={"inpBsn": "123456789"})
    assert await soort.api.told("POST", rollen, wrong_bsn) == [("betrokkeneIdentificatie.inpBsn", "invalid")]
    nobody = rol_body(zaak, soort.roltype, betrokkeneType="niemand")
    assert ("betrokkeneType", "invalid_choice") in await soort.api.told("POST", rollen, nobody)
    text = rol_body(zaak, soort.roltype, betrokkeneIdentificatie="x")
    assert await soort.api.told("POST", rollen, text) == [("betrokkeneIdentificatie", "invalid")]
    other = rol_body("https://elders.example/zaken/1", soort.roltype)
    assert await soort.api.told("POST", rollen, other) == [("zaak", "no_match")]
    gone = rol_body(zaak[:-12] + "000000000000", soort.roltype)
    assert await soort.api.told("POST", rollen, gone) == [("zaak", "does_not_exist")]
    moment = status_body(zaak, soort.begin, datumStatusGezet="2026-13-01T00:00:00Z")
    assert await soort.api.told("POST", f"{ZAKEN}/statussen", moment) == [("datumStatusGezet", "invalid")]
    kind = zaakobject_body(zaak, objectType="ding")
    assert ("objectType", "invalid_choice") in await soort.api.told("POST", f"{ZAKEN}/zaakobjecten", kind)
    nowhere = f"{zaak[:-12]}000000000000"
    under = f"{nowhere}/zaakeigenschappen"
    assert (await soort.api("POST", under, zaakeigenschap_body(nowhere, soort.eigenschap)))[0] == 404
    assert (await soort.api("GET", under))[0] == 404


async def test_a_whole_number_is_taken_for_the_text_that_it_is_written_as(soort: Soort) -> None:
    assert (await soort.zaak(omschrijving=-12))["omschrijving"] == "-12"
    assert await soort.api.told("POST", LIST, zaak_body(soort.zaaktype, archiefnominatie=1)) == [
        ("archiefnominatie", "invalid_choice")
    ]


async def test_a_parameter_without_a_name_is_told_of_the_whole(soort: Soort) -> None:
    assert await soort.api.told("GET", f"{LIST}?=1&=2") == [("nonFieldErrors", "invalid")]
    assert await soort.api.told("POST", f"{LIST}/_zoek", {"": 1}) == [("nonFieldErrors", "unknown-parameters")]


async def test_far_away_days_are_kept_or_refused(soort: Soort) -> None:
    last = await soort.zaak(startdatum="9999-12-31", einddatumGepland="9999-12-31")
    assert (await soort.api("PATCH", last["url"], {"omschrijving": "Ooit"}))[1]["startdatum"] == "9999-12-31"
    assert (await soort.stand(last, soort.begin))["url"]
    found = await soort.api.got(f"{LIST}?startdatum=9999-12-31")
    assert [each["einddatumGepland"] for each in found["results"]] == ["9999-12-31"]
    assert await soort.api.told("POST", LIST, zaak_body(soort.zaaktype, startdatum="0001-01-01")) == [
        ("startdatum", "invalid")
    ]
    zaak = await soort.zaak()
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z"):
        body = status_body(zaak["url"], soort.begin, datumStatusGezet=moment)
        assert await soort.api.told("POST", f"{ZAKEN}/statussen", body) == [("datumStatusGezet", "invalid")]
    assert (await soort.stand(zaak, soort.begin, datumStatusGezet="2026-01-01T00:00:00"))["datumStatusGezet"] == (
        "2025-12-31T23:00:00Z"
    )


async def test_far_away_ends_have_no_archiefactiedatum(soort: Soort) -> None:
    zaak = await soort.zaak()
    await soort.api.made(f"{ZAKEN}/resultaten", resultaat_body(zaak["url"], soort.resultaattypen["afgehandeld"]))
    body = status_body(zaak["url"], soort.eind, datumStatusGezet="9998-01-01T00:00:00Z")
    status, answer = await soort.api("POST", f"{ZAKEN}/statussen", body)
    assert status in (201, 400), answer


async def test_numbers_beyond_bounds_are_refused(soort: Soort) -> None:
    for count in (0, -1, 1001, 10**30, 1.5, "1", True, None):
        status, answer = await soort.api(
            "POST", f"{ZAKEN}/zaaknummer_reserveren", {"bronorganisatie": "123456782", "aantal": count}
        )
        assert (status, answer["invalidParams"][0]["name"]) == (400, "aantal")


async def test_names_that_nobody_knows_are_passed_over_in_a_body(soort: Soort) -> None:
    made = await soort.api.made(LIST, zaak_body(soort.zaaktype, url="x", uuid="y", einddatum="2020-01-01", onbekend=1))
    assert (made["einddatum"], "onbekend" in made) == (None, False)
    assert made["url"] != "x"


NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "path",
    [
        "/zaken/x",
        f"/zaken/{NOWHERE[:-1]}",
        "/zaken//",
        "/zaken/%00",
        "/zaken/../../etc/passwd",
        f"/zaken/{NOWHERE}",
        "/nergens",
        f"/zaken/{NOWHERE}/x/y/z",
    ],
)
async def test_paths_that_lead_nowhere(soort: Soort, path: str) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        status, said = await soort.api(method, ZAKEN + path, {} if method == "PATCH" else None)
        assert (status, said["code"]) == (404, "not_found")


async def test_a_refusal_ends(soort: Soort) -> None:
    """What is wrong is told up to a bound, however much it is."""
    rights = [{"component": "zrc", "scopes": [{}] * 900} for _ in range(900)]
    body = {"clientIds": ["x"], "label": "x", "autorisaties": rights}
    told = await soort.api.told("POST", "/autorisaties/api/v1/applicaties", body)
    assert (len(told), told[-2:]) == (101, [("autorisaties.0.scopes.99", "invalid"), ("nonFieldErrors", "max_length")])
    told = await soort.api.told("POST", f"{LIST}/_zoek", {f"x{at}": 1 for at in range(50_000)})
    assert (len(told), told[-1]) == (101, ("nonFieldErrors", "max_length"))
    for ordering in ("," * 1_000_000, ["startdatum"] * 21):
        told = await soort.api.told("POST", f"{LIST}/_zoek", {"ordering": ordering})
        assert told == [("ordering", "max_length")]
    assert (await soort.api("POST", f"{LIST}/_zoek", {"ordering": ["startdatum"] * 20}))[0] == 200
