"""What expanding asks of a neighbour: only what is known there as a resource, and shown only within the rights."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import resultaat_body, rol_body, status_body, zaak_body
from tests.elsewhere import Server, listening
from tests.server import Databases
from tests.soorten import ZAKEN, Body, Soort, a_gemeente, with_rights

ROOT = "/documenten/api/v1"
DOCUMENT = f"{ROOT}/enkelvoudiginformatieobjecten/0193a000-0000-7000-8000-000000000001"
SECRET = {"geheim": "GEHEIM-WOORD"}


@pytest.fixture(scope="module")
async def neighbour() -> AsyncIterator[Server]:
    """The server on which Documenten runs, beside other things that our token opens."""
    async with listening() as server:
        server.answers = {
            DOCUMENT: {"vertrouwelijkheidaanduiding": "openbaar"},
            ROOT + "/_betrokkenen": {},
            "/autorisaties/api/v1/applicaties": SECRET,
            ROOT + "/enkelvoudiginformatieobjecten": SECRET,
            "/health/ready": SECRET,
        }
        yield server


@pytest.fixture(scope="module")
async def stranger() -> AsyncIterator[Server]:
    """Anyone's server."""
    async with listening() as server:
        yield server


@pytest.fixture(scope="module")
async def soorten(
    neighbour: Server, stranger: Server, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Soort, Soort]]:
    async with a_gemeente(
        databases,
        Path(tmp_path_factory.mktemp("data")),
        target=("catalogi", "zaken", "autorisaties"),
        neighbours={"documenten": neighbour.at + ROOT},
        allow_private_urls=(stranger.at.removeprefix("http://"),),
    ) as made:
        yield made


async def rol_of(soort: Soort, betrokkene: str) -> Body:
    """A rol whose betrokkene lies at this URL."""
    zaak = await soort.zaak()
    body = rol_body(zaak["url"], soort.roltype, betrokkene=betrokkene, betrokkeneIdentificatie=None)
    return await soort.api.made(f"{ZAKEN}/rollen", body)


@pytest.mark.parametrize(
    "path",
    [
        "/autorisaties/api/v1/applicaties",
        "/health/ready",
        f"{ROOT}/enkelvoudiginformatieobjecten",
        f"{DOCUMENT}?versie=1",
        f"{ROOT}/../../autorisaties/api/v1/applicaties",
    ],
)
async def test_what_is_no_known_resource_of_a_neighbour_is_never_asked(
    soort: Soort, neighbour: Server, path: str
) -> None:
    rol = await rol_of(soort, neighbour.at + path)
    neighbour.asked.clear()
    shown = await soort.api.got(rol["url"] + "?expand=betrokkene")
    assert "_expand" not in shown or "betrokkene" not in shown["_expand"]
    assert neighbour.asked == []


async def test_a_known_resource_is_asked_under_our_own_token_and_shown_within_the_rights(
    soort: Soort, neighbour: Server
) -> None:
    rol = await rol_of(soort, neighbour.at + DOCUMENT)
    neighbour.asked.clear()
    shown = await soort.api.got(rol["url"] + "?expand=betrokkene")
    assert shown["_expand"]["betrokkene"]["vertrouwelijkheidaanduiding"] == "openbaar"
    # Whose data it is, only the neighbour knows.
    asked = [(path, said[:7]) for path, said in neighbour.asked]
    assert asked == [(DOCUMENT, "Bearer "), (ROOT + "/_betrokkenen", "Bearer ")]
    reader = await with_rights(soort, "lezer", "zaken.lezen")
    assert "betrokkene" not in (await reader.got(rol["url"] + "?expand=betrokkene"))["_expand"]


@pytest.mark.parametrize("answer", [[], {"x": 1}, {"x": [None]}, "x"])
async def test_who_does_not_say_whose_data_it_is_has_the_answer_withheld(
    soort: Soort, neighbour: Server, answer: Any
) -> None:
    rol = await rol_of(soort, neighbour.at + DOCUMENT)
    neighbour.answers[ROOT + "/_betrokkenen"] = answer
    try:
        status, told = await soort.api("GET", rol["url"] + "?expand=betrokkene")
    finally:
        neighbour.answers[ROOT + "/_betrokkenen"] = {}
    assert (status, told["code"]) == (503, "service_unavailable")


