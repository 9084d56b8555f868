"""Everything that was derived from one declaration, as text; and which rules of a standard are implemented where."""

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Literal

import msgspec

from grondslag.kernel.access import wants
from grondslag.kernel.declare import Find
from grondslag.kernel.filters import filters_of
from grondslag.kernel.gather import MAX_STEPS, Fact, facts_of
from grondslag.kernel.rules import RULES, Each, One, Overlap, Rule, Where
from grondslag.kernel.shape import Field, Shape, World
from grondslag.surfaces.events import WRITES
from grondslag.surfaces.migration import ddl
from grondslag.surfaces.openapi_paths import paths_of
from grondslag.surfaces.schema import Schema, may_be_null, schema

_KINDS = {"derive": "DERIVATIONS", "rule": "RULES", "effect": "EFFECTS"}
State = Literal["implemented", "derived", "not applicable", "missing"]


def explain(world: World, key: str) -> str:
    """All that follows from the declaration of resource `key` (`zaken.zaak`). KeyError names what there is."""
    shape = world.shapes.get(key)
    if shape is None:
        raise KeyError(f"There is no {key}; there are: {', '.join(sorted(world.shapes))}")
    actions = [name for letter, name in WRITES.items() if letter in shape.said.methods]
    actions += [each.name for each in shape.acts]
    rules = [each for each in RULES.values() if issubclass(shape.record, each.judged) and {*actions} & {*each.on}]
    parts = [
        f"{shape.key}: {_first_line(shape.record)}\ndeclared in {_place(shape.record)}",
        _section("ROUTES", _routes(world, shape)),
        _section("FIELDS", _fields(shape)),
        _section("FILTERS", _filters(world, shape)),
        _section("TABLES", [each + ";" for each in _commands(schema(world, shape.component), shape.name)]),
    ]
    for kind, title in _KINDS.items():
        parts.append(_section(title, (_rule(each, actions) for each in rules if each.kind == kind)))
    parts += [
        _section("FACTS", _facts(rules)),
        _section("ACCESS", _access(world, shape)),
        _section("CHANNEL", _channel(world, shape)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, lines: Iterable[str]) -> str:
    found = list(lines)
    return "\n".join([title, *("  " + line.replace("\n", "\n  ") for line in found)]) if found else ""


def _table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows as aligned columns."""
    found = list(rows)
    widths = [max(len(row[place]) for row in found) for place in range(len(found[0]))] if found else []
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in found]


def _first_line(documented: Any) -> str:
    return (inspect.getdoc(documented) or "").partition("\n")[0]


def _place(written: Any) -> str:
    """File and name, as one would look it up."""
    return f"{written.__module__.replace('.', '/')}.py:{written.__qualname__}"


# --- what is served -----------------------------------------------------------------------------------------------


def _routes(world: World, shape: Shape) -> list[str]:
    root = world.components[shape.component].path
    rows: list[tuple[str, ...]] = []
    for path, method, operation in paths_of(world, {}, shape):
        choices = [" & ".join(names) for each in operation.get("security", ()) for names in each.values()]
        rows.append((method.upper(), root + path, " | ".join(sorted(choices))))
    return _table(rows)


def _fields(shape: Shape) -> list[str]:
    rows = [(each.name, each.wire, _column(shape, each), ", ".join(_marks(each)), each.doc) for each in shape.fields]
    return _table([("field", "on the wire", "column", "words", "meaning"), *rows])


def _column(shape: Shape, field: Field) -> str:
    kind = shape.column(field)
    return "-" if not kind else kind + ("" if may_be_null(shape, field) else " not null")


def _marks(field: Field) -> Iterator[str]:
    """The words of the declaration, as they could stand there."""
    yield from ["required"] if field.required else []
    yield from ["FIXED"] if field.fixed else []
    yield from ["OURS"] if field.ours else []
    yield from ["HIDDEN"] if field.hidden else []
    yield from ["IN"] if field.is_in else []
    if field.to:
        yield f"To {field.to.target}"
    if field.inverse:
        yield f"Inverse {field.inverse.target}.{field.inverse.field}"
    if field.named:
        yield f"Named {field.named.field}"
    if field.one_of:
        yield f"OneOf by {field.one_of.by}"
    if field.out:
        yield f"Out {field.out.path or 'sql'}"
    if field.subject:
        yield f"Subject {field.subject.path}".rstrip()
    if field.limit.max_length is not None:
        yield f"Max {field.limit.max_length}"
    yield from (f"Find.{each.name}" for each in Find if each in field.find)


def _filters(world: World, shape: Shape) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for name, found in filters_of(world, shape).items():
        said = shape.said.filters.get(name)
        rows.append((name, "in _zoek" if found.body else "", type(said).__name__ if said else ""))
    return _table(rows)


def _commands(whole: Schema, name: str) -> list[str]:
    """The commands that make the tables of this resource: its own, its older versions, its counts."""
    mine = {name, f"{name}_versie", f"telling_{name}"}
    return ddl(Schema(name=whole.name, tables=tuple(each for each in whole.tables if each.name in mine)))[1:]


# --- what is judged -----------------------------------------------------------------------------------------------


def _rule(rule: Rule, actions: list[str]) -> str:
    on = ", ".join(each for each in actions if each in rule.on)
    return f"{rule.code} {rule.part}: {rule.text}\n  {on}; {_place(rule.function)}"


def _facts(rules: list[Rule]) -> Iterator[str]:
    for cls in dict.fromkeys(each.facts for each in rules):
        facts = facts_of(cls)
        if facts:
            rows = [(f"step {_step(each, facts)}", each.name, each.target, _spec(each)) for each in facts]
            yield "\n".join([_place(cls), *("  " + line for line in _table(rows))])


def _spec(fact: Fact) -> str:
    """How it is found, as the declaration said it."""
    spec: One | Each | Where | Overlap = fact.spec
    said = (f"{each.name}={getattr(spec, each.name)!r}" for each in fields(spec) if getattr(spec, each.name))
    return f"{type(spec).__name__}({', '.join(said)})"


def _paths(fact: Fact) -> tuple[str, ...]:
    """The paths that must be known before it can be asked."""
    return (fact.spec.when,) if isinstance(fact.spec, Overlap) else (fact.spec.path, fact.spec.when)


def _step(fact: Fact, facts: tuple[Fact, ...]) -> int:
    """The step in which a fact is gathered: one later than the facts that its paths begin with."""
    known = {each.name: each for each in facts if each is not fact}
    heads = [path.partition(".")[0] for path in _paths(fact) if "." in path]
    earlier = [_step(known[head], tuple(known.values())) for head in heads if head in known]
    return min(1 + max(earlier, default=0), MAX_STEPS)


def _access(world: World, shape: Shape) -> Iterator[str]:
    root = world.root_of(shape)
    yield "root: " + (root.key if root is not shape else "itself" if shape.said.root else "none")
    if root.said.guarded_by:
        yield f"guarded by: {', '.join(root.said.guarded_by)}"
    for method, scopes in shape.said.scopes.items():
        yield f"{method}: {' | '.join(wants(scopes))}"
    for act in shape.acts:
        yield f"{act.name}: " + ("the scopes of its parts" if act.parts else " | ".join(wants(act.scope)))


def _channel(world: World, shape: Shape) -> Iterator[str]:
    if shape.said.channel:
        kenmerken = world.root_of(shape).said.kenmerken or shape.said.kenmerken
        yield f"{shape.said.channel}: {', '.join(kenmerken) or 'no kenmerken'}"


# --- coverage of a standard ---------------------------------------------------------------------------------------


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one rule of a standard. `by`: functions, the word of the declaration, or the reason why not."""

    standard: str
    code: str
    text: str
    state: State
    by: tuple[str, ...] = ()


def coverage(world: World, standards: Iterable[Mapping[str, Any]]) -> list[Covered]:
    """Every rule of these standards (each a parsed `standards/rules/*.toml`), in their order, and what became of it."""
    return [
        _covered(world, standard["standard"], code, said)
        for standard in standards
        for code, said in standard["rules"].items()
    ]


def _covered(world: World, standard: str, code: str, said: Mapping[str, Any]) -> Covered:
    state, by = _become_of(world, code)
    if state == "missing" and said.get("not_applicable"):
        state, by = "not applicable", (said["not_applicable"],)
    return Covered(standard=standard, code=code, text=said["text"], state=state, by=by)


def _become_of(world: World, code: str) -> tuple[State, tuple[str, ...]]:
    """What became of a rule in the code, and by what."""
    functions = tuple(_place(each.function) for each in RULES.values() if each.code == code)
    words = [word for each in world.components.values() for known, word in each.derived.items() if known == code]
    words += [
        f"unique ({', '.join(fields)}) on {shape.key}"
        for shape in world.shapes.values()
        for known, fields in shape.said.unique.items()
        if known == code
    ]
    reasons = [why for each in world.components.values() for known, why in each.not_applicable.items() if known == code]
    if functions:
        return "implemented", functions
    if words:
        return "derived", tuple(words)
    return ("not applicable", tuple(reasons)) if reasons else ("missing", ())


def unlisted(world: World, standards: Iterable[Mapping[str, Any]]) -> list[str]:
    """Codes that our rules carry and no standard prints: a slip of the pen, or a rule of our own."""
    printed = {code for standard in standards for code in standard["rules"]}
    rooms = {record for component in world.components.values() for record in component.rooms}
    mine = (each for each in RULES.values() if any(issubclass(room, each.judged) for room in rooms))
    return sorted({each.code for each in mine} - printed)
