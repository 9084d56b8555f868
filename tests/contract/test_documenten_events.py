"""What happens to documents, and what of it is told on the kanaal `documenten` and written in the trail."""

from pathlib import Path

from tests.builders import RSIN, document_body, zaakinformatieobject_body
from tests.contract.test_documenten import a_document, changed, lock, rights_body, verzending_body
from tests.kast import Kast
from tests.soorten import DOCUMENTEN, ZAKEN, Body, Soort

EIO = "enkelvoudiginformatieobject"


async def told(soort: Soort, document: Body) -> list[tuple[str, str, bool]]:
    """The resource and act of each event, and whether it is about the hoofdobject itself; all with the kenmerken."""
    rows = await soort.api.program.pool.fetch(
        "select kanaal, resource, actie, hoofdobject_pad, resource_pad, inhoud->>'bronorganisatie', "
        "inhoud->>'informatieobjecttype', inhoud->>'vertrouwelijkheidaanduiding' from documenten.outbox "
        "where root = $1::uuid and soort = 'notificatie' order by rev, id",
        document["url"][-36:],
    )
    for row in rows:
        assert (row[0], "http://localhost" + row[3]) == ("documenten", document["url"])
        at = soort.informatieobjecttype.replace("http://localhost", soort.api.program.town.base)
        assert tuple(row[5:]) == (RSIN, at, "openbaar"), "at our own address, whatever the writer called"
    return [(row[1], row[2], row[3] == row[4]) for row in rows]


async def acts(soort: Soort, document: Body) -> list[tuple[str, str]]:
    """What stands in the trail."""
    return [(each["resource"], each["actie"]) for each in await soort.api.got(document["url"] + "/audittrail")]


async def test_a_lock_stands_in_the_trail_and_is_no_event(soort: Soort) -> None:
    """Whoever listens hears of another version, not of who has the document in hand: as with the incumbent."""
    document = await a_document(soort)
    await changed(soort, document, titel="Twee")
    assert await told(soort, document) == [(EIO, "create", True), (EIO, "partial_update", True)]
    assert await acts(soort, document) == [(EIO, "create"), *[(EIO, "partial_update")] * 3]


async def test_parts_that_became_the_content_are_an_event(soort: Soort) -> None:
    kast = Kast(soort, Path())
    document = await kast.made(bestandsomvang=4)
    key = document["lock"]
    assert (await kast.send(document["bestandsdelen"][0]["url"], key, b"abcd"))[0] == 200
    assert await told(soort, document) == [(EIO, "create", True)]
    assert (await soort.api("POST", document["url"] + "/unlock", {"lock": key}))[0] == 204
    assert await told(soort, document) == [(EIO, "create", True), (EIO, "partial_update", True)]
    assert await acts(soort, document) == [(EIO, "create"), ("bestandsdeel", "update"), (EIO, "partial_update")]


async def test_what_belongs_to_a_document_is_told_under_it(soort: Soort) -> None:
    """Gebruiksrechten and verzendingen are; the mirror of a relation is told where it leads."""
    api, document, zaak = soort.api, await a_document(soort), await soort.zaak()
    sent = await api.made(f"{DOCUMENTEN}/verzendingen", verzending_body(document["url"]))
    assert (await api("PUT", sent["url"], sent))[0] == 200
    assert (await api("DELETE", sent["url"]))[0] == 204
    right = await api.made(f"{DOCUMENTEN}/gebruiksrechten", rights_body(document["url"]))
    relation = zaakinformatieobject_body(zaak["url"], document["url"])
    made = await api.made(f"{ZAKEN}/zaakinformatieobjecten", relation)
    assert (await api("DELETE", made["url"]))[0] == 204
    assert (await api("DELETE", right["url"]))[0] == 204
    assert await told(soort, document) == [
        (EIO, "create", True),
        ("verzending", "create", False),
        ("verzending", "update", False),
        ("verzending", "destroy", False),
        ("gebruiksrechten", "create", False),
        (EIO, "partial_update", True),
        ("gebruiksrechten", "destroy", False),
        (EIO, "partial_update", True),
    ]
    trail = await acts(soort, document)
    assert [each for each in trail if each[0] == "objectinformatieobject"] == [
        ("objectinformatieobject", "create"),
        ("objectinformatieobject", "destroy"),
    ]
    assert (await api("DELETE", document["url"]))[0] == 204
    assert (await told(soort, document))[-1] == (EIO, "destroy", True)


async def test_a_number_that_is_taken_is_told_as_one(soort: Soort) -> None:
    """As with zaken and besluiten, and as the incumbent says it."""
    document, other = await a_document(soort), await a_document(soort)
    taken, refused = document["identificatie"], [("identificatie", "identificatie-niet-uniek")]
    body = document_body(soort.informatieobjecttype, identificatie=taken)
    assert await soort.api.told("POST", f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", body) == refused
    key = await lock(soort, other)
    assert await soort.api.told("PATCH", other["url"], {"identificatie": taken, "lock": key}) == refused
    for said, kept in (("ANDERS", "ANDERS"), ("", "ANDERS")):
        status, answer = await soort.api("PATCH", other["url"], {"identificatie": said, "lock": key})
        assert (status, answer["identificatie"]) == (200, kept)
    assert (await soort.api.got(other["url"] + "?versie=1"))["identificatie"] == other["identificatie"]


async def test_an_ondertekening_of_what_is_not_finished_is_told(soort: Soort) -> None:
    """The standard says that it may not be, and that the lock alone is judged (drc-010): so it is told, and kept."""
    signed = {"soort": "digitaal", "datum": "2026-11-03"}
    path = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
    for status, is_told in (("in_bewerking", True), ("ter_vaststelling", True), ("definitief", False)):
        body = document_body(soort.informatieobjecttype, status=status, ondertekening=signed)
        answered, heads, _ = await soort.api.raw("POST", path, body)
        assert (answered, "ondertekening" in heads.get("x-warning", "")) == (201, is_told)
