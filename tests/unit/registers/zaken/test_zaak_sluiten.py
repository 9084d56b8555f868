"""What a status sets off: closing (zrc-007), reopening (zrc-008), and who may."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from grondslag.kernel.rules import Refusal, Update
from grondslag.registers.zaken import zaak_sluiten
from grondslag.registers.zaken.zaak_sluiten import Geschiedenis, Sluiten, Stand
from tests.builders import (
    NOW,
    a_change,
    a_closed_zaak,
    a_resultaat,
    a_seen_document,
    a_seen_statustype,
    a_status,
    a_zaak,
    a_zaakinformatieobject,
)


def stand(zaak: Any = None, *, last: bool = False) -> Stand:
    """A zaak that gets a status."""
    return Stand(zaak=zaak or a_zaak(), statustype=a_seen_statustype(last=last))


def test_the_statustype_fits_the_zaak() -> None:
    other = Stand(zaak=a_zaak(), statustype=a_seen_statustype(zaaktype="een ander"))
    told = list(zaak_sluiten.the_statustype_fits_the_zaak(a_change(a_status()), other))
    assert [(each.name, each.code) for each in told] == [("nonFieldErrors", "zaaktype-mismatch")]
    assert not list(zaak_sluiten.the_statustype_fits_the_zaak(a_change(a_status()), stand()))


def test_a_status_was_set_already() -> None:
    change = a_change(a_status(datum_status_gezet=NOW + timedelta(days=1)))
    told = list(zaak_sluiten.a_status_was_set_already(change, stand()))
    assert [(each.name, each.code) for each in told] == [("datumStatusGezet", "date-in-future")]
    assert not list(zaak_sluiten.a_status_was_set_already(a_change(a_status()), stand()))


def test_an_older_status_is_not_the_current_one() -> None:
    held = a_status(id="t", datum_status_gezet=datetime(2026, 11, 5, tzinfo=UTC))
    for moment, kept in ((4, ["t"]), (5, []), (6, [])):
        change = a_change(a_status(datum_status_gezet=datetime(2026, 11, moment, tzinfo=UTC)))
        facts = Geschiedenis(zaak=a_zaak(), statustype=a_seen_statustype(), laatste=held)
        told = list(zaak_sluiten.an_older_status_is_not_the_current_one(change, facts))
        assert [each.values["status"] for each in told] == kept


@pytest.mark.parametrize(
    ("scopes", "before", "right"),
    [
        (("zaken.aanmaken",), None, True),
        (("zaken.aanmaken",), "s", False),
        (("zaken.statussen.toevoegen",), "s", True),
        (("zaken.heropenen",), "s", True),
    ],
)
def test_whoever_opens_a_zaak_sets_its_first_status(scopes: tuple[str, ...], before: str | None, right: bool) -> None:
    change = a_change(a_status(), scopes=scopes)
    told = list(zaak_sluiten.whoever_opens_a_zaak_sets_its_first_status(change, stand(a_zaak(status=before))))
    assert (not told) is right
    assert all(isinstance(each, Refusal) for each in told)


@pytest.mark.parametrize(
    ("zaak", "last", "scopes", "right"),
    [
        (a_zaak(), False, (), True),
        (a_closed_zaak(), False, ("zaken.statussen.toevoegen",), False),
        (a_closed_zaak(), False, ("zaken.geforceerd-bijwerken",), False),
        (a_closed_zaak(), False, ("zaken.heropenen",), True),
        (a_closed_zaak(), True, ("zaken.statussen.toevoegen",), False),
        (a_closed_zaak(), True, ("zaken.geforceerd-bijwerken",), True),
        (a_closed_zaak(), True, ("zaken.heropenen",), True),
    ],
)
def test_reopening_takes_a_right(zaak: Any, last: bool, scopes: tuple[str, ...], right: bool) -> None:
    change = a_change(a_status(), scopes=scopes)
    assert (not list(zaak_sluiten.reopening_takes_a_right(change, stand(zaak, last=last)))) is right


def closing(
    *, last: bool = True, resultaat: Any = None, documents: list[Any] | None = None, related: int = 0
) -> Sluiten:
    """What must be in order."""
    return Sluiten(
        zaak=a_zaak(),
        statustype=a_seen_statustype(last=last),
        resultaat=resultaat,
        zaakinformatieobjecten=[a_zaakinformatieobject(informatieobject=f"d{index}") for index in range(related)],
        informatieobjecten=documents or [],
    )


def test_closing_needs_a_resultaat() -> None:
    change = a_change(a_status())
    told = list(zaak_sluiten.closing_needs_a_resultaat(change, closing()))
    assert [each.code for each in told] == ["resultaat-does-not-exist"]
    assert not list(zaak_sluiten.closing_needs_a_resultaat(change, closing(resultaat=a_resultaat())))
    assert not list(zaak_sluiten.closing_needs_a_resultaat(change, closing(last=False)))


@pytest.mark.parametrize(
    ("indications", "related", "right"),
    [
        ([False], 1, True),
        ([True], 1, True),
        ([None], 1, False),
        ([True, None], 2, False),
        ([], 1, False),
        ([], 0, True),
    ],
)
def test_closing_needs_known_gebruiksrechten(indications: list[bool | None], related: int, right: bool) -> None:
    documents = [a_seen_document(indicatie_gebruiksrecht=each) for each in indications]
    facts = closing(documents=documents, related=related)
    told = [each.code for each in zaak_sluiten.closing_needs_known_gebruiksrechten(a_change(a_status()), facts)]
    assert told == ([] if right else ["indicatiegebruiksrecht-unset"])


def test_other_statuses_ask_nothing_of_documents() -> None:
    facts = closing(last=False, related=1)
    assert not list(zaak_sluiten.closing_needs_known_gebruiksrechten(a_change(a_status()), facts))


def test_the_eindstatus_closes_the_zaak_on_its_day() -> None:
    facts = stand(last=True)
    change = a_change(a_status(datum_status_gezet=datetime(2026, 11, 3, 23, 30, tzinfo=UTC)))
    found = list(zaak_sluiten.the_eindstatus_closes_the_zaak(change, facts))
    assert found == [Update(facts.zaak, {"einddatum": date(2026, 11, 4)})]
    assert not list(zaak_sluiten.the_eindstatus_closes_the_zaak(change, stand()))


def test_another_status_reopens_the_zaak() -> None:
    facts = stand(a_closed_zaak())
    found = list(zaak_sluiten.another_status_reopens_the_zaak(a_change(a_status()), facts))
    followed = ("einddatum", "archiefactiedatum", "archiefnominatie", "startdatum_bewaartermijn")
    assert found == [Update(facts.zaak, dict.fromkeys(followed))]
    assert not list(zaak_sluiten.another_status_reopens_the_zaak(a_change(a_status()), stand()))
    again = stand(a_closed_zaak(), last=True)
    assert not list(zaak_sluiten.another_status_reopens_the_zaak(a_change(a_status()), again))
