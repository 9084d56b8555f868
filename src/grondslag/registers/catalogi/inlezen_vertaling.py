"""From a record of a catalogue export to the body that creates it here.

What has another shape than it should goes along as it is: the answer to it names the field.
"""

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from grondslag.kernel.declare import Json, Record
from grondslag.kernel.names import to_wire
from grondslag.kernel.shape import Field, fields_of
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.vocabulary.urls import split_reference

NAMED = ("besluittypen", "informatieobjecttypen", "deelzaaktypen", "informatieobjecttype")
"""Relations by name: what the export refers to by URL, we send by name."""
RELATED = "gerelateerdeZaaktypen"
"""Groups that refer to a zaaktype by name."""


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """What is known where the export is read in.

    `selectielijst`: the root URL of the list in use; `bundled`: whether that is ours, so that we know what is in it.
    `catalogus`: the one into which an export comes that brings none, as DOMEIN:RSIN or URL.
    """

    selectielijst: str = ""
    bundled: bool = True
    catalogus: str = ""


class Seen(msgspec.Struct):
    """What the export has shown so far: per URL of the source the URL here, the name, its catalogus, the procestype.

    `home`: the catalogus here of everything, for an export that brings none. `named_here`: the names of the versions
    that are here, by URL; `shown`: those of them that a list of relations shows.
    """

    urls: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    names: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    homes: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    procestypen: dict[str, lijst.Procestype] = msgspec.field(default_factory=dict[str, lijst.Procestype])
    home: str = ""
    named_here: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    shown: set[str] = msgspec.field(default_factory=set[str])

    def is_here(self, version: Mapping[str, Any], name: str) -> None:
        """Remember a version of a type that is here."""
        self.named_here[str(version["url"])] = name
        if version.get("concept") or not version.get("eindeGeldigheid"):
            self.shown.add(name)

    def name_within(self, home: str, url: str) -> str:
        """How a type of this catalogus names another. One of elsewhere has no name: then its URL, here if it is."""
        name = self.names.get(url, "") if self.homes.get(url) == home else ""
        return name or self.urls.get(url, url)


def in_wire(value: Any) -> Any:
    """The same with every name as the wire writes it."""
    if isinstance(value, Mapping):
        return {to_wire(name): in_wire(inner) for name, inner in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [in_wire(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def uuid_of(url: str) -> str:
    """The UUID at the end of a URL, '' without one."""
    found = split_reference(url)
    return found[1] if found else ""


def sendable(record: type[Record]) -> dict[str, Field]:
    """The fields that a client gives, by their name on the wire."""
    given = (each for each in fields_of(record) if not (each.ours or each.out or each.inverse))
    return {each.wire: each for each in given}


def inside(value: Any, name: str) -> Any:
    """The value of this name, of what may be no object at all."""
    return cast("Json", value).get(name) if isinstance(value, dict) else None


def body_of(record: type[Record], row: Mapping[str, Any], seen: Seen, here: Here) -> Json:
    """The body that creates this row here, without what says nothing and what we derive ourselves."""
    fields, said = sendable(record), in_wire(row)
    body = {name: value for name, value in said.items() if name in fields and not _says_nothing(fields[name], value)}
    home = seen.homes.get(str(row.get("zaaktype") or ""), str(row.get("catalogus") or ""))
    for name, field in fields.items():
        if name in body and field.to is not None:
            body[name] = _as_here(field, body[name], home, seen, here)
    if isinstance(body.get(RELATED), list):
        body[RELATED] = [_related(each, home, seen) for each in body[RELATED]]
    return body


def _says_nothing(field: Field, value: Any) -> bool:
    """Null where there is no null, and a group of which nothing is filled in where there may be none."""
    if value is None:
        return not field.nullable
    return field.kind == "group" and not field.required and isinstance(value, dict) and not any(value.values())  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def _related(each: Any, home: str, seen: Seen) -> Any:
    url = inside(each, "zaaktype")
    return each | {"zaaktype": seen.name_within(home, url)} if isinstance(url, str) else each


def left_out(record: type[Record], row: Mapping[str, Any]) -> list[str]:
    """The fields of the row that no field here answers to."""
    known = {each.wire for each in fields_of(record)} | {"url"}
    return [name for name in in_wire(row) if name not in known]


def _as_here(field: Field, value: Any, home: str, seen: Seen, here: Here) -> Any:
    """A reference of the source, or a list of them, as one of here."""
    if isinstance(value, list):
        return [_as_here(field, each, home, seen, here) for each in cast("list[Any]", value)]
    if not isinstance(value, str) or field.to is None:
        return value
    if field.wire in NAMED:
        return seen.name_within(home, value)
    if field.to.target.startswith("selectielijst."):
        return _listed(value, field.to.target, here)
    if field.to.target == "catalogi.catalogus" and seen.home:
        return seen.home
    return seen.urls.get(value, value)


_LOOKED_UP = {
    "selectielijst.procestype": lijst.procestype,
    "selectielijst.resultaat": lijst.resultaat,
    "selectielijst.resultaattypeomschrijving": lijst.resultaattypeomschrijving,
}


def _listed(url: str, target: str, here: Here) -> str:
    """A URL of any selectielijst as that of the list in use: of ours when it has that UUID, of another always."""
    uuid, root = uuid_of(url), here.selectielijst.rstrip("/")
    if not uuid or not root or (here.bundled and _LOOKED_UP[target](uuid) is None):
        return url
    return f"{root}/{url.split('/')[-2]}/{uuid}"
