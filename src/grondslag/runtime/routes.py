"""The derived route table: from a path to what is served there."""

from collections.abc import Iterable, Mapping

import msgspec

from grondslag.kernel.declare import Lookup
from grondslag.kernel.links import UUID
from grondslag.kernel.rules import Act
from grondslag.kernel.shape import Shape, World
from grondslag.runtime.operations import Operation, Operations

METHODS = {"GET": "R", "HEAD": "H", "POST": "C", "PUT": "U", "PATCH": "P", "DELETE": "D"}
"""The letters with which a resource says what it takes; a GET of its list has one of its own."""
POSTED = ("act", "zoek", "number", "several")
"""The kinds of routes that take a POST alone."""
OPENAPI = ("openapi.json", "openapi.yaml", "schema/openapi.json", "schema/openapi.yaml")
"""Where the OpenAPI document lies. Below `schema` it has the names of operations that the incumbent gives."""


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """What a path leads to. `kind`: list, one, act, zoek, lookup, audit, number, several, download, operation or
    openapi."""

    kind: str
    shape: Shape | None = None
    key: str = ""
    parent: str = ""
    act: Act | None = None
    lookup: Lookup | None = None
    component: str = ""
    form: str = ""
    operations: Mapping[str, Operation] | None = None
    """By method, where no resource answers; `names` are those in the path."""
    names: Mapping[str, str] | None = None

    @property
    def methods(self) -> list[str]:
        """What may be asked here, by whoever may."""
        if self.kind in POSTED:
            return ["POST"]
        if self.operations and self.kind == "operation":
            return sorted(self.operations)
        if self.kind == "lookup":
            return ["GET"]
        if self.kind in ("openapi", "audit", "download") or self.shape is None:
            return ["GET", "HEAD"]
        letters = {"GET": "L", "POST": "C"} if self.kind == "list" else METHODS | {"POST": ""}
        return [method for method, letter in letters.items() if letter and letter in self.shape.said.methods]


class Routes:
    """All routes of the served components."""

    def __init__(self, world: World, served: frozenset[str], operations: Iterable[Operation] = ()) -> None:
        self.lists: dict[str, Route] = {}
        self.items: dict[str, Shape] = {}
        self.under: dict[tuple[str, str], Shape] = {}
        self.acts: dict[tuple[str, str], tuple[Shape, Act]] = {}
        self.several: dict[str, Route] = {}
        self.audits: set[str] = set()
        self.operations = Operations(operations, {name: world.components[name].path for name in served})
        for name in served:
            component = world.components[name]
            for form in OPENAPI:
                self.lists[f"{component.path}/{form}"] = Route(kind="openapi", component=name, form=form)
            for shape in world.shapes.values():
                if shape.component == name:
                    self._add(component.path, shape)
                    self._add_several(world, served, component.path, shape)

        for path, methods in self.operations.plain.items():
            # What an operation does in the place of a resource: to make a record with what goes with it.
            if path in self.lists:
                self.lists[path] = msgspec.structs.replace(self.lists[path], operations=methods)

    def _add(self, root: str, shape: Shape) -> None:
        head, _, collection = shape.path.rpartition("/")
        if shape.said.under:
            self.under[head.removesuffix("/{parent}"), collection] = shape
        else:
            self.lists[shape.path] = Route(kind="list", shape=shape)
            self.items[shape.path] = shape
        if shape.said.zoek:
            self.lists[shape.path + "/_zoek"] = Route(kind="zoek", shape=shape)
        for name, lookup in shape.said.lookups.items():
            self.lists[f"{shape.path}/{name}"] = Route(kind="lookup", shape=shape, lookup=lookup)
        if shape.said.audit:
            self.audits.add(shape.path)
        for act in shape.acts:
            if act.parts:
                continue
            if act.single:
                self.acts[shape.path, act.name] = (shape, act)
            else:
                self.lists[f"{root}/{act.name}"] = Route(kind="number", shape=shape, act=act)

    def _add_several(self, world: World, served: frozenset[str], root: str, shape: Shape) -> None:
        """Where several things are written together, all of them in components that are served here."""
        for act in shape.acts:
            if act.parts and all(world.shapes[part.target].component in served for part in act.parts):
                found = self.several if act.single else self.lists
                found[f"{root}/{act.name}"] = Route(kind="several", shape=shape, act=act)

    def find(self, path: str) -> Route | None:
        """The route of a path; keys in it are lower-case UUIDs."""
        found = self.lists.get(path) or self._of_resource(path)
        if found is None:
            operations, names = self.operations.find(path)
            found = Route(kind="operation", operations=operations, names=names) if operations else None
        return found

    def _of_resource(self, path: str) -> Route | None:
        head, _, last = path.rpartition("/")
        shape = self.items.get(head)
        if shape is not None:
            return Route(kind="one", shape=shape, key=last) if UUID.fullmatch(last) else None
        together = self.several.get(head)
        if together is not None:
            return msgspec.structs.replace(together, key=last) if UUID.fullmatch(last) else None
        return self._deeper(head, last)

    def _deeper(self, head: str, last: str) -> Route | None:
        """`{collection}/{uuid}/{last}` and `{collection}/{uuid}/{under}/{uuid}`."""
        above, _, key = head.rpartition("/")
        if UUID.fullmatch(key) and above in self.items:
            if (above, last) in self.acts:
                shape, act = self.acts[above, last]
                return Route(kind="act", shape=shape, key=key, act=act)
            if last == "download" and (found := self.items[above].content) is not None and found.out is not None:
                return Route(kind="download", shape=self.items[above], key=key)
            if last == "audittrail" and above in self.audits:
                return Route(kind="audit", shape=self.items[above], parent=key)
            below = self.under.get((above, last))
            return Route(kind="list", shape=below, parent=key) if below else None
        top, _, parent = above.rpartition("/")
        if UUID.fullmatch(parent) and UUID.fullmatch(last):
            if key == "audittrail" and top in self.audits:
                return Route(kind="audit", shape=self.items[top], parent=parent, key=last)
            below = self.under.get((top, key))
            return Route(kind="one", shape=below, key=last, parent=parent) if below else None
        return None
