"""Tables, keys and indexes as they follow from a declaration."""

import msgspec
import pytest

from grondslag.kernel.rules import Violation
from grondslag.surfaces.schema import Schema, Table, constraint_violation, json_text, schema
from tests.bibliotheek import a_world


@pytest.fixture(scope="module")
def library() -> Schema:
    return schema(a_world(), "bibliotheek")


def table(library: Schema, name: str) -> Table:
    found = library.table(name)
    assert found is not None
    return found


def columns(found: Table) -> dict[str, str]:
    return {each.name: each.type + ("" if each.nullable else " not null") for each in found.columns}


def indexes(found: Table) -> dict[str, tuple[str, ...]]:
    return {each.name: each.keys for each in found.indexes}


def test_every_stored_field_is_a_typed_column(library):
    assert columns(table(library, "boek")) == {
        "id": "uuid not null",
        "rev": "bigint not null",
        "uitgever": "text not null",
        "nummer": "text not null",
        "soort": "text not null",
        "leeftijd": "smallint not null",
        "verschenen_op": "date not null",
        "geleend_op": "timestamptz",
        "taal": "text not null",
        "nieuw": "boolean not null",
        "bladzijden": "bigint",
        "vervolg_op": "uuid",
        "verwant": "uuid[] not null",
        "rubrieken": "text[] not null",
        "links": "text[] not null",
        "samenvatting": "text not null",
        "plaats": "jsonb",
        "plaats_box": "box",
        "exemplaren": "uuid[] not null",
        "laatste": "uuid",
    }


def test_a_root_counts_its_writes_and_a_part_does_not(library):
    rev = table(library, "boek").column("rev")
    assert rev is not None
    assert rev.default == "1"
    assert table(library, "exemplaar").column("rev") is None
    assert table(library, "boek").fill == 80


def test_defaults_of_fields_fill_rows_that_were_there_before_the_column(library):
    fillers = {each.name: each.filler for each in table(library, "boek").columns if each.filler}
    assert fillers == {
        "nummer": "''",
        "leeftijd": "2",
        "taal": "''",
        "nieuw": "true",
        "verwant": "'{}'",
        "rubrieken": "'{}'",
        "links": "'{}'",
        "samenvatting": "''",
        "exemplaren": "'{}'",
    }
    notities = table(library, "exemplaar").column("notities")
    assert notities is not None
    assert notities.filler == "'[]'"


def test_a_part_goes_with_its_whole_and_a_nullable_reference_is_cleared(library):
    found = {each.name: (each.target, each.on_delete) for each in library.tables for each in each.foreign_keys}
    assert found == {
        "fk__boek__vervolg_op": ("boek", "set null"),
        "fk__exemplaar__boek": ("boek", "cascade"),
        "fk__exemplaar__rubriek": ("rubriek", "no action"),
        "fk__exemplaar__vervangt": ("exemplaar", "set null"),
        "fk__uitgave_versie__id": ("uitgave", "cascade"),
    }


def test_indexes_serve_what_is_selective(library):
    assert indexes(table(library, "boek")) == {
        "ix__boek__uitgever__verschenen_op": ("uitgever", "verschenen_op"),
        "ix__boek__soort": ("soort", "id"),
        "ix__boek__nummer": ("nummer", "id"),
        "ix__boek__verschenen_op": ("verschenen_op", "id"),
        "ix__boek__geleend_op": ("geleend_op", "id"),
        "ix__boek__vervolg_op": ("vervolg_op", "id"),
        "ix__boek__verwant": ("verwant",),
        "ix__boek__plaats_box": ("plaats_box",),
    }
    by_name = {each.name: each for each in table(library, "boek").indexes}
    assert by_name["ix__boek__soort"].include == ("leeftijd",)
    assert by_name["ix__boek__geleend_op"].where == "geleend_op is not null"
    assert by_name["ix__boek__verschenen_op"].where == ""
    assert by_name["ix__boek__verwant"].method == "gin"
    assert by_name["ix__boek__plaats_box"].method == "gist"


def test_a_key_that_may_be_left_out_is_null(library):
    assert columns(table(library, "exemplaar"))["vervangt"] == "uuid"


def test_prose_stands_in_no_index(library):
    """What is longer than a third of a page cannot: the row itself would be refused."""
    assert "ix__boek__samenvatting" not in indexes(table(library, "boek"))


def test_a_filter_over_parts_has_an_index_on_its_expression(library):
    found = {each.name: each for each in table(library, "exemplaar").indexes}
    index = found["ix__exemplaar__lezer__pas_nummer"]
    assert index.keys == ("(lezer ->> 'pasNummer')",)
    assert index.where == "(lezer ->> 'pasNummer') is not null"
    assert found["ix__exemplaar__notities"].keys == ("notities jsonb_path_ops",)
    assert json_text("x", "aanduiding.nummer_a") == "x -> 'aanduiding' ->> 'nummerA'"


def test_older_versions_stand_in_a_table_of_the_same_columns(library):
    latest, older = table(library, "uitgave"), table(library, "uitgave_versie")
    assert columns(latest) == columns(older)
    assert (latest.key, older.key) == (("id",), ("id", "versie"))
    assert not any(each.default for each in older.columns)


def test_what_a_write_needs_stands_in_the_same_schema(library):
    plumbing = [each.name for each in library.tables][5:]
    assert plumbing == [
        "audittrail",
        "outbox",
        "idempotentie",
        "verwerking",
        "gezien",
        "beslissing",
        "nummer",
        "telling_boek",
    ]
    assert columns(table(library, "telling_boek")) == {
        "soort": "text not null",
        "leeftijd": "smallint not null",
        "aantal": "bigint not null",
    }


def test_a_constraint_answers_for_its_rule():
    world = a_world()
    assert constraint_violation(world, "bib_001__boek") == Violation(
        "identificatie-niet-uniek", "Er is al een boek met deze gegevens.", "nummer"
    )
    assert constraint_violation(world, "pk__boek") is None
    assert constraint_violation(world, "bib_001__boek", "catalogi") is None


def test_a_word_of_sql_cannot_name_a_column():
    world = a_world()
    boek = world.shapes["bibliotheek.boek"]
    fields = (*boek.fields, msgspec.structs.replace(boek.field("uitgever"), name="order"))
    shapes = {**world.shapes, boek.key: msgspec.structs.replace(boek, fields=fields)}
    with pytest.raises(ValueError, match="order"):
        schema(msgspec.structs.replace(world, shapes=shapes), "bibliotheek")


def test_no_name_is_longer_than_postgresql_keeps(library):
    names = [each.name for found in library.tables for each in (*found.uniques, *found.foreign_keys, *found.indexes)]
    assert len(names) == len(set(names))
    assert max(len(each) for each in names) <= 63
