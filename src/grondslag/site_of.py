"""The site of a running program: what the pages are told of it."""

import asyncio
import json
import time
from typing import Any

import asyncpg

from grondslag import __version__
from grondslag.integration.logboek.asking import asks_about
from grondslag.interaction.beheer import Beheer, Running
from grondslag.interaction.bezorging import Bezorging
from grondslag.interaction.selectielijst import answer
from grondslag.interaction.site import Inside, Served, Site
from grondslag.interaction.startpagina import Demo
from grondslag.interaction.verwerkingen import Register, Verwerkingen
from grondslag.opening import Place
from grondslag.program import Program
from grondslag.runtime.art30 import register
from grondslag.runtime.client_secrets import listed_clients
from grondslag.runtime.clients import make_token
from grondslag.runtime.unknown_use import traffic, without_activity

READY_SECONDS = 2.0
_JSON = "Content-Type: application/json"
# The one with the most versions shows most.
_TO_DOWNLOAD = """
    select id::text from documenten.enkelvoudiginformatieobject
    where formaat = 'application/pdf' and inhoud_versie is not null order by versie desc, id limit 1
"""
# Someone in the zaak that the first command shows first, so that both commands below it have something to tell.
_TO_ASK_FOR = """
    select substr(b, 5) from zaken.zaak z, unnest(z.betrokkenen) b where b like 'bsn:%' order by z.id desc, b limit 1
"""
DESCRIPTIONS = {
    "zaken": "Alle zaken: wat er speelt, wie erbij hoort en hoe ver het is.",
    "documenten": "De documenten bij het werk, met hun versies.",
    "besluiten": "De besluiten die zijn genomen, met de documenten waarin ze staan.",
    "catalogi": "De zaaktypen: welk soort werk de gemeente doet, en volgens welke regels.",
    "autorisaties": "Welk programma wat mag zien en doen.",
    "notificaties": "Wie hoort het als er iets verandert, en waarvan.",
    "personen": "Wie in de basisregistratie personen staat, gevraagd bij de bron.",
    "verwerkingen": "Waarvoor de gemeente persoonsgegevens gebruikt, en waarom dat mag.",
    "logboek": "Wie gegevens van iemand gebruikte, wanneer en waarvoor.",
    "inzage": "Wat er van iemand is vastgelegd, in één pakket; en iets laten verbeteren.",
}
COUNTS = {
    "zaken": (
        ("zaak", "zaken", "select coalesce(sum(aantal), 0)::bigint from zaken.telling_zaak"),
        ("lopend", "lopend", "select count(*) from zaken.zaak where einddatum is null"),
    ),
    "documenten": (
        (
            "document",
            "documenten",
            "select coalesce(sum(aantal), 0)::bigint from documenten.telling_enkelvoudiginformatieobject",
        ),
    ),
    "catalogi": (
        ("zaaktype", "zaaktypen", "select count(*) from catalogi.zaaktype where not concept"),
        ("catalogus", "catalogi", "select count(*) from catalogi.catalogus"),
    ),
    "besluiten": (("besluit", "besluiten", "select coalesce(sum(aantal), 0)::bigint from besluiten.telling_besluit"),),
    "autorisaties": (("applicatie", "applicaties", "select count(*) from autorisaties.applicatie"),),
    "notificaties": (
        ("kanaal", "kanalen", "select count(*) from notificaties.kanaal"),
        ("abonnement", "abonnementen", "select count(*) from notificaties.abonnement"),
    ),
    "personen": (("persoon", "personen", "select count(*) from personen.persoon"),),
    "verwerkingen": (("activiteit", "activiteiten", "select count(*) from verwerkingen.verwerkingsactiviteit"),),
}


