"""Filling an empty database with the demo, as a client would: every rule holds for what it makes."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from grondslag.demo import catalogus as bodies
from grondslag.demo.catalogus import Body, Selectielijst
from grondslag.demo.documenten import Document
from grondslag.demo.inhoud import Gemeente, ZaakType, inhoud
from grondslag.demo.personen import lijsten
from grondslag.demo.zaken import Plan, plans
from grondslag.integration.personen.bewaren import bewaar, bewaar_tabellen
from grondslag.runtime.changing import change
from grondslag.runtime.town import Call, Town, Wish

CLIENT = "demo"
READING_CLIENT = "demo-lezen"
BESLUITTYPE = "catalogi.besluittype"
DOCUMENT, DOCUMENTTYPE = "documenten.enkelvoudiginformatieobject", "catalogi.informatieobjecttype"
EMPTY: Body = {}
AT_ONCE = 6
"""Zaken that are worked on at the same time, once all of them are there."""


class Hand:
    """Does what a client would do."""

    def __init__(self, town: Town, call: Call) -> None:
        self.town, self.call = town, call

    async def create(self, key: str, body: Body, parent: str = "") -> Body:
        """Make a record of this resource; answers it as the API does."""
        shape = self.town.engine.world.shapes[key]
        answer = await change(self.town, self.call, Wish(shape=shape, action="create", parent=parent, body=body))
        return msgspec.json.decode(answer.body)

    async def act(self, name: str, key: str, url: str, body: Body = EMPTY) -> Body:
        """Have an action done on a record; answers what it answers."""
        shape = self.town.engine.world.shapes[key]
        act = next(each for each in shape.acts if each.name == name)
        wish = Wish(shape=shape, action=name, key=_key(url), body=body, act=act)
        answer = await change(self.town, self.call, wish)
        return msgspec.json.decode(answer.body or b"{}")

    async def publish(self, key: str, url: str) -> None:
        """Publish a type."""
        await self.act("publish", key, url)

    async def document(self, each: Document, informatieobjecttype: str) -> str:
        """Make a document with its versions, each under a lock; answers its URL."""
        url = ""
        for content in each.versies:
            if not url:
                url = await self._with_content(content, each.body | {"informatieobjecttype": informatieobjecttype})
                continue
            held = await self.act("lock", DOCUMENT, url)
            await self._with_content(content, held, _key(url))
            await self.act("unlock", DOCUMENT, url, held)
        return url

    async def _with_content(self, content: bytes, body: Body, key: str = "") -> str:
        """Make a document, or change one, with content that goes to the store first."""
        shape, contents = self.town.engine.world.shapes[DOCUMENT], self.town.contents
        upload = contents.begin(self.call.caller.client)
        await upload.write(content)
        body = body | {"inhoud": await upload.finish()}
        wish = Wish(shape=shape, action="partial_update" if key else "create", key=key, body=body)
        answer = await change(self.town, self.call, wish)
        upload.end()
        contents.is_kept(upload.key)
        return msgspec.json.decode(answer.body)["url"]


def _key(url: str) -> str:
    return url.rpartition("/")[2]


async def seed(town: Town, call: Call, base: str, say: Callable[[str], None]) -> None:
    """Make the persons, the catalogue, the zaken and the applicaties of the demo."""
    gemeente = inhoud()
    selectielijst = Selectielijst(f"{base}/selectielijst/api/v1")
    hand = Hand(town, call)
    say(f"Filling the demo: {gemeente.naam} and its catalogue ...")
    typen = await _catalogus(hand, gemeente, selectielijst)
    now = datetime.now(UTC)
    await _personen(town, gemeente, now.date())
    made = plans(gemeente, selectielijst.kanalen, now)
    documents = sum(len(each.documenten) for each in made)
    say(f"Filling the demo: {documents} documents in {len(made)} zaken ...")
    await _zaken(hand, made, typen)
    await hand.create("autorisaties.applicatie", everything())
    await hand.create("autorisaties.applicatie", reading(_urls(typen), READING_CLIENT, "Demo (alleen lezen)"))


def _urls(typen: Mapping[str, "Typen"]) -> dict[str, set[str]]:
    """The URLs of all types, by resource."""
    found = {"catalogi.zaaktype": {each.url for each in typen.values()}}
    for each in typen.values():
        for (kind, _), url in each.parts.items():
            found.setdefault(kind, set()).add(url)
    return found


def everything() -> Body:
    """The Applicatie that may do all."""
    return {"clientIds": [CLIENT], "label": "Demo", "heeftAlleAutorisaties": True}


def reading(urls: Mapping[str, Iterable[str]], client: str, label: str, most: str = "zaakvertrouwelijk") -> Body:
    """An Applicatie that reads, up to a confidentiality. `urls`: those of the types, by resource."""
    rights: list[Body] = [
        {
            "component": "zrc",
            "scopes": ["zaken.lezen"],
            "zaaktype": each,
            "maxVertrouwelijkheidaanduiding": most,
        }
        for each in sorted(urls["catalogi.zaaktype"])
    ]
    rights += [
        {"component": "brc", "scopes": ["besluiten.lezen"], "besluittype": each} for each in sorted(urls[BESLUITTYPE])
    ]
    rights += [
        {
            "component": "drc",
            "scopes": ["documenten.lezen"],
            "informatieobjecttype": each,
            "maxVertrouwelijkheidaanduiding": most,
        }
        for each in sorted(urls[DOCUMENTTYPE])
    ]
    rights.append({"component": "ztc", "scopes": ["catalogi.lezen"]})
    return {"clientIds": [client], "label": label, "autorisaties": rights}


# --- the catalogue ------------------------------------------------------------------------------------------------


class Typen(msgspec.Struct, frozen=True):
    """A published zaaktype: its URL, and those of its parts, besluittypen and documents by resource and name."""

    url: str
    parts: Mapping[tuple[str, str], str]


async def _catalogus(hand: Hand, gemeente: Gemeente, selectielijst: Selectielijst) -> dict[str, Typen]:
    url = (await hand.create("catalogi.catalogus", bodies.catalogus(gemeente)))["url"]
    known = {
        (DOCUMENTTYPE, each.omschrijving): await _published(hand, DOCUMENTTYPE, bodies.informatieobjecttype(each, url))
        for each in gemeente.informatieobjecttype
    }
    known |= {
        (BESLUITTYPE, each.omschrijving): await _published(hand, BESLUITTYPE, bodies.besluittype(each, url))
        for each in gemeente.besluittype
    }
    return {each.identificatie: await _zaaktype(hand, each, url, selectielijst, known) for each in gemeente.zaaktype}


async def _published(hand: Hand, key: str, body: Body) -> str:
    url = (await hand.create(key, body))["url"]
    await hand.publish(key, url)
    return url


async def _zaaktype(
    hand: Hand,
    each: ZaakType,
    catalogus_url: str,
    selectielijst: Selectielijst,
    known: Mapping[tuple[str, str], str],
) -> Typen:
    made = await hand.create("catalogi.zaaktype", bodies.zaaktype(each, catalogus_url, selectielijst))
    used = {*each.besluiten, *dict(each.documenten)}
    found = {(key, naam): url for (key, naam), url in known.items() if naam in used}
    for key, body in bodies.parts(each, made["url"], selectielijst):
        part = await hand.create(key, body)
        found[key, part.get("omschrijving") or part.get("naam", "")] = part["url"]
    await hand.publish("catalogi.zaaktype", made["url"])
    return Typen(made["url"], found)


# --- the persons --------------------------------------------------------------------------------------------------


async def _personen(town: Town, gemeente: Gemeente, vandaag: date) -> None:
    """Everybody who is in Personen, where that is served."""
    if "personen" in town.engine.served:
        await bewaar(town.pool, town.fresh_id, lijsten(gemeente, vandaag))
        await bewaar_tabellen(town.pool, town.fresh_id, {"gemeente": {gemeente.code: gemeente.woonplaats}})


# --- the zaken ----------------------------------------------------------------------------------------------------


async def _zaken(hand: Hand, made: list[Plan], typen: Mapping[str, Typen]) -> None:
    """First every zaak, in order, so that the numbers follow; then what happens to each of them."""
    urls: list[str] = []
    for plan in made:
        urls.append((await hand.create("zaken.zaak", _zaak(plan, typen, urls)))["url"])
    places = asyncio.Semaphore(AT_ONCE)

    async def follow(plan: Plan, url: str) -> None:
        async with places:
            await _history(hand, plan, url, typen[plan.zaaktype])

    await _all(follow(plan, url) for plan, url in zip(made, urls, strict=True))


async def _all(work: Iterable[Any]) -> None:
    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(each)


def _zaak(plan: Plan, typen: Mapping[str, Typen], urls: list[str]) -> Body:
    body = plan.zaak | {"zaaktype": typen[plan.zaaktype].url}
    if plan.over is not None:
        body["relevanteAndereZaken"] = [{"url": urls[plan.over], "aardRelatie": "onderwerp"}]
    if plan.hoofd is not None:
        body["hoofdzaak"] = urls[plan.hoofd]
    return body


async def _history(hand: Hand, plan: Plan, url: str, typen: Typen) -> None:
    """Everything that happened to a zaak, up to its end where it has one."""
    statustypen = [found for (key, _), found in typen.parts.items() if key == "catalogi.statustype"]
    for naam, body in plan.rollen:
        await hand.create("zaken.rol", body | {"zaak": url, "roltype": typen.parts["catalogi.roltype", naam]})
    for naam, waarde in plan.eigenschappen:
        found = {"zaak": url, "eigenschap": typen.parts["catalogi.eigenschap", naam], "waarde": waarde}
        await hand.create("zaken.zaakeigenschap", found, parent=_key(url))
    for body in plan.objecten:
        await hand.create("zaken.zaakobject", body | {"zaak": url})
    besluiten: dict[str, str] = {}
    for naam, body in plan.besluiten:
        besluit = body | {"zaak": url, "besluittype": typen.parts[BESLUITTYPE, naam]}
        besluiten[naam] = (await hand.create("besluiten.besluit", besluit))["url"]
    await _documenten(hand, plan, url, typen, besluiten)
    if plan.resultaat:
        resultaattype = typen.parts["catalogi.resultaattype", plan.resultaat]
        await hand.create("zaken.resultaat", {"zaak": url, "resultaattype": resultaattype})
    for step, moment in plan.statussen:
        status = {"zaak": url, "statustype": statustypen[step], "datumStatusGezet": moment.isoformat()}
        await hand.create("zaken.status", status)


async def _documenten(hand: Hand, plan: Plan, url: str, typen: Typen, besluiten: Mapping[str, str]) -> None:
    """The documents of a zaak; a letter with a besluit belongs to that too."""
    for each in plan.documenten:
        document = await hand.document(each, typen.parts[DOCUMENTTYPE, each.soort])
        await hand.create("zaken.zaakinformatieobject", {"zaak": url, "informatieobject": document})
        if each.besluit:
            said = {"besluit": besluiten[each.besluit], "informatieobject": document}
            await hand.create("besluiten.besluitinformatieobject", said)
