"""From one schema to another: the statements, in two phases, and the text of the files that hold them.

`pre` runs while the previous version still serves, so it only adds and loosens; `post` runs when it is gone, and drops
and tightens. One statement per command: a sharded PostgreSQL takes no other.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from grondslag.surfaces.schema import Column, ForeignKey, Index, Schema, Table, Unique

Phase = Literal["pre", "post"]
PHASES: tuple[Phase, ...] = ("pre", "post")


class Statement(msgspec.Struct, frozen=True):
    """One command, and what its reader should know of it."""

    phase: Phase
    sql: str
    note: str = ""


def ddl(schema: Schema) -> list[str]:
    """Every command that makes the schema where there is none."""
    return [each.sql for each in difference(None, schema)]


def difference(old: Schema | None, new: Schema) -> list[Statement]:
    """The commands that bring a database from `old` to `new`, all of `pre` first."""
    found = list(_difference(old, new))
    return [each for phase in PHASES for each in found if each.phase == phase]


def _difference(old: Schema | None, new: Schema) -> Iterator[Statement]:
    if old is None:
        yield Statement("pre", f"create schema if not exists {new.name}")
        old = Schema(name=new.name, tables=())
    pairs = [(old.table(each.name), each) for each in new.tables]
    for before, after in pairs:
        if before is None:
            yield Statement("pre", _create_table(new.name, after))
        else:
            yield from _columns(new.name, before, after)
    for before, after in pairs:
        yield from _constraints(new.name, before or Table(name=after.name, columns=()), after)
    for before, after in pairs:
        yield from _indexes(new.name, before or Table(name=after.name, columns=()), after)
    gone = [each for each in old.tables if new.table(each.name) is None]
    for table in gone:
        for key in table.foreign_keys:
            yield Statement("post", f"alter table {new.name}.{table.name} drop constraint {key.name}")
    for table in gone:
        yield Statement("post", f"drop table {new.name}.{table.name}")


# --- tables and columns -------------------------------------------------------------------------------------------


def _create_table(schema: str, table: Table) -> str:
    lines = [_column(each) for each in table.columns]
    if table.key:
        lines.append(f"constraint pk__{table.name} primary key ({', '.join(table.key)})")
    lines += [_unique(each) for each in table.uniques]
    body = ",\n    ".join(lines)
    options = f" with (fillfactor = {table.fill})" if table.fill else ""
    parted = f" partition by range ({table.by})" if table.by else ""
    return f"create table {schema}.{table.name} (\n    {body}\n){parted}{options}"


def _column(column: Column, default: str = "") -> str:
    default = column.default or default
    return " ".join(
        [
            column.name,
            column.type,
            *([] if column.nullable else ["not null"]),
            *([f"default {default}"] if default else []),
        ]
    )


def _columns(schema: str, before: Table, after: Table) -> Iterator[Statement]:
    alter = f"alter table {schema}.{after.name}"
    if before.key != after.key:
        raise ValueError(f"{schema}.{after.name}: another primary key is a migration to write by hand")
    for column in after.columns:
        was = before.column(column.name)
        yield from _added(alter, column) if was is None else _changed(alter, was, column)
    for column in before.columns:
        if after.column(column.name) is None:
            if not column.nullable and column.name not in before.key:
                yield Statement("pre", f"{alter} alter column {column.name} drop not null")
            yield Statement("post", f"{alter} drop column {column.name}")
    if before.fill != after.fill:
        yield Statement("pre", f"{alter} set (fillfactor = {after.fill or 100})")


def _added(alter: str, column: Column) -> Iterator[Statement]:
    filler = column.default or column.filler
    if column.nullable or filler:
        yield Statement("pre", f"{alter} add column {_column(column, filler)}")
        if filler and not column.default:
            yield Statement("post", f"{alter} alter column {column.name} drop default")
        return
    loose = msgspec.structs.replace(column, nullable=True)
    yield Statement("pre", f"{alter} add column {_column(loose)}", "Has no default: fill the rows that are there.")
    yield Statement("post", f"{alter} alter column {column.name} set not null")


def _changed(alter: str, was: Column, column: Column) -> Iterator[Statement]:
    name = column.name
    if was.type != column.type:
        yield Statement(
            "pre",
            f"{alter} alter column {name} type {column.type} using {name}::{column.type}",
            "Another type: the previous version cannot serve beside this.",
        )
    if was.default != column.default:
        told = f"set default {column.default}" if column.default else "drop default"
        yield Statement("pre" if column.default else "post", f"{alter} alter column {name} {told}")
    if column.nullable and not was.nullable:
        yield Statement("pre", f"{alter} alter column {name} drop not null")
    if was.nullable and not column.nullable:
        if column.filler:
            table = alter.removeprefix("alter table ")
            yield Statement("post", f"update {table} set {name} = {column.filler} where {name} is null")
        yield Statement("post", f"{alter} alter column {name} set not null")


# --- constraints and indexes --------------------------------------------------------------------------------------


def _unique(unique: Unique) -> str:
    return f"constraint {unique.name} unique ({', '.join(unique.columns)})"


def _foreign_key(schema: str, key: ForeignKey) -> str:
    action = "" if key.on_delete == "no action" else f" on delete {key.on_delete}"
    return f"constraint {key.name} foreign key ({key.column}) references {schema}.{key.target} (id){action}"


def _constraints(schema: str, before: Table, after: Table) -> Iterator[Statement]:
    """A constraint goes in `pre` as well: the new version writes what it forbade, the previous one does not mind."""
    alter = f"alter table {schema}.{after.name}"
    new = not before.columns
    was = {each.name: _unique(each) for each in before.uniques}
    was |= {each.name: _foreign_key(schema, each) for each in before.foreign_keys}
    wanted = {} if new else {each.name: _unique(each) for each in after.uniques}
    wanted |= {each.name: _foreign_key(schema, each) for each in after.foreign_keys}
    for name, text in was.items():
        if wanted.get(name) != text:
            yield Statement("pre", f"{alter} drop constraint {name}")
    for name, text in wanted.items():
        if was.get(name) != text:
            yield Statement("pre", f"{alter} add {text}")


def _indexes(schema: str, before: Table, after: Table) -> Iterator[Statement]:
    was = {each.name: each for each in before.indexes}
    wanted = {each.name: each for each in after.indexes}
    for name, index in was.items():
        if name not in wanted:
            # It may have gone with its column.
            yield Statement("post", f"drop index if exists {schema}.{name}")
        elif wanted[name] != index:
            yield Statement("pre", f"drop index {schema}.{name}")
    for name, index in wanted.items():
        if was.get(name) != index:
            yield Statement("pre", _create_index(schema, after.name, index))


def _create_index(schema: str, table: str, index: Index) -> str:
    using = "" if index.method == "btree" else f"using {index.method} "
    include = f" include ({', '.join(index.include)})" if index.include else ""
    options = f" with ({index.options})" if index.options else ""
    where = f" where {index.where}" if index.where else ""
    return f"create index {index.name} on {schema}.{table} {using}({', '.join(index.keys)}){include}{options}{where}"


# --- files --------------------------------------------------------------------------------------------------------


def snapshot(schema: Schema) -> bytes:
    """The schema as it will stand in the database, to compare the next one with."""
    tables = tuple(
        msgspec.structs.replace(
            table, columns=tuple(msgspec.structs.replace(each, filler="") for each in table.columns)
        )
        for table in schema.tables
    )
    encoded = msgspec.json.encode(msgspec.structs.replace(schema, tables=tables))
    return msgspec.json.format(encoded, indent=1) + b"\n"


def read_snapshot(text: bytes) -> Schema:
    """The schema that `snapshot` wrote."""
    return msgspec.json.decode(text, type=Schema)


def files(statements: list[Statement], number: int, name: str, title: str) -> dict[str, str]:
    """The texts of the numbered files for these statements, by file name; a phase without statements has no file."""
    found: dict[str, str] = {}
    for phase in PHASES:
        mine = [each for each in statements if each.phase == phase]
        if mine:
            found[f"{number:04}_{phase}_{name}.sql"] = _text(mine, title, phase)
            number += 1
    return found


def _text(statements: list[Statement], title: str, phase: Phase) -> str:
    when = "before the new version serves" if phase == "pre" else "after the previous version is gone"
    parts = [f"-- {title}: generated from the declarations, to run {when}."]
    parts += [(f"-- {each.note}\n" if each.note else "") + each.sql + ";" for each in statements]
    return "\n\n".join(parts) + "\n"
