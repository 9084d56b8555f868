"""Rules of the register of processing activities: a ground and its law, and versions that are not rewritten."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
import pytest

from grondslag.kernel.rules import Nothing
from grondslag.registers.verwerkingen import versie, versie_geldigheid
from grondslag.registers.verwerkingen.versie import Gegevenscategorie, Versie
from grondslag.registers.verwerkingen.versie_geldigheid import Andere, Versies, overlap
from tests.catalogus_builders import NOW, a_change
from tests.verwerkingen_builders import a_versie, an_activiteit

TODAY = NOW.date().isoformat()
BIJZONDER = [Gegevenscategorie(naam="Gezondheid", soort="bijzonder")]
STRAFRECHTELIJK = [Gegevenscategorie(naam="Veroordelingen", soort="strafrechtelijk")]


def told(found: Iterable[Any]) -> list[tuple[str, str]]:
    """The field and the code of each violation."""
    return [(each.name, each.code) for each in found]


@pytest.mark.parametrize("grondslag", ["wettelijke_verplichting", "algemeen_belang"])
def test_a_ground_by_law_names_the_law(grondslag: str) -> None:
    judge = versie.a_ground_by_law_names_the_law
    bare = a_versie(grondslag=grondslag, wetsartikelen=[])
    assert told(judge(a_change(bare), Nothing())) == [("wetsartikelen", "required")]
    assert not told(judge(a_change(a_versie(grondslag=grondslag)), Nothing()))
    assert not told(judge(a_change(a_versie(grondslag="toestemming", wetsartikelen=[])), Nothing()))


def test_special_data_have_a_ground_of_their_own() -> None:
    judge = versie.special_data_have_a_ground_of_their_own
    assert told(judge(a_change(a_versie(gegevenscategorieen=BIJZONDER)), Nothing())) == [
        ("bijzondereGrondslagen", "required")
    ]
    wrong = a_versie(gegevenscategorieen=BIJZONDER, bijzondere_grondslagen=["strafrechtelijke_gegevens"])
    assert told(judge(a_change(wrong), Nothing())) == [("bijzondereGrondslagen", "required")]
    right = a_versie(gegevenscategorieen=BIJZONDER, bijzondere_grondslagen=["zorg"])
    assert not told(judge(a_change(right), Nothing()))
    assert not told(judge(a_change(a_versie()), Nothing()))


def test_criminal_data_need_art_10_and_a_law() -> None:
    judge = versie.criminal_data_have_a_ground_of_their_own
    bare = a_versie(gegevenscategorieen=STRAFRECHTELIJK, wetsartikelen=[])
    assert told(judge(a_change(bare), Nothing())) == [
        ("bijzondereGrondslagen", "required"),
        ("wetsartikelen", "required"),
    ]
    right = a_versie(gegevenscategorieen=STRAFRECHTELIJK, bijzondere_grondslagen=["strafrechtelijke_gegevens"])
    assert not told(judge(a_change(right), Nothing()))


def test_the_register_says_of_whom_and_what() -> None:
    judge = versie.the_register_says_of_whom_and_what
    assert told(judge(a_change(a_versie(betrokkenen=[], gegevenscategorieen=[])), Nothing())) == [
        ("betrokkenen", "empty"),
        ("gegevenscategorieen", "empty"),
    ]
    assert not told(judge(a_change(a_versie()), Nothing()))


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("jci1.3:c:BWBR0005537&artikel=6:4", True),
        ("jci1.31:c:BWBR0005537", True),
        ("https://wetten.overheid.nl/BWBR0005537/2026-01-01#Hoofdstuk6", True),
        ("jci1.3:c:BWBR55&artikel=6:4", False),
        ("Awb 6:4", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_law_is_pointed_at_by_jci_or_url(text: str, fits: bool) -> None:
    assert (versie._check_verwijzing(text) is None) is fits  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (("2020-01-01", "2021-01-01"), ("2021-01-01", None), False),
        (("2020-01-01", "2021-01-02"), ("2021-01-01", None), True),
        (("2020-01-01", None), ("2024-01-01", None), True),
        (("2022-01-01", "2023-01-01"), ("2020-01-01", "2021-01-01"), False),
    ],
)
def test_the_end_is_the_first_day_on_which_a_version_no_longer_holds(
    one: tuple[str, str | None], other: tuple[str, str | None], both: bool
) -> None:
    assert overlap(a_versie(1, *one), a_versie(2, *other)) is both
    assert overlap(a_versie(2, *other), a_versie(1, *one)) is both


def test_versions_are_numbered() -> None:
    number = versie_geldigheid.versions_are_numbered
    assert number(a_change(a_versie(0)), Andere(versies=[])) == {"versie": 1}
    assert number(a_change(a_versie(0)), Andere(versies=[a_versie(1), a_versie(4)])) == {"versie": 5}


@pytest.mark.parametrize(("end", "codes"), [(None, []), ("2020-01-02", []), ("2020-01-01", ["date-mismatch"])])
def test_a_version_begins_before_it_ends(end: str | None, codes: list[str]) -> None:
    change = a_change(a_versie(1, "2020-01-01", end))
    found = versie_geldigheid.a_version_begins_before_it_ends(change, Nothing())
    assert [code for _, code in told(found)] == codes


@pytest.mark.parametrize(
    ("begin", "earlier", "codes"),
    [
        ("2019-01-01", None, []),
        (TODAY, ("2020-01-01", None), []),
        ("2027-01-01", ("2020-01-01", None), []),
        ("2026-11-22", ("2020-01-01", None), ["date-mismatch"]),
        ("2026-11-22", ("2020-01-01", "2021-01-01"), []),
        ("2020-01-01", ("2020-01-01", "2021-01-01"), ["date-mismatch"]),
        (TODAY, ("2027-01-01", None), ["date-mismatch"]),
    ],
)
def test_a_version_comes_after_the_last(begin: str, earlier: tuple[str, str | None] | None, codes: list[str]) -> None:
    facts = Andere(versies=[] if earlier is None else [a_versie(1, *earlier)])
    found = versie_geldigheid.a_version_comes_after_the_last(a_change(a_versie(2, begin)), facts)
    assert told(found) == [("beginGeldigheid", code) for code in codes]


def test_a_new_version_ends_the_last_and_leaves_what_ended() -> None:
    open_, ended = a_versie(2, "2022-01-01"), a_versie(1, "2020-01-01", "2022-01-01")
    change = a_change(a_versie(3, "2027-01-01"))
    (update,) = versie_geldigheid.a_new_version_ends_the_last(change, Andere(versies=[ended, open_]))
    assert (update.record, update.values) == (open_, {"einde_geldigheid": date(2027, 1, 1)})


def test_versions_do_not_overlap() -> None:
    judge = versie_geldigheid.versions_do_not_overlap
    one, two = a_versie(1, "2020-01-01", "2027-01-01"), a_versie(2, "2027-01-01")
    facts = Andere(versies=[one, two])
    longer = a_versie(1, "2020-01-01", "2027-01-02")
    assert told(judge(a_change(longer, one), facts)) == [("beginGeldigheid", "overlap")]
    assert not told(judge(a_change(a_versie(1, "2020-01-01", "2026-12-01"), one), facts))


def _judged(before: Versie, **said: Any) -> list[tuple[str, str]]:
    change = a_change(msgspec.structs.replace(before, **said), before)
    return told(versie_geldigheid.what_has_begun_is_not_rewritten(change, Nothing()))


def test_of_what_has_begun_only_the_end_moves() -> None:
    refused = ("nonFieldErrors", "wijzigen-niet-toegelaten")
    running = a_versie(1, TODAY)
    assert _judged(running, doel="Iets anders") == [refused]
    assert _judged(running, begin_geldigheid=date(2027, 1, 1)) == [refused]
    assert _judged(running, rev=3) == []
    assert _judged(running, einde_geldigheid=date(2026, 11, 24)) == []
    late = [("eindeGeldigheid", "wijzigen-niet-toegelaten")]
    assert _judged(a_versie(), einde_geldigheid=date(2026, 11, 22)) == late
    assert _judged(a_versie(1, "2020-01-01", "2026-11-22"), einde_geldigheid=None) == late, "it has ended"
    assert _judged(a_versie(1, "2020-01-01", "2026-12-22"), einde_geldigheid=None) == []


def test_a_version_to_come_may_change_and_stays_to_come() -> None:
    coming = a_versie(2, "2026-11-24")
    assert _judged(coming, doel="Iets anders", begin_geldigheid=date(2026, 11, 23)) == []
    assert _judged(coming, begin_geldigheid=date(2026, 11, 22)) == [("beginGeldigheid", "date-mismatch")]


def test_what_has_begun_stays() -> None:
    judge = versie_geldigheid.a_version_that_has_begun_stays
    assert told(judge(a_change(None, a_versie(1, TODAY)), Nothing())) == [("nonFieldErrors", "pending-relations")]
    assert not told(judge(a_change(None, a_versie(1, "2026-11-24")), Nothing()))
    whole = versie_geldigheid.an_activity_that_has_begun_stays
    removal = a_change(None, an_activiteit())
    assert told(whole(removal, Versies(versies=[a_versie(1, TODAY)]))) == [("nonFieldErrors", "pending-relations")]
    assert not told(whole(removal, Versies(versies=[a_versie(1, "2026-11-24")])))
