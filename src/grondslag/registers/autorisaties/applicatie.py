"""Applicatie: a program that may call the APIs, by which names it signs its tokens, and what it may do."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from grondslag.kernel.declare import OURS, Find, Group, Limit, Lookup, Max, Record, Ref, To, resource
from grondslag.kernel.rules import Change, Create, Delete, Facts, Nothing, Violation, Where, derive, effect, rule

Component = Literal["ac", "nrc", "zrc", "ztc", "drc", "brc", "personen", "verwerkingen", "logboek", "inzage"]
"""The components of the standard by its abbreviations, then those that it does not know by their own names."""
WEERGAVE = {
    "ac": "Autorisaties API",
    "nrc": "Notificaties API",
    "zrc": "Zaken API",
    "ztc": "Catalogi API",
    "drc": "Documenten API",
    "brc": "Besluiten API",
    "personen": "BRP Personen bevragen API",
    "verwerkingen": "Verwerkingen API",
    "logboek": "Logboek API",
    "inzage": "Inzage API",
}
MaxVertrouwelijkheidaanduiding = Literal[
    "openbaar",
    "beperkt_openbaar",
    "intern",
    "zaakvertrouwelijk",
    "vertrouwelijk",
    "confidentieel",
    "geheim",
    "zeer_geheim",
    "",
]


class Autorisatie(Group, omit_defaults=True):
    """Wat een applicatie in een component mag, voor een type en tot een vertrouwelijkheid."""

    component: Annotated[Component, "De component waarin het mag."]
    component_weergave: Annotated[str, Limit(min_length=1), OURS, "De naam van die component."] = ""
    scopes: Annotated[list[Annotated[str, Max(100), Limit(min_length=1)]], "Wat er mag."]
    zaaktype: Annotated[Ref, To("catalogi.zaaktype", seen=False), Max(1000), "Voor zaken van dit zaaktype."] = ""
    informatieobjecttype: Annotated[
        Ref,
        To("catalogi.informatieobjecttype", seen=False),
        Max(1000),
        "Voor documenten van dit informatieobjecttype.",
    ] = ""
    besluittype: Annotated[
        Ref, To("catalogi.besluittype", seen=False), Max(1000), "Voor besluiten van dit besluittype."
    ] = ""
    max_vertrouwelijkheidaanduiding: Annotated[
        MaxVertrouwelijkheidaanduiding, "Tot en met deze vertrouwelijkheidaanduiding."
    ] = ""


@resource(
    "applicaties",
    methods="LCRUPD",
    root=True,
    scopes={
        "read": "autorisaties.lezen",
        "create": "autorisaties.bijwerken",
        "update": "autorisaties.bijwerken",
        "destroy": "autorisaties.bijwerken",
    },
    channel="autorisaties",
    lookups={"consumer": Lookup(parameter="clientId", field="client_ids")},
)
class Applicatie(Record):
    """Een programma dat de API's aanroept, met wat het daar mag."""

    client_ids: Annotated[
        list[Annotated[str, Max(50), Limit(min_length=1)]],
        Find.HAS,
        "De namen waarmee de applicatie haar tokens ondertekent.",
    ]
    label: Annotated[str, Max(100), Limit(min_length=1), "De naam van de applicatie, om haar aan te herkennen."]
    heeft_alle_autorisaties: Annotated[bool, "Of de applicatie alles mag."] = False
    alleen_is_gereed_voor_publicatie: Annotated[
        bool, "Of de applicatie alleen documenten ziet die gereed zijn voor publicatie."
    ] = False
    autorisaties: Annotated[list[Autorisatie], "Wat de applicatie mag, als dat niet alles is."] = msgspec.field(
        default_factory=list[Autorisatie]
    )


@resource(
    "clientids",
    methods="",
    part_of="applicatie",
    scopes={"read": "autorisaties.lezen"},
    unique={"ac-001": ("client_id",)},
)
class ClientId(Record):
    """Een client id en de ene applicatie waar het bij hoort."""

    applicatie: Annotated[Ref, To("autorisaties.applicatie"), "De applicatie."]
    client_id: Annotated[str, Max(50), "De naam waarmee zij haar tokens ondertekent."]


class ClientIds(Facts):
    """Who holds the client ids that are asked for, and which ones the applicatie holds now."""

    houders: Annotated[list[ClientId], Where("client_id", "client_ids")]
    eigen: Annotated[list[ClientId], Where("applicatie", "id")]


@rule("ac-001", "clientIds")
def a_client_id_has_one_applicatie(change: Change[Applicatie], facts: ClientIds) -> Iterator[Violation]:
    """A client id belongs to one applicatie."""
    taken = sorted({each.client_id for each in facts.houders if each.applicatie != change.record.id})
    if taken:
        reason = f"Deze client ids horen al bij een applicatie: {', '.join(taken)}."
        yield Violation("clientId-exists", reason, "clientIds")


@effect("ac-001", "clientIds-vast")
def a_client_id_is_claimed(change: Change[Applicatie], facts: ClientIds) -> Iterator[Create | Delete]:
    """Each client id is a row of its own, so that of two who claim it at once the database lets one through."""
    wanted = dict.fromkeys(change.record.client_ids)
    held = {each.client_id: each for each in facts.eigen}
    yield from (Delete(row) for name, row in held.items() if name not in wanted)
    yield from (Create(ClientId(applicatie=change.record.id, client_id=name)) for name in wanted if name not in held)


@derive("ac-003", "componentWeergave")
def a_component_has_a_name(change: Change[Applicatie], facts: Nothing) -> dict[str, list[Autorisatie]]:
    """The name of the component is ours to give."""
    return {
        "autorisaties": [
            msgspec.structs.replace(each, component_weergave=WEERGAVE[each.component])
            for each in change.record.autorisaties
        ]
    }


@rule("ac-002", "autorisaties")
def rights_are_all_or_listed(change: Change[Applicatie], facts: Nothing) -> Iterator[Violation]:
    """An applicatie has either all rights or a list of them: not both, and not neither."""
    record = change.record
    if record.heeft_alle_autorisaties and record.autorisaties:
        reason = "Geef autorisaties, of zet heeftAlleAutorisaties aan: niet allebei."
        yield Violation("ambiguous-authorizations-specified", reason)
    if not record.heeft_alle_autorisaties and not record.autorisaties:
        yield Violation("missing-authorizations", "Geef autorisaties, of zet heeftAlleAutorisaties aan.")


_MAX = ("maxVertrouwelijkheidaanduiding", "max_vertrouwelijkheidaanduiding")
_NEEDS = {
    "zrc": ("zaken.", (_MAX, ("zaaktype", "zaaktype"))),
    "drc": ("documenten.", (("informatieobjecttype", "informatieobjecttype"), _MAX)),
    "brc": ("besluiten.", (("besluittype", "besluittype"),)),
}


@rule("ac-003", "velden")
def rights_on_records_say_which(change: Change[Applicatie], facts: Nothing) -> Iterator[Violation]:
    """A right on zaken, documenten or besluiten says on which type, and up to which confidentiality."""
    for index, each in enumerate(change.record.autorisaties):
        prefix, fields = _NEEDS.get(each.component, ("", ()))
        if not any(scope.startswith(prefix) for scope in each.scopes):
            continue
        for wire, name in fields:
            if not getattr(each, name):
                yield Violation("required", "Dit veld is vereist bij deze scopes.", f"autorisaties.{index}.{wire}")
