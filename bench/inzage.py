"""How long it takes to gather everything on one person among many zaken: `python -m bench.inzage --zaken 1000000`.

The register is that of `make bench`, in which one person takes part in some zaken; the log knows many uses of theirs
among those of others. What is measured is a whole package: found, covered, set as a letter, signed and written.
"""

import argparse
import asyncio
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from bench.data import PERSON, Mould, Register, fill
from grondslag import targets
from grondslag.integration.inzage.assembling import Gemeente
from grondslag.integration.inzage.finding import find
from grondslag.integration.inzage.making import Maker
from grondslag.opening import Place, located, prepare, started
from grondslag.registers.inzage.betrokkene import Betrokkene
from grondslag.settings import load

BSN = "999990019"
BETROKKENE = Betrokkene("bsn", BSN)
OTHER_USES, PER_ZAAK = 200_000, 20
MOST_SECONDS = 10.0
AT_ONCE = 20_000
_USES = """
    with made as materialized (
        select n, $1::timestamptz - n * interval '1 second' tijd, sha256(n::text::bytea) digest
        from generate_series($2::integer, $3::integer) n
    ), seen as (
        insert into zaken.gezien select date_trunc('month', tijd, 'UTC'), substr(digest, 1, 16), $6::smallint,
            array[case when n % $4 = 0 then $5::bytea else substr(sha256(('x' || n)::bytea), 1, 17) end],
            array['zaken.zaak/x']
        from made
    )
    insert into zaken.verwerking (tijd, einde, trace_id, span_id, naam, status, client, gezien)
    select tijd, $1, substr(digest, 1, 16), substr(digest, 1, 8), 'zaken.zaak.lezen', 1, 'bench', substr(digest, 1, 16)
    from made
"""
RESULT = Path(__file__).parent / "results/inzage.md"


class People(Register):
    """A register in which one person takes part in `mine` zaken, spread over all of them."""

    def __init__(self, world: Any, zaken: int, mine: int) -> None:
        super().__init__(world, zaken)
        self.step = max(zaken // mine, 1)

    def chunks(self, moulds: Mapping[str, Mould]) -> Iterator[dict[str, list[list[Any]]]]:
        """The same rows, in which every so many zaken have the person as initiator."""
        number = 0
        who = msgspec.json.encode(PERSON | {"inpBsn": BSN}).decode()
        rol = moulds["rol"].columns.index("betrokkene_identificatie")
        betrokkenen = moulds["zaak"].columns.index("betrokkenen")
        for chunk in super().chunks(moulds):
            for of_rol, of_zaak in zip(chunk["rol"], chunk["zaak"], strict=True):
                if number % self.step == 0:
                    of_rol[rol], of_zaak[betrokkenen] = who, [f"bsn:{BSN}"]
                number += 1
            yield chunk


async def make(place: Place, zaken: int, mine: int) -> None:
    """Fill the database."""
    connection: Any = await asyncpg.connect(place.dsn)
    try:
        async for done in fill(connection, People(targets.world(), zaken, mine)):
            if done % 100_000 == 0:
                print(f"{done:,} zaken", file=sys.stderr)
    finally:
        await connection.close()


async def log(program: Any, mine: int) -> int:
    """Uses of the data of the person, among those of others; how many are theirs."""
    moment, of = datetime.now(UTC), program.accounting.pseudonyms
    theirs = mine * PER_ZAAK
    for first in range(1, OTHER_USES + 1, AT_ONCE):
        await program.pool.execute(
            _USES,
            moment,
            first,
            first + AT_ONCE - 1,
            OTHER_USES // theirs,
            bytes.fromhex(of.of(f"bsn:{BSN}")),
            of.current,
        )
    return theirs


async def measure(place: Place, mine: int, times: int) -> tuple[list[float], list[float], Any]:
    """Seconds to find, seconds for a whole package, and what was in the last."""
    async with started(place) as program:
        await log(program, mine)
        maker, links = (
            Maker(program.town, program.box, Gemeente("0000", "Bench")),
            program.town.links("http://localhost"),
        )
        looking: list[float] = []
        whole: list[float] = []
        made: Any = None
        for _ in range(times):
            began = time.perf_counter()
            await find(program.town, links, BETROKKENE)
            looking.append(time.perf_counter() - began)
            with tempfile.TemporaryFile() as file:
                began = time.perf_counter()
                made = await maker.make(file, links, BETROKKENE)  # type: ignore[arg-type]
                whole.append(time.perf_counter() - began)
    return looking, whole, made


def report(zaken: int, looking: list[float], whole: list[float], made: Any) -> str:
    """The table."""
    kept = "kept" if max(whole) < MOST_SECONDS else "**broken**"
    return (
        "| what | seconds, median | worst | bound |\n|---|---|---|---|\n"
        f"| everything on one person found among {zaken:,} zaken ({made.dossiers} of theirs, {made.records} records) "
        f"| {statistics.median(looking):.2f} | {max(looking):.2f} |  |\n"
        f"| the package: with {made.gebruik:,} uses among {OTHER_USES:,}, as JSON and PDF, {made.size / 1e6:.1f} MB "
        f"| {statistics.median(whole):.2f} | {max(whole):.2f} | {MOST_SECONDS:g} {kept} |\n"
    )


def main() -> int:
    """Fill, measure, print; at a million zaken the result is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zaken", type=int, default=1_000_000)
    parser.add_argument("--mine", type=int, default=24, help="in how many of them the person takes part")
    parser.add_argument("--times", type=int, default=5)
    said = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="grondslag-bench-"))
    directory.chmod(0o711)
    try:
        data = directory / "var"
        with located(load({}, cwd=directory, data=str(data))) as place:
            asyncio.run(prepare(place))
            asyncio.run(make(place, said.zaken, said.mine))
            looking, whole, made = asyncio.run(measure(place, said.mine, said.times))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    table = report(said.zaken, looking, whole, made)
    print(table)
    if said.zaken >= 1_000_000:
        RESULT.write_text(table, encoding="utf-8")
    return int(max(whole) >= MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
