"""zrc-021: the archive dates by every afleidingswijze. zrc-022: what must be in order before the archive."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from grondslag.kernel.rules import Update
from grondslag.registers.zaken import zaak_archief
from grondslag.registers.zaken.peers import BesluitView
from grondslag.registers.zaken.zaak import RelevanteZaak
from grondslag.registers.zaken.zaak_archief import Archief, Archiveren
from grondslag.registers.zaken.zaak_brondatum import AndereZaak, Bronnen, at_path, brondatum, read_day
from grondslag.registers.zaken.zaakbesluit import ZaakBesluit
from tests.builders import (
    OTHER_ZAAK,
    ZAAK,
    a_change,
    a_closed_zaak,
    a_seen_document,
    a_seen_resultaattype,
    a_seen_statustype,
    a_status,
    a_zaak,
    a_zaakeigenschap,
    a_zaakinformatieobject,
    a_zaakobject,
)

CLOSED = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("2008-1-1", date(2008, 1, 1)),
        ("20261123", date(2026, 11, 23)),
        ("20261123235959", date(2026, 11, 23)),
        ("2026-11-23T12:00:00Z", date(2026, 11, 23)),
        ("2026-11-23T23:30:00Z", date(2026, 11, 24)),
        ("2026-02-30", None),
        ("23-11-2026", None),
        ("", None),
        (None, None),
        (20261123, None),
    ],
)
def test_days_are_read_as_clients_write_them(text: Any, day: date | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("kind", "more", "found"),
    [
        ("afgehandeld", {}, CLOSED),
        ("ander_datumkenmerk", {}, None),
        ("hoofdzaak", {"hoofdzaak": date(2025, 1, 1)}, date(2025, 1, 1)),
        ("hoofdzaak", {}, None),
        ("gerelateerde_zaak", {"gerelateerde_zaken": [date(2025, 1, 1), date(2026, 1, 1)]}, date(2026, 1, 1)),
        ("gerelateerde_zaak", {"gerelateerde_zaken": [date(2025, 1, 1), None]}, None),
        ("gerelateerde_zaak", {}, None),
        ("ingangsdatum_besluit", {"ingangsdata": [date(2024, 1, 1), date(2023, 1, 1)]}, date(2024, 1, 1)),
        ("ingangsdatum_besluit", {}, None),
        ("vervaldatum_besluit", {"vervaldata": [date(2024, 1, 1), date(2030, 1, 1)]}, date(2030, 1, 1)),
        ("vervaldatum_besluit", {"vervaldata": [date(2024, 1, 1), None]}, None),
        ("een_andere_wijze", {}, None),
    ],
)
def test_the_brondatum_follows_from_the_afleidingswijze(kind: str, more: dict[str, Any], found: date | None) -> None:
    procedure = a_seen_resultaattype(kind).brondatum_archiefprocedure
    assert procedure is not None
    assert brondatum(procedure, Bronnen(einddatum=CLOSED, **more)) == found


@pytest.mark.parametrize(
    ("procestermijn", "found"),
    [("P1Y", date(2027, 11, 10)), ("P3M", date(2027, 2, 10)), (None, None), ("een jaar", None)],
)
def test_a_termijn_begins_after_the_procestermijn(procestermijn: str | None, found: date | None) -> None:
    procedure = a_seen_resultaattype("termijn", procestermijn=procestermijn).brondatum_archiefprocedure
    assert procedure is not None
    assert brondatum(procedure, Bronnen(einddatum=CLOSED)) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"einde": "20200131"}, date(2020, 1, 31)),
        ({"einde": "2020-01-31"}, date(2020, 1, 31)),
        ({"einde": "ooit"}, None),
        ({"begin": "20200131"}, None),
    ],
)
def test_an_eigenschap_gives_the_day_it_is_named_for(values: dict[str, str], found: date | None) -> None:
    procedure = a_seen_resultaattype("eigenschap", datumkenmerk="einde").brondatum_archiefprocedure
    assert procedure is not None
    assert brondatum(procedure, Bronnen(einddatum=CLOSED, eigenschappen=values)) == found


def test_zaakobjecten_give_the_latest_of_their_days() -> None:
    procedure = a_seen_resultaattype(
        "zaakobject", datumkenmerk="waardepeildatum", objecttype="woz_waarde"
    ).brondatum_archiefprocedure
    assert procedure is not None

    def found(*objecten: Any) -> date | None:
        return brondatum(procedure, Bronnen(einddatum=CLOSED, objecten=objecten))

    old = a_zaakobject(object_type="woz_waarde", object_identificatie={"waardepeildatum": "2008-1-1"})
    new = a_zaakobject(object_type="woz_waarde", object_identificatie={"waardepeildatum": "2013-1-1"})
    referred = a_zaakobject(object_type="woz_waarde", object_identificatie=None, object="https://elders.nl/1")
    assert found(old, new, a_zaakobject()) == date(2013, 1, 1)
    assert found(a_zaakobject()) is None
    assert found(new, referred) is None


@pytest.mark.parametrize(
    ("attribute", "body", "found"),
    [
        ("waardepeildatum", {"waardepeildatum": "2015-1-1"}, date(2015, 1, 1)),
        ("record/data/einde", {"record": {"data": {"einde": "2016-02-03"}}}, date(2016, 2, 3)),
        ("record.data.einde", {"record": {"data": {"einde": "2016-02-03"}}}, date(2016, 2, 3)),
        ("record.data.einde", {"record": {"data": "2016-02-03"}}, None),
        ("waardepeildatum", {"anders": "2015-1-1"}, None),
        ("waardepeildatum", None, None),
    ],
)
def test_an_object_elsewhere_gives_its_day(attribute: str, body: Any, found: date | None) -> None:
    kind = a_seen_resultaattype("zaakobject", datumkenmerk=attribute, objecttype="woz_waarde")
    thing = a_zaakobject(object_type="woz_waarde", object_identificatie=None, object="https://elders.nl/1")
    seen = {} if body is None else {"https://elders.nl/1": body}
    bronnen = Bronnen(einddatum=CLOSED, objecten=[thing], objecten_elders=seen)
    assert (kind.telt_objecten, brondatum(kind.brondatum_archiefprocedure, bronnen)) == (True, found)
    assert at_path({"a.b": 1, "a": {"b": 2}}, "a.b") == 1


def test_other_objects_hold_their_day_in_their_own_data() -> None:
    procedure = a_seen_resultaattype(
        "zaakobject", datumkenmerk="sloop", objecttype="overige"
    ).brondatum_archiefprocedure
    boom = a_zaakobject(object_type="overige", object_identificatie={"overigeData": {"sloop": "2019-05-06"}})
    assert procedure is not None
    assert brondatum(procedure, Bronnen(einddatum=CLOSED, objecten=[boom])) == date(2019, 5, 6)


def closing(**said: Any) -> Archief:
    """All the facts of a zaak that closes with the eindstatus."""
    usual: dict[str, Any] = {
        "zaak": a_zaak(),
        "statustype": a_seen_statustype(last=True),
        "resultaat": None,
        "resultaattype": a_seen_resultaattype(),
        "hoofdzaak": None,
        "gerelateerde_zaken": [],
        "zaakeigenschappen": [],
        "zaakobjecten": [],
        "objecten": [],
        "zaakbesluiten": [],
        "besluiten": [],
    }
    return Archief(**(usual | said))


def derived(facts: Archief, **said: Any) -> dict[str, Any]:
    """The values that closing gives the zaak."""
    change = a_change(a_status(**({"datum_status_gezet": datetime(2026, 11, 10, 9, tzinfo=UTC)} | said)))
    found: dict[str, Any] = {}
    for write in zaak_archief.closing_derives_the_archive_dates(change, facts):
        assert isinstance(write, Update)
        assert write.record is facts.zaak
        found |= write.values
    return found


def test_closing_derives_nominatie_and_date() -> None:
    assert derived(closing()) == {
        "archiefnominatie": "vernietigen",
        "startdatum_bewaartermijn": CLOSED,
        "archiefactiedatum": date(2031, 11, 10),
    }


def test_closing_anew_takes_the_new_day() -> None:
    """What was derived the first time is not taken for a day that was set by hand."""
    closed = a_closed_zaak(startdatum_bewaartermijn=CLOSED, archiefactiedatum=date(2031, 11, 10))
    again = derived(closing(zaak=closed), datum_status_gezet=datetime(2026, 11, 12, 9, tzinfo=UTC))
    assert (again["startdatum_bewaartermijn"], again["archiefactiedatum"]) == (date(2026, 11, 12), date(2031, 11, 12))


def test_the_day_of_closing_is_the_day_in_the_netherlands() -> None:
    late = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
    assert derived(closing(), datum_status_gezet=late)["archiefactiedatum"] == date(2031, 11, 11)


def test_a_nominatie_that_was_set_stays() -> None:
    facts = closing(zaak=a_zaak(archiefnominatie="blijvend_bewaren"))
    assert "archiefnominatie" not in derived(facts)


def test_leap_days_end_with_their_month() -> None:
    moment = datetime(2024, 2, 29, 9, tzinfo=UTC)
    assert derived(closing(), datum_status_gezet=moment)["archiefactiedatum"] == date(2029, 2, 28)


@pytest.mark.parametrize("gone", ["archiefactietermijn", "brondatum_archiefprocedure"])
def test_what_cannot_be_determined_gives_no_date(gone: str) -> None:
    unknown: dict[str, Any] = {gone: None}
    facts = closing(resultaattype=a_seen_resultaattype("afgehandeld", **unknown))
    found = derived(facts)
    assert (found["archiefnominatie"], found.get("archiefactiedatum")) == ("vernietigen", None)


def test_a_date_set_by_hand_stays_when_none_can_be_derived() -> None:
    facts = closing(
        zaak=a_zaak(archiefactiedatum=date(2040, 1, 1)), resultaattype=a_seen_resultaattype("ander_datumkenmerk")
    )
    assert "archiefactiedatum" not in derived(facts)


def test_a_startdatum_bewaartermijn_set_by_hand_goes_first() -> None:
    facts = closing(
        zaak=a_zaak(startdatum_bewaartermijn=date(2030, 6, 1)), resultaattype=a_seen_resultaattype("ander_datumkenmerk")
    )
    found = derived(facts)
    assert (found["archiefactiedatum"], "startdatum_bewaartermijn" in found) == (date(2035, 6, 1), False)


def test_values_and_besluiten_of_the_zaak_are_its_sources() -> None:
    value = a_zaakeigenschap(naam="einde", waarde="20200131")
    facts = closing(zaakeigenschappen=[value], resultaattype=a_seen_resultaattype("eigenschap", datumkenmerk="einde"))
    assert derived(facts)["archiefactiedatum"] == date(2025, 1, 31)
    besluit = ZaakBesluit(zaak=ZAAK, besluit="b")
    seen = BesluitView(id="b", ingangsdatum=date(2026, 1, 1), vervaldatum=date(2028, 1, 1))
    facts = closing(
        zaakbesluiten=[besluit], besluiten=[seen], resultaattype=a_seen_resultaattype("vervaldatum_besluit")
    )
    assert derived(facts)["archiefactiedatum"] == date(2033, 1, 1)
    twice = closing(
        zaakbesluiten=[besluit, besluit], besluiten=[seen], resultaattype=a_seen_resultaattype("ingangsdatum_besluit")
    )
    assert derived(twice)["archiefactiedatum"] == date(2031, 1, 1)
    silent = closing(zaakbesluiten=[besluit], resultaattype=a_seen_resultaattype("ingangsdatum_besluit"))
    assert "archiefactiedatum" not in derived(silent)


def test_related_zaken_count_only_when_all_of_them_answered() -> None:
    related = [RelevanteZaak(url=OTHER_ZAAK, aard_relatie="vervolg")]
    zaak, kind = a_zaak(relevante_andere_zaken=related), a_seen_resultaattype("gerelateerde_zaak")
    closed = AndereZaak(id=OTHER_ZAAK, einddatum=date(2026, 3, 1))
    facts = closing(zaak=zaak, resultaattype=kind, gerelateerde_zaken=[closed])
    assert derived(facts)["archiefactiedatum"] == date(2031, 3, 1)
    also = [*related, RelevanteZaak(url=OTHER_ZAAK, aard_relatie="onderwerp")]
    twice = closing(zaak=a_zaak(relevante_andere_zaken=also), resultaattype=kind, gerelateerde_zaken=[closed])
    assert derived(twice)["archiefactiedatum"] == date(2031, 3, 1)
    assert "archiefactiedatum" not in derived(closing(zaak=zaak, resultaattype=kind))


def test_a_deelzaak_follows_its_hoofdzaak() -> None:
    kind = a_seen_resultaattype("hoofdzaak")
    facts = closing(resultaattype=kind, hoofdzaak=AndereZaak(id=OTHER_ZAAK, einddatum=date(2026, 5, 1)))
    assert derived(facts)["archiefactiedatum"] == date(2031, 5, 1)


def test_only_the_eindstatus_derives() -> None:
    assert derived(closing(statustype=a_seen_statustype())) == {}


def test_without_a_resultaattype_nothing_follows() -> None:
    assert derived(closing(resultaattype=None)) == {}


# --- zrc-022 ------------------------------------------------------------------------------------------------------


def archived(documents: list[Any] | None = None, **said: Any) -> list[tuple[str, str]]:
    """What is told when a zaak goes to the archive."""
    after = a_zaak(archiefstatus="gearchiveerd", **said)
    relations = [a_zaakinformatieobject(informatieobject=each.id) for each in documents or []]
    facts = Archiveren(zaakinformatieobjecten=relations, informatieobjecten=documents or [])
    told = zaak_archief.archiving_needs_documents_and_dates(a_change(after, a_zaak(), action="update"), facts)
    return [(each.name, each.code) for each in told]


def test_archiving_needs_a_nominatie_and_a_date() -> None:
    assert archived() == [
        ("archiefnominatie", "archiefnominatie-not-set"),
        ("archiefactiedatum", "archiefactiedatum-not-set"),
    ]
    assert archived(archiefnominatie="vernietigen") == [("archiefactiedatum", "archiefactiedatum-not-set")]
    assert archived(archiefnominatie="vernietigen", archiefactiedatum=date(2030, 1, 1)) == []


def test_archiving_needs_archived_documents() -> None:
    ready = {"archiefnominatie": "vernietigen", "archiefactiedatum": date(2030, 1, 1)}
    assert archived([a_seen_document(status="definitief")], **ready) == [("archiefstatus", "documents-not-archived")]
    assert archived([a_seen_document(status="gearchiveerd")], **ready) == []


def test_a_document_that_does_not_answer_is_not_archived() -> None:
    after = a_zaak(archiefstatus="overgedragen", archiefnominatie="vernietigen", archiefactiedatum=date(2030, 1, 1))
    facts = Archiveren(zaakinformatieobjecten=[a_zaakinformatieobject()], informatieobjecten=[])
    told = zaak_archief.archiving_needs_documents_and_dates(a_change(after, a_zaak()), facts)
    assert [each.code for each in told] == ["documents-not-archived"]


def test_a_zaak_in_the_archive_may_change_otherwise() -> None:
    before = a_zaak(archiefstatus="gearchiveerd")
    after = a_zaak(archiefstatus="gearchiveerd", omschrijving="Anders")
    facts = Archiveren(zaakinformatieobjecten=[], informatieobjecten=[])
    assert not list(zaak_archief.archiving_needs_documents_and_dates(a_change(after, before), facts))
    assert a_zaak().gaat_naar_archief is False
