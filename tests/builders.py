"""Builders of zaken and documents for tests: wire bodies to send, and records to judge. All required is filled in."""

from datetime import UTC, date, datetime
from typing import Any

from grondslag.registers.besluiten.besluit import Besluit
from grondslag.registers.besluiten.besluitinformatieobject import BesluitInformatieObject
from grondslag.registers.documenten.enkelvoudiginformatieobject import EnkelvoudigInformatieObject
from grondslag.registers.zaken.klantcontact import KlantContact
from grondslag.registers.zaken.peers import (
    BrondatumArchiefprocedure,
    EigenschapSpecificatie,
    EigenschapView,
    InformatieObjectView,
    ResultaatTypeView,
    RolTypeView,
    StatusTypeView,
    ZaakTypeView,
)
from grondslag.registers.zaken.resultaat import Resultaat
from grondslag.registers.zaken.rol import Rol
from grondslag.registers.zaken.status import Status
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakeigenschap import ZaakEigenschap
from grondslag.registers.zaken.zaakinformatieobject import ZaakInformatieObject
from grondslag.registers.zaken.zaaknotitie import ZaakNotitie
from grondslag.registers.zaken.zaakobject import ZaakObject
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding
from tests.catalogus_builders import NOW, ZAAKTYPE, a_change

__all__ = ["NOW", "ZAAKTYPE", "a_change"]

RSIN = "123456782"
BSN = "999993653"
ZAAK = "33333333-0000-4000-8000-000000000001"
OTHER_ZAAK = "33333333-0000-4000-8000-000000000002"
DOCUMENT = "44444444-0000-4000-8000-000000000001"
BESLUIT = "55555555-0000-4000-8000-000000000001"
Body = dict[str, Any]

# --- bodies: what a client sends ----------------------------------------------------------------------------------


def zaak_body(zaaktype: str, **said: Any) -> Body:
    """A zaak of this zaaktype (a URL)."""
    usual: Body = {
        "zaaktype": zaaktype,
        "bronorganisatie": RSIN,
        "verantwoordelijkeOrganisatie": RSIN,
        "startdatum": "2026-11-02",
        "omschrijving": "Losse stoeptegel",
    }
    return usual | said


def status_body(zaak: str, statustype: str, **said: Any) -> Body:
    """A status of this zaak."""
    return {"zaak": zaak, "statustype": statustype, "datumStatusGezet": "2026-11-03T10:00:00Z"} | said


def resultaat_body(zaak: str, resultaattype: str, **said: Any) -> Body:
    """A resultaat of this zaak."""
    return {"zaak": zaak, "resultaattype": resultaattype, "toelichting": "Opgelost"} | said


def rol_body(zaak: str, roltype: str, **said: Any) -> Body:
    """The rol of a natural person in this zaak."""
    usual: Body = {
        "zaak": zaak,
        "roltype": roltype,
        "betrokkeneType": "natuurlijk_persoon",
        "roltoelichting": "Melder",
        "betrokkeneIdentificatie": {"inpBsn": BSN, "geslachtsnaam": "Aldenkamp"},
    }
    return usual | said


def zaakobject_body(zaak: str, **said: Any) -> Body:
    """The address that this zaak is about."""
    usual: Body = {
        "zaak": zaak,
        "objectType": "adres",
        "objectIdentificatie": {
            "identificatie": "1810200000000001",
            "wplWoonplaatsNaam": "Voorbeeldstad",
            "gorOpenbareRuimteNaam": "Dorpsstraat",
            "huisnummer": 1,
        },
    }
    return usual | said


def zaakeigenschap_body(zaak: str, eigenschap: str, **said: Any) -> Body:
    """The value of an eigenschap of this zaak."""
    return {"zaak": zaak, "eigenschap": eigenschap, "waarde": "rood"} | said


def zaakinformatieobject_body(zaak: str, informatieobject: str, **said: Any) -> Body:
    """That this document belongs to this zaak."""
    return {"zaak": zaak, "informatieobject": informatieobject, "titel": "Foto"} | said


def klantcontact_body(zaak: str, **said: Any) -> Body:
    """A contact about this zaak."""
    return {"zaak": zaak, "datumtijd": "2026-11-03T10:00:00Z", "kanaal": "telefoon"} | said


