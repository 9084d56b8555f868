"""Rules of content: what a change brings, in how many parts, and what it is held against."""

from datetime import date
from typing import Any

import msgspec
import pytest

from grondslag.kernel.declare import Content
from grondslag.kernel.rules import Create, Delete, Nothing, Update
from grondslag.registers.documenten import bestandsdeel, document_inhoud
from grondslag.registers.documenten.bestandsdeel import BestandsDeel, VanDeel
from grondslag.registers.documenten.document_inhoud import MOST_PARTS, Onderweg
from grondslag.registers.documenten.enkelvoudiginformatieobject import (
    BestandsDeelVanDocument,
    Integriteit,
    UnlockEnkelvoudigInformatieObjectRequest,
)
from grondslag.registers.documenten.soort_inhoud import misfit
from tests.builders import DOCUMENT, a_change, a_document

FRESH = "00000000-0000-4000-8000-000000000001"
MEBI = 2**20


def content(size: int = 3, **said: Any) -> Content:
    """Content that came."""
    usual = {"key": "k", "size": size, "digests": {"sha_256": "ab"}, "head": b"%PDF-"}
    return Content(**(usual | said))


def changed(after: Any, before: Any = None, *, more: Any = None, **said: Any) -> Any:
    """A change, with `more` that few changes have."""
    return msgspec.structs.replace(a_change(after, before, **said), fresh_id=FRESH, **(more or {}))


def derived(after: Any, **said: Any) -> Any:
    """What follows for the document."""
    return document_inhoud.content_decides_what_is_said_of_it(changed(after, **said), Nothing())


def shown(url: str, *, voltooid: bool = False, omvang: int = 3) -> BestandsDeelVanDocument:
    """A part as its document shows it."""
    return BestandsDeelVanDocument(url=url, volgnummer=1, omvang=omvang, voltooid=voltooid, lock="slot")


def a_part(**said: Any) -> BestandsDeel:
    """A part."""
    usual: dict[str, Any] = {"id": "d", "informatieobject": DOCUMENT, "versie": 2, "volgnummer": 1, "omvang": 3}
    return BestandsDeel(**(usual | said))


def test_content_in_one_piece_is_there_at_once() -> None:
    found = derived(a_document(versie=4), raw={"inhoud": content()}, given=("inhoud",))
    assert found == {"bestandsomvang": 3, "inhoud_versie": 4, "bestandsdelen": []}


@pytest.mark.parametrize(("size", "parts"), [(1, 1), (64 * MEBI, 1), (64 * MEBI + 1, 2), (10 * 64 * MEBI, 10)])
def test_announced_content_comes_in_parts(size: int, parts: int) -> None:
    document = a_document(bestandsomvang=size)
    found = derived(document, given=("bestandsomvang",))
    assert found["locked"]
    assert found["slot"] == FRESH
    assert found["inhoud_versie"] is None
    delen = found["bestandsdelen"]
    assert len(delen) == parts
    assert sum(each.omvang for each in delen) == size
    assert len({each.url for each in delen}) == parts
    assert {each.lock for each in delen} == {FRESH}


def test_very_large_content_comes_in_larger_parts_not_in_more() -> None:
    document = a_document(bestandsomvang=2**39)
    delen = derived(document, given=("bestandsomvang",))["bestandsdelen"]
    assert len(delen) == MOST_PARTS
    assert sum(each.omvang for each in delen) == 2**39


@pytest.mark.parametrize(
    ("action", "given", "has_content", "renewed"),
    [
        ("partial_update", (), True, False),
        ("partial_update", ("bestandsomvang",), True, False),
        ("partial_update", ("bestandsomvang",), False, True),
        ("partial_update", ("inhoud", "bestandsomvang"), True, True),
        ("update", (), True, False),
        ("update", ("bestandsomvang",), True, True),
        ("update", ("inhoud",), True, True),
    ],
)
def test_what_a_change_means_for_the_content(
    action: str, given: tuple[str, ...], has_content: bool, renewed: bool
) -> None:
    before = a_document(versie=1, bestandsomvang=5, inhoud_versie=1 if has_content else None)
    after = a_document(versie=2, bestandsomvang=9, inhoud_versie=1 if has_content else None)
    change = changed(after, before, action=action, given=given)
    assert document_inhoud.is_renewed(change) is renewed