@pytest.mark.parametrize("name", ["informatieobjecttype", "vertrouwelijkheidaanduiding"])
async def test_what_a_neighbour_answers_badly_is_within_no_right(soort: Soort, neighbour: Server, name: str) -> None:
    document = {"informatieobjecttype": soort.informatieobjecttype, "vertrouwelijkheidaanduiding": "openbaar"}
    rights = {
        "component": "drc",
        "scopes": ["documenten.lezen"],
        "informatieobjecttype": document["informatieobjecttype"],
        "maxVertrouwelijkheidaanduiding": "openbaar",
    }
    of_zaken = {"component": "zrc", "scopes": ["zaken.lezen"], "zaaktype": soort.zaaktype}
    highest = {"maxVertrouwelijkheidaanduiding": "zeer_geheim"}
    reader = await soort.api.known_as(f"lezer-{name}", of_zaken | highest, rights)
    for at, value in enumerate([document[name], *WEIRD]):
        path = f"{DOCUMENT[:-2]}{at:02}"
        neighbour.answers[path] = document | {name: value}
        rol = await rol_of(soort, neighbour.at + path)
        shown = await reader.got(rol["url"] + "?expand=betrokkene")
        assert ("betrokkene" in shown["_expand"]) is (at == 0), value


# --- what a stranger answers is data ------------------------------------------------------------------------------

SEEN = ("concept", "vertrouwelijkheidaanduiding", "productenOfDiensten", "informatieobjecttypen", "statustypen")
SEEN_OF_RESULTAATTYPE = ("zaaktype", "archiefnominatie", "archiefactietermijn", "brondatumArchiefprocedure")
WEIRD: list[object] = [
    1,
    -1.5,
    True,
    "x",
    "",
    [],
    [1],
    [[]],
    [None],
    {},
    {"url": 1},
    [{"url": {}}],
    "P" + "9" * 400 + "D",
]


async def test_whatever_a_stranger_answers_is_no_failure(soort: Soort, stranger: Server) -> None:
    alone = await soort.api.got(soort.zaaktype)
    for name in SEEN:
        for at, value in enumerate(WEIRD):
            url = f"{stranger.at}/zaaktypen/{name}{at}"
            stranger.answers[f"/zaaktypen/{name}{at}"] = alone | {name: value}
            status, zaak = await soort.api("POST", f"{ZAKEN}/zaken", zaak_body(url))
            assert status in (201, 400), (name, value)
            if status == 201:
                shown = await soort.api("GET", f"{zaak['url']}?expand=zaaktype.{name}")
                assert shown[0] in (200, 404), (name, value)


async def test_a_zaak_of_a_stranger_s_zaaktype_closes_or_not(soort: Soort, stranger: Server) -> None:
    """Whatever its resultaattype says."""
    zaaktype, api = stranger.at + "/zaaktypen/0", soort.api
    stranger.answers["/zaaktypen/0"] = await api.got(soort.zaaktype)
    stranger.answers["/eind"] = await api.got(soort.eind) | {"zaaktype": zaaktype}
    alone = await api.got(soort.resultaattypen["termijn"]) | {"zaaktype": zaaktype}
    procedure = alone["brondatumArchiefprocedure"]
    bodies = [alone | {name: value} for name in SEEN_OF_RESULTAATTYPE for value in WEIRD]
    bodies += [
        alone | {"brondatumArchiefprocedure": procedure | {name: value}} for name in procedure for value in WEIRD
    ]
    for at, body in enumerate(bodies):
        stranger.answers[f"/resultaattypen/{at}"] = body
        zaak = await api.made(f"{ZAKEN}/zaken", zaak_body(zaaktype))
        resultaat = resultaat_body(zaak["url"], f"{stranger.at}/resultaattypen/{at}")
        assert (await api("POST", f"{ZAKEN}/resultaten", resultaat))[0] in (201, 400), body
        status, _ = await api("POST", f"{ZAKEN}/statussen", status_body(zaak["url"], stranger.at + "/eind"))
        assert status in (201, 400), body
