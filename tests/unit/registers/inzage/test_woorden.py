"""Dates, sizes and codes as a person reads them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from grondslag import targets
from grondslag.kernel.shape import Field, fields_of
from grondslag.registers.inzage.woorden import (
    WAARDEN,
    dag,
    deel_van_datum,
    in_gewone_taal,
    is_adres,
    moment,
    omvang,
    tijd,
)
from grondslag.surfaces.person_numbers import groups_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_days_and_moments_are_words() -> None:
    assert dag(date(2026, 3, 1)) == "1 maart 2026"
    assert moment(datetime(2026, 11, 3, 13, 5, tzinfo=UTC), AMSTERDAM) == "3 november 2026, 14:05 uur"
    assert moment(datetime(2026, 7, 3, 22, 30, tzinfo=UTC), AMSTERDAM) == "4 juli 2026, 0:30 uur"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-03", "3 november 2026"),
        ("2026-11-03T13:05:07.123456Z", "3 november 2026, 14:05 uur"),
        ("2026-11-03T13:05:00+01:00", "3 november 2026, 13:05 uur"),
        ("2026-11-03T13:05", "3 november 2026, 13:05 uur"),
        ("2026-13-99", "2026-13-99"),
        ("2026-11-03T99:99:99Z", "2026-11-03T99:99:99Z"),
        ("Op 2026-11-03 gebeld", "Op 2026-11-03 gebeld"),
        ("", ""),
    ],
)
def test_a_text_that_is_a_date_alone_is_said_in_words(text: str, said: str) -> None:
    assert tijd(text, AMSTERDAM) == said


def test_of_a_date_with_parts_that_nobody_knows_the_rest_is_said() -> None:
    told = {"19700102": "2 januari 1970", "19700100": "januari 1970", "19700000": "1970", "00000000": "onbekend"}
    assert {raw: deel_van_datum(raw) for raw in told} == told
    assert deel_van_datum("1970") == "1970"
    assert deel_van_datum("▒▒▒") == "▒▒▒"
    assert deel_van_datum("²²²²²²²²") == "²²²²²²²²"


def test_sizes_are_said_as_people_say_them() -> None:
    said = {1: "1 byte", 999: "999 bytes", 12_000: "12 kB", 1_430_000: "1,4 MB", 3 * 10**9: "3 GB"}
    assert {count: omvang(count) for count in said} == said


def test_an_address_is_one_only_when_it_is_nothing_else() -> None:
    assert is_adres("https://gemeente.example/zaken/1")
    assert not is_adres("https://gemeente.example zegt nee")
    assert not is_adres("zie https://gemeente.example")


def test_what_has_no_better_word_loses_its_underscores() -> None:
    assert in_gewone_taal("objectType", "gemeentelijke_openbare_ruimte") == "gemeentelijke openbare ruimte"
    assert in_gewone_taal("notitieType", "intern") == "alleen voor wie bij ons werkt"
    assert in_gewone_taal("taal", "zul") == "zul"


def test_every_word_stands_for_a_value_that_there_is() -> None:
    """So that a word that the standard changes does not stay behind here."""
    there: dict[str, set[str]] = {}

    def walk(field: Field) -> None:
        ranked = [each.name for each in field.ranked] if field.ranked is not None else []
        there.setdefault(field.wire, set()).update(map(str, [*(field.choices or ()), *ranked]))
        for group in groups_of(field):
            for inner in fields_of(group):
                walk(inner)

    for shape in targets.world().shapes.values():
        for field in shape.fields:
            walk(field)
    for name, words in WAARDEN.items():
        assert name in there, name
        if name != "taal":
            assert words.keys() <= there[name], name
