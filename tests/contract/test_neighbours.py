"""What expanding asks of a neighbour: only what is known there as a resource, and shown only within the rights."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.builders import rol_body
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
            DOCUMENT: {"informatieobjecttype": "https://elders.example/1", "vertrouwelijkheidaanduiding": "openbaar"},
            "/autorisaties/api/v1/applicaties": SECRET,
            ROOT + "/enkelvoudiginformatieobjecten": SECRET,
            "/health/ready": SECRET,
        }
        yield server


@pytest.fixture(scope="module")
async def soorten(
    neighbour: Server, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Soort, Soort]]:
    apart = {"target": ("all",), "neighbours": {"documenten": neighbour.at + ROOT}}
    async with a_gemeente(databases, Path(tmp_path_factory.mktemp("data")), **apart) as made:
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
    assert [(path, said[:7]) for path, said in neighbour.asked] == [(DOCUMENT, "Bearer ")]
    reader = await with_rights(soort, "lezer", "zaken.lezen")
    assert "betrokkene" not in (await reader.got(rol["url"] + "?expand=betrokkene"))["_expand"]