def test_the_size_must_be_that_of_the_content() -> None:
    judge = document_inhoud.content_is_as_large_as_it_says
    right = a_change(a_document(bestandsomvang=3), raw={"inhoud": content()}, given=("inhoud", "bestandsomvang"))
    wrong = a_change(a_document(bestandsomvang=4), raw={"inhoud": content()}, given=("inhoud", "bestandsomvang"))
    assert not list(judge(right, Nothing()))
    assert [each.code for each in judge(wrong, Nothing())] == ["file-size"]
    huge = a_change(a_document(bestandsomvang=2**41), given=("bestandsomvang",))
    assert [each.code for each in judge(huge, Nothing())] == ["max_value"]


@pytest.mark.parametrize(
    ("waarde", "right"), [("AB", True), ("ab ", True), ("qw==", True), ("ac", False), ("", False), ("é", False)]
)
def test_a_checksum_may_be_written_in_two_ways(waarde: str, right: bool) -> None:
    told = Integriteit(algoritme="sha_256", waarde=waarde, datum=date(2026, 11, 25))
    change = a_change(a_document(integriteit=told), raw={"inhoud": content()})
    assert (not list(document_inhoud.content_yields_its_checksum(change, Nothing()))) is right


def test_content_becomes_a_part_and_an_upload_it_replaces_is_over() -> None:
    change = a_change(a_document(versie=2), raw={"inhoud": content()}, given=("inhoud",))
    old, new = document_inhoud.content_lies_in_parts(change, Onderweg(delen=[a_part()]))
    assert isinstance(old, Delete)
    assert isinstance(new, Create)
    assert isinstance(part := new.record, BestandsDeel)
    assert (part.sleutel, part.versie, part.voltooid) == ("k", 2, True)


@pytest.mark.parametrize(
    ("there", "key", "codes"),
    [
        ([], "slot", []),
        ([True, True], "slot", []),
        ([True, False], "slot", ["incomplete-upload"]),
        ([False, False], "slot", ["file-size"]),
        ([True, False], "", []),
    ],
)
def test_an_upload_is_whole_before_its_lock_opens(there: list[bool], key: str, codes: list[str]) -> None:
    document = a_document(locked=True, slot="slot", bestandsdelen=[shown("d", voltooid=each) for each in there])
    body = UnlockEnkelvoudigInformatieObjectRequest(lock=key)
    change = changed(document, document, action="unlock", more={"body": body})
    assert [each.code for each in document_inhoud.an_upload_is_whole(change, Nothing())] == codes
    writes = list(document_inhoud.parts_become_the_content(change, Onderweg(delen=[a_part()])))
    if not there:
        assert writes == []
    elif all(there):
        assert writes == [Update(document, {"inhoud_versie": 2, "bestandsdelen": []})]
    else:
        assert [type(each) for each in writes] == [Delete, Update]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, []),
        ({"lock": "anders"}, ["incorrect-lock-id"]),
        ({"lock": ""}, ["required"]),
        ({"inhoud": None}, ["required"]),
        ({"inhoud": content(4)}, ["file-size"]),
        ({"locked": False}, ["incorrect-lock-id"]),
        ({"parts": []}, ["invalid"]),
    ],
)
def test_a_part_comes_whole_and_under_the_lock(said: dict[str, Any], codes: list[str]) -> None:
    document = a_document(locked=said.get("locked", True), slot="slot", bestandsdelen=said.get("parts", [shown("d")]))
    raw = {"lock": said.get("lock", "slot"), "inhoud": said.get("inhoud", content())}
    change: Any = a_change(a_part(), a_part(), action="update", raw=raw)
    told = bestandsdeel.a_part_comes_whole_under_the_lock(change, VanDeel(informatieobject=document))
    assert [each.code for each in told] == codes


@pytest.mark.parametrize(
    ("head", "formaat", "naam", "told"),
    [
        (b"%PDF-1.7", "application/pdf", "a.pdf", 0),
        (b"GIF89a", "application/pdf", "a.pdf", 2),
        (b"PK\x03\x04", "application/vnd.oasis.opendocument.text", "a.odt", 0),
        (b"PK\x03\x04", "", "a.pdf", 1),
        (b"hallo", "text/plain; charset=utf-8", "a.txt", 0),
        (b"%PDF-1.7", "text/html", "a.html", 2),
        (b"wat dan ook", "application/x-eigen", "a.eigen", 0),
        (b"", "application/pdf", "a.pdf", 0),
        (b"MZ", "application/pdf", "", 1),
    ],
)
def test_what_content_looks_like_is_told(head: bytes, formaat: str, naam: str, told: int) -> None:
    assert len(list(misfit(head, formaat, naam))) == told
