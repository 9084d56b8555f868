"""A kind of zaak on a served municipality: its published zaaktype with all parts, and what is made of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from tests.api import Api, served
from tests.builders import RSIN, besluit_body, document_body, resultaat_body, status_body, zaak_body
from tests.server import Databases

CATALOGI = "/catalogi/api/v1"
ZAKEN = "/zaken/api/v1"
DOCUMENTEN = "/documenten/api/v1"
BESLUITEN = "/besluiten/api/v1"
LIJST = "https://elders.example/api/v1"
PROCESTYPE = f"{LIJST}/procestypen/aa8aa2fd-b9c6-4e34-9a6c-58a677f60ea0"
KLASSE = f"{LIJST}/resultaten/6d37598e-30f0-4aef-930d-3e1690725d95"
OMSCHRIJVING = f"{LIJST}/resultaattypeomschrijvingen/7cb315fb-4f7b-4a43-aca1-e4522e4c73b3"
BALIE = f"{LIJST}/communicatiekanalen/44f2fed7-fe84-5dc2-98e3-a61ee9c27dd3"
BEGIN = "2019-01-01"
Body = dict[str, Any]


class Soort(msgspec.Struct, kw_only=True):
    """A published zaaktype with its parts, and the server it lives on."""

    api: Api
    zaaktype: str
    begin: str
    eind: str
    roltype: str
    eigenschap: str
    informatieobjecttype: str
    besluittype: str
    resultaattypen: dict[str, str]

    async def zaak(self, **said: Any) -> Body:
        """A new zaak."""
        return await self.api.made(f"{ZAKEN}/zaken", zaak_body(self.zaaktype, **said))

    async def besluit(self, **said: Any) -> Body:
        """A new besluit."""
        return await self.api.made(f"{BESLUITEN}/besluiten", besluit_body(self.besluittype, **said))

    async def document(self, **said: Any) -> Body:
        """A new document of the kind that the besluittype knows."""
        body = document_body(self.informatieobjecttype, **said)
        return await self.api.made(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", body)

    async def stand(self, zaak: Body, statustype: str, **said: Any) -> Body:
        """A status."""
        return await self.api.made(f"{ZAKEN}/statussen", status_body(zaak["url"], statustype, **said))

    async def closed(self, zaak: Body, by: str = "afgehandeld") -> Body:
        """The zaak after a resultaat and the eindstatus."""
        await self.api.made(f"{ZAKEN}/resultaten", resultaat_body(zaak["url"], self.resultaattypen[by]))
        await self.stand(zaak, self.eind, datumStatusGezet="2026-11-10T12:00:00Z")
        return await self.again(zaak)

    async def again(self, zaak: Body) -> Body:
        """The zaak as it is now."""
        status, answer = await self.api("GET", zaak["url"])
        assert status == 200, answer
        return answer


PROCEDURES: dict[str, Body] = {
    "afgehandeld": {},
    "eigenschap": {"datumkenmerk": "kleur"},
    "hoofdzaak": {},
    "termijn": {"procestermijn": "P1Y"},
    "gerelateerde_zaak": {},
    "ingangsdatum_besluit": {},
    "vervaldatum_besluit": {},
    "zaakobject": {"datumkenmerk": "waardepeildatum", "objecttype": "woz_waarde"},
    "ander_datumkenmerk": {"datumkenmerk": "sloop", "objecttype": "pand", "registratie": "BAG"},
}


async def a_soort(api: Api, catalogus: str, name: str) -> Soort:
    """A kind of zaak with two steps and a resultaattype for each afleidingswijze, published."""
    document = await api.made(
        f"{CATALOGI}/informatieobjecttypen",
        {
            "catalogus": catalogus,
            "omschrijving": f"Foto {name}",
            "vertrouwelijkheidaanduiding": "openbaar",
            "beginGeldigheid": BEGIN,
            "informatieobjectcategorie": "foto's",
        },
    )
    besluittype = await api.made(
        f"{CATALOGI}/besluittypen",
        {
            "catalogus": catalogus,
            "omschrijving": f"Besluit {name}",
            "publicatieIndicatie": False,
            "informatieobjecttypen": [f"Foto {name}"],
            "beginGeldigheid": BEGIN,
        },
    )
    zaaktype = await api.made(
        f"{CATALOGI}/zaaktypen",
        {
            "identificatie": name,
            "omschrijving": name,
            "vertrouwelijkheidaanduiding": "intern",
            "doel": "Oplossen",
            "aanleiding": "Een melding",
            "indicatieInternOfExtern": "extern",
            "handelingInitiator": "melden",
            "onderwerp": "openbare ruimte",
            "handelingBehandelaar": "oplossen",
            "doorlooptijd": "P10D",
            "opschortingEnAanhoudingMogelijk": True,
            "verlengingMogelijk": False,
            "publicatieIndicatie": False,
            "productenOfDiensten": ["https://producten.example/1"],
            "selectielijstProcestype": PROCESTYPE,
            "referentieproces": {"naam": "Melden"},
            "verantwoordelijke": "Beheer",
            "catalogus": catalogus,
            "besluittypen": [f"Besluit {name}"],
            "gerelateerdeZaaktypen": [],
            "beginGeldigheid": BEGIN,
        },
    )
    url = zaaktype["url"]

    async def part(collection: str, **said: Any) -> str:
        return (await api.made(f"{CATALOGI}/{collection}", {"zaaktype": url} | said))["url"]

    form = {"formaat": "tekst", "lengte": "10", "kardinaliteit": "1"}
    soort = Soort(
        api=api,
        zaaktype=url,
        begin=await part("statustypen", omschrijving="Begin", volgnummer=1),
        eind=await part("statustypen", omschrijving="Eind", volgnummer=2),
        roltype=await part("roltypen", omschrijving="Melder", omschrijvingGeneriek="initiator"),
        eigenschap=await part("eigenschappen", naam="kleur", definitie="De kleur", specificatie=form),
        informatieobjecttype=document["url"],
        besluittype=besluittype["url"],
        resultaattypen={
            by: await part(
                "resultaattypen",
                omschrijving=by,
                resultaattypeomschrijving=OMSCHRIJVING,
                selectielijstklasse=KLASSE,
                archiefnominatie="vernietigen",
                archiefactietermijn="P5Y",
                brondatumArchiefprocedure={"afleidingswijze": by} | more,
            )
            for by, more in PROCEDURES.items()
        },
    )
    await part(
        "zaaktype-informatieobjecttypen",
        informatieobjecttype=f"Foto {name}",
        volgnummer=1,
        richting="inkomend",
    )
    for each in (document["url"], besluittype["url"], url):
        status, answer = await api("POST", each + "/publish")
        assert status == 200, answer
    return soort


async def with_rights(soort: Soort, client: str, *scopes: str) -> Api:
    """A client with these rights on zaken of the kind."""
    right = {
        "component": "zrc",
        "scopes": list(scopes),
        "zaaktype": soort.zaaktype,
        "maxVertrouwelijkheidaanduiding": "zeer_geheim",
    }
    return await soort.api.known_as(client, right)


@asynccontextmanager
async def a_gemeente(databases: Databases, data: Path, **settings: Any) -> AsyncIterator[tuple[Soort, Soort]]:
    """A served municipality of its own, with two kinds of zaak."""
    dsn = databases.fresh()
    async with served(dsn, data, **settings) as api:
        yield await two_soorten(api)
    databases.drop(dsn)


async def two_soorten(api: Api) -> tuple[Soort, Soort]:
    """Two kinds of zaak in a catalogue of their own."""
    body = {"domein": "TESTS", "rsin": RSIN, "contactpersoonBeheerNaam": "Beheer"}
    catalogus = (await api.made(f"{CATALOGI}/catalogussen", body))["url"]
    return await a_soort(api, catalogus, "MELDING"), await a_soort(api, catalogus, "ANDERS")
