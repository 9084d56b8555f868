"""The migrations on a real PostgreSQL: what stands in the database is what the declarations say."""

import re
from pathlib import Path

import msgspec
import pytest

from grondslag.kernel.declare import Component
from grondslag.kernel.shape import derive_world
from grondslag.runtime.migrate import component_folders, migrate_database
from grondslag.runtime.migration_files import read_schema, write_first_migration, write_migration
from grondslag.settings import StartError
from grondslag.surfaces.migration import difference
from grondslag.surfaces.schema import Column, Index, Schema, schema
from tests.bibliotheek import a_world
from tests.contract.database_shape import definitions_of, run, tables_of
from tests.server import Databases
from tools.migrations import registered

_SPELLED = {"timestamptz": "timestamp with time zone"}


def declared_tables(wanted: Schema) -> dict[str, dict[str, tuple[str, bool, str]]]:
    """What `tables_of` must answer."""

    def column(each: Column) -> tuple[str, bool, str]:
        return _SPELLED.get(each.type, each.type), not each.nullable, each.default

    return {table.name: {each.name: column(each) for each in table.columns} for table in wanted.tables}


def declared_definitions(wanted: Schema) -> dict[str, str]:
    """What `definitions_of` must answer, apart from spelling."""
    found: dict[str, str] = {}
    for table in wanted.tables:
        if table.key:
            found[f"pk__{table.name}"] = f"primary key ({', '.join(table.key)})"
        for unique in table.uniques:
            found[unique.name] = f"unique ({', '.join(unique.columns)})"
        for key in table.foreign_keys:
            end = "" if key.on_delete == "no action" else f" on delete {key.on_delete}"
            found[key.name] = f"foreign key ({key.column}) references {wanted.name}.{key.target}(id){end}"
        for index in table.indexes:
            found[index.name] = printed(wanted.name, table.name, index)
    return found


def printed(schema_name: str, table: str, index: Index) -> str:
    """How PostgreSQL prints an index."""
    text = f"create index {index.name} on {schema_name}.{table} using {index.method} ({', '.join(index.keys)})"
    text += f" include ({', '.join(index.include)})" if index.include else ""
    text += f" with ({index.options.replace(' ', '')})" if index.options else ""
    return text + (f" where ({index.where})" if index.where else "")


def plain(definitions: dict[str, str]) -> dict[str, str]:
    """Without what PostgreSQL adds in printing: casts of literals, parentheses, capitals."""
    return {name: re.sub(r"[()]|::text", "", text).lower() for name, text in definitions.items()}


def proves(dsn: str, wanted: Schema) -> None:
    """The database holds these tables, constraints and indexes, and no others."""
    assert run(dsn, lambda connection: tables_of(connection, wanted.name)) == declared_tables(wanted)
    found = run(dsn, lambda connection: definitions_of(connection, wanted.name))
    assert plain(found) == plain(declared_definitions(wanted))


@pytest.fixture(scope="module")
def library() -> Schema:
    return schema(a_world(), "bibliotheek")


def grown(library: Schema) -> Schema:
    """The library some versions on: a field more, one less, another made nullable, an index and a constraint gone."""
    boek = library.table("boek")
    assert boek is not None
    columns = [each for each in boek.columns if each.name != "bladzijden"]
    columns = [msgspec.structs.replace(each, nullable=each.nullable or each.name == "taal") for each in columns]
    columns.append(Column(name="formaat", type="text", filler="'octavo'"))
    indexes = tuple(each for each in boek.indexes if each.name != "ix__boek__nummer")
    other = msgspec.structs.replace(boek, columns=tuple(columns), indexes=indexes, uniques=())
    tables = [other if each is boek else each for each in library.tables if each.name != "uitgave_versie"]
    return msgspec.structs.replace(library, tables=tuple(tables))


