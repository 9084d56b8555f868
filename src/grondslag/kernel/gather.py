"""Facts: which steps a set of rules needs, and the one statement per component and step that answers them."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, cast, get_args, get_origin, get_type_hints

import msgspec

from grondslag.kernel.declare import VIEWS, Record, View
from grondslag.kernel.filters import Params
from grondslag.kernel.links import UUID
from grondslag.kernel.names import to_wire
from grondslag.kernel.render import Deriver, as_json, with_today
from grondslag.kernel.rules import Change, Each, Facts, One, Overlap, Rule, Where
from grondslag.kernel.shape import Field, Shape, World, fields_of, key_of

MAX_STEPS = 4
Spec = One | Each | Where | Overlap


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to gather: of which resource, read as what, and how it is found. `field`: the reference it proves."""

    name: str
    target: str
    read_as: Any
    spec: Any
    many: bool
    optional: bool
    field: Field | None = None
    proof: bool = False
    """Asked only to know that a reference leads somewhere, so only when it is new."""
    selected: str = ""
    """The SQL of what is read of row `x`, where the resource is known here."""


class Plan(msgspec.Struct, frozen=True):
    """The facts that a change of one resource by one action needs, declared and implied."""

    facts: tuple[Fact, ...]
    classes: Mapping[type[Facts], tuple[str, ...]]
    needed: Mapping[type[Facts], tuple[str, ...]]
    """Of each class the facts that it cannot do without."""
    names: frozenset[str]


def _fact(name: str, hint: Any) -> Fact:
    bare, spec = get_args(hint)[0], next(each for each in get_args(hint)[1:] if isinstance(each, Spec))
    many = get_origin(bare) in (list, tuple)
    inner = get_args(bare)
    optional = type(None) in inner
    read_as = next((each for each in inner if each is not type(None)), bare)
    target = VIEWS[read_as] if issubclass(read_as, View) else key_of(read_as)
    return Fact(name=name, target=target, read_as=read_as, spec=spec, many=many, optional=optional or many)


