"""Writes docs/reference/ and docs/woordenlijst.md from the program itself, so that they cannot lag behind it.

A test compares the pages with what this would write. `make docs` runs it.
"""

import inspect
import re
import sys
import textwrap
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from grondslag import targets
from grondslag.cli import main as program
from grondslag.kernel.filters import filters_of
from grondslag.kernel.rules import RULES, Rule
from grondslag.kernel.shape import Field, Shape, World
from grondslag.settings import settings_table
from grondslag.surfaces.events import Kanaal, kanalen
from grondslag.surfaces.explain import Covered, coverage
from grondslag.surfaces.openapi_paths import paths_of
from grondslag.surfaces.problems import Problem
from tools.glosses import GLOSS, WORDS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
NOTE = "<!-- Written by `make docs`. Change what it tells of, not this page. -->"
FAILED = "A fault of ours. Nothing of the request was written; the log tells where."
_ALL_WRITES = ("create", "update", "partial_update", "destroy")


# --- how a page is built ------------------------------------------------------------------------------------------


def _page(title: str, told: str, *parts: str) -> str:
    prose = textwrap.fill(told, 118, break_long_words=False, break_on_hyphens=False)
    return "\n\n".join([f"# {title}", NOTE, prose, *(part for part in parts if part)]) + "\n"


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    found = [heading, *rows]
    if len(found) == 1:
        return ""
    lines = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in found]
    return "\n".join([lines[0], "|---" * len(heading) + "|", *lines[1:]])


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _told_by(documented: object) -> str:
    """The docstring's first paragraph, on one line."""
    return " ".join((inspect.getdoc(documented) or "").partition("\n\n")[0].split())


# --- settings and commands ----------------------------------------------------------------------------------------


def settings() -> str:
    """Every setting."""
    rows = [
        (_code(each["name"]), _code(each["environment"]), each["type"], _code(each["default"]), each["description"])
        for each in settings_table()
    ]
    return _page(
        "Settings",
        "From lowest to highest: the default, the file `grondslag.toml` in the working directory (or the file that "
        "`GRONDSLAG_CONFIG` names), the environment, and the options of the command. In the environment a list is "
        "written with commas (`zaken,catalogi`), and pairs as `name=value,name=value`. An unknown name in the file, or "
        "a value of the wrong kind, stops the program with a sentence that names it.",
        _table(("setting", "environment", "type", "default", "what it is"), rows),
    )


def commands() -> str:
    """Every command of the program."""
    exits = (("0", "done"), ("1", "a reason, in one sentence on stderr"), ("2", "wrong use"))
    return _page(
        "Commands",
        "What `grondslag COMMAND --help` tells. Commands work beside a running `serve` on the same data directory, "
        "and without one. Every command takes `--data DIR` (`GRONDSLAG_DATA`) and `--database DSN` "
        "(`GRONDSLAG_DATABASE`); the [settings](settings.md) tell what these are.",
        _table(("exit code", "means"), exits),
        *(_command(command, path) for path, command in leaves(program, "grondslag")),
    )


