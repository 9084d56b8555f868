"""Filling an empty database with the demo, as a client would: every rule holds for what it makes."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from grondslag.demo import catalogus as bodies
from grondslag.demo.catalogus import Body, Selectielijst
from grondslag.demo.inhoud import Gemeente, ZaakType, inhoud
from grondslag.demo.zaken import Plan, plans
from grondslag.runtime.changing import change
from grondslag.runtime.town import Call, Town, Wish

CLIENT = "demo"
READING_CLIENT = "demo-lezen"
BESLUITTYPE = "catalogi.besluittype"
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

    async def publish(self, key: str, url: str) -> None:
        """Publish a type."""
        shape = self.town.engine.world.shapes[key]
        act = next(each for each in shape.acts if each.name == "publish")
        await change(self.town, self.call, Wish(shape=shape, action="publish", key=_key(url), act=act))


def _key(url: str) -> str:
    return url.rpartition("/")[2]


async def seed(town: Town, call: Call, base: str, say: Callable[[str], None]) -> None:
    """Make the catalogue, the zaken and the applicaties of the demo."""
    gemeente = inhoud()
    selectielijst = Selectielijst(f"{base}/selectielijst/api/v1")
    hand = Hand(town, call)
    say(f"Filling the demo: {gemeente.naam} and its catalogue ...")
    typen = await _catalogus(hand, gemeente, selectielijst)
    made = plans(gemeente, selectielijst.kanalen, datetime.now(UTC))
    say(f"Filling the demo: {len(made)} zaken ...")
    await _zaken(hand, made, typen)
    await hand.create("autorisaties.applicatie", everything())
    await hand.create("autorisaties.applicatie", reading(typen.values()))


def everything() -> Body:
    """The Applicatie that may do all."""
    return {"clientIds": [CLIENT], "label": "Demo", "heeftAlleAutorisaties": True}


def reading(typen: Iterable["Typen"]) -> Body:
    """The Applicatie that reads, and not what is confidential."""
    found = list(typen)
    besluittypen = sorted({url for each in found for (key, _), url in each.parts.items() if key == BESLUITTYPE})
    rights: list[Body] = [
        {
            "component": "zrc",
            "scopes": ["zaken.lezen"],
            "zaaktype": each.url,
            "maxVertrouwelijkheidaanduiding": "zaakvertrouwelijk",
        }
        for each in found
    ]
    rights += [{"component": "brc", "scopes": ["besluiten.lezen"], "besluittype": each} for each in besluittypen]
    rights.append({"component": "ztc", "scopes": ["catalogi.lezen"]})
    return {"clientIds": [READING_CLIENT], "label": "Demo (alleen lezen)", "autorisaties": rights}


# --- the catalogue ------------------------------------------------------------------------------------------------


class Typen(msgspec.Struct, frozen=True):
    """A published zaaktype: its URL, and those of its parts and besluittypen by resource and name."""

    url: str
    parts: Mapping[tuple[str, str], str]


async def _catalogus(hand: Hand, gemeente: Gemeente, selectielijst: Selectielijst) -> dict[str, Typen]:
    url = (await hand.create("catalogi.catalogus", bodies.catalogus(gemeente)))["url"]
    for document in gemeente.informatieobjecttype:
        await _published(hand, "catalogi.informatieobjecttype", bodies.informatieobjecttype(document, url))
    besluittypen = {
        (BESLUITTYPE, each.omschrijving): await _published(hand, BESLUITTYPE, bodies.besluittype(each, url))
        for each in gemeente.besluittype
    }
    return {
        each.identificatie: await _zaaktype(hand, each, url, selectielijst, besluittypen) for each in gemeente.zaaktype
    }


async def _published(hand: Hand, key: str, body: Body) -> str:
    url = (await hand.create(key, body))["url"]
    await hand.publish(key, url)
    return url


async def _zaaktype(
    hand: Hand,
    each: ZaakType,
    catalogus_url: str,
    selectielijst: Selectielijst,
    besluittypen: Mapping[tuple[str, str], str],
) -> Typen:
    made = await hand.create("catalogi.zaaktype", bodies.zaaktype(each, catalogus_url, selectielijst))
    found = {(key, naam): url for (key, naam), url in besluittypen.items() if naam in each.besluiten}
    for key, body in bodies.parts(each, made["url"], selectielijst):
        part = await hand.create(key, body)
        found[key, part.get("omschrijving") or part.get("naam", "")] = part["url"]
    await hand.publish("catalogi.zaaktype", made["url"])
    return Typen(made["url"], found)


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
    for naam, body in plan.besluiten:
        besluittype = typen.parts[BESLUITTYPE, naam]
        await hand.create("besluiten.besluit", body | {"zaak": url, "besluittype": besluittype})
    if plan.resultaat:
        resultaattype = typen.parts["catalogi.resultaattype", plan.resultaat]
        await hand.create("zaken.resultaat", {"zaak": url, "resultaattype": resultaattype})
    for step, moment in plan.statussen:
        status = {"zaak": url, "statustype": statustypen[step], "datumStatusGezet": moment.isoformat()}
        await hand.create("zaken.status", status)