def zaaknotitie_body(zaak: str, **said: Any) -> Body:
    """A note about this zaak."""
    return {"gerelateerdAan": zaak, "onderwerp": "Gebeld", "tekst": "Belt morgen terug."} | said


def besluit_body(besluittype: str, **said: Any) -> Body:
    """A besluit of this besluittype, taken on its own."""
    usual: Body = {
        "besluittype": besluittype,
        "verantwoordelijkeOrganisatie": RSIN,
        "datum": "2026-11-03",
        "ingangsdatum": "2026-12-01",
    }
    return usual | said


def besluitinformatieobject_body(besluit: str, informatieobject: str) -> Body:
    """That this besluit stands in this document."""
    return {"besluit": besluit, "informatieobject": informatieobject}


def document_body(informatieobjecttype: str, **said: Any) -> Body:
    """A document of this type, without content."""
    usual: Body = {
        "informatieobjecttype": informatieobjecttype,
        "bronorganisatie": RSIN,
        "creatiedatum": "2026-11-02",
        "titel": "Foto van de stoep",
        "auteur": "De melder",
        "taal": "dut",
    }
    return usual | said


def verzending_body(document: str, **said: Any) -> Body:
    """That this document was sent to someone's address."""
    usual: Body = {
        "informatieobject": document,
        "betrokkene": "https://b.example/1",
        "contactPersoon": "https://b.example/1/contact",
        "aardRelatie": "geadresseerde",
        "binnenlandsCorrespondentieadres": {
            "huisnummer": 1,
            "naamOpenbareRuimte": "Dorpsstraat",
            "woonplaatsnaam": "Ons Dorp",
        },
    }
    return usual | said


# --- records: what the rules judge --------------------------------------------------------------------------------


def a_zaak(**said: Any) -> Zaak:
    """An open zaak."""
    usual: Body = {
        "id": ZAAK,
        "zaaktype": ZAAKTYPE,
        "bronorganisatie": RSIN,
        "verantwoordelijke_organisatie": RSIN,
        "startdatum": date(2026, 11, 2),
        "registratiedatum": date(2026, 11, 2),
        "vertrouwelijkheidaanduiding": Vertrouwelijkheidaanduiding.openbaar,
    }
    return Zaak(**(usual | said))


def a_closed_zaak(**said: Any) -> Zaak:
    """A zaak that closed on 10 November 2026."""
    usual: Body = {"einddatum": date(2026, 11, 10)}
    return a_zaak(**(usual | said))


def a_status(**said: Any) -> Status:
    """A status that was set on 3 November 2026."""
    moment = datetime(2026, 11, 3, 10, tzinfo=UTC)
    usual: Body = {"zaak": ZAAK, "statustype": "s", "datum_status_gezet": moment}
    return Status(**(usual | said))


def a_resultaat(**said: Any) -> Resultaat:
    """The resultaat of the zaak."""
    usual: Body = {"zaak": ZAAK, "resultaattype": "r"}
    return Resultaat(**(usual | said))


def a_rol(**said: Any) -> Rol:
    """The rol of a person."""
    usual: Body = {"zaak": ZAAK, "roltype": "t", "betrokkene_type": "natuurlijk_persoon", "roltoelichting": "Melder"}
    return Rol(**(usual | said))


def a_zaakobject(**said: Any) -> ZaakObject:
    """A pand."""
    usual: Body = {"zaak": ZAAK, "object_type": "pand", "object_identificatie": {"identificatie": "0363100012345678"}}
    return ZaakObject(**(usual | said))


def a_zaakeigenschap(**said: Any) -> ZaakEigenschap:
    """A value."""
    usual: Body = {"zaak": ZAAK, "eigenschap": "e", "waarde": "rood"}
    return ZaakEigenschap(**(usual | said))


def a_zaakinformatieobject(**said: Any) -> ZaakInformatieObject:
    """A document that belongs to the zaak."""
    usual: Body = {"zaak": ZAAK, "informatieobject": DOCUMENT}
    return ZaakInformatieObject(**(usual | said))