def site_of(program: Program, place: Place) -> Site:
    """The site, told of this program."""

    async def count(sql: str) -> int:
        return await program.pool.fetchval(sql)

    async def ready() -> bool:
        try:
            async with asyncio.timeout(READY_SECONDS):
                return program.ready and await program.pool.fetchval("select true")
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False

    async def demo(base: str) -> Demo | None:
        return await demo_of(program, base)

    order = sorted(program.served, key=lambda name: list(DESCRIPTIONS).index(name) if name in DESCRIPTIONS else 99)
    inside: dict[str, Any] = {
        "gemeente": place.gemeente.naam,
        "code": place.gemeente.code,
        "version": __version__,
        "components": tuple(_served(program, name) for name in order),
    }
    site = Site(
        Inside(
            **inside,
            count=count,
            ready=ready,
            metrics=program.observer.metrics,
            failed=lambda failure: program.observer.failed(program.observer.begin({}), failure),
            selectielijst=answer,
            is_demo=program.settings.demo,
            demo=demo,
        )
    )
    site.parts["beheer"] = _beheer(program, site).answer
    return site


def _beheer(program: Program, site: Site) -> Beheer:
    """The pages of the administrator, as far as what they are about is served here."""
    bezorging = verwerkingen = None
    if "notificaties" in program.served:
        bezorging = Bezorging(lambda: program.pool, lambda: program.worker.wake() if program.worker else None)
    if {"verwerkingen", "autorisaties"} <= program.served:
        verwerkingen = Verwerkingen(_register(program))
    return Beheer(site, lambda: program.pool, lambda: _running(program), bezorging, verwerkingen)


def _register(program: Program) -> Register:
    """Where the pages on the register find what they show."""
    return Register(
        entries=lambda: register(program.pool, program.town.today()),
        lacking=lambda: without_activity(program.pool, program.world, program.town.today()),
        traffic=lambda: traffic(program.pool, sorted(program.served), program.town.now()[0]),
        today=lambda: program.town.now()[1],
        refuses=program.settings.unknown_use == "refuse",
    )


def _served(program: Program, name: str) -> Served:
    component = program.world.components[name]
    return Served(
        name=name,
        title=component.title,
        description=DESCRIPTIONS.get(name, ""),
        version=component.version,
        path=component.path,
        # With a real BRP behind it, what is kept here says nothing.
        counts=() if name == "personen" and program.settings.brp_url else COUNTS.get(name, ()),
    )


async def _running(program: Program) -> Running:
    rows = await program.pool.fetch(
        "select component, lpad(nummer::text, 4, '0') || ' ' || naam from grondslag.migratie order by 1, 2"
    )
    return Running(await listed_clients(program.pool), [(row[0], row[1]) for row in rows])


async def demo_of(program: Program, base: str) -> Demo | None:
    """How to try the demo, with a token that is valid now; None outside the demo."""
    if not program.settings.demo:
        return None
    from grondslag.demo.opening import demo_secret
    from grondslag.demo.seed import CLIENT

    secret = await demo_secret(program)
    if secret is None:
        return None
    token = make_token(CLIENT, secret, time.time())
    known = f"curl -H 'Authorization: Bearer {token}'"
    path = base + program.world.shapes["zaken.zaak"].path
    return Demo(
        client_id=CLIENT,
        secret=secret,
        token=token,
        curl=f"{known} -H 'Accept-Crs: EPSG:4326' '{path}'",
        data=str(program.settings.data_dir),
        **await _further(program, base, known),
    )


async def _further(program: Program, base: str, known: str) -> dict[str, str]:
    """Further commands of the demo, as far as there is something to show. `known`: the beginning of each."""
    found: dict[str, str] = {}
    components, pool = program.world.components, program.pool
    document = await pool.fetchval(_TO_DOWNLOAD)
    if document:
        path = program.world.shapes["documenten.enkelvoudiginformatieobject"].path
        found["download"] = f"{known} -o document.pdf '{base}{path}/{document}/download'"
    bsn = await pool.fetchval(_TO_ASK_FOR)
    if bsn:
        of = {"burgerservicenummer": [bsn], "fields": ["naam.volledigeNaam", "adressering", "geboorte.datum"]}
        asked = {"type": "RaadpleegMetBurgerservicenummer"} | of
        path = f"{base}{components['personen'].path}/personen"
        found["person"] = f"{known} -H '{_JSON}' -d '{json.dumps(asked)}' '{path}'"
        path, asked = asks_about(bsn)
        found["log"] = f"{known} -H '{_JSON}' -d '{json.dumps(asked)}' '{base}{components['logboek'].path}{path}'"
    return found
