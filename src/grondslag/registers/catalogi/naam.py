"""The name that versions of a type share: what refers by name follows when the last version by it gets another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, cast

import msgspec

from grondslag.kernel.declare import Record
from grondslag.kernel.rules import Change, Delete, Each, Facts, Update, Violation, Where, effect, rule
from grondslag.registers.catalogi.besluittype import BesluitType
from grondslag.registers.catalogi.informatieobjecttype import InformatieObjectType
from grondslag.registers.catalogi.resultaattype import ResultaatType
from grondslag.registers.catalogi.versie import (
    BesluitTypeVersie,
    Genoemd,
    InformatieObjectTypeVersie,
    Versie,
    ZaakTypeVersie,
    may_correct,
)
from grondslag.registers.catalogi.zaaktype import ZaakType
from grondslag.registers.catalogi.zaaktypeinformatieobjecttype import ZaakTypeInformatieObjectType

Namers = Iterable[tuple[Record, str]]
"""Records that name a type, each with the field in which it does."""


class Documenten(Facts):
    """The versions by the name that an informatieobjecttype had, and all that name it."""

    versies_vooraf: Annotated[list[InformatieObjectTypeVersie], Where("omschrijving", "before.omschrijving")]
    zaaktypen_ermee: Annotated[list[ZaakType], Where("informatieobjecttypen", "before.omschrijving")]
    besluittypen_ermee: Annotated[list[BesluitType], Where("informatieobjecttypen", "before.omschrijving")]
    resultaattypen_ermee: Annotated[list[ResultaatType], Where("informatieobjecttypen", "before.omschrijving")]
    zaaktypen_daarvan: Annotated[list[ZaakType], Each("resultaattypen_ermee.zaaktype")]
    relaties_ermee: Annotated[list[ZaakTypeInformatieObjectType], Where("informatieobjecttype", "before.omschrijving")]


class Besluiten(Facts):
    """The versions by the name that a besluittype had, and all that name it."""

    versies_vooraf: Annotated[list[BesluitTypeVersie], Where("omschrijving", "before.omschrijving")]
    zaaktypen_ermee: Annotated[list[ZaakType], Where("besluittypen", "before.omschrijving")]
    resultaattypen_ermee: Annotated[list[ResultaatType], Where("besluittypen", "before.omschrijving")]
    zaaktypen_daarvan: Annotated[list[ZaakType], Each("resultaattypen_ermee.zaaktype")]


class Zaaktypen(Facts):
    """The versions by the name that a zaaktype had, and the zaaktypen that name it."""

    versies_vooraf: Annotated[list[ZaakTypeVersie], Where("identificatie", "before.identificatie")]
    hoofdzaaktypen: Annotated[list[ZaakType], Where("deelzaaktypen", "before.identificatie")]
    verwanten: Annotated[list[ZaakType], Where("gerelateerde_zaaktypen.zaaktype", "before.identificatie")]


def _at_home(catalogus: str, records: Sequence[Versie], field: str) -> Namers:
    return ((each, field) for each in records if each.catalogus == catalogus)


def _in_parts(
    catalogus: str,
    parts: Sequence[ResultaatType] | Sequence[ZaakTypeInformatieObjectType],
    zaaktypen: Sequence[ZaakType],
    field: str,
) -> Namers:
    own = {each.id for each in zaaktypen if each.catalogus == catalogus}
    return ((each, field) for each in parts if each.zaaktype in own)


def _of_informatieobjecttype(change: Change[InformatieObjectType], facts: Documenten) -> Namers:
    own = change.before.catalogus if change.before is not None else ""
    yield from _at_home(own, facts.zaaktypen_ermee, "informatieobjecttypen")
    yield from _at_home(own, facts.besluittypen_ermee, "informatieobjecttypen")
    yield from _in_parts(own, facts.resultaattypen_ermee, facts.zaaktypen_daarvan, "informatieobjecttypen")
    yield from _in_parts(own, facts.relaties_ermee, facts.zaaktypen_ermee, "informatieobjecttype")


def _of_besluittype(change: Change[BesluitType], facts: Besluiten) -> Namers:
    own = change.before.catalogus if change.before is not None else ""
    yield from _at_home(own, facts.zaaktypen_ermee, "besluittypen")
    yield from _in_parts(own, facts.resultaattypen_ermee, facts.zaaktypen_daarvan, "besluittypen")


def _of_zaaktype(change: Change[ZaakType], facts: Zaaktypen) -> Namers:
    own = change.before.catalogus if change.before is not None else ""
    yield from _at_home(own, facts.hoofdzaaktypen, "deelzaaktypen")
    yield from _at_home(own, facts.verwanten, "gerelateerde_zaaktypen")


def _is_last(before: Versie, versions: Sequence[Genoemd]) -> bool:
    """Whether its catalogus has no other version by the same name."""
    return not any(each.catalogus == before.catalogus and each.id != before.id for each in versions)


def _follow(change: Change[Any], name: str, versions: Sequence[Genoemd], namers: Namers) -> Iterator[Update]:
    before, after = change.before, change.after
    if before is None or after is None or before.catalogus != after.catalogus:
        return
    old, new = getattr(before, name), getattr(after, name)
    if old == new or not _is_last(before, versions):
        return
    for each, field in namers:
        as_it_will_be = after if each.id == after.id else each
        yield Update(each, {field: _renamed(getattr(as_it_will_be, field), {old: new})})


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A name, a list of them or a list of groups, with the new name for the old."""
    if isinstance(value, list):
        found = [_renamed(each, names) for each in cast("list[Any]", value)]
        return list(dict.fromkeys(found)) if all(isinstance(each, str) for each in found) else found
    if isinstance(value, str):
        return names.get(value, value)
    return msgspec.structs.replace(value, zaaktype=names.get(value.zaaktype, value.zaaktype))


