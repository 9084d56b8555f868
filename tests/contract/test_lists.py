"""Lists over HTTP: filters, order, pages and counts, and what is refused."""

import asyncio
from urllib.parse import quote

import pytest

from tests.builders import BSN, RSIN, rol_body, zaaknotitie_body
from tests.soorten import CATALOGI, ZAKEN, Body, Soort

LIST = f"{ZAKEN}/zaken"
OTHER_RSIN = "000000012"
ORGANISATIE = "002564440"


@pytest.fixture(scope="module")
async def zaken(soort: Soort, anders: Soort) -> list[Body]:
    """105 zaken of one organisation, made one after the other where it matters."""
    made = await asyncio.gather(
        *(
            (soort if at % 3 else anders).zaak(
                bronorganisatie=ORGANISATIE,
                identificatie=f"Z-{at:03d}",
                startdatum=f"2026-{at % 12 + 1:02d}-{at % 28 + 1:02d}",
                archiefnominatie=["vernietigen", "blijvend_bewaren", None][at % 3],
                archiefactiedatum=f"20{30 + at % 40}-01-01" if at % 2 else None,
                vertrouwelijkheidaanduiding=["openbaar", "intern", "geheim"][at % 3],
            )
            for at in range(105)
        )
    )
    return list(made)


async def found(soort: Soort, query: str) -> tuple[int, list[Body]]:
    """The exact count, and the records of all pages, walked along `next`."""
    url: str | None = f"{LIST}?{query}"
    first: Body = await soort.api.got(url or "")
    results = list(first["results"])
    url = first["next"]
    while url:
        page = await soort.api.got(url)
        assert page["count"] == first["count"]
        results += page["results"]
        url = page["next"]
    assert len(results) == first["count"]
    return first["count"], results


def expected(zaken: list[Body], test: object) -> set[str]:
    return {each["url"] for each in zaken if test(each)}  # type: ignore[operator]


FILTERS = {
    f"bronorganisatie={ORGANISATIE}": lambda z: True,
    f"bronorganisatie__in={ORGANISATIE},{OTHER_RSIN}": lambda z: True,
    f"bronorganisatie={ORGANISATIE}&identificatie=Z-007": lambda z: z["identificatie"] == "Z-007",
    f"bronorganisatie={ORGANISATIE}&startdatum=2026-03-15": lambda z: z["startdatum"] == "2026-03-15",
    f"bronorganisatie={ORGANISATIE}&startdatum__gt=2026-03-15": lambda z: z["startdatum"] > "2026-03-15",
    f"bronorganisatie={ORGANISATIE}&startdatum__lte=2026-03-15": lambda z: z["startdatum"] <= "2026-03-15",
    f"bronorganisatie={ORGANISATIE}&startdatum__gte=2026-03-15&startdatum__lt=2026-06-01": lambda z: (
        "2026-03-15" <= z["startdatum"] < "2026-06-01"
    ),
    f"bronorganisatie={ORGANISATIE}&archiefnominatie=vernietigen": lambda z: z["archiefnominatie"] == "vernietigen",
    f"bronorganisatie={ORGANISATIE}&archiefnominatie__in=vernietigen,blijvend_bewaren": lambda z: z["archiefnominatie"],
    f"bronorganisatie={ORGANISATIE}&archiefactiedatum__isnull=true": lambda z: z["archiefactiedatum"] is None,
    f"bronorganisatie={ORGANISATIE}&archiefactiedatum__isnull=false": lambda z: z["archiefactiedatum"] is not None,
    f"bronorganisatie={ORGANISATIE}&archiefactiedatum__lt=2040-01-01": lambda z: (
        z["archiefactiedatum"] is not None and z["archiefactiedatum"] < "2040-01-01"
    ),
    f"bronorganisatie={ORGANISATIE}&einddatum__isnull=true": lambda z: True,
    f"bronorganisatie={ORGANISATIE}&maximaleVertrouwelijkheidaanduiding=intern": lambda z: (
        z["vertrouwelijkheidaanduiding"] != "geheim"
    ),
    f"bronorganisatie={ORGANISATIE}&archiefstatus=nog_te_archiveren": lambda z: True,
    f"bronorganisatie={ORGANISATIE}&archiefstatus__in=gearchiveerd,overgedragen": lambda z: False,
    f"bronorganisatie={OTHER_RSIN}": lambda z: False,
}