def test_a_generated_migration_makes_what_is_declared(databases: Databases, library: Schema, tmp_path: Path):
    written = write_first_migration(tmp_path / "sql", library)
    assert [each.name for each in written] == ["0001_pre_bibliotheek.sql"]
    dsn = databases.empty()
    migrate_database(dsn, {"bibliotheek": tmp_path / "sql"})
    proves(dsn, library)
    databases.drop(dsn)


def test_the_next_migration_brings_rows_along(databases: Databases, library: Schema, tmp_path: Path):
    folder = tmp_path / "sql"
    dsn = databases.empty()
    write_first_migration(folder, library)
    migrate_database(dsn, {"bibliotheek": folder})
    insert = """insert into bibliotheek.boek (id, uitgever, nummer, soort, leeftijd, verschenen_op, taal, nieuw,
        verwant, rubrieken, links, samenvatting, exemplaren)
        values (gen_random_uuid(), 'u', $1, 's', 1, now(), 'nl', true, '{}', '{}', '{}', '', '{}')"""
    run(dsn, lambda connection: connection.execute(insert, "1"))
    later = grown(library)
    written = write_migration(folder, later, "formaat")
    assert [each.name for each in written] == ["0002_pre_formaat.sql", "0003_post_formaat.sql"]
    migrate_database(dsn, {"bibliotheek": folder}, "pre")
    # The previous version still serves, and writes rows without the new field.
    run(dsn, lambda connection: connection.execute(insert, "2"))
    migrate_database(dsn, {"bibliotheek": folder})
    proves(dsn, later)
    rows = run(dsn, lambda connection: connection.fetch("select formaat from bibliotheek.boek"))
    assert [each["formaat"] for each in rows] == ["octavo", "octavo"]
    assert read_schema(folder) is not None
    assert write_migration(folder, later, "again") == []
    databases.drop(dsn)


def test_a_migration_has_a_plain_name(library: Schema, tmp_path: Path):
    with pytest.raises(StartError, match="small letters"):
        write_migration(tmp_path, library, "../Zaak")


COMPONENTS = registered([])


@pytest.mark.parametrize(("component", "folder"), COMPONENTS, ids=[each.name for each, _ in COMPONENTS])
def test_the_migrations_of_a_component_lead_to_its_declarations(database: str, component: Component, folder: Path):
    wanted = schema(derive_world(tuple(each for each, _ in COMPONENTS)), component.name)
    missing = difference(read_schema(folder), wanted)
    assert missing == [], f"make migration NAME=... : {component.name} lacks {len(missing)} statements"
    proves(database, wanted)


def test_every_component_has_a_folder_of_migrations():
    import grondslag

    folders = component_folders(Path(grondslag.__file__).parent)
    assert {each.name for each, _ in COMPONENTS} <= folders.keys()


REFUSED = {
    "deferrable": "select conname from pg_constraint where condeferrable and connamespace = any($1)",
    "exclusion": "select conname from pg_constraint where contype = 'x' and connamespace = any($1)",
    "sequence or view": "select relname from pg_class where relkind in ('S', 'v', 'm') and relnamespace = any($1)",
    "trigger": """select tgname from pg_trigger g join pg_class c on c.oid = g.tgrelid
        where not g.tgisinternal and c.relnamespace = any($1)""",
    "reference to another schema": """select conname from pg_constraint k join pg_class c on c.oid = k.confrelid
        where connamespace <> relnamespace and connamespace = any($1)""",
    "reference without an index: every delete reads the whole table": """select conname from pg_constraint k
        where contype = 'f' and connamespace = any($1) and not exists
        (select 1 from pg_index i where i.indrelid = k.conrelid and i.indkey[0] = k.conkey[1])""",
}


@pytest.mark.parametrize("refused", REFUSED)
def test_the_schemas_ask_nothing_that_a_sharded_postgresql_lacks(database: str, refused: str):
    names = [each.name for each, _ in COMPONENTS]
    spaces = "select array_agg(oid) from pg_namespace where nspname = any($1::text[])"
    oids = run(database, lambda connection: connection.fetchval(spaces, names))
    assert run(database, lambda connection: connection.fetch(REFUSED[refused], oids)) == []