def _held(change: Change[Any], versions: Sequence[Genoemd], namers: Namers) -> Iterator[Violation]:
    before = change.before
    if before is None or may_correct(change) or not _is_last(before, versions):
        return
    if any(each.id != before.id for each, _ in namers):
        yield Violation("pending-relations", "Andere typen noemen dit type; haal het daar eerst weg.")


def _cut(change: Change[Any], name: str, versions: Sequence[Genoemd], namers: Namers) -> Iterator[Update | Delete]:
    before = change.before
    if before is None or not _is_last(before, versions):
        return
    old = getattr(before, name)
    for each, field in namers:
        value = getattr(each, field)
        if not isinstance(value, list):
            yield Delete(each)
        elif each.id != before.id:
            kept = [one for one in cast("list[Any]", value) if getattr(one, "zaaktype", one) != old]
            yield Update(each, {field: kept})


RENAMED = ("update", "partial_update")


@effect("historiemodel", "informatieobjecttype-hernoemd", on=RENAMED)
def relations_follow_an_informatieobjecttype(
    change: Change[InformatieObjectType], facts: Documenten
) -> Iterator[Update]:
    """With the last informatieobjecttype by a name, the name changes wherever it stands."""
    yield from _follow(change, "omschrijving", facts.versies_vooraf, _of_informatieobjecttype(change, facts))


@effect("historiemodel", "besluittype-hernoemd", on=RENAMED)
def relations_follow_a_besluittype(change: Change[BesluitType], facts: Besluiten) -> Iterator[Update]:
    """With the last besluittype by a name, the name changes wherever it stands."""
    yield from _follow(change, "omschrijving", facts.versies_vooraf, _of_besluittype(change, facts))


@effect("historiemodel", "zaaktype-hernoemd", on=RENAMED)
def relations_follow_a_zaaktype(change: Change[ZaakType], facts: Zaaktypen) -> Iterator[Update]:
    """With the last zaaktype by an identificatie, the identificatie changes wherever it stands."""
    yield from _follow(change, "identificatie", facts.versies_vooraf, _of_zaaktype(change, facts))


@rule("historiemodel", "informatieobjecttype-genoemd", on=("destroy",))
def a_named_informatieobjecttype_stays(change: Change[InformatieObjectType], facts: Documenten) -> Iterator[Violation]:
    """The last informatieobjecttype by a name is not removed while others name it, but by a correction."""
    yield from _held(change, facts.versies_vooraf, _of_informatieobjecttype(change, facts))


@rule("historiemodel", "besluittype-genoemd", on=("destroy",))
def a_named_besluittype_stays(change: Change[BesluitType], facts: Besluiten) -> Iterator[Violation]:
    """The last besluittype by a name is not removed while others name it, but by a correction."""
    yield from _held(change, facts.versies_vooraf, _of_besluittype(change, facts))


@rule("historiemodel", "zaaktype-genoemd", on=("destroy",))
def a_named_zaaktype_stays(change: Change[ZaakType], facts: Zaaktypen) -> Iterator[Violation]:
    """The last zaaktype by an identificatie is not removed while others name it, but by a correction."""
    yield from _held(change, facts.versies_vooraf, _of_zaaktype(change, facts))


@effect("historiemodel", "informatieobjecttype-weg", on=("destroy",))
def relations_go_with_an_informatieobjecttype(
    change: Change[InformatieObjectType], facts: Documenten
) -> Iterator[Update | Delete]:
    """When a correction removes the last informatieobjecttype by a name, the name goes wherever it stands."""
    yield from _cut(change, "omschrijving", facts.versies_vooraf, _of_informatieobjecttype(change, facts))


@effect("historiemodel", "besluittype-weg", on=("destroy",))
def relations_go_with_a_besluittype(change: Change[BesluitType], facts: Besluiten) -> Iterator[Update | Delete]:
    """When a correction removes the last besluittype by a name, the name goes wherever it stands."""
    yield from _cut(change, "omschrijving", facts.versies_vooraf, _of_besluittype(change, facts))


@effect("historiemodel", "zaaktype-weg", on=("destroy",))
def relations_go_with_a_zaaktype(change: Change[ZaakType], facts: Zaaktypen) -> Iterator[Update | Delete]:
    """When a correction removes the last zaaktype by an identificatie, the name goes wherever it stands."""
    yield from _cut(change, "identificatie", facts.versies_vooraf, _of_zaaktype(change, facts))