@pytest.mark.parametrize("query", FILTERS)
async def test_a_filter_finds_what_it_says(soort: Soort, zaken: list[Body], query: str) -> None:
    wanted = expected(zaken, FILTERS[query])
    count, results = await found(soort, query)
    assert (count, {each["url"] for each in results}) == (len(wanted), wanted)


async def test_a_zaaktype_is_a_filter_by_url(soort: Soort, zaken: list[Body]) -> None:
    query = f"bronorganisatie={ORGANISATIE}&zaaktype={quote(soort.zaaktype, safe='')}"
    wanted = expected(zaken, lambda z: z["zaaktype"] == soort.zaaktype)
    assert {each["url"] for each in (await found(soort, query))[1]} == wanted
    elsewhere = quote("https://elders.example/zaaktypen/1", safe="")
    assert (await found(soort, f"zaaktype={elsewhere}"))[0] == 0


async def test_rollen_are_found_by_who_has_them(soort: Soort, zaken: list[Body]) -> None:
    one, two = zaken[0], zaken[1]
    mine = next(each for each in (one, two) if each["zaaktype"] == soort.zaaktype)
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(mine["url"], soort.roltype))
    bsn = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
    for query, wanted in (
        (f"{bsn}={BSN}", [mine["url"]]),
        (f"{bsn}=111222333", []),
        ("rol__betrokkeneType=natuurlijk_persoon&rol__omschrijvingGeneriek=initiator", [mine["url"]]),
        ("rol__betrokkeneType=medewerker", []),
    ):
        count, results = await found(soort, query)
        assert (query, count, [each["url"] for each in results]) == (query, len(wanted), wanted)
    rollen = await soort.api.got(f"{ZAKEN}/rollen?zaak={quote(mine['url'], safe='')}")
    assert rollen["count"] == 1
    assert (await soort.api.got(f"{ZAKEN}/rollen?betrokkeneType=medewerker"))["count"] == 0


async def test_pages_keep_the_other_parameters(soort: Soort, zaken: list[Body]) -> None:
    query = f"bronorganisatie={ORGANISATIE}&ordering=-identificatie"
    first = await soort.api.got(f"{LIST}?{query}")
    assert (first["count"], len(first["results"]), first["previous"]) == (105, 100, None)
    assert first["next"] == f"http://localhost{LIST}?{query}&page=2"
    second = await soort.api.got(first["next"])
    assert (len(second["results"]), second["next"]) == (5, None)
    assert second["previous"] == f"http://localhost{LIST}?{query}"
    names = [each["identificatie"] for each in first["results"] + second["results"]]
    assert names == sorted(names, reverse=True)
    status, said = await soort.api("GET", f"{LIST}?{query}&page=3")
    assert (status, said["code"]) == (404, "not_found")


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "99999999999999999999", "1000001", "²"])
async def test_a_page_that_is_none_is_not_found(soort: Soort, page: str) -> None:
    status, said = await soort.api("GET", f"{LIST}?page={quote(page)}")
    assert (status, said["code"]) == (404, "not_found")


