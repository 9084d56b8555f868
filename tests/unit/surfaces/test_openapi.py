"""The OpenAPI document of a small made-up component: what a declaration says is what the document says."""

from collections.abc import Iterator
from datetime import date
from enum import IntEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
import yaml
from jsonschema import Draft4Validator
from openapi_spec_validator import validate

from grondslag import targets
from grondslag.kernel.declare import (
    FIXED,
    IN,
    OURS,
    Choice,
    Component,
    Find,
    Group,
    Inverse,
    Limit,
    Max,
    Named,
    OneOf,
    Out,
    Record,
    Ref,
    To,
    resource,
)
from grondslag.kernel.filters import filters_of
from grondslag.kernel.rules import Change, Nothing, Violation, act, rule
from grondslag.kernel.shape import derive_world, key_of
from grondslag.surfaces.openapi import openapi, to_yaml

HERE = __name__.split(".")[-2]
"""The component of a room is the package that it stands in."""


class Geheim(IntEnum):
    laag = 1
    hoog = 2


class Mens(Group):
    """Iemand van vlees en bloed."""

    naam: Annotated[str, Max(10), "Hoe ze heet."]
    nummer: Annotated[str, Limit(pattern="[0-9]{3}"), "Haar nummer."] = ""


class Zaakje(Group):
    """Een bedrijf."""

    nummer: Annotated[int, Limit(ge=1, le=9), "Het nummer."]


class Verband(Group):
    """Een verband met een ander boek."""

    boek: Annotated[Ref, To(f"{HERE}.boek"), Named("titel", within="reeks"), "Het andere boek."]
    titel: Annotated[str, Out("boek.titel"), "De titel daarvan."] = ""


class Vraag(Group):
    """Waarom het boek wordt uitgeleend."""

    reden: Annotated[str, Max(5), "De reden."]


@act("leen", scope="boeken.lenen", body=Vraag)
@act("publish", scope="boeken.lenen")
@act("boeknummer_reserveren", scope="boeken.lenen", body=Vraag, single=False)
@resource(
    "boeken",
    methods="LCRHUPD",
    root=True,
    scopes={"read": "boeken.lezen", "create": ("boeken.maken", "boeken.alles"), "update": "u", "destroy": "d"},
    show_uuid=True,
    crs=True,
    audit=True,
    zoek=True,
    sort=("verschenen",),
    filters={"status": Choice(field="af", words={"alles": None, "af": True}, default="af")},
    also={"destroy": (200,)},
)
class Boek(Record):
    """Een boek."""

    titel: Annotated[str, Max(20), FIXED, Find.EXACT, Find.ICONTAINS, "Hoe het heet."]
    reeks: Annotated[str, "De reeks waar het in staat."] = ""
    verschenen: Annotated[date | None, Find.RANGE, Find.ISNULL, "Wanneer het uitkwam."] = None
    geheim: Annotated[Geheim, Find.EXACT, "Hoe geheim het is."] = Geheim.laag
    schrijver_soort: Annotated[Literal["mens", "zaakje", "niemand"], Find.EXACT, Find.IN, "Wat de schrijver is."]
    schrijver: Annotated[dict[str, Any] | None, OneOf("schrijver_soort", {"mens": Mens, "zaakje": Zaakje}), "Wie."] = (
        None
    )
    uitgever: Annotated[Zaakje | None, "Wie het uitgaf."] = None
    verbanden: Annotated[list[Verband], Limit(items=3), "Andere boeken."] = msgspec.field(default_factory=list[Verband])
    regels: Annotated[list[Ref], Inverse(f"{HERE}.regel", "boek"), "De regels."] = msgspec.field(
        default_factory=list[Ref]
    )
    inhoud: Annotated[str, IN, "Wat erin staat."] = ""
    af: Annotated[bool, OURS, "Of het af is."] = False
    concept: Annotated[bool, OURS, "Of het nog niet uit is."] = True


@resource(
    "regels",
    methods="LCRD",
    under=True,
    part_of="boek",
    paged=False,
    scopes={"read": "r", "create": "c", "destroy": "d"},
)
class Regel(Record):
    """Een regel in een boek."""

    boek: Annotated[Ref, To(f"{HERE}.boek"), "Het boek."]
    tekst: Annotated[str, Find.EXACT, "De tekst."]


