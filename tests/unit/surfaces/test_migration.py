"""The commands between two schemas, and the files that hold them."""

import msgspec
import pytest

from grondslag.surfaces.migration import Statement, ddl, difference, files, read_snapshot, snapshot
from grondslag.surfaces.schema import Column, ForeignKey, Index, Schema, Table, Unique, schema
from tests.bibliotheek import a_world

ID = Column(name="id", type="uuid")
NAME = Column(name="naam", type="text")


def shelf(*columns: Column, **said) -> Table:
    return Table(name="plank", columns=(ID, *columns), key=("id",), **said)


def between(old: Table | None, new: Table | None) -> list[tuple[str, str]]:
    schemas = [Schema(name="b", tables=(each,) if each else ()) for each in (old, new)]
    return [(each.phase, each.sql) for each in difference(*schemas)]


def test_a_schema_differs_not_from_itself_nor_from_its_snapshot():
    library = schema(a_world(), "bibliotheek")
    assert difference(library, library) == []
    assert difference(read_snapshot(snapshot(library)), library) == []
    assert b"filler" not in snapshot(library)


def test_a_first_migration_is_all_pre_and_one_statement_per_command():
    library = schema(a_world(), "bibliotheek")
    assert {each.phase for each in difference(None, library)} == {"pre"}
    assert all(";" not in each for each in ddl(library))
    assert ddl(library)[0] == "create schema if not exists bibliotheek"
    assert not any(word in each for each in ddl(library) for word in ("deferrable", "trigger", "serial", "sequence"))


def test_a_new_field_with_a_default_fills_rows_and_leaves_no_default():
    column = Column(name="zaal", type="text", filler="'hal'")
    assert between(shelf(), shelf(column)) == [
        ("pre", "alter table b.plank add column zaal text not null default 'hal'"),
        ("post", "alter table b.plank alter column zaal drop default"),
    ]


def test_a_new_field_that_may_be_empty_is_one_command():
    column = Column(name="zaal", type="text", nullable=True)
    assert between(shelf(), shelf(column)) == [("pre", "alter table b.plank add column zaal text")]


def test_a_new_field_that_is_required_waits_until_its_rows_are_filled():
    found = difference(Schema(name="b", tables=(shelf(),)), Schema(name="b", tables=(shelf(NAME),)))
    assert [(each.phase, each.sql) for each in found] == [
        ("pre", "alter table b.plank add column naam text"),
        ("post", "alter table b.plank alter column naam set not null"),
    ]
    assert found[0].note


def test_a_field_that_goes_first_stops_being_required():
    assert between(shelf(NAME), shelf()) == [
        ("pre", "alter table b.plank alter column naam drop not null"),
        ("post", "alter table b.plank drop column naam"),
    ]


def test_null_is_allowed_before_and_refused_after():
    loose = msgspec.structs.replace(NAME, nullable=True)
    assert between(shelf(NAME), shelf(loose)) == [("pre", "alter table b.plank alter column naam drop not null")]
    assert between(shelf(loose), shelf(NAME)) == [("post", "alter table b.plank alter column naam set not null")]
    filled = msgspec.structs.replace(NAME, filler="''")
    assert between(shelf(loose), shelf(filled)) == [
        ("post", "update b.plank set naam = '' where naam is null"),
        ("post", "alter table b.plank alter column naam set not null"),
    ]


def test_another_type_is_said_to_stop_the_previous_version():
    [found] = difference(
        Schema(name="b", tables=(shelf(NAME),)),
        Schema(name="b", tables=(shelf(Column(name="naam", type="bigint")),)),
    )
    assert found.sql == "alter table b.plank alter column naam type bigint using naam::bigint"
    assert found.note


def test_constraints_and_indexes_come_go_and_change():
    one = Unique(name="r_1__plank", columns=("naam",))
    two = Unique(name="r_1__plank", columns=("naam", "id"))
    key = ForeignKey(name="fk__plank__naam", column="naam", target="plank", on_delete="no action")
    index = Index(name="ix__plank__naam", keys=("naam", "id"))
    partial = msgspec.structs.replace(index, where="naam is not null", include=("id",))
    assert between(shelf(NAME), shelf(NAME, uniques=(one,), foreign_keys=(key,), indexes=(index,))) == [
        ("pre", "alter table b.plank add constraint r_1__plank unique (naam)"),
        ("pre", "alter table b.plank add constraint fk__plank__naam foreign key (naam) references b.plank (id)"),
        ("pre", "create index ix__plank__naam on b.plank (naam, id)"),
    ]
    assert between(shelf(NAME, uniques=(one,), indexes=(index,)), shelf(NAME, uniques=(two,), indexes=(partial,))) == [
        ("pre", "alter table b.plank drop constraint r_1__plank"),
        ("pre", "alter table b.plank add constraint r_1__plank unique (naam, id)"),
        ("pre", "drop index b.ix__plank__naam"),
        ("pre", "create index ix__plank__naam on b.plank (naam, id) include (id) where naam is not null"),
    ]
    assert between(shelf(NAME, uniques=(one,), indexes=(index,)), shelf(NAME)) == [
        ("pre", "alter table b.plank drop constraint r_1__plank"),
        ("post", "drop index if exists b.ix__plank__naam"),
    ]


def test_a_table_goes_when_the_previous_version_is_gone():
    assert between(shelf(), None) == [("post", "drop table b.plank")]


def test_another_key_is_not_generated():
    with pytest.raises(ValueError, match="by hand"):
        between(shelf(), Table(name="plank", columns=(ID,), key=()))


def test_files_are_numbered_per_phase_and_tell_when_they_run():
    statements = [Statement("pre", "select 1", "Mind the gap."), Statement("post", "select 2")]
    found = files(statements, 7, "zaal", "b: zaal")
    assert list(found) == ["0007_pre_zaal.sql", "0008_post_zaal.sql"]
    assert found["0007_pre_zaal.sql"].endswith("-- Mind the gap.\nselect 1;\n")
    assert found["0008_post_zaal.sql"].startswith("-- b: zaal: generated")
    assert list(files(statements[1:], 1, "x", "x")) == ["0001_post_x.sql"]