async def test_the_first_page_may_be_empty(soort: Soort) -> None:
    nothing = await soort.api.got(f"{LIST}?bronorganisatie={OTHER_RSIN}&page=1")
    assert nothing == {"count": 0, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize("name", ["startdatum", "identificatie", "archiefactiedatum", "registratiedatum"])
@pytest.mark.parametrize("sign", ["", "-"])
async def test_a_list_has_the_order_that_is_asked(soort: Soort, zaken: list[Body], name: str, sign: str) -> None:
    _, results = await found(soort, f"bronorganisatie={ORGANISATIE}&ordering={sign}{name}")
    values = [each[name] for each in results if each[name] is not None]
    assert values == sorted(values, reverse=bool(sign))
    assert len({each["url"] for each in results}) == 105


async def test_the_newest_come_first(soort: Soort) -> None:
    one, two = await soort.zaak(), await soort.zaak()
    results = (await soort.api.got(LIST))["results"]
    assert [each["url"] for each in results[:2]] == [two["url"], one["url"]]


@pytest.mark.parametrize(
    ("query", "name", "code"),
    [
        ("onbekend=1", "nonFieldErrors", "unknown-parameters"),
        ("zaakgeometrie.within=x", "nonFieldErrors", "unknown-parameters"),
        ("uuid__in=x", "nonFieldErrors", "unknown-parameters"),
        ("startdatum=gisteren", "startdatum", "invalid"),
        ("startdatum__gt=2026-02-30", "startdatum__gt", "invalid"),
        ("archiefnominatie=misschien", "archiefnominatie", "invalid_choice"),
        ("archiefnominatie__in=vernietigen,misschien", "archiefnominatie__in", "invalid_choice"),
        ("archiefactiedatum__isnull=misschien", "archiefactiedatum__isnull", "invalid"),
        ("maximaleVertrouwelijkheidaanduiding=heel", "maximaleVertrouwelijkheidaanduiding", "invalid_choice"),
        ("zaaktype=x", "zaaktype", "invalid"),
        ("rol__betrokkeneType=niemand", "rol__betrokkeneType", "invalid_choice"),
        ("ordering=omschrijving", "ordering", "invalid_choice"),
        ("ordering=id", "ordering", "invalid_choice"),
        ("ordering=%2B", "ordering", "invalid_choice"),
        ("identificatie=" + "x" * 1001, "identificatie", "max_length"),
        ("identificatie=a%00b", "identificatie", "max_length"),
        ("identificatie=%ff", "nonFieldErrors", "parse_error"),
    ],
)
async def test_a_parameter_that_is_wrong_is_named(soort: Soort, query: str, name: str, code: str) -> None:
    assert await soort.api.told("GET", f"{LIST}?{query}") == [(name, code)]


async def test_many_parameters_are_refused(soort: Soort) -> None:
    assert (await soort.api("GET", f"{LIST}?" + "&".join(f"x{at}=x" for at in range(201))))[0] == 400
    assert (await soort.api("GET", f"{LIST}?identificatie=" + "x" * 17_000))[0] == 413
    several = "bronorganisatie__in=" + ",".join([RSIN] * 1001)
    assert (await soort.api("GET", f"{LIST}?{several}"))[0] == 400


async def test_a_parameter_comes_once(soort: Soort, zaken: list[Body]) -> None:
    twice = "identificatie=x&startdatum=2026-01-01&identificatie=y"
    assert await soort.api.told("GET", f"{LIST}?{twice}") == [("identificatie", "invalid")]
    assert await soort.api.told("GET", f"{LIST}?page=1&page=2") == [("page", "invalid")]
    assert await soort.api.told("GET", zaken[0]["url"] + "?expand=status&expand=status") == [("expand", "invalid")]
    assert await soort.api.told("POST", f"{LIST}/_zoek?page=1&page=1", {}) == [("page", "invalid")]


async def test_no_more_than_thirty_filters_at_once(soort: Soort) -> None:
    filters = soort.api.program.engine.filters(soort.api.program.world.shapes["zaken.zaak"])
    dates = [name for name in filters if "atum" in name and "isnull" not in name]
    assert len(dates) == 30
    thirty = "&".join(f"{name}=2026-01-01" for name in dates)
    assert (await soort.api("GET", f"{LIST}?{thirty}"))[0] == 200
    assert await soort.api.told("GET", f"{LIST}?{thirty}&identificatie=x") == [("nonFieldErrors", "max_length")]
    body = dict.fromkeys(dates, "2026-01-01") | {"identificatie": "x"}
    assert await soort.api.told("POST", f"{LIST}/_zoek", body) == [("nonFieldErrors", "max_length")]


async def test_the_database_keeps_no_plan_of_many_filters(soort: Soort, zaken: list[Body]) -> None:
    """There is no end to their combinations; few filters make one statement in whatever order they come."""
    few = [f"bronorganisatie={ORGANISATIE}", "startdatum__gt=2026-03-15", "identificatie=Z-007"]
    dates = ("startdatum", "einddatum", "registratiedatum", "einddatumGepland")
    many = [*few, *(f"{name}__lt=2099-01-01" for name in dates)]

    async def kept() -> int:
        rows = await asyncio.gather(
            *(
                soort.api.program.pool.fetch("select statement, pg_sleep(0.01) from pg_prepared_statements")
                for _ in "x" * 10
            )
        )
        return len({row[0] for each in rows for row in each})

    await kept()
    await soort.api.got(f"{LIST}?{'&'.join(few)}")
    before = await kept()
    await soort.api.got(f"{LIST}?{'&'.join(reversed(few))}")
    assert (await soort.api.got(f"{LIST}?{'&'.join(many)}"))["count"] == 0
    assert (await soort.api.got(f"{LIST}?{'&'.join(many[:6])}&einddatum__isnull=true"))["count"] == 0
    assert await kept() == before


async def test_an_empty_ordering_is_passed_over(soort: Soort) -> None:
    assert (await soort.api("GET", f"{LIST}?ordering=&identificatie="))[0] == 200


async def test_a_record_takes_few_parameters(soort: Soort, zaken: list[Body]) -> None:
    assert await soort.api.told("GET", zaken[0]["url"] + "?page=2") == [("nonFieldErrors", "unknown-parameters")]
    assert (await soort.api("GET", zaken[0]["url"] + "?expand=zaaktype"))[0] == 200


async def test_notes_come_in_pages_of_any_size(soort: Soort) -> None:
    zaak = (await soort.zaak())["url"]
    notes = f"{ZAKEN}/zaaknotities"
    for at in range(5):
        await soort.api.made(notes, zaaknotitie_body(zaak, onderwerp=f"100% {at}_x" if at == 3 else f"Nr {at}"))
    about = f"gerelateerdAan={quote(zaak, safe='')}"
    page = await soort.api.got(f"{notes}?{about}&pageSize=2&page=2")
    assert (page["count"], len(page["results"])) == (5, 2)
    assert page["next"].endswith(f"?{about}&pageSize=2&page=3")
    for text, count in (("NR", 4), ("100%25", 1), ("%25", 1), ("_", 1), ("\\", 0)):
        assert (await soort.api.got(f"{notes}?{about}&onderwerp__icontains={text}"))["count"] == count
    for size in ("0", "501", "x", "-1", "²", "0000010000000", "0" * 5000):
        assert await soort.api.told("GET", f"{notes}?pageSize={size}") == [("pageSize", "invalid")]


async def test_every_paged_list_takes_a_page_size(soort: Soort) -> None:
    page = await soort.api.got(f"{CATALOGI}/statustypen?pageSize=1")
    assert (len(page["results"]), "pageSize=1" in page["next"]) == (1, True)
    assert len((await soort.api.got(f"{LIST}?pageSize=1&page=1"))["results"]) == 1
    assert await soort.api.told("GET", f"{LIST}?pageSize=501") == [("pageSize", "invalid")]


async def test_a_url_of_elsewhere_is_no_record_of_ours(soort: Soort) -> None:
    """Nothing refers to it, so nothing is found: it is no mistake."""
    elsewhere = quote("https://elders.example/api/v1/iets/1", safe="")
    paths = ("zaaktypen?catalogus=", "statustypen?zaaktype=", "zaakobjecttypen?catalogus=", "besluittypen?catalogus=")
    for path in (*(f"{CATALOGI}/{each}" for each in paths), f"{ZAKEN}/statussen?zaak=", f"{ZAKEN}/rollen?zaak="):
        assert (await soort.api.got(path + elsewhere))["count"] == 0, path
        other = quote(soort.eind, safe="")  # of ours, but of another kind
        assert (await soort.api.got(path + other))["count"] == 0, path


# --- the catalogue ------------------------------------------------------------------------------------------------


async def test_versions_on_a_day(soort: Soort) -> None:
    body = (await soort.api.got(soort.zaaktype)) | {"beginGeldigheid": "2030-01-01", "besluittypen": []}
    kept = {name: value for name, value in body.items() if name not in ("deelzaaktypen", "eindeGeldigheid")}
    later = await soort.api.made(f"{CATALOGI}/zaaktypen", kept)
    query = f"identificatie=MELDING&catalogus={quote(later['catalogus'], safe='')}"

    async def shown(more: str) -> list[str]:
        answer = await soort.api.got(f"{CATALOGI}/zaaktypen?{query}{more}")
        return [each["url"] for each in answer["results"]]

    assert await shown("") == [soort.zaaktype]
    assert await shown("&status=concept") == [later["url"]]
    assert await shown("&status=alles") == [later["url"], soort.zaaktype]
    assert await shown("&status=alles&datumGeldigheid=2029-12-31") == [soort.zaaktype]
    assert await shown("&status=alles&datumGeldigheid=2018-12-31") == []
    assert len(await shown("&status=alles&datumGeldigheid=2030-01-01")) == 2
    assert await soort.api.told("GET", f"{CATALOGI}/zaaktypen?status=weg") == [("status", "invalid_choice")]
    assert await soort.api.told("GET", f"{CATALOGI}/zaaktypen?datumGeldigheid=x") == [("datumGeldigheid", "invalid")]
    one = await soort.api.got(f"{soort.zaaktype}?datumGeldigheid=2018-01-01")
    assert one["url"] == soort.zaaktype
