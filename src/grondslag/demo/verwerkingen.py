"""The register of processing activities of the demo, and the clients that act for a purpose, or for none.

A demo that an earlier version made gets them when it is served: its zaken stay as they are.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import msgspec

from grondslag.demo.inhoud import inhoud
from grondslag.demo.seed import BESLUITTYPE, DOCUMENTTYPE, Hand, reading
from grondslag.opening import own_call, registering
from grondslag.runtime.client_secrets import is_known, keep_client
from grondslag.runtime.registering import Wanted, read_register
from grondslag.runtime.secrets import new_secret

ZAAKTYPE = "catalogi.zaaktype"
WITHOUT_PURPOSE = "demo-zonder-doel"
CLIENTS = {
    "demo-vergunningen": "Demo (vergunningen)",
    "demo-bezwaar": "Demo (bezwaar)",
    WITHOUT_PURPOSE: "Demo (zonder doel)",
}
"""Clients that read, each by its own Applicatie; the last is tied to no activity, so it is refused."""
_OF_THE_DEMO = "select exists (select from catalogi.catalogus where (domein, rsin) = ($1, $2))"
_IS_EMPTY = "select not exists (select from verwerkingen.verwerkingsactiviteit)"
_HOLDERS = "select distinct unnest(client_ids) from autorisaties.applicatie"
_TYPES = """
    select 'catalogi.' || kind, id::text, name from (
        select 'zaaktype' as kind, id, identificatie as name from catalogi.zaaktype where not concept
        union all select 'besluittype', id, omschrijving from catalogi.besluittype where not concept
        union all select 'informatieobjecttype', id, omschrijving from catalogi.informatieobjecttype where not concept
    ) found order by id
"""


async def account(program: Any) -> None:
    """Give a demo its register and its clients, where they are not there yet."""
    pool, gemeente = program.pool, inhoud()
    if not await pool.fetchval(_IS_EMPTY) or not await pool.fetchval(_OF_THE_DEMO, gemeente.domein, gemeente.rsin):
        return
    text = files("grondslag.demo").joinpath("verwerkingen.toml").read_text(encoding="utf-8")
    wanted = read_register(text, program.world)
    await _clients(program, {client: each for each in wanted for client in each.clients})
    known = {row[0] for row in await pool.fetch(_HOLDERS)}
    types = {row[2] for row in await pool.fetch(_TYPES) if row[0] == ZAAKTYPE}
    hand = registering(program)
    for each in wanted:
        # Who tried the demo may have removed any of these.
        here = tuple(name for name in each.zaaktypen or () if name in types)
        clients = tuple(client for client in each.clients if client in known)
        await hand.put(msgspec.structs.replace(each, clients=clients, zaaktypen=here if each.zaaktypen else None))


async def _clients(program: Any, activities: Mapping[str, Wanted]) -> None:
    """The clients with their Applicaties: each may read what its activity is about, one without activity all kinds."""
    links = program.town.links(program.town.base)
    found = [(kind, name, links.url(kind, key)) for kind, key, name in await program.pool.fetch(_TYPES)]
    held = {row[0] for row in await program.pool.fetch(_HOLDERS)}
    hand = Hand(program.town, own_call(program))
    for client, label in CLIENTS.items():
        bound = activities[client].zaaktypen if client in activities else None
        urls: dict[str, list[str]] = {ZAAKTYPE: [], BESLUITTYPE: [], DOCUMENTTYPE: []}
        for kind, name, url in found:
            if kind != ZAAKTYPE or bound is None or name in bound:
                urls[kind].append(url)
        if client not in held:
            await hand.create("autorisaties.applicatie", reading(urls, client, label, most="vertrouwelijk"))
        if not await is_known(program.pool, client):
            await keep_client(program.pool, program.box, client, new_secret())