@rule("proef-001", "openapi", on=("create",))
def books_have_a_writer(change: Change[Boek], facts: Nothing) -> Iterator[Violation]:
    """A book has a writer."""
    if change.record.schrijver is None:
        yield Violation("required", "Een boek heeft een schrijver.", "schrijver")


COMPONENT = Component(
    name=HERE, abbreviation="prf", title="Proef", version="1.2.3", path="/proef/api/v1", rooms=(Boek, Regel)
)
WORLD = derive_world((COMPONENT,))
DOCUMENT = openapi(WORLD, HERE, "https://proef.example/proef/api/v1")
SCHEMAS = DOCUMENT["components"]["schemas"]


def _parameters(path: str, method: str) -> dict[str, Any]:
    return {each["name"]: each for each in DOCUMENT["paths"][path][method]["parameters"]}


def test_the_document_is_valid_and_stands_at_the_root_of_its_component() -> None:
    validate(DOCUMENT)
    assert openapi(WORLD, HERE, "")["servers"] == [{"url": "/proef/api/v1"}]
    assert DOCUMENT["servers"] == [{"url": "https://proef.example/proef/api/v1"}]
    assert DOCUMENT["info"]["version"] == "1.2.3"
    assert key_of(Boek) == f"{HERE}.boek"


def test_every_method_and_action_has_an_operation() -> None:
    found = {(path, method) for path, item in DOCUMENT["paths"].items() for method in item}
    one, regel = "/boeken/{uuid}", "/boeken/{boek_uuid}/regels"
    assert found == {
        ("/boeken", "get"), ("/boeken", "post"), ("/boeken/_zoek", "post"), (one, "get"), (one, "head"), (one, "put"),
        (one, "patch"), (one, "delete"), (f"{one}/leen", "post"), (f"{one}/publish", "post"),
        ("/boeknummer_reserveren", "post"), (regel, "get"), (regel, "post"),
        (f"{regel}/{{uuid}}", "get"), (f"{regel}/{{uuid}}", "delete"), ("/boeken/{boek_uuid}/audittrail", "get"),
        ("/boeken/{boek_uuid}/audittrail/{uuid}", "get"),
    }  # fmt: skip


def test_every_summary_is_a_dutch_phrase_with_a_capital() -> None:
    said = {each["summary"] for item in DOCUMENT["paths"].values() for each in item.values()}
    assert {"Boek toevoegen", "Boek deels bijwerken", "Boek verwijderen"} <= said
    assert {"Boek leen", "Boek publiceren", "Boeknummer reserveren"} <= said
    assert all(each[0].isupper() and not set(each) & set(":_") for each in said)


def test_statuses_that_only_the_standard_prints_stand_beside_ours() -> None:
    answers = DOCUMENT["paths"]["/boeken/{uuid}"]["delete"]["responses"]
    assert {"200", "204", "403", "404", "412"} <= set(answers)


def test_the_query_parameters_are_the_filters_that_the_server_reads() -> None:
    said = _parameters("/boeken", "get")
    read = {name for name, each in filters_of(WORLD, WORLD.of(Boek)).items() if not each.body}
    steering = {"page", "pageSize", "ordering", "expand"}
    assert {name for name, each in said.items() if each["in"] == "query"} == read | steering
    assert said["pageSize"]["x-experimental"] is True  # the standard does not print it for this list
    assert said["schrijverSoort__in"]["schema"] == {
        "type": "array", "items": {"type": "string", "enum": ["mens", "zaakje", "niemand"]},
    }  # fmt: skip
    assert said["status"]["schema"]["default"] == "af"
    assert "datumGeldigheid" in _parameters("/boeken/{uuid}", "get")
    assert said["ordering"]["schema"]["items"]["enum"] == ["verschenen", "-verschenen"]


def test_headers_follow_the_declaration() -> None:
    assert {"Idempotency-Key", "Content-Type", "Accept-Crs"} <= set(_parameters("/boeken", "post"))
    assert "If-None-Match" in _parameters("/boeken/{uuid}", "get")
    assert "Idempotency-Key" not in _parameters("/boeken/{uuid}", "put")


