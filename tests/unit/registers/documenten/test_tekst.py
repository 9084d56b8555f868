"""When the words of content are to be read: once for each content, whatever way it came."""

from typing import Any

import pytest

from grondslag.kernel.rules import Change, Nothing
from grondslag.registers.documenten import tekst
from grondslag.registers.documenten.bestandsdeel import BestandsDeel
from grondslag.registers.documenten.document_inhoud import Onderweg
from grondslag.registers.documenten.enkelvoudiginformatieobject import BestandsDeelVanDocument
from tests.builders import DOCUMENT, NOW, a_change, a_document


def waiting(writes: Any) -> list[int]:
    """The versions whose content waits to be read."""
    found = [each.record for each in writes]
    assert all(each.informatieobject == DOCUMENT and each.stand == "wacht" and each.wacht_tot == NOW for each in found)
    return [each.versie for each in found]


@pytest.mark.parametrize(
    ("before", "after", "versions"),
    [("new", None, []), ("new", 1, [1]), (1, 1, []), (1, 3, [3]), (None, 2, [2]), (2, None, [])],
)
def test_content_that_came_waits_once(before: Any, after: int | None, versions: list[int]) -> None:
    old = None if before == "new" else a_document(id=DOCUMENT, inhoud_versie=before)
    change = a_change(a_document(id=DOCUMENT, inhoud_versie=after), old)
    assert waiting(tekst.content_that_came_waits_to_be_read(change, Nothing())) == versions


@pytest.mark.parametrize(("there", "versions"), [((), []), ((True, True), [2]), ((True, False), [])])
def test_content_in_parts_waits_once_it_is_whole(there: tuple[bool, ...], versions: list[int]) -> None:
    shown = [
        BestandsDeelVanDocument(url=f"deel {number}", volgnummer=number, omvang=1, voltooid=came, lock="slot")
        for number, came in enumerate(there, 1)
    ]
    parts = [
        BestandsDeel(id=each.url, volgnummer=each.volgnummer, omvang=1, informatieobject=DOCUMENT, versie=2)
        for each in shown
    ]
    document = a_document(id=DOCUMENT, bestandsdelen=shown)
    change: Change[Any] = a_change(document, document)
    assert waiting(tekst.content_that_is_whole_waits_to_be_read(change, Onderweg(delen=parts))) == versions
