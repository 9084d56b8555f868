"""Whose data a record is: nothing tells of a natural person without a mark, or a reason why it needs none."""

import re
from collections.abc import Iterator

from grondslag import targets
from grondslag.kernel.shape import Field, Shape, fields_of
from grondslag.surfaces.person_numbers import groups_of, holds_number
from grondslag.surfaces.subjects import SOMEBODY, is_person, told_by, whose_sql

WORLD = targets.world()
TELLS = re.compile(
    r"bsn|burgerservice|naam|persoon|auteur|betrokkene|klant|adres|postcode|straat|mail|telefoon|fax|geboorte"
    r"|afzender|ontvanger|medewerker|gebruiker|client|door(_|$)"
)
"""What a field is called that may tell of somebody."""
SAYS = re.compile(r"\b(wie|hoe die|mens|iemand|persoon)\b", re.IGNORECASE)
"""What its sentence says then."""
OF_A_PERSON = re.compile(r"bsn|geslachtsnaam|achternaam|voornamen|voorletters|geboorte")
"""What only a natural person has."""

EMPLOYEE = "what employees do is in the audit trail, and no data of who is served"
NOBODY = "it names a kind, a place, a file, a program, an organisation or a group of people"
BY_THE_ROL = "whom a rol names, its contact person too, the zaak keeps: the room says how (`told_by`)"
OF_THE_ZAAK = "it refers to a rol, or tells what one does, in a zaak that keeps who that is"
BESIDE_ANOTHER = "it is of whom another field of the same record names"
FREE = "a text that may as well be a team or a program: who sent a document, stands in a verzending or a rol"
WITHOUT: dict[str, tuple[str, ...]] = {
    EMPLOYEE: (
        "catalogi.catalogus.contactpersoon_beheer_naam",
        "catalogi.catalogus.contactpersoon_beheer_telefoonnummer",
        "catalogi.catalogus.contactpersoon_beheer_emailadres",
        "catalogi.zaaktype.verantwoordelijke",
        "zaken.zaaknotitie.aangemaakt_door",
    ),
    NOBODY: (
        "catalogi.catalogus.naam",
        "catalogi.zaaktype.referentieproces.naam",
        "catalogi.zaaktype.roltypen",
        "catalogi.statustype.checklistitem_statustype.itemnaam",
        "catalogi.eigenschap.naam",
        "zaken.zaak.communicatiekanaal_naam",
        "zaken.substatus.doelgroep",
        "zaken.zaakeigenschap.naam",
        "autorisaties.applicatie.client_ids",
        "autorisaties.clientid.client_id",
        "documenten.enkelvoudiginformatieobject.bestandsnaam",
        "notificaties.kanaal.naam",
        "notificaties.abonnement.kanalen.naam",
        "notificaties.aflevering.abonnement",
        "notificaties.dodebrief.abonnement",
        "notificaties.notificatie.source",
        "verwerkingen.verwerkingsactiviteit.naam",
        "verwerkingen.versie.betrokkenen",
        "verwerkingen.versie.gegevenscategorieen.naam",
        "verwerkingen.versie.ontvangers",
        "verwerkingen.versie.verwerkingsverantwoordelijke",
        "verwerkingen.versie.gezamenlijk_verantwoordelijken",
        "verwerkingen.versie.verwerkers",
        "verwerkingen.versie.velden",
    ),
    BY_THE_ROL: (
        "zaken.rol.betrokkene",
        "zaken.rol.betrokkene_type",
        "zaken.rol.afwijkende_naam_betrokkene",
        "zaken.rol.contactpersoon_rol",
    ),
    OF_THE_ZAAK: (
        "zaken.zaak.rollen",
        "zaken.rol.roltoelichting",
        "zaken.rol.indicatie_machtiging",
        "zaken.status.gezetdoor",
    ),
    BESIDE_ANOTHER: (
        "documenten.verzending.contactpersoonnaam",
        "documenten.verzending.binnenlands_correspondentieadres",
        "documenten.verzending.buitenlands_correspondentieadres",
        "documenten.verzending.correspondentie_postadres",
        "documenten.verzending.faxnummer",
        "documenten.verzending.emailadres",
        "documenten.verzending.telefoonnummer",
    ),
    FREE: ("documenten.enkelvoudiginformatieobject.auteur",),
}
"""The fields that seem to tell of somebody and have no mark, by the reason why. A new field is given one of both."""


def unmarked(shape: Shape) -> Iterator[str]:
    """The fields of a resource that seem to tell of somebody, and do not say whose data that is."""
    if not any(holds_number(each) and each.subject is not None for each in shape.fields):  # else all of it is theirs
        yield from _unmarked(shape.fields, shape.key)


def _unmarked(fields: tuple[Field, ...], above: str) -> Iterator[str]:
    for field in fields:
        path = f"{above}.{field.name}"
        if field.subject is not None:
            continue
        if TELLS.search(field.name) or SAYS.search(field.doc):
            yield path
        else:
            yield from _unmarked(field.nested, path)


def people(group: type, above: str) -> Iterator[tuple[str, bool]]:
    """The groups, this one and those within, that describe a natural person; and whether the mark finds them there."""
    fields = fields_of(group)
    if any(OF_A_PERSON.search(each.name) for each in fields):
        yield above, any(each.name == "inp_bsn" for each in fields)
    for field in fields:
        for inner in groups_of(field):
            yield from people(inner, f"{above}.{field.name}")


def test_whatever_tells_of_a_person_says_whose_data_it_is_or_has_a_reason_not_to():
    found = [path for shape in WORLD.shapes.values() for path in unmarked(shape)]
    assert sorted(found) == sorted(path for paths in WITHOUT.values() for path in paths)


def test_whoever_is_described_in_a_group_is_found_by_its_mark():
    kinds = [
        (f"{shape.key}.{word}", group, field)
        for shape in WORLD.shapes.values()
        for field in shape.fields
        if field.one_of is not None
        for word, group in field.one_of.groups.items()
    ]
    described = {where: (known, field) for at, group, field in kinds for where, known in people(group, at)}
    marked = {where for where, (known, field) in described.items() if known and field.subject is not None}
    assert described.keys() - marked == {"zaken.rol.medewerker", "zaken.zaakobject.medewerker"}, EMPLOYEE
    assert marked == {
        "zaken.rol.natuurlijk_persoon",
        "zaken.zaakobject.natuurlijk_persoon",
        "zaken.zaakobject.zakelijk_recht.heeft_als_gerechtigde.natuurlijk_persoon",
    }


def test_what_is_sent_is_of_whom_it_went_to_and_so_is_the_document():
    verzending = WORLD.shapes["documenten.verzending"]
    body = {"betrokkene": "https://b.example/1", "contactPersoon": "https://b.example/2", "contactpersoonnaam": "Jo"}
    told = list(told_by(verzending, body, "a"))
    assert told == [f"{SOMEBODY}https://b.example/1", f"{SOMEBODY}https://b.example/2"]
    assert not any(map(is_person, told)), "the address may lead to a rol, and that to a person with a number"
    for key in ("verzending", "enkelvoudiginformatieobject", "gebruiksrechten"):
        assert f"'{SOMEBODY}' || z.contact_persoon" in whose_sql(WORLD, WORLD.shapes[f"documenten.{key}"])
