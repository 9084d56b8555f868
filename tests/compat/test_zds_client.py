"""gemma-zds-client against a real server: it reads the OpenAPI document, and finds each path by its operation."""

import asyncio
import base64
from typing import Any

import pytest
import requests
from zds_client import Client, ClientAuth, ClientError

from tests.builders import (
    RSIN,
    document_body,
    resultaat_body,
    rol_body,
    status_body,
    zaak_body,
    zaakeigenschap_body,
    zaakinformatieobject_body,
)
from tests.compat.conftest import CRS, Served
from tests.composed import eventually
from tests.subscriber import AUTH, subscribing

OFFICIAL = {
    "list": "_list",
    "retrieve": "_retrieve",
    "create": "_create",
    "update": "_update",
    "partial_update": "_partial_update",
    "delete": "_destroy",
}
NAMES: dict[str, tuple[str, dict[str, Any]]] = {
    "as-the-incumbent": ("schema/openapi.yaml", {}),
    "official": ("openapi.yaml", {"operation_suffix_mapping": OFFICIAL}),
}
Body = dict[str, Any]


class Clients:
    """A client for each component, with one way of naming operations."""

    def __init__(self, served: Served, names: str) -> None:
        self.served, self.names = served, names

    def __call__(self, component: str, *operations: str) -> Any:
        place, more = NAMES[self.names]
        auth = ClientAuth(self.served.client, self.served.secret, user_id="m.bakker", user_representation="M. Bakker")
        return Client(self.served.root(component, *operations), oas_location=place, auth=auth, **more)  # type: ignore[arg-type]


@pytest.fixture(params=sorted(NAMES))
def clients(served: Served, request: pytest.FixtureRequest) -> Clients:
    return Clients(served, request.param)


def refused(error: ClientError) -> list[tuple[str, str]]:
    """The names and codes of a refusal."""
    return [(each["name"], each["code"]) for each in error.args[0]["invalidParams"]]


def test_a_catalogue(clients: Clients) -> None:
    ztc, soort = clients("catalogi"), clients.served.soort
    catalogus = ztc.create(
        "catalogus",
        {"domein": clients.names[:5].upper(), "rsin": RSIN, "contactpersoonBeheerNaam": "Beheer"},
    )
    example = ztc.retrieve("zaaktype", url=soort.zaaktype)
    left = ("url", "concept", "statustypen", "resultaattypen", "eigenschappen", "informatieobjecttypen", "roltypen")
    body = {name: value for name, value in example.items() if name not in left}
    body |= {"catalogus": catalogus["url"], "identificatie": "VAN-ELDERS", "besluittypen": []}
    zaaktype = ztc.create("zaaktype", body)
    step = ztc.create("statustype", {"zaaktype": zaaktype["url"], "omschrijving": "Begin", "volgnummer": 1})
    assert ztc.partial_update("statustype", {"omschrijving": "Start"}, url=step["url"])["omschrijving"] == "Start"
    assert ztc.operation("zaaktype_publish", {}, uuid=zaaktype["url"][-36:])["concept"] is False
    found = ztc.list("zaaktype", params={"catalogus": catalogus["url"]})
    assert [each["url"] for each in found["results"]] == [zaaktype["url"]]
    with pytest.raises(ClientError) as refusal:
        ztc.create("zaaktype", body | {"catalogus": "https://elders.example/catalogussen/1"})
    assert refused(refusal.value) == [("catalogus", "no_match")]


