"""Whether a database is to be filled with the demo, and by which secrets the demo is then called."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from grondslag.demo.inhoud import inhoud
from grondslag.demo.seed import CLIENT, READING_CLIENT, seed
from grondslag.demo.verwerkingen import account
from grondslag.opening import own_call
from grondslag.runtime.client_secrets import keep_client, secret_of
from grondslag.runtime.secrets import new_secret
from grondslag.settings import StartError
from grondslag.surfaces.openapi_bodies import Samples
from grondslag.surfaces.openapi_examples import Keys

_IS_EMPTY = """
    select not exists (select from catalogi.catalogus) and not exists (select from zaken.zaak)
        and not exists (select from grondslag.client)
"""
# Without a client of its own nobody could write over HTTP: what is there, is a filling that was broken off.
_IS_UNFINISHED = """
    select not exists (select from grondslag.client where client_id <> $3)
        and not exists (select from catalogi.catalogus where (domein, rsin) is distinct from ($1, $2))
"""
_TABLES = """
    select string_agg(format('%I.%I', schemaname, tablename), ', ') from pg_tables where schemaname = any($1::text[])
        and (schemaname, tablename) <> ('documenten', 'ontvangen')
"""
# What lies in the store is nobody's from then on: `sweep` removes what stands here.
_DOUBTED = """
    insert into documenten.ontvangen (sleutel, client, omvang, sinds)
    select distinct on (sleutel) sleutel, '', omvang, now() - interval '1 day' from documenten.bestandsdeel
    where sleutel <> '' on conflict (sleutel) do nothing
"""

# An open zaak without resultaat, with what its type knows, and a document that can still come to it and to a besluit.
_FITTING = """
    select z.id::text, z.zaaktype, d.id::text, d.informatieobjecttype, b.id::text, b.besluittype, s.id::text,
        (select min(id::text) from catalogi.resultaattype where zaaktype = t.id),
        (select min(id::text) from catalogi.roltype where zaaktype = t.id), e.id::text
    from zaken.zaak z join catalogi.zaaktype t on t.id::text = z.zaaktype
        join catalogi.statustype s on s.zaaktype = t.id join catalogi.eigenschap e on e.zaaktype = t.id
        join catalogi.informatieobjecttype i on i.omschrijving = any (t.informatieobjecttypen)
        join documenten.enkelvoudiginformatieobject d on d.informatieobjecttype = i.id::text
        join catalogi.besluittype bt on i.omschrijving = any (bt.informatieobjecttypen)
        join besluiten.besluit b on b.besluittype = bt.id::text
    where z.einddatum is null and z.resultaat is null and z.status is not null and s.volgnummer = 1
        and e.specificatie ->> 'formaat' = 'datum'
        and not exists (select from zaken.zaakinformatieobject where zaak = z.id and informatieobject = d.id::text)
        and not exists (
            select from besluiten.besluitinformatieobject where besluit = b.id and informatieobject = d.id::text
        )
    order by z.id desc, d.id desc, b.id desc limit 1
"""
_FITS = (
    "zaken.zaak",
    "catalogi.zaaktype",
    "documenten.enkelvoudiginformatieobject",
    "catalogi.informatieobjecttype",
    "besluiten.besluit",
    "catalogi.besluittype",
    "catalogi.statustype",
    "catalogi.resultaattype",
    "catalogi.roltype",
    "catalogi.eigenschap",
)


async def fill(program: Any, say: Callable[[str], None]) -> None:
    """Fill an empty database with the demo. One that is filled stays as it is, but gets the register and the clients
    that an earlier version did not make; refuses one that holds other data."""
    if await demo_secret(program) is None:
        await _fill(program, say)
    await account(program)


async def samples(program: Any) -> Samples:
    """What the API pages can ask for and speak of: the newest record of each kind, and some that fit together."""
    fitting: dict[str, str] = {}
    if {"catalogi", "zaken", "documenten", "besluiten"} <= program.served:
        row = await program.pool.fetchrow(_FITTING)
        fitting = {} if row is None else dict(zip(_FITS, row, strict=True))
    return Samples(keys=await _newest(program), fitting=fitting, at=datetime.now(UTC))


async def _newest(program: Any) -> dict[str, Keys]:
    found: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in program.served}
    for shape in program.world.shapes.values():
        if shape.component in program.served and "R" in shape.said.methods:
            above = f"{shape.said.part_of}::text" if shape.said.under else "''"
            row = await program.pool.fetchrow(
                f"select id::text, {above} from {shape.table} order by id desc limit 1"  # noqa: S608 - names of ours
            )
            if row is not None:
                found[shape.component][shape.said.collection] = (row[0], row[1])
    return dict(found)


async def _fill(program: Any, say: Callable[[str], None]) -> None:
    gemeente = inhoud()
    if not await program.pool.fetchval(_IS_EMPTY):
        if not await program.pool.fetchval(_IS_UNFINISHED, gemeente.domein, gemeente.rsin, READING_CLIENT):
            raise StartError("This database is in use and not by the demo: give the demo another directory (--data).")
        tables = await program.pool.fetchval(_TABLES, sorted(program.served))
        await program.pool.execute(_DOUBTED)
        await program.pool.execute(f"truncate {tables}")
    await seed(program.town, own_call(program), program.town.base, say)
    for client in (READING_CLIENT, CLIENT):
        await keep_client(program.pool, program.box, client, new_secret(), replace=True)


async def demo_secret(program: Any) -> str | None:
    """The secret of the demo's client; None when this database is not that of the demo."""
    return await secret_of(program.pool, program.box, CLIENT)
