"""For what, and by which right, data were used: as the register says it of the activity that a record names."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from grondslag.integration.logboek.records import Verwerking

_VERSIONS = """
    select a.id::text, v.versie, a.identificatie, a.naam, v.doel, v.grondslag, v.wetsartikelen
    from verwerkingen.verwerkingsactiviteit a join verwerkingen.versie v on v.verwerkingsactiviteit = a.id
    where a.id::text = any($1::text[]) order by a.id, v.versie
"""


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """An activity in one version, as far as somebody wants to know why."""

    identificatie: str
    naam: str
    doel: str
    grondslag: str
    wetsartikelen: tuple[str, ...]

    @property
    def ground(self) -> str:
        """The ground with the law it rests on."""
        law = "; ".join(self.wetsartikelen)
        return f"{self.grondslag} ({law})" if law else self.grondslag


class Purposes:
    """What the register of this database knows of some activities."""

    def __init__(self, known: Mapping[tuple[str, int], Purpose]) -> None:
        self._known, self._newest = known, {activity: found for (activity, _), found in known.items()}

    def of(self, record: Verwerking) -> Purpose | None:
        """Of the version that the record was made for; of the newest where that is not said, or not there any more."""
        if record.activiteit is None:
            return None
        exact = self._known.get((record.activiteit, record.versie or 0))
        return exact or self._newest.get(record.activiteit)


async def purposes(pool: Any, records: Iterable[Verwerking]) -> Purposes:
    """What these records were made for; nothing where the register lies elsewhere."""
    wanted = sorted({each.activiteit for each in records if each.activiteit is not None})
    if not wanted or await pool.fetchval("select to_regclass('verwerkingen.versie')") is None:
        return Purposes({})
    rows = await pool.fetch(_VERSIONS, wanted)
    return Purposes(
        {
            (row[0], row[1]): Purpose(
                identificatie=row[2],
                naam=row[3],
                doel=row[4],
                grondslag=row[5],
                wetsartikelen=tuple(each["tekst"] for each in msgspec.json.decode(row[6])),
            )
            for row in rows
        }
    )


async def key_of_activity(pool: Any, identificatie: str) -> str | None:
    """The key of the activity with this short name; None when the register of this database has none."""
    if await pool.fetchval("select to_regclass('verwerkingen.versie')") is None:
        return None
    sql = "select id::text from verwerkingen.verwerkingsactiviteit where identificatie = $1"
    return await pool.fetchval(sql, identificatie)