def test_a_zaak_from_its_begin_to_its_end(clients: Clients) -> None:
    zrc, soort = clients("zaken"), clients.served.soort
    zaak = zrc.create("zaak", zaak_body(soort.zaaktype))
    uuid = zaak["url"][-36:]
    zrc.create("rol", rol_body(zaak["url"], soort.roltype))
    zrc.create("zaakeigenschap", zaakeigenschap_body(zaak["url"], soort.eigenschap), zaak_uuid=uuid)
    zrc.create("status", status_body(zaak["url"], soort.begin))
    changed = zrc.partial_update("zaak", {"toelichting": "Bij de school"}, url=zaak["url"])
    assert changed["toelichting"] == "Bij de school"
    assert zrc.update("zaak", zaak_body(soort.zaaktype, omschrijving="Kuil"), uuid=uuid)["omschrijving"] == "Kuil"
    with pytest.raises(ClientError) as refusal:
        zrc.create("status", status_body(zaak["url"], soort.eind))
    assert refused(refusal.value) == [("nonFieldErrors", "resultaat-does-not-exist")]
    zrc.create("resultaat", resultaat_body(zaak["url"], soort.resultaattypen["afgehandeld"]))
    zrc.create("status", status_body(zaak["url"], soort.eind, datumStatusGezet="2026-11-10T12:00:00Z"))
    closed = zrc.retrieve("zaak", uuid=uuid)
    assert (closed["einddatum"], closed["archiefactiedatum"]) == ("2026-11-10", "2031-11-10")
    assert [each["waarde"] for each in zrc.list("zaakeigenschap", zaak_uuid=uuid)] == ["rood"]
    assert len(zrc.list("rol", params={"zaak": zaak["url"]})["results"]) == 1
    trail = zrc.list("audittrail", zaak_uuid=uuid)
    assert {each["gebruikersWeergave"] for each in trail} == {"M. Bakker"}
    found = zrc.operation("zaak__zoek", {"uuid__in": [uuid]}, request_kwargs={"headers": CRS})
    assert [each["url"] for each in found["results"]] == [zaak["url"]]
    zrc.delete("zaak", url=zaak["url"])
    with pytest.raises(ClientError):
        zrc.retrieve("zaak", url=zaak["url"])


def test_a_document_of_a_zaak(clients: Clients) -> None:
    drc = clients("documenten", "enkelvoudiginformatieobject_download")
    zrc, soort = clients("zaken"), clients.served.soort
    inhoud = base64.b64encode(b"een stoeptegel").decode()
    body = document_body(soort.informatieobjecttype, inhoud=inhoud, bestandsomvang=14, bestandsnaam="tegel.txt")
    document = drc.create("enkelvoudiginformatieobject", body)
    uuid = document["url"].partition("?")[0][-36:]
    lock = drc.operation("enkelvoudiginformatieobject_lock", {}, uuid=uuid)["lock"]
    drc.partial_update("enkelvoudiginformatieobject", {"titel": "Tegel", "lock": lock}, uuid=uuid)
    path = f"enkelvoudiginformatieobjecten/{uuid}/unlock"
    drc.request(path, "enkelvoudiginformatieobject_unlock", "POST", 204, json={"lock": lock})
    again = drc.retrieve("enkelvoudiginformatieobject", uuid=uuid)
    assert (again["titel"], again["versie"], again["locked"]) == ("Tegel", 2, False)
    assert requests.get(again["inhoud"], headers=drc.auth.credentials(), timeout=20).content == b"een stoeptegel"
    zaak = zrc.create("zaak", zaak_body(soort.zaaktype))
    relation = zrc.create("zaakinformatieobject", zaakinformatieobject_body(zaak["url"], document["url"]))
    (mirror,) = drc.list("objectinformatieobject", params={"object": zaak["url"]})
    assert (mirror["informatieobject"], mirror["objectType"]) == (relation["informatieobject"], "zaak")
    with pytest.raises(ClientError) as refusal:
        drc.delete("enkelvoudiginformatieobject", uuid=uuid)
    assert refused(refusal.value) == [("nonFieldErrors", "pending-relations")]
    zrc.delete("zaakinformatieobject", url=relation["url"])
    drc.delete("enkelvoudiginformatieobject", uuid=uuid)


