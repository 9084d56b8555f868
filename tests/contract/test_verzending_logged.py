"""A document is data of whom it was sent to, or came from, also where it belongs to no zaak."""

import pytest

from tests.api import Api
from tests.builders import BSN, document_body, rol_body, verzending_body
from tests.logged import Logged, forget, logged
from tests.soorten import DOCUMENTEN, ZAKEN, Body, Soort

DOCUMENTS, VERZENDINGEN = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", f"{DOCUMENTEN}/verzendingen"
WHO, CONTACT, NEXT = "https://b.example/1", "https://b.example/1/contact", "https://b.example/2"
PEOPLE = (f"uri:{WHO}", f"uri:{CONTACT}", f"uri:{NEXT}", f"bsn:{BSN}")


async def sent(soort: Soort, **said: str) -> tuple[Body, Body]:
    """A document that belongs to no zaak, and that it was sent."""
    document = await soort.api.made(DOCUMENTS, document_body(soort.informatieobjecttype))
    return document, await soort.api.made(VERZENDINGEN, verzending_body(document["url"], **said))


async def in_the_log(api: Api) -> list[Logged]:
    found = [each for each in await logged(api, PEOPLE) if each.person is not None]
    assert len({each.person for each in found}) == len(found), "each once"
    return found


async def people_of(api: Api, method: str, url: str, body: Body | None = None) -> set[str | None]:
    """Of whom a request leaves a record."""
    await forget(api)
    status, answer = await api(method, url, body)
    assert status < 300, answer
    return {each.person for each in await in_the_log(api)}


async def test_every_use_of_it_is_in_the_log(soort: Soort) -> None:
    api = soort.api
    document, verzending = await sent(soort)
    for url in (
        verzending["url"],
        f"{VERZENDINGEN}?informatieobject={document['url']}",
        f"{VERZENDINGEN}?informatieobject={document['url']}&expand=informatieobject",
        document["url"],
        f"{document['url']}/audittrail",
    ):
        assert await people_of(api, "GET", url) == set(PEOPLE[:2]), url
    (seen,) = [each for each in await in_the_log(api) if each.person == PEOPLE[0]]
    assert seen.things == (f"documenten.enkelvoudiginformatieobject/{document['url'].rpartition('/')[2]}",)
    assert await people_of(api, "POST", f"{DOCUMENTS}/_zoek", {"uuid__in": [document["url"][-36:]]}) == set(PEOPLE[:2])


async def test_every_change_of_it_is_in_the_log(soort: Soort) -> None:
    api = soort.api
    document = await api.made(DOCUMENTS, document_body(soort.informatieobjecttype))
    await forget(api)
    verzending = await api.made(VERZENDINGEN, verzending_body(document["url"]))
    assert {each.person for each in await in_the_log(api)} == set(PEOPLE[:2])
    assert await people_of(api, "PATCH", verzending["url"], {"betrokkene": NEXT}) == set(PEOPLE[:3])
    assert await people_of(api, "GET", document["url"]) == set(PEOPLE[1:3])
    trail = f"{document['url']}/audittrail"
    assert await people_of(api, "GET", trail) == set(PEOPLE[:3]), "it tells who it was before"
    assert await people_of(api, "DELETE", verzending["url"]) == set(PEOPLE[1:3])
    assert await people_of(api, "GET", document["url"]) == set()
    assert await people_of(api, "GET", trail) == set(PEOPLE[:3])


@pytest.mark.parametrize("kind", ["natuurlijk_persoon", "medewerker"])
async def test_an_address_that_leads_to_a_rol_is_of_who_is_in_that_zaak(soort: Soort, kind: str) -> None:
    api, zaak = soort.api, await soort.zaak()
    who = {"inpBsn": BSN} if kind == "natuurlijk_persoon" else {"identificatie": "m1"}
    body = rol_body(zaak["url"], soort.roltype, betrokkeneType=kind, betrokkeneIdentificatie=who)
    rol = await api.made(f"{ZAKEN}/rollen", body)
    document, verzending = await sent(soort, betrokkene=rol["url"])
    expected = {PEOPLE[1]} | ({PEOPLE[3]} if kind == "natuurlijk_persoon" else set())
    for url in (verzending["url"], document["url"], f"{document['url']}/audittrail"):
        assert await people_of(api, "GET", url) == expected, url
    assert await people_of(api, "PATCH", verzending["url"], {"toelichting": "Nagezonden"}) == expected


async def test_an_answer_that_is_given_again_tells_of_whom_it_was_then(soort: Soort) -> None:
    api, key = soort.api, "nog-eens-verzonden"
    document = await api.made(DOCUMENTS, document_body(soort.informatieobjecttype))
    body = verzending_body(document["url"])
    status, verzending = await api("POST", VERZENDINGEN, body, idempotency_key=key)
    assert status == 201
    assert await people_of(api, "PATCH", verzending["url"], {"betrokkene": NEXT}) == set(PEOPLE[:3])
    await forget(api)
    assert await api("POST", VERZENDINGEN, body, idempotency_key=key) == (201, verzending)
    assert {each.person for each in await in_the_log(api)} == set(PEOPLE[:3]), "who it is now, and whom it shows"