def facts_of(cls: type[Facts]) -> tuple[Fact, ...]:
    """The facts a class declares."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_fact(name, hint) for name, hint in hints.items() if get_origin(hint) is Annotated)


def plan_facts(world: World, shape: Shape, rules: Sequence[Rule], action: str) -> Plan:
    """The facts of all these rules, and those that the declaration itself implies: the root, and every reference."""
    found: dict[str, Fact] = {}
    classes: dict[type[Facts], tuple[str, ...]] = {}
    for cls in dict.fromkeys(rule.facts for rule in rules):
        declared = facts_of(cls)
        classes[cls] = tuple(each.name for each in declared)
        for fact in declared:
            if found.setdefault(fact.name, fact).spec != fact.spec:
                raise TypeError(f"{shape.key}: two facts are called {fact.name}")
    for name, fact in found.items():
        if isinstance(fact.spec, One) and fact.spec.proves:
            found[name] = msgspec.structs.replace(fact, field=shape.field(fact.spec.path))
    proven = {fact.spec.path: fact.name for fact in found.values() if isinstance(fact.spec, One | Each)}
    for path, field in _references(shape, action):
        if path in proven:
            name = proven[path]
            found[name] = msgspec.structs.replace(found[name], field=field)
        else:
            fact = _implied(world, world.root_of(shape), field, path)
            found[fact.name] = fact
    facts = tuple(
        msgspec.structs.replace(fact, selected=_selected(world, fact, "x")) if fact.target in world.shapes else fact
        for fact in found.values()
    )
    needed = {cls: tuple(name for name in names if not found[name].optional) for cls, names in classes.items()}
    return Plan(facts, classes, needed, frozenset(found))


def _references(shape: Shape, action: str) -> list[tuple[str, Field]]:
    """The references that a client gives by URL, those within groups included; for a removal only that to the root."""
    if action == "destroy":
        return [(each.name, each) for each in shape.fields if each.to is not None and each.name == shape.said.part_of]
    sent = [each for each in shape.fields if not each.read_only]
    inner = [(f"{each.name}.{below.name}", below) for each in sent for below in each.nested]
    found = [*((each.name, each) for each in sent), *inner]
    return [(path, field) for path, field in found if field.to is not None and field.named is None]


def _implied(world: World, top: Shape, field: Field, path: str) -> Fact:
    """A reference must exist; of one that leads to a root we write on, the whole record is needed."""
    assert field.to is not None  # noqa: S101 - the caller looked
    inside = path != field.name
    whole = field.to.target == top.key and not inside
    # What is not described here must look like what a room expects of it, a room of the same component before others.
    views = [each for each, key in VIEWS.items() if key == field.to.target]
    wanted = max(views, key=lambda each: f".{top.component}." in each.__module__, default=View)
    seen = View if field.to.target in world.shapes else wanted
    return Fact(
        name=f"_{path.replace('.', '_')}",
        target=field.to.target,
        read_as=world.shapes[top.key].record if whole else seen,
        spec=Each(path) if field.many or inside else One(path),
        many=field.many or inside,
        optional=True,
        field=field,
        proof=not whole,
    )


# --- values along a path ------------------------------------------------------------------------------------------


class Waiting(Exception):
    """The path starts at a fact that is not gathered yet."""


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def along(path: str, change: Change[Any], known: Mapping[str, Any], plan: Plan) -> Any:
    """The value at a path; over lists, the list of values. None as soon as a step is missing."""
    head, *rest = _steps(path)
    if head in ("before", "after"):
        value = getattr(change, head)
    elif head == "id":
        value = change.record.id
    elif head in plan.names and (rest or not hasattr(change.record, head)):
        if head not in known:
            raise Waiting
        value = known[head]
    else:
        value = getattr(change.record, head)
    for name in rest:
        if isinstance(value, list):
            value = [getattr(each, name) for each in several(value) if each is not None]
        elif value is not None:
            value = getattr(value, name)
    if isinstance(value, list):
        flat = [inner for each in several(value) for inner in several(each)]
        return [each for each in flat if each not in (None, "")]
    return value


def several(value: Any) -> list[Any]:
    """A list as it is, any other value as the only one of a list."""
    return cast("list[Any]", value) if isinstance(value, list) else [value]


class Ask(msgspec.Struct, frozen=True):
    """A fact that can be asked now, with the value at its path."""

    fact: Fact
    value: Any


def ready(plan: Plan, change: Change[Any], known: dict[str, Any]) -> list[Ask]:
    """The facts of the next step. Those whose `when` fails, or whose path is empty, are known at once as absent."""
    found: list[Ask] = []
    for fact in plan.facts:
        if fact.name in known:
            continue
        try:
            wanted = not fact.spec.when or bool(along(fact.spec.when, change, known, plan))
            value = None if isinstance(fact.spec, Overlap) else along(fact.spec.path, change, known, plan)
        except Waiting:
            continue
        wanted = wanted and not (fact.proof and is_old(fact, change))
        if not wanted or not (value or isinstance(fact.spec, Overlap)):
            known[fact.name] = [] if fact.many else None
        else:
            found.append(Ask(fact, value))
    return found


def is_old(fact: Fact, change: Change[Any]) -> bool:
    """Whether the reference that a fact is about was there already: then nobody has to prove it again."""
    head = fact.spec.path.partition(".")[0] if isinstance(fact.spec, One | Each) else "before"
    if change.before is None or change.after is None or head == "before" or not hasattr(change.before, head):
        return False
    return getattr(change.before, head) == getattr(change.after, head)


# --- SQL ----------------------------------------------------------------------------------------------------------


def _selected(world: World, fact: Fact, alias: str) -> str:
    """The JSON of one found record: all its columns, or the fields of a view."""
    if issubclass(fact.read_as, Record):
        return as_json(world.shapes[fact.target], alias)
    shape = world.shapes[fact.target]
    deriver = Deriver(world)
    fields = [shape.field(each.name) for each in fields_of(fact.read_as)]
    pairs = [f"'id', {alias}.id", *(f"'{each.name}', {deriver.expression(shape, each, alias)}" for each in fields)]
    return f"jsonb_build_object({', '.join(pairs)})"


def _found_by(world: World, ask: Ask, change: Change[Any], params: Params) -> str:
    """The condition on row `x` of the wanted records."""
    shape, spec = world.shapes[ask.fact.target], ask.fact.spec
    if isinstance(spec, One):
        return f"x.id = {params.add(ask.value, '::uuid')}"
    if isinstance(spec, Each):
        keys = [each for each in several(ask.value) if UUID.fullmatch(each)]
        return f"x.id = any({params.add(keys, '::uuid[]')})"
    if isinstance(spec, Overlap):
        same = [_equal(shape, each, getattr(change.record, each), params) for each in spec.fields]
        return " and ".join([*same, f"x.id <> {params.add(change.record.id, '::uuid')}"])
    clauses = [_equal(shape, spec.field, ask.value, params)]
    match: Mapping[str, Any] = spec.match or {}
    clauses += [_equal(shape, name, value, params) for name, value in match.items()]
    return " and ".join(clauses)


def _equal(shape: Shape, name: str, value: Any, params: Params) -> str:
    if name == "id":
        return f"x.id = {params.add(value, '::uuid')}"
    head, _, inner = name.partition(".")
    if inner:  # in one of the groups of a list
        return f"x.{head} @> jsonb_build_array(jsonb_build_object('{to_wire(inner)}', {params.add(value, '::text')}))"
    field = shape.field(name)
    kind = "::" + shape.column(field)
    if field.many:
        return f"x.{name} && {params.add(several(value), kind)}"
    if isinstance(value, list):
        return f"x.{name} = any({params.add(value, kind + '[]')})"
    return f"x.{name} = {params.add(value, kind)}"


def step_sql(world: World, asks: Sequence[Ask], change: Change[Any]) -> tuple[str, list[Any]]:
    """One statement that answers all the asks, a column of JSON each."""
    params = Params()
    columns: list[str] = []
    for ask in asks:
        fact, shape = ask.fact, world.shapes[ask.fact.target]
        selected, condition = fact.selected, _found_by(world, ask, change, params)
        if fact.many:
            columns.append(
                f"(select coalesce(jsonb_agg({selected} order by x.id), '[]') from {shape.table} x where {condition})"
            )
            continue
        latest = getattr(fact.spec, "latest_by", "")
        order = f" order by {f'x.{latest} desc, ' if latest else ''}x.id desc limit 1"
        one = order if isinstance(fact.spec, Where | Overlap) else ""
        columns.append(f"(select {selected} from {shape.table} x where {condition}{one})")
    return with_today("select " + ", ".join(columns)), params.values


def judged_on(plan: Plan, cls: type[Facts], known: Mapping[str, Any]) -> Facts | None:
    """The facts of one class; None when something it cannot do without is missing."""
    if None in map(known.get, plan.needed[cls]):
        return None
    return cls(**{name: known.get(name) for name in plan.classes[cls]})
