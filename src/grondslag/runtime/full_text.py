"""The full text of documents: in rounds, content that waits is read, and its words are kept for who searches.

A document that waits is taken for a while, so several processes share the work and a crash costs a delay. What cannot
be read says why in its row; what breaks without a lasting reason is tried a few times, and then left alone.
"""

import asyncio
from collections import Counter
from typing import Any

import asyncpg

from grondslag.runtime.consistency import SHOWN, Fault
from grondslag.runtime.extraction import LARGEST, Read, Unread, extract
from grondslag.runtime.objects import Missing, StoreSilent
from grondslag.runtime.observe import Observer
from grondslag.runtime.town import Town

COMPONENT = "documenten"
AT_ONCE = 2
"""So many documents are read at the same time, and in one round."""
ATTEMPTS = 4
TAKEN = "10 minutes"
"""So long a document is taken for: more than it may cost, and the pause before the next attempt."""
_TABLE, _DOCUMENT = f"{COMPONENT}.tekst", f"{COMPONENT}.enkelvoudiginformatieobject"
_TAKE = f"""
    with taken as (
        update {_TABLE} set wacht_tot = now() + interval '{TAKEN}', pogingen = pogingen + 1, bijgewerkt = now()
        where id in (
            select id from {_TABLE} where wacht_tot <= now() order by wacht_tot limit {AT_ONCE} for update skip locked
        )
        returning id, informatieobject, versie, pogingen
    )
    select t.id, t.informatieobject, t.versie, t.pogingen, d.formaat, d.bestandsnaam, d.inhoud_versie
    from taken t join {_DOCUMENT} d on d.id = t.informatieobject
"""
_KEEP = f"""
    with older as (delete from {_TABLE} where informatieobject = $2 and versie < $3)
    update {_TABLE} set stand = $4, reden = $5, wacht_tot = null, bijgewerkt = now(), tekst = to_tsvector('dutch', $6)
    where id = $1
"""
_PUT_BACK = f"update {_TABLE} set wacht_tot = now() + interval '1 minute', pogingen = pogingen - 1 where id = $1"
_FORGOTTEN = f"""
    from {_DOCUMENT} d where d.inhoud_versie is not null and not exists (
        select from {_TABLE} t where t.informatieobject = d.id and t.versie = d.inhoud_versie
    )
"""


async def index_text(town: Town, observer: Observer) -> bool:
    """One round. True when there may be more; False also while the store is silent."""
    taken = await town.pool.fetch(_TAKE) if COMPONENT in town.engine.served else []
    if not taken:
        return False
    said = Counter(await asyncio.gather(*(_index(town, row) for row in taken)))
    observer.log("info", "text", **said)
    return len(taken) == AT_ONCE and not said["unreachable"]


async def _index(town: Town, row: Any) -> str:
    """Read one document and keep how that went, for which a word is answered."""
    if row["inhoud_versie"] != row["versie"]:
        await town.pool.execute(f"delete from {_TABLE} where id = $1", row["id"])
        return "overtaken"
    if row["pogingen"] > ATTEMPTS:  # whoever took it never came back, time after time
        return await _unread(town, row, Unread("vastgelopen", lasting=False))
    try:
        found = await _read(town, row)
    except StoreSilent:
        await town.pool.execute(_PUT_BACK, row["id"])  # not the fault of the document
        return "unreachable"
    except Unread as failure:
        return await _unread(town, row, failure)
    await _keep(town, row, "gelezen", "afgebroken" if found.is_cut else "", found.text)
    return "read"


async def _read(town: Town, row: Any) -> Read:
    """The text of its content. Raises Unread, or StoreSilent."""
    pieces = await town.contents.pieces(row["informatieobject"], row["versie"])
    size = sum(each.size for each in pieces)
    if size > LARGEST:
        raise Unread("te-groot", lasting=True)
    try:
        return await extract(town.contents.read(pieces, 0, size), row["formaat"], row["bestandsnaam"])
    except Missing:
        raise Unread("inhoud-ontbreekt", lasting=False) from None
    except OSError:  # no room for a copy, or for a child
        raise Unread("geen-ruimte", lasting=False) from None


async def _unread(town: Town, row: Any, failure: Unread) -> str:
    """Leave it alone with the reason, or let it be taken again when its time is over."""
    if failure.lasting:
        await _keep(town, row, "geweigerd", failure.reason, "")
        return "refused"
    if row["pogingen"] >= ATTEMPTS:
        await _keep(town, row, "mislukt", failure.reason, "")
        return "failed"
    await town.pool.execute(f"update {_TABLE} set reden = $2 where id = $1", row["id"], failure.reason)
    return "again"


async def _keep(town: Town, row: Any, stand: str, reden: str, text: str) -> None:
    while True:
        try:
            await town.pool.execute(_KEEP, row["id"], row["informatieobject"], row["versie"], stand, reden, text)
        except asyncpg.ProgramLimitExceededError:  # so many different words do not fit
            text, reden = text[: len(text) // 2], "afgebroken"
        else:
            return


async def check(pool: Any, *, repair: bool = False) -> Fault | None:
    """Documents with content that nobody is going to read. Repair lets them wait, and what failed as well."""
    rows = await pool.fetch(f"select d.id::text {_FORGOTTEN}")
    if repair:
        await pool.execute(
            f"insert into {_TABLE} "
            "(id, informatieobject, versie, stand, reden, pogingen, wacht_tot, bijgewerkt, tekst) "
            f"select gen_random_uuid(), d.id, d.inhoud_versie, 'wacht', '', 0, now(), now(), '' {_FORGOTTEN}"
        )
        await pool.execute(
            f"update {_TABLE} set stand = 'wacht', pogingen = 0, wacht_tot = now() where stand = 'mislukt'"
        )
    keys = [row[0] for row in rows]
    return Fault("documenten.tekst", len(keys), tuple(keys[:SHOWN]), repaired=repair) if keys else None
