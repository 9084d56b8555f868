"""Rules of Applicatie: who holds a client id, all rights or a list, and what a right must say."""

from typing import Any

import msgspec
import pytest

from grondslag.kernel.rules import Create, Delete, Nothing
from grondslag.registers.autorisaties import applicatie
from grondslag.registers.autorisaties.applicatie import Applicatie, Autorisatie, ClientId, ClientIds
from tests.catalogus_builders import a_change


def an_applicatie(*autorisaties: dict[str, Any], **said: Any) -> Applicatie:
    """An applicatie with these rights."""
    usual: dict[str, Any] = {"id": "a1", "client_ids": ["een"], "label": "Een"}
    rights = [msgspec.convert({"scopes": ["zaken.lezen"], **each}, Autorisatie) for each in autorisaties]
    usual["autorisaties"] = rights
    return Applicatie(**(usual | said))


def test_a_client_id_has_one_applicatie() -> None:
    change = a_change(an_applicatie(client_ids=["een", "twee"]))
    taken = ClientIds(houders=[ClientId(applicatie="a2", client_id="twee")], eigen=[])
    told = list(applicatie.a_client_id_has_one_applicatie(change, taken))
    assert [(each.code, each.name) for each in told] == [("clientId-exists", "clientIds")]
    own = ClientIds(houders=[ClientId(applicatie="a1", client_id="een")], eigen=[])
    assert not list(applicatie.a_client_id_has_one_applicatie(change, own))


def test_client_ids_are_claimed_and_let_go() -> None:
    held, gone = ClientId(applicatie="a1", client_id="een"), ClientId(applicatie="a1", client_id="oud")
    facts = ClientIds(houders=[held], eigen=[held, gone])
    change = a_change(an_applicatie(client_ids=["een", "nieuw", "nieuw"]), an_applicatie())
    assert list(applicatie.a_client_id_is_claimed(change, facts)) == [
        Delete(gone),
        Create(ClientId(applicatie="a1", client_id="nieuw")),
    ]


@pytest.mark.parametrize(
    ("everything", "rights", "codes"),
    [
        (True, (), []),
        (False, ({"component": "ztc", "scopes": ["catalogi.lezen"]},), []),
        (True, ({"component": "ztc", "scopes": ["catalogi.lezen"]},), ["ambiguous-authorizations-specified"]),
        (False, (), ["missing-authorizations"]),
    ],
)
def test_rights_are_all_or_listed(everything: bool, rights: tuple[dict[str, Any], ...], codes: list[str]) -> None:
    change = a_change(an_applicatie(*rights, heeft_alle_autorisaties=everything))
    told = list(applicatie.rights_are_all_or_listed(change, Nothing()))
    assert [(each.code, each.name) for each in told] == [(code, "nonFieldErrors") for code in codes]


@pytest.mark.parametrize(
    ("right", "names"),
    [
        ({"component": "zrc"}, ["maxVertrouwelijkheidaanduiding", "zaaktype"]),
        ({"component": "zrc", "zaaktype": "z", "maxVertrouwelijkheidaanduiding": "openbaar"}, []),
        ({"component": "zrc", "scopes": ["notificaties.publiceren"]}, []),
        (
            {"component": "drc", "scopes": ["documenten.lezen"]},
            ["informatieobjecttype", "maxVertrouwelijkheidaanduiding"],
        ),
        ({"component": "drc", "scopes": ["notificaties.publiceren"]}, []),
        ({"component": "brc", "scopes": ["besluiten.lezen"]}, ["besluittype"]),
        ({"component": "brc", "scopes": ["besluiten.lezen"], "besluittype": "b"}, []),
        ({"component": "ztc", "scopes": ["catalogi.lezen"]}, []),
        ({"component": "ac", "scopes": ["autorisaties.lezen"]}, []),
        ({"component": "nrc", "scopes": ["notificaties.publiceren"]}, []),
    ],
)
def test_rights_on_records_say_which(right: dict[str, Any], names: list[str]) -> None:
    change = a_change(an_applicatie({"component": "ztc"}, right))
    told = list(applicatie.rights_on_records_say_which(change, Nothing()))
    assert [(each.code, each.name) for each in told] == [("required", f"autorisaties.1.{name}") for name in names]


def test_a_component_has_a_name() -> None:
    change = a_change(an_applicatie({"component": "zrc"}, {"component": "nrc"}))
    shown = applicatie.a_component_has_a_name(change, Nothing())["autorisaties"]
    assert [each.component_weergave for each in shown] == ["Zaken API", "Notificaties API"]


def test_what_is_not_said_of_a_right_is_not_kept() -> None:
    assert msgspec.to_builtins(an_applicatie({"component": "ztc"}).autorisaties[0]) == {
        "component": "ztc",
        "scopes": ["zaken.lezen"],
    }
