"""The bench: its register fits the declarations and holds together, and its report tells what is out of bounds."""

import pytest

from bench.data import STATUSSEN, ZAAKTYPEN, Mould, Register
from bench.report import Line, Report, as_markdown
from grondslag import targets
from grondslag.surfaces.schema import schema

WORLD = targets.world()
ZAKEN = 30


@pytest.fixture(scope="module")
def register() -> Register:
    return Register(WORLD, ZAKEN)


@pytest.fixture(scope="module")
def catalogue(register: Register) -> list[Mould]:
    return list(register.catalogue())


@pytest.fixture(scope="module")
def moulds(register: Register, catalogue: list[Mould]) -> dict[str, Mould]:
    assert catalogue
    return register.moulds()


@pytest.fixture(scope="module")
def rows(register: Register, moulds: dict[str, Mould]) -> dict[str, list[dict[str, object]]]:
    (chunk,) = register.chunks(moulds)
    return {name: [dict(zip(moulds[name].columns, row, strict=True)) for row in some] for name, some in chunk.items()}


def test_every_row_has_the_declared_columns(catalogue: list[Mould], moulds: dict[str, Mould]) -> None:
    for mould in [*catalogue, *moulds.values()]:
        table = schema(WORLD, mould.component).table(mould.table)
        assert table is not None
        assert mould.columns == tuple(each.name for each in table.columns)
        values = dict(zip(mould.columns, mould.row, strict=True))
        assert [each.name for each in table.columns if not each.nullable and values[each.name] is None] == []


def test_a_catalogue_of_its_size(catalogue: list[Mould], register: Register) -> None:
    assert sum(each.table == "zaaktype" for each in catalogue) == ZAAKTYPEN == len(register.zaaktypen)


def test_the_parts_of_a_zaak_belong_to_it(rows: dict[str, list[dict[str, object]]]) -> None:
    zaken = {each["id"]: each for each in rows["zaak"]}
    assert len(zaken) == ZAKEN
    assert len(rows["status"]) == STATUSSEN * ZAKEN
    for name, kept in (("rol", "rollen"), ("zaakobject", "zaakobjecten"), ("zaakeigenschap", "eigenschappen")):
        assert {(each["zaak"], each["id"]) for each in rows[name]} == {
            (key, part)
            for key, zaak in zaken.items()
            for part in zaak[kept]  # type: ignore[attr-defined]
        }
    latest = {each["zaak"]: each["id"] for each in rows["status"]}
    assert {key: zaak["status"] for key, zaak in zaken.items()} == latest


def test_the_same_seed_makes_the_same_register() -> None:
    def made() -> list[dict[str, list[list[object]]]]:
        register = Register(WORLD, 5)
        assert list(register.catalogue())
        return list(register.chunks(register.moulds()))

    assert made() == made()


def line(app: float, statuses: dict[str, int]) -> Line:
    costs = {"bytes_floor": 0.1, "bare_client": 0.1, "bare_postgres": 0.1, "postgres": 0.2, "statements": 1.0}
    told = {"per_second": 1.0, "p50": 1.0, "p99": 1.0, "requests": 1, "name": "one", "title": "GET zaak"}
    return Line(
        **costs, **told, app=app, ratio=app / 0.1, statuses=statuses, app_limit=7, postgres_limit=0.3, incumbent=(28, 9)
    )


def test_a_bound_that_is_broken_is_told() -> None:
    report = Report(
        made_at="", zaken=1, python="", cores=2, start_seconds=1, idle_mebibytes=60, busy_mebibytes=60, lines=[]
    )
    report.lines = [line(0.6, {"200": 10})]
    assert report.passes
    assert "| 6.0 | 7x kept |" in as_markdown(report)
    report.lines = [line(0.8, {"200": 10, "500": 1})]
    assert len(report.broken) == 2
    assert "**broken**" in as_markdown(report)
