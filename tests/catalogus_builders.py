"""Builders of types for tests: everything required is filled in, the rest is as the declaration leaves it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import msgspec

from grondslag.kernel.declare import Record
from grondslag.kernel.rules import Change
from grondslag.registers.catalogi.besluittype import BesluitType
from grondslag.registers.catalogi.eigenschap import Eigenschap, EigenschapSpecificatie
from grondslag.registers.catalogi.informatieobjecttype import InformatieObjectType
from grondslag.registers.catalogi.resultaattype import BrondatumArchiefprocedure, ResultaatType
from grondslag.registers.catalogi.roltype import RolType
from grondslag.registers.catalogi.statustype import StatusType
from grondslag.registers.catalogi.versie import BesluitTypeVersie, InformatieObjectTypeVersie, ZaakTypeVersie
from grondslag.registers.catalogi.zaaktype import ReferentieProces, ZaakType
from grondslag.registers.catalogi.zaaktypeinformatieobjecttype import ZaakTypeInformatieObjectType
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CATALOGUS = "11111111-0000-4000-8000-000000000001"
ZAAKTYPE = "22222222-0000-4000-8000-000000000001"
R = TypeVar("R", bound=Record)


def a_change(
    after: R | None,
    before: R | None = None,
    *,
    action: str = "",
    given: tuple[str, ...] = (),
    scopes: tuple[str, ...] = (),
    raw: Mapping[str, Any] | None = None,
) -> Change[R]:
    """A change from `before` to `after`; without a before it creates, without an after it removes."""
    said = action or ("create" if before is None else "destroy" if after is None else "update")
    return Change(
        action=said,
        before=before,
        after=after,
        given=frozenset(given),
        raw=raw or {},
        now=NOW,
        today=NOW.date(),
        scopes=frozenset(scopes),
    )


def a_zaaktype(**said: Any) -> ZaakType:
    """A concept that begins in 2025."""
    usual: dict[str, Any] = {
        "id": ZAAKTYPE,
        "catalogus": CATALOGUS,
        "identificatie": "MOR",
        "omschrijving": "Melding openbare ruimte",
        "vertrouwelijkheidaanduiding": Vertrouwelijkheidaanduiding.openbaar,
        "doel": "Een melding oplossen",
        "aanleiding": "Een melding",
        "indicatie_intern_of_extern": "extern",
        "handeling_initiator": "melden",
        "onderwerp": "openbare ruimte",
        "handeling_behandelaar": "oplossen",
        "doorlooptijd": "P10D",
        "opschorting_en_aanhouding_mogelijk": False,
        "verlenging_mogelijk": False,
        "publicatie_indicatie": False,
        "producten_of_diensten": [],
        "referentieproces": ReferentieProces(naam="Melden"),
        "verantwoordelijke": "Beheer",
        "besluittypen": [],
        "gerelateerde_zaaktypen": [],
        "begin_geldigheid": date(2025, 1, 1),
    }
    return ZaakType(**(usual | said))


def a_besluittype(**said: Any) -> BesluitType:
    """A concept without kinds of document."""
    usual: dict[str, Any] = {
        "id": "33333333-0000-4000-8000-000000000001",
        "catalogus": CATALOGUS,
        "omschrijving": "Vergunning",
        "publicatie_indicatie": False,
        "informatieobjecttypen": [],
        "begin_geldigheid": date(2025, 1, 1),
    }
    return BesluitType(**(usual | said))


def an_informatieobjecttype(**said: Any) -> InformatieObjectType:
    """A concept that is open to all."""
    usual: dict[str, Any] = {
        "id": "44444444-0000-4000-8000-000000000001",
        "catalogus": CATALOGUS,
        "omschrijving": "Brief",
        "vertrouwelijkheidaanduiding": Vertrouwelijkheidaanduiding.openbaar,
        "informatieobjectcategorie": "brieven",
        "begin_geldigheid": date(2025, 1, 1),
    }
    return InformatieObjectType(**(usual | said))


def a_document(omschrijving: str = "Brief", *, concept: bool, catalogus: str = CATALOGUS) -> InformatieObjectTypeVersie:
    """A version of a kind of document as others see it."""
    return InformatieObjectTypeVersie(id="i", catalogus=catalogus, omschrijving=omschrijving, concept=concept)


def a_decision(omschrijving: str = "Vergunning", *, concept: bool, catalogus: str = CATALOGUS) -> BesluitTypeVersie:
    """A version of a besluittype as others see it."""
    return BesluitTypeVersie(id="b", catalogus=catalogus, omschrijving=omschrijving, concept=concept)


def a_version(begin: str, end: str | None = None, *, concept: bool = False) -> ZaakTypeVersie:
    """Another version of a zaaktype."""
    return ZaakTypeVersie(
        id="z",
        catalogus=CATALOGUS,
        identificatie="MOR",
        concept=concept,
        begin_geldigheid=date.fromisoformat(begin),
        einde_geldigheid=date.fromisoformat(end) if end else None,
    )


def a_statustype(volgnummer: int = 1, **said: Any) -> StatusType:
    """A step."""
    usual: dict[str, Any] = {"id": f"s{volgnummer}", "zaaktype": ZAAKTYPE, "omschrijving": f"Stap {volgnummer}"}
    usual["volgnummer"] = volgnummer
    return StatusType(**(usual | said))


def a_roltype(**said: Any) -> RolType:
    """The initiator."""
    usual: dict[str, Any] = {
        "id": "r1",
        "zaaktype": ZAAKTYPE,
        "omschrijving": "Melder",
        "omschrijving_generiek": "initiator",
    }
    return RolType(**(usual | said))


def an_eigenschap(formaat: str = "tekst", lengte: str = "10", **said: Any) -> Eigenschap:
    """A further fact of a zaak."""
    form = msgspec.convert({"formaat": formaat, "lengte": lengte, "kardinaliteit": "1"}, EigenschapSpecificatie)
    usual: dict[str, Any] = {"id": "e1", "zaaktype": ZAAKTYPE, "naam": "soort", "definitie": "De soort melding"}
    usual["specificatie"] = form
    return Eigenschap(**(usual | said))


def a_resultaattype(procedure: Mapping[str, Any] | None = None, **said: Any) -> ResultaatType:
    """A result; `procedure` is its brondatumArchiefprocedure on the wire."""
    usual: dict[str, Any] = {
        "id": "u1",
        "zaaktype": ZAAKTYPE,
        "omschrijving": "Opgelost",
        "resultaattypeomschrijving": "https://voorbeeld.nl/resultaattypeomschrijvingen/1",
        "selectielijstklasse": "https://voorbeeld.nl/resultaten/1",
        "brondatum_archiefprocedure": msgspec.convert(procedure, BrondatumArchiefprocedure) if procedure else None,
    }
    return ResultaatType(**(usual | said))


def a_relation(volgnummer: int = 1, **said: Any) -> ZaakTypeInformatieObjectType:
    """A kind of document that belongs to the zaaktype."""
    usual: dict[str, Any] = {
        "id": f"zi{volgnummer}",
        "zaaktype": ZAAKTYPE,
        "informatieobjecttype": "Brief",
        "volgnummer": volgnummer,
        "richting": "inkomend",
    }
    return ZaakTypeInformatieObjectType(**(usual | said))
