"""Keeping persoonslijsten at the source: those of the demo, and those of an import."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec

from grondslag.kernel.rows import row_of
from grondslag.kernel.shape import Shape, derive_world
from grondslag.registers.personen import COMPONENT
from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen, burgerservicenummer
from grondslag.registers.personen.persoon import NIET_GELEVERD, Persoon, als_persoon, telt
from grondslag.registers.personen.tabellen import TABELLEN

BATCH: Final = 500


class Bewaard(NamedTuple):
    """What became of lists that were to be kept."""

    nieuw: int = 0
    gewijzigd: int = 0
    gelijk: int = 0


def _statement(shape: Shape) -> str:
    """Inserts rows, or puts them in the place of others; answers of each that made a difference whether it is new.

    Whoever follows a person hears of another list, not of a list that is read in a second time.
    """
    columns = [each.split(" ", 1) for each in row_of(shape).columns.split(", ")]
    names = [name for name, _ in columns]
    arrays = ", ".join(f"${place}::{kind}[]" for place, (_, kind) in enumerate(columns, 1))
    told = [name for name in names if name not in ("id", "gewijzigd_op")]
    changed = ", ".join(f"{name} = excluded.{name}" for name in told)
    moment = "case when persoon.lijst = excluded.lijst then persoon.gewijzigd_op else excluded.gewijzigd_op end"
    here, there = (", ".join(f"{row}.{name}" for name in told) for row in ("persoon", "excluded"))
    dead = ", ".join(f"'{each}'" for each in NIET_GELEVERD)
    return (
        f"insert into {shape.table} ({', '.join(names)}) select * from unnest({arrays}) "
        f"on conflict (burgerservicenummer) do update set {changed}, gewijzigd_op = {moment} "
        f"where (excluded.opschorting not in ({dead}) or persoon.anummer = excluded.anummer) "
        f"and ({here}) is distinct from ({there}) returning xmax = 0"
    )


_SHAPE: Final = derive_world((COMPONENT,)).of(Persoon)
_SQL: Final = _statement(_SHAPE)
_TABELWAARDE: Final = (
    "insert into personen.tabelwaarde (id, tabel, code, omschrijving) "
    "select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) "
    "on conflict (code, tabel) do update set omschrijving = excluded.omschrijving"
)


async def bewaar(pool: Any, fresh_id: Callable[[], str], lijsten: Iterable[Persoonslijst]) -> Bewaard:
    """Keep lists, each in the place of what was known under its BSN; answers how many made a difference.

    Without a BSN nobody can ask for a person, so such a list is passed over. A number may stand on a list that was a
    mistake too: that one never takes the place of the list that counts.
    """
    kept, left, moment = Bewaard(), iter(lijsten), datetime.now(UTC)
    while batch := list(islice(left, BATCH)):
        rows = [als_persoon(each, fresh_id()) for each in _by_bsn(batch)]
        values = [row_of(_SHAPE).values(msgspec.structs.replace(each, gewijzigd_op=moment)) for each in rows]
        if values:
            told = [row[0] for row in await pool.fetch(_SQL, *map(list, zip(*values, strict=True)))]
            new, changed = told.count(True), told.count(False)
            kept = Bewaard(kept.nieuw + new, kept.gewijzigd + changed, kept.gelijk + len(values) - len(told))
    return kept


def _by_bsn(lijsten: Sequence[Persoonslijst]) -> Iterator[Persoonslijst]:
    """One list for each BSN, the last among those that count; in order, so that no two writers block each other."""
    found: dict[str, Persoonslijst] = {}
    for each in lijsten:
        bsn = burgerservicenummer(each)
        if bsn and (bsn not in found or telt(each) or not telt(found[bsn])):
            found[bsn] = each
    return (found[bsn] for bsn in sorted(found))


async def bewaar_tabellen(pool: Any, fresh_id: Callable[[], str], tabellen: Tabellen) -> int:
    """Keep what codes of landelijke tabellen stand for, where it is more or other than what is packaged."""
    rows = [
        (fresh_id(), tabel, code, omschrijving)
        for tabel, waarden in tabellen.items()
        for code, omschrijving in waarden.items()
        if TABELLEN.get(tabel, {}).get(code) != omschrijving
    ]
    if rows:
        await pool.execute(_TABELWAARDE, *map(list, zip(*rows, strict=True)))
    return len(rows)