def a_klantcontact(**said: Any) -> KlantContact:
    """A contact."""
    usual: Body = {"zaak": ZAAK, "datumtijd": datetime(2026, 11, 3, 10, tzinfo=UTC)}
    return KlantContact(**(usual | said))


def a_zaaknotitie(**said: Any) -> ZaakNotitie:
    """A note that may still change."""
    usual: Body = {"gerelateerd_aan": ZAAK, "onderwerp": "Gebeld", "tekst": "Belt terug."}
    return ZaakNotitie(**(usual | said))


def a_besluit(**said: Any) -> Besluit:
    """A besluit, taken on its own on 3 November 2026."""
    usual: Body = {
        "id": BESLUIT,
        "verantwoordelijke_organisatie": RSIN,
        "besluittype": "b",
        "datum": date(2026, 11, 3),
        "ingangsdatum": date(2026, 12, 1),
    }
    return Besluit(**(usual | said))


def a_besluitinformatieobject(**said: Any) -> BesluitInformatieObject:
    """A document in which the besluit stands."""
    usual: Body = {"besluit": BESLUIT, "informatieobject": DOCUMENT}
    return BesluitInformatieObject(**(usual | said))


def a_document(**said: Any) -> EnkelvoudigInformatieObject:
    """A document in its first version."""
    usual: Body = {
        "id": DOCUMENT,
        "informatieobjecttype": "i",
        "bronorganisatie": RSIN,
        "creatiedatum": date(2026, 11, 2),
        "titel": "Foto",
        "auteur": "De melder",
        "taal": "dut",
    }
    return EnkelvoudigInformatieObject(**(usual | said))


# --- views: what a neighbour shows --------------------------------------------------------------------------------


def a_seen_zaaktype(**said: Any) -> ZaakTypeView:
    """A published zaaktype."""
    usual: Body = {
        "id": ZAAKTYPE,
        "concept": False,
        "vertrouwelijkheidaanduiding": Vertrouwelijkheidaanduiding.intern,
        "producten_of_diensten": [],
        "informatieobjecttypen": [],
    }
    return ZaakTypeView(**(usual | said))


def a_seen_statustype(*, last: bool = False, zaaktype: str = ZAAKTYPE) -> StatusTypeView:
    """A step of the zaaktype."""
    return StatusTypeView(id="s", zaaktype=zaaktype, is_eindstatus=last)


def a_seen_resultaattype(afleidingswijze: str = "afgehandeld", **said: Any) -> ResultaatTypeView:
    """A resultaattype that keeps for five years from a day found by this afleidingswijze."""
    procedure = BrondatumArchiefprocedure(
        afleidingswijze=afleidingswijze,
        datumkenmerk=said.pop("datumkenmerk", ""),
        objecttype=said.pop("objecttype", ""),
        procestermijn=said.pop("procestermijn", None),
    )
    usual: Body = {
        "id": "r",
        "zaaktype": ZAAKTYPE,
        "archiefnominatie": "vernietigen",
        "archiefactietermijn": "P5Y",
        "brondatum_archiefprocedure": procedure,
    }
    return ResultaatTypeView(**(usual | said))


def a_seen_roltype(**said: Any) -> RolTypeView:
    """A roltype of the zaaktype."""
    usual: Body = {"id": "t", "zaaktype": ZAAKTYPE, "omschrijving": "Melder", "omschrijving_generiek": "initiator"}
    return RolTypeView(**(usual | said))


def a_seen_eigenschap(formaat: str = "tekst", lengte: str = "10", **said: Any) -> EigenschapView:
    """An eigenschap of the zaaktype, with values of this form."""
    specificatie = EigenschapSpecificatie(
        formaat=formaat, lengte=lengte, kardinaliteit="1", waardenverzameling=said.pop("waarden", [])
    )
    usual: Body = {"id": "e", "zaaktype": ZAAKTYPE, "naam": "kleur", "specificatie": specificatie}
    return EigenschapView(**(usual | said))


def a_seen_document(**said: Any) -> InformatieObjectView:
    """A document whose gebruiksrechten are known."""
    usual: Body = {"id": DOCUMENT, "informatieobjecttype": "i", "status": "", "indicatie_gebruiksrecht": False}
    return InformatieObjectView(**(usual | said))