def test_scopes_of_which_one_suffices_are_alternatives() -> None:
    post = DOCUMENT["paths"]["/boeken"]["post"]
    assert post["security"] == [{"JWT-Claims": ["boeken.maken"]}, {"JWT-Claims": ["boeken.alles"]}]


def test_rules_stand_under_the_operations_they_can_refuse() -> None:
    row = "| proef-001 | openapi | A book has a writer. |"
    assert row in DOCUMENT["paths"]["/boeken"]["post"]["description"]
    assert "description" not in DOCUMENT["paths"]["/boeken/{uuid}"]["put"]


def test_what_is_shown_and_what_may_be_sent_differ() -> None:
    shown, sent = SCHEMAS["BasisBoek"], SCHEMAS["BasisBoekRequest"]
    assert {"url", "uuid", "af", "regels"} <= set(shown["properties"])
    assert "inhoud" not in shown["properties"]
    assert set(shown["required"]) == set(shown["properties"])
    assert "inhoud" in sent["properties"]
    assert not {"url", "uuid", "af", "regels"} & set(sent["properties"])
    assert sent["required"] == ["titel", "schrijverSoort"]
    assert sent["properties"]["titel"] == {
        "type": "string", "minLength": 1, "maxLength": 20, "description": "Hoe het heet.",
    }  # fmt: skip
    assert SCHEMAS["VerbandRequest"]["properties"]["boek"].get("format") is None
    assert SCHEMAS["Verband"]["properties"]["boek"]["format"] == "uri"
    assert sent["properties"]["verbanden"]["maxItems"] == 3
    assert "required" not in SCHEMAS["PatchedBoek"]


def _complaints(schema: str, value: Any) -> list[str]:
    return [
        each.message
        for each in Draft4Validator(_nulls(DOCUMENT) | {"$ref": f"#/components/schemas/{schema}"}).iter_errors(value)
    ]


def _nulls(node: Any) -> Any:
    """`nullable` in the words of JSON Schema."""
    if isinstance(node, list):
        return [_nulls(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: _nulls(each) for name, each in node.items()}
    if found.get("nullable") is True and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    return found


def test_the_value_of_a_field_decides_the_group() -> None:
    boek = {"titel": "Reis", "schrijverSoort": "mens", "schrijver": {"naam": "An"}}
    assert not _complaints("BoekRequest", boek)
    assert not _complaints("BoekRequest", {"titel": "Reis", "schrijverSoort": "niemand"})
    assert not _complaints("BoekRequest", boek | {"schrijver": None, "uitgever": None, "verschenen": None})
    assert not _complaints("BoekRequest", boek | {"schrijver": {"naam": "An", "nummer": ""}})
    assert _complaints("BoekRequest", boek | {"schrijver": {"naam": "An", "nummer": "x"}})
    assert _complaints("BoekRequest", boek | {"schrijverSoort": "zaakje"})
    assert _complaints("BoekRequest", boek | {"uitgever": {"nummer": 10}})
    assert _complaints("BoekRequest", boek | {"schrijverSoort": "dier"})
    assert not _complaints("PatchedBoek", {"schrijver": {"naam": "An"}})


def test_yaml_says_the_same_as_json() -> None:
    text = to_yaml(DOCUMENT)
    assert yaml.safe_load(text) == DOCUMENT
    assert text == to_yaml(openapi(derive_world((COMPONENT,)), HERE, "https://proef.example/proef/api/v1"))
    assert "&id" not in text


@pytest.mark.parametrize(
    ("component", "said"),
    [
        ("documenten", "**Hoofdobject**: `enkelvoudiginformatieobject`\n\n**Kenmerken**\n\n- `bronorganisatie`\n"),
        ("besluiten", "**Kenmerken**\n\n- `verantwoordelijke_organisatie`\n- `besluittype`\n"),
        ("besluiten", "- `besluitinformatieobject`: create, destroy"),
        ("autorisaties", "**Kenmerken**\n\nGeen."),
    ],
)
def test_the_description_tells_the_events_of_a_component(component: str, said: str) -> None:
    """A source must document its kanaal, the kenmerken, and which acts are told."""
    assert said in openapi(targets.world(), component, "")["info"]["description"]