def leaves(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with the words that are typed for it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name, each in sorted(command.commands.items()):
        yield from leaves(each, f"{path} {name}")


def _command(command: click.Command, path: str) -> str:
    arguments = [
        each.make_metavar(click.Context(command)) for each in command.params if isinstance(each, click.Argument)
    ]
    rows = [
        (_code(", ".join(each.opts) + (f" {_value(each)}" if not each.is_flag else "")), each.help or "")
        for each in command.params
        if isinstance(each, click.Option) and each.name not in ("data", "database")
    ]
    usage = " ".join([path, *(["[OPTIONS]"] if rows else []), *arguments])
    return "\n\n".join(
        part
        for part in (
            f"## `{path}`",
            f"```text\n{usage}\n```",
            inspect.cleandoc(command.help or ""),
            _table(("option", "what it does"), rows),
        )
        if part
    )


def _value(parameter: click.Parameter) -> str:
    return parameter.make_metavar(click.Context(program))


# --- resources ----------------------------------------------------------------------------------------------------


def resources() -> str:
    """Every resource with its routes, fields, filters, scopes and rules."""
    world = targets.world()
    parts = [part for name in world.components for part in _component(world, name)]
    return _page(
        "Resources",
        "What follows from each declaration. The sentence of a field is the one in the OpenAPI document; `grondslag "
        "explain zaken.zaak` tells the rest: columns, indexes, facts and where each rule stands. A field is "
        "*required*, "
        "*fixed* (set once), *ours* (set by the register, ignored when sent) or *derived* (shown, never stored). "
        "`url` is always there. Filters marked `_zoek` are sent in its body.",
        *parts,
    )


def _component(world: World, name: str) -> Iterator[str]:
    component = world.components[name]
    served = "" if name in targets.chosen(("all",), ()) else "\nNot among the components that `serve` runs by itself."
    yield f"## {component.title} {component.version}\n\nServed at `{component.path}`.{served}"
    for shape in world.shapes.values():
        if shape.component == name and shape.said.methods:
            yield _resource(world, shape)


def _resource(world: World, shape: Shape) -> str:
    rules = (
        (each.code, _on(each, shape), each.text.replace("\n", " "))
        for each in RULES.values()
        if issubclass(shape.record, each.judged) and _on(each, shape)
    )
    parts = (
        f"### {shape.key}",
        f"*{_told_by(shape.record)}*",
        _guard(world, shape),
        _table(("method", "path", "any of these scopes"), _routes(world, shape)),
        _table(("field", "kind", "marks", "what it is"), map(_field, shape.fields)),
        "Filters: " + ", ".join(_filters(world, shape)) + "." if filters_of(world, shape) else "",
        _table(("rule", "on", "what holds"), sorted(rules)),
    )
    return "\n\n".join(part for part in parts if part)


def _guard(world: World, shape: Shape) -> str:
    root = world.root_of(shape)
    guarded = ", ".join(_code(each) for each in root.said.guarded_by)
    part = f"Belongs to `{root.key}`. " if root is not shape else ""
    return part + (f"Rights are given per {guarded}." if guarded else "Rights are given on all of them.")


def _routes(world: World, shape: Shape) -> Iterator[tuple[str, ...]]:
    for path, method, operation in paths_of(world, {}, shape):
        choices = [names for each in operation.get("security", ()) for names in each.values()]
        scopes = ", ".join(_code(name) for name in sorted({name for names in choices for name in names}))
        yield method.upper(), _code(path), "those of its parts" if any(len(each) > 1 for each in choices) else scopes


def _field(field: Field) -> tuple[str, ...]:
    return _code(field.wire), _kind(field), ", ".join(_marks(field)), field.doc


def _kind(field: Field) -> str:
    """The kind of value in words."""
    if field.to or field.inverse or field.named:
        target = next(each.target for each in (field.to, field.inverse) if each) if not field.named else ""
        kind = f"reference to {target}" if target else "reference by URL or name"
    elif field.one_of:
        kind = f"group by {field.one_of.by}"
    elif field.group:
        kind = f"group: {', '.join(each.wire for each in field.nested)}" if field.nested else "group"
    else:
        kind = field.form.format or field.kind
    return f"list of {kind}" if field.many else kind


def _marks(field: Field) -> Iterator[str]:
    for word, holds in (
        ("required", field.required), ("fixed", field.fixed), ("ours", field.ours), ("derived", field.out is not None),
        ("hidden", field.hidden), ("may be null", field.nullable), ("personal data", field.subject is not None),
    ):  # fmt: skip
        if holds:
            yield word
    if field.limit.max_length is not None and field.kind == "text":
        yield f"at most {field.limit.max_length}"


def _filters(world: World, shape: Shape) -> Iterator[str]:
    for name, each in filters_of(world, shape).items():
        yield _code(name) + (" (`_zoek`)" if each.body else "")


def _on(rule: Rule, shape: Shape) -> str:
    actions = [*_ALL_WRITES, *(each.name for each in shape.acts)]
    return ", ".join(each for each in actions if each in rule.on)


# --- rules, problems, events --------------------------------------------------------------------------------------


def standards() -> list[dict[str, object]]:
    """The rules of each standard, as they stand in standards/rules/."""
    return [tomllib.loads(path.read_text("utf-8")) for path in sorted((ROOT / "standards/rules").glob("*.toml"))]


def rules() -> str:
    """What became of every rule of every standard."""
    found = coverage(targets.world(), standards())
    parts = [_standard(name, found) for name in dict.fromkeys(each.standard for each in found)]
    told = (
        "What became of each rule of each standard: *implemented* (a function carries its code), *derived* (a word of "
        "the declaration sees to it), *not applicable* (with the reason), or *missing*. `grondslag rules` "
        "prints the same. "
        "The texts are ours; the standards at "
        "[vng-realisatie.github.io](https://vng-realisatie.github.io/gemma-zaken/) "
        "decide. Where our OpenAPI documents differ from the official ones stands in "
        "[`standards/deviations.toml`](../../standards/deviations.toml), each with its reason."
    )
    return _page("Rules of the standards", told, *parts)


def _standard(name: str, found: list[Covered]) -> str:
    own = [each for each in found if each.standard == name]
    rows = [(each.code, each.text, each.state, "<br>".join(map(_where, each.by))) for each in own]
    return f"## {name}\n\n" + _table(("rule", "what it says", "state", "where, or why"), rows)


def _where(by: str) -> str:
    """A function as a link to its file; a word of the declaration or a reason as it is."""
    place = re.fullmatch(r"(grondslag/\S+\.py):(\S+)", by)
    return f"[`{place[2]}`](../../src/{place[1]})" if place else by


def problems() -> str:
    """Every way in which a request can fail."""
    # Those of our own form; a standard with problems of its own has them in its own module.
    own = [each for each in Problem.__subclasses__() if each.__module__ == Problem.__module__]
    kinds = sorted([Problem, *own], key=lambda each: each.status)
    rows = (
        (str(each.status), _code(each.code), each.title, FAILED if each is Problem else _told_by(each))
        for each in kinds
    )
    told = (
        "A refused request is answered with `application/problem+json`: `type`, `code`, `title`, `status`, `detail`, "
        "`instance`, and with a 400 that judges fields `invalidParams`: every fault at once, each with `name` (dotted, "
        "with indexes of lists), `code` and `reason` in Dutch."
    )
    return _page("Problems", told, _table(("status", "code", "title", "when"), rows), *_codes())


def _codes() -> Iterator[str]:
    """The codes of invalidParams that the program can give, found where they are given."""
    given: dict[str, set[str]] = {}
    for path in sorted((ROOT / "src/grondslag").rglob("*.py")):
        place = path.relative_to(ROOT / "src/grondslag").parts
        area = place[1] if place[0] == "registers" else "all"
        for code in re.findall(r"Violation\(\s*\"([a-z0-9_-]+)\"", path.read_text("utf-8")):
            given.setdefault(code, set()).add(area)
    yield "## Codes in invalidParams"
    rows = (
        (_code(code), "all" if "all" in where else ", ".join(sorted(where))) for code, where in sorted(given.items())
    )
    yield _table(("code", "component"), rows)


def events() -> str:
    """Every channel with its kenmerken and the resources that speak on it."""
    world = targets.world()
    told = (
        "Every write on these resources puts an event in the outbox of its component, in the write's own statement: no "
        "event without its write, no write without its event. Notificaties tells it to who has an abonnement "
        "([how](../how-to/notifications.md)); where none is served or named as neighbour, the rows wait in the table "
        "`outbox` of the component's schema. An event names its "
        "`kanaal`, `hoofdObject`, `resource`, `resourceUrl`, `actie` (create, update, partial_update, destroy), "
        "`aanmaakdatum` and `kenmerken`. A document that is locked or unlocked is no event; what changes under the "
        "lock is."
    )
    return _page("Events", told, *map(_channel, kanalen(world, frozenset(world.components))))


def _channel(kanaal: Kanaal) -> str:
    rows = ((_code(name), ", ".join(map(_code, acts))) for name, acts in kanaal.acts)
    told = f"Kenmerken: {', '.join(map(_code, kanaal.kenmerken))}." if kanaal.kenmerken else "No kenmerken."
    return f"## {kanaal.naam}\n\nHoofdobject: `{kanaal.hoofdobject}`. {told}\n\n" + _table(("resource", "acties"), rows)


def woordenlijst() -> str:
    """The Dutch nouns of the records, with what they mean."""
    shapes = sorted(targets.world().shapes.values(), key=lambda each: each.name)
    rows = ((f"**{each.name}**", _told_by(each.record), GLOSS[each.name], each.component) for each in shapes)
    words = ((f"**{word}**", meaning) for word, meaning in sorted(WORDS.items()))
    told = (
        "De woorden van de standaarden staan overal zoals ze gedrukt zijn: in de code, op de lijn en hier. "
        "The words of "
        "the standards stay Dutch everywhere ([why](adr/0019-dutch-nouns.md)); the right columns help who "
        "reads no Dutch."
    )
    return _page(
        "Woordenlijst",
        told,
        _table(("woord", "wat het is", "in English", "component"), rows),
        "## Other words you will meet",
        _table(("woord", "in English"), words),
    )


PAGES: dict[str, Callable[[], str]] = {
    "reference/settings.md": settings,
    "reference/commands.md": commands,
    "reference/resources.md": resources,
    "reference/rules.md": rules,
    "reference/problems.md": problems,
    "reference/events.md": events,
    "woordenlijst.md": woordenlijst,
}


def stale() -> list[str]:
    """The pages that are not as they would be written now."""
    return [
        name for name, made in PAGES.items() if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != made()
    ]


if __name__ == "__main__":
    for page in (found := stale()):
        (DOCS / page).write_text(PAGES[page](), "utf-8")
        sys.stdout.write(f"wrote docs/{page}\n")
    if not found:
        sys.stdout.write("The reference pages are fresh.\n")
