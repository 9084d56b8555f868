"""The bodies by which the catalogue of the demo is made: what a client would send, from the content of the demo."""

from collections.abc import Iterator, Mapping
from typing import Any

from grondslag.demo.inhoud import BesluitType, Eigenschap, Gemeente, InformatieObjectType, Resultaat, ZaakType
from grondslag.registers.catalogi.selectielijst import lijst

BEGIN = "2024-01-01"
JAAR = 2020
Body = dict[str, Any]


class Selectielijst:
    """URLs of entries of the bundled selectielijst, by the names and numbers that people know them by."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._resultaten = {each.volledig_nummer: each for each in lijst.resultaten()}
        self._procestypen = {each.nummer: each for each in lijst.procestypen(JAAR)}
        self._algemeen = {each.omschrijving: each for each in lijst.resultaattypeomschrijvingen()}
        self.kanalen = [self._url(each) for each in lijst.communicatiekanalen()]

    def _url(self, entry: Any) -> str:
        return f"{self.root}/{lijst.collection(entry)}/{entry.uuid}"

    def procestype(self, nummer: int) -> str:
        """The URL of a procestype of the current list."""
        return self._url(self._procestypen[nummer])

    def resultaat(self, nummer: str) -> str:
        """The URL of a resultaat: 11.1, or 11.1.2."""
        return self._url(self._resultaten[nummer])

    def algemeen(self, omschrijving: str) -> str:
        """The URL of a generic name."""
        return self._url(self._algemeen[omschrijving])


def catalogus(gemeente: Gemeente) -> Body:
    """The catalogus itself."""
    return {
        "domein": gemeente.domein,
        "rsin": gemeente.rsin,
        "contactpersoonBeheerNaam": "Functioneel beheer",
        "naam": f"Zaaktypen van {gemeente.naam}",
        "versie": "1",
        "begindatumVersie": BEGIN,
    }


def informatieobjecttype(each: InformatieObjectType, catalogus_url: str) -> Body:
    """A kind of document."""
    return {
        "catalogus": catalogus_url,
        "omschrijving": each.omschrijving,
        "vertrouwelijkheidaanduiding": each.vertrouwelijkheid,
        "informatieobjectcategorie": each.categorie,
        "beginGeldigheid": BEGIN,
    }


def besluittype(each: BesluitType, catalogus_url: str) -> Body:
    """A kind of decision."""
    return {
        "catalogus": catalogus_url,
        "omschrijving": each.omschrijving,
        "besluitcategorie": each.categorie,
        "reactietermijn": each.reactietermijn,
        "publicatieIndicatie": bool(each.publicatie),
        "publicatietekst": each.publicatie,
        "informatieobjecttypen": each.documenten,
        "beginGeldigheid": BEGIN,
    }


def zaaktype(each: ZaakType, catalogus_url: str, selectielijst: Selectielijst) -> Body:
    """A kind of zaak."""
    return {
        "catalogus": catalogus_url,
        "identificatie": each.identificatie,
        "omschrijving": each.omschrijving,
        "vertrouwelijkheidaanduiding": each.vertrouwelijkheid,
        "doel": each.doel,
        "aanleiding": each.aanleiding,
        "indicatieInternOfExtern": "extern",
        "handelingInitiator": each.initiator_doet,
        "onderwerp": each.onderwerp,
        "handelingBehandelaar": each.behandelaar_doet,
        "doorlooptijd": each.doorlooptijd,
        "servicenorm": each.servicenorm,
        "opschortingEnAanhoudingMogelijk": bool(each.verlenging),
        "verlengingMogelijk": bool(each.verlenging),
        "verlengingstermijn": each.verlenging or None,
        "trefwoorden": each.trefwoorden,
        "publicatieIndicatie": bool(each.publicatie),
        "publicatietekst": each.publicatie,
        "productenOfDiensten": [],
        "selectielijstProcestype": selectielijst.procestype(each.procestype),
        "referentieproces": {"naam": each.onderwerp},
        "verantwoordelijke": each.afdeling,
        "besluittypen": each.besluiten,
        "gerelateerdeZaaktypen": [],
        "beginGeldigheid": BEGIN,
        "versiedatum": BEGIN,
    }


def parts(each: ZaakType, url: str, selectielijst: Selectielijst) -> Iterator[tuple[str, Body]]:
    """Everything that belongs to a kind of zaak: the resource, and what to send."""
    for number, naam in enumerate(each.statussen, start=1):
        last = number == len(each.statussen)
        text = f"Uw zaak heeft nu de status: {naam.lower()}."
        body = {"omschrijving": naam, "volgnummer": number, "informeren": number == 1 or last, "statustekst": text}
        yield "catalogi.statustype", {"zaaktype": url, **body}
    for outcome in each.resultaat:
        yield "catalogi.resultaattype", {"zaaktype": url, **_resultaattype(outcome, selectielijst)}
    for omschrijving, generiek in _rollen(each):
        yield "catalogi.roltype", {"zaaktype": url, "omschrijving": omschrijving, "omschrijvingGeneriek": generiek}
    for found in each.eigenschap:
        yield "catalogi.eigenschap", {"zaaktype": url, **_eigenschap(found)}
    for number, (naam, richting) in enumerate(each.documenten, start=1):
        body = {"informatieobjecttype": naam, "volgnummer": number, "richting": richting}
        yield "catalogi.zaaktypeinformatieobjecttype", {"zaaktype": url, **body}


def _rollen(each: ZaakType) -> list[tuple[str, str]]:
    found = [("Initiator", "initiator"), ("Behandelaar", "behandelaar"), ("Belanghebbende", "belanghebbende")]
    return found + ([("Adviseur", "adviseur")] if each.adviseur else [])


def _resultaattype(each: Resultaat, selectielijst: Selectielijst) -> Body:
    how: Mapping[str, Any] = {"afleidingswijze": "afgehandeld"}
    if each.eigenschap:
        how = {"afleidingswijze": "eigenschap", "datumkenmerk": each.eigenschap, "einddatumBekend": True}
    return {
        "omschrijving": each.naam,
        "resultaattypeomschrijving": selectielijst.algemeen(each.algemeen),
        "selectielijstklasse": selectielijst.resultaat(each.nummer),
        "brondatumArchiefprocedure": how,
    }


def _eigenschap(each: Eigenschap) -> Body:
    form = {"formaat": each.formaat, "lengte": each.lengte, "kardinaliteit": "1"}
    return {
        "naam": each.naam,
        "definitie": each.definitie,
        "specificatie": form | {"waardenverzameling": each.toegestaan},
    }