def test_rights(clients: Clients) -> None:
    ac = clients("autorisaties")
    body: Body = {"clientIds": [f"zds-{clients.names}"], "label": "Van elders", "heeftAlleAutorisaties": True}
    applicatie = ac.create("applicatie", body)
    uuid = applicatie["url"][-36:]
    read = Client(ac.api_root, oas_location="schema/openapi.yaml", auth=ac.auth)
    assert read.retrieve("applicatie", uuid=uuid)["label"] == "Van elders"
    found: Any = read.request("applicaties/consumer", "applicatie_consumer", params={"clientId": body["clientIds"][0]})
    assert found["url"] == applicatie["url"]
    read.delete("applicatie", uuid=uuid)


def test_a_besluit(clients: Clients) -> None:
    brc, ztc, soort = clients("besluiten", "besluit_create"), clients("catalogi"), clients.served.soort
    zaaktype = ztc.retrieve("zaaktype", url=soort.zaaktype)
    body = {
        "catalogus": zaaktype["catalogus"],
        "omschrijving": f"Vergunning {clients.names}",
        "publicatieIndicatie": False,
        "zaaktypen": [],
        "informatieobjecttypen": [],
        "beginGeldigheid": "2019-01-01",
    }
    besluittype = ztc.create("besluittype", body)
    ztc.operation("besluittype_publish", {}, uuid=besluittype["url"][-36:])
    given = {
        "besluittype": besluittype["url"],
        "verantwoordelijkeOrganisatie": RSIN,
        "datum": "2026-11-03",
        "ingangsdatum": "2026-11-04",
    }
    besluit = brc.create("besluit", given)
    assert brc.partial_update("besluit", {"toelichting": "Verleend"}, url=besluit["url"])["toelichting"] == "Verleend"
    found = brc.list("besluit", params={"identificatie": besluit["identificatie"]})
    assert [each["url"] for each in found["results"]] == [besluit["url"]]
    read = Client(brc.api_root, oas_location="schema/openapi.yaml", auth=brc.auth)
    assert read.retrieve("besluit", url=besluit["url"])["besluittype"] == besluittype["url"]
    read.delete("besluit", url=besluit["url"])


async def test_an_abonnement(clients: Clients) -> None:
    """What is told on a kanaal, by us and by others, reaches the subscriber that asked for it."""
    nrc, zrc, soort = clients("notificaties", "abonnement_create"), clients("zaken"), clients.served.soort
    read = Client(nrc.api_root, oas_location="schema/openapi.yaml", auth=nrc.auth)
    naam, do = f"proef-{clients.names}", asyncio.to_thread
    await do(nrc.create, "kanaal", {"naam": naam, "documentatieLink": "https://kanalen.example/proef"})
    assert naam in [each["naam"] for each in await do(nrc.list, "kanaal")]

    async def told_on() -> bool:
        return "zaken" in [each["naam"] for each in await do(nrc.list, "kanaal")]

    await eventually(told_on, True)
    async with subscribing() as subscriber:
        kanalen = [{"naam": "zaken", "filters": {"zaaktype": soort.zaaktype}}, {"naam": naam}]
        asked = {"callbackUrl": subscriber.at, "auth": AUTH, "kanalen": kanalen}
        abonnement = await do(nrc.create, "abonnement", asked)
        zaak = await do(zrc.create, "zaak", zaak_body(soort.zaaktype))
        bericht = {
            "kanaal": naam,
            "hoofdObject": "https://elders.example/proeven/1",
            "resource": "proef",
            "resourceUrl": "https://elders.example/proeven/1",
            "actie": "create",
            "aanmaakdatum": "2025-11-03T10:00:00Z",
            "kenmerken": {},
        }
        path = "notificaties"
        await do(nrc.request, path, "notificaties_create", "POST", 201, json=bericht)
        told = {each["kanaal"]: each["resourceUrl"] for each in await subscriber.has(2)}
        assert told == {"zaken": zaak["url"], naam: bericht["resourceUrl"]}
        changed = await do(nrc.partial_update, "abonnement", {"kanalen": kanalen[1:]}, url=abonnement["url"])
        assert [each["naam"] for each in changed["kanalen"]] == [naam]
        await do(read.delete, "abonnement", url=abonnement["url"])
    assert abonnement["url"] not in [each["url"] for each in await do(nrc.list, "abonnement")]
