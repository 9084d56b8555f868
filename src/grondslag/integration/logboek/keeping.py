"""Each day: what need not be kept any longer leaves the log, and with the last record of a key that key."""

from datetime import datetime

import asyncpg

from grondslag.runtime.activities_elsewhere import key_of
from grondslag.runtime.observe import Observer
from grondslag.runtime.outside import Unreachable
from grondslag.runtime.partitions import NotExpired, Terms, expire, log_schemas
from grondslag.runtime.pool import UNAVAILABLE
from grondslag.runtime.pseudonyms import forget_keys
from grondslag.runtime.town import Town
from grondslag.vocabulary.duur import parse_duur

DAY_SECONDS = 86_400.0
_TERMS = (
    "select verwerkingsactiviteit::text, versie, coalesce(bewaartermijn_logboek, bewaartermijn) "
    "from verwerkingen.versie order by 1, 2"
)


async def terms(town: Town) -> Terms:
    """How long the records of each version of an activity stay, as the register says, here or elsewhere.

    Raises Unreachable: without it nobody can tell what must stay.
    """
    root = town.neighbours.get("verwerkingen")
    if root is not None:
        told = await town.outside.list(f"{root}/verwerkingsactiviteiten", "expand", "versies")
        return {
            (key_of(each["url"]), versie["versie"]): duur
            for each in told
            for versie in each["_expand"].get("versies", ())
            if (duur := parse_duur(versie["bewaartermijnLogboek"] or versie["bewaartermijn"])) is not None
        }
    if await town.pool.fetchval("select to_regclass('verwerkingen.versie')") is None:
        return {}
    rows = await town.pool.fetch(_TERMS)
    return {(row[0], row[1]): duur for row in rows if (duur := parse_duur(row[2])) is not None}


async def _expire(town: Town, observer: Observer, now: datetime) -> int:
    """How many months went; one that cannot be gone through is told, and keeps no other, nor the keys."""
    try:
        return await expire(town.pool, await log_schemas(town.pool), now, await terms(town))
    except NotExpired as failure:
        observer.log("error", "months not expired", months=failure.failed)
        return failure.dropped


async def expire_log(town: Town, observer: Observer) -> bool:
    """One round; several processes do no harm to one another."""
    now, today = town.now()
    try:
        dropped = await _expire(town, observer, now)
        gone = await forget_keys(town.pool, today)
    except (asyncpg.PostgresError, Unreachable, *UNAVAILABLE) as failure:
        observer.log("warning", "log not expired", kind=type(failure).__name__)
        return False
    if dropped or gone:
        observer.log("info", "log expired", months=dropped, keys=len(gone))
    return False
