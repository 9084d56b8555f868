"""EnkelvoudigInformatieObject: a document and what is known of it, in versions, changed under a lock.

Its content lies in parts (`bestandsdeel.py`), each with the version it came with. A version knows with which version
its content came, so those that change other fields share it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import msgspec

from grondslag.kernel.declare import (
    HIDDEN,
    IN,
    OURS,
    Content,
    Find,
    Group,
    Limit,
    Max,
    Numbers,
    Out,
    Record,
    Ref,
    Through,
    To,
    Url,
    resource,
)
from grondslag.kernel.rules import Change, Facts, Nothing, One, Violation, Warn, act, derive, rule
from grondslag.registers.documenten.peers import InformatieObjectTypeView
from grondslag.vocabulary.velden import Rsin
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding

UPDATES = ("update", "partial_update")
IN_THE_MAKING = ("in_bewerking", "ter_vaststelling")
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
SCOPES_OF_PARTS = {
    "read": "documenten.lezen",
    "create": "documenten.aanmaken",
    "update": "documenten.bijwerken",
    "destroy": "documenten.verwijderen",
}
"""The rights of what belongs to a document."""
OF_AN_OBJECT = Through(
    target="documenten.objectinformatieobject", back="informatieobject", field="object", format="uri"
)
OF_A_KIND_OF_OBJECT = Through(
    target="documenten.objectinformatieobject",
    back="informatieobject",
    field="object_type",
    enum=("besluit", "zaak", "verzoek"),
)


class Integriteit(Group):
    """Waarmee is na te gaan of de inhoud nog dezelfde is."""

    algoritme: Annotated[
        Literal[
            "crc_16",
            "crc_32",
            "crc_64",
            "fletcher_4",
            "fletcher_8",
            "fletcher_16",
            "fletcher_32",
            "hmac",
            "md5",
            "sha_1",
            "sha_256",
            "sha_512",
            "sha_3",
        ],
        "Hoe de waarde is berekend.",
    ]
    waarde: Annotated[str, Max(128), "De waarde die de inhoud oplevert."]
    datum: Annotated[date, "De dag waarop de waarde is berekend."]


class Ondertekening(Group):
    """Hoe en wanneer het document is ondertekend."""

    soort: Annotated[Literal["analoog", "digitaal", "pki"], "Hoe het document is ondertekend."]
    datum: Annotated[date, "De dag waarop het document is ondertekend."]


class BestandsDeelVanDocument(Group):
    """Een deel van de inhoud, dat apart wordt verstuurd."""

    url: Annotated[Ref, To("documenten.bestandsdeel"), Max(1000), "Waar het deel heen moet."]
    volgnummer: Annotated[int, "De plaats van het deel in het geheel."]
    omvang: Annotated[int, "Hoe groot het deel is, in bytes."]
    voltooid: Annotated[bool, "Of het deel er is."]
    lock: Annotated[str, "De sleutel van de vergrendeling."]


class LockEnkelvoudigInformatieObject(Group):
    """De sleutel waarmee een vergrendeld document gewijzigd kan worden."""

    lock: Annotated[str, Out("slot"), "De sleutel van de vergrendeling."] = ""


class UnlockEnkelvoudigInformatieObjectRequest(Group):
    """De sleutel van de vergrendeling die eraf gaat."""

    lock: Annotated[str, Max(100), "De sleutel die bij het vergrendelen is gegeven."] = ""


@act("lock", scope="documenten.lock", answer=LockEnkelvoudigInformatieObject)
@act(
    "unlock",
    scope=("documenten.lock", "documenten.geforceerd-unlock"),
    body=UnlockEnkelvoudigInformatieObjectRequest,
    status=204,
)
@resource(
    "enkelvoudiginformatieobjecten",
    methods="LCRHUPD",
    root=True,
    versioned=True,
    lasting=("locked", "slot", "bestandsdelen"),
    guarded_by=("informatieobjecttype", "vertrouwelijkheidaanduiding", "is_gereed_voor_publicatie"),
    scopes={
        "read": "documenten.lezen",
        "create": "documenten.aanmaken",
        "update": ("documenten.bijwerken", "documenten.geforceerd-bijwerken"),
        "destroy": "documenten.verwijderen",
    },
    channel="documenten",
    kenmerken={
        "bronorganisatie": "bronorganisatie",
        "informatieobjecttype": "informatieobjecttype",
        "vertrouwelijkheidaanduiding": "vertrouwelijkheidaanduiding",
    },
    zoek=True,
    audit=True,
    numbers=Numbers(field="identificatie", per="bronorganisatie", prefix="DOCUMENT"),
    unique={"unique": ("bronorganisatie", "identificatie")},
    indexes=(("is_gereed_voor_publicatie", "id"),),
    filters={
        f"objectinformatieobjecten{spelled}{name}": said
        for spelled in ("_", "__")
        for name, said in (("object", OF_AN_OBJECT), ("objectType", OF_A_KIND_OF_OBJECT))
    },
    sort=("auteur", "bestandsomvang", "formaat", "creatiedatum", "status", "titel", "vertrouwelijkheidaanduiding"),
    extra=(
        "auteur",
        "beschrijving",
        "creatiedatum__gt",
        "creatiedatum__gte",
        "creatiedatum__lt",
        "creatiedatum__lte",
        "informatieobjecttype",
        "locked",
        "objectinformatieobjecten__object",
        "objectinformatieobjecten__objectType",
        "ordering",
        "titel",
        "trefwoorden__overlap",
        "vertrouwelijkheidaanduiding",
    ),
    label=("bronorganisatie", "identificatie"),
    told={"lock": "slot"},
)
class EnkelvoudigInformatieObject(Record):
    """Een document dat als geheel wordt behandeld, en wat erover bekend is."""

    identificatie: Annotated[str, Max(40), Find.EXACT, "Het nummer van het document."] = ""
    bronorganisatie: Annotated[Rsin, Find.EXACT, "Het RSIN van de organisatie die het document maakte of ontving."]
    creatiedatum: Annotated[date, Find.RANGE, "De dag waarop het document is gemaakt."]
    titel: Annotated[str, Max(200), Find.PART, "Hoe het document heet."]
    vertrouwelijkheidaanduiding: Annotated[
        Vertrouwelijkheidaanduiding, Find.EXACT, "Hoe vertrouwelijk het document is; vanzelf als zijn type."
    ] = Vertrouwelijkheidaanduiding.zeer_geheim
    is_gereed_voor_publicatie: Annotated[bool | None, "Of het document openbaar gemaakt kan worden."] = None
    tonen_aan_initiator: Annotated[bool, "Of de initiator van de zaak het document ziet."] = False
    auteur: Annotated[str, Max(200), Find.PART, "Wie het document schreef."]
    status: Annotated[
        Literal["", "in_bewerking", "ter_vaststelling", "definitief", "gearchiveerd"], "Hoever het document is."
    ] = ""
    inhoud_is_vervallen: Annotated[bool | None, "Of de inhoud niet langer geldig is."] = None
    formaat: Annotated[str, Max(255), "De soort inhoud, als mediatype."] = ""
    taal: Annotated[str, Limit(max_length=3, min_length=3), "De taal, als code van drie letters (ISO 639-2/B)."]
    versie: Annotated[int, OURS, "Het nummer van deze versie."] = 1
    begin_registratie: Annotated[datetime, OURS, "Sinds wanneer deze versie er is."] = BEFORE_ALL
    bestandsnaam: Annotated[str, Max(255), "De naam van het bestand, met extensie."] = ""
    inhoud: Annotated[
        Content | None,
        IN,
        Out("inhoud_versie", below="/download?versie="),
        "De inhoud zelf, in base64; getoond wordt het adres waar hij te downloaden is.",
    ] = None
    bestandsomvang: Annotated[int | None, Limit(ge=0), "Hoe groot de inhoud is, in bytes."] = None
    link: Annotated[Url, Max(200), "Waar de inhoud ook te vinden is."] = ""
    beschrijving: Annotated[str, Max(1000), Find.PART, "Waar het document over gaat."] = ""
    ontvangstdatum: Annotated[date | None, "De dag waarop het document is ontvangen."] = None
    verzenddatum: Annotated[date | None, "De dag waarop het document is verstuurd."] = None
    indicatie_gebruiksrecht: Annotated[bool | None, "Of er gebruiksrechten op rusten; leeg als dat onbekend is."] = None
    verschijningsvorm: Annotated[str, "Hoe het document eruitziet: brief, tekening, foto."] = ""
    ondertekening: Annotated[Ondertekening | None, "Hoe en wanneer het is ondertekend."] = None
    integriteit: Annotated[Integriteit | None, "Waarmee de inhoud is na te gaan."] = None
    informatieobjecttype: Annotated[
        Ref, To("catalogi.informatieobjecttype"), Max(200), Find.EXACT, "De soort document."
    ]
    locked: Annotated[bool, OURS, Find.EXACT, "Of het document vergrendeld is om te wijzigen."] = False
    bestandsdelen: Annotated[list[BestandsDeelVanDocument], OURS, "De delen waarin de inhoud nu wordt verstuurd."] = (
        msgspec.field(default_factory=list[BestandsDeelVanDocument])
    )
    trefwoorden: Annotated[list[str], Find.HAS, Find.OVERLAP, "Woorden waarmee het document te vinden is."] = (
        msgspec.field(default_factory=list[str])
    )
    lock: Annotated[str, IN, "De sleutel van de vergrendeling."] = ""
    slot: Annotated[str, HIDDEN, "De sleutel zoals hij is uitgegeven."] = ""
    inhoud_versie: Annotated[int | None, HIDDEN, "De versie waarmee deze inhoud kwam; leeg als er geen is."] = None


class VanType(Facts):
    """The kind of document."""

    informatieobjecttype: Annotated[InformatieObjectTypeView, One("informatieobjecttype")]


@derive("drc", "versie")
def each_change_is_a_version(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Mapping[str, Any]:
    """Each change makes a further version, which begins now."""
    before = change.before
    return {"versie": 1 if before is None else before.versie + 1, "begin_registratie": change.now}


@derive("drc", "identificatie", on=UPDATES)
def a_document_keeps_a_number(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Mapping[str, Any]:
    """A document may get another number, for drc-010 asks no more than the lock; but never none."""
    before = change.before
    if before is None or change.record.identificatie:
        return {}
    return {"identificatie": before.identificatie}


@derive("drc-007", "overnemen", on=("create",))
def confidentiality_follows_the_type(change: Change[EnkelvoudigInformatieObject], facts: VanType) -> Mapping[str, Any]:
    """The vertrouwelijkheidaanduiding is that of the informatieobjecttype, unless another is given."""
    if "vertrouwelijkheidaanduiding" in change.given:
        return {}
    return {"vertrouwelijkheidaanduiding": facts.informatieobjecttype.vertrouwelijkheidaanduiding}


@rule("drc-001", "gepubliceerd")
def the_informatieobjecttype_is_published(
    change: Change[EnkelvoudigInformatieObject], facts: VanType
) -> Iterator[Violation]:
    """A document has an informatieobjecttype that is published."""
    if change.changes("informatieobjecttype") and facts.informatieobjecttype.concept:
        yield Violation("not-published", "Het informatieobjecttype is nog een concept.", "informatieobjecttype")


@rule("drc-005", "ontvangen")
def received_documents_are_finished(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Iterator[Violation]:
    """A document that was received is not in the making."""
    record = change.record
    if record.ontvangstdatum is not None and record.status in IN_THE_MAKING:
        yield Violation("invalid_for_received", "Een ontvangen document is niet meer in bewerking.", "status")


@rule("drc", "ondertekening")
def what_is_signed_is_finished(change: Change[EnkelvoudigInformatieObject], facts: Nothing) -> Iterator[Warn]:
    """A document in the making has no ondertekening. That is told, not refused: drc-010 lets the lock alone decide."""
    record = change.record
    if record.ondertekening is not None and record.status in IN_THE_MAKING:
        yield Warn("Een document dat in bewerking of ter vaststelling is heeft nog geen ondertekening.")
