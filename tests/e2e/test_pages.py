"""The pages in a real browser: readable by anyone, at any width, without scripts and without another host."""

import importlib
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from grondslag.interaction.assets import manifest
from grondslag.interaction.beheer import COOKIE, Beheer, Running
from grondslag.interaction.bezorging import Bezorging
from grondslag.interaction.site import Inside, Served, Site
from grondslag.interaction.startpagina import Demo
from grondslag.interaction.verwerkingen import Verwerkingen
from grondslag.kernel.shape import derive_world
from grondslag.runtime.client_secrets import Client
from grondslag.surfaces.openapi import openapi
from tests.verwerkingen_builders import a_register

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (320, 768, 1280)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(not manifest(), reason="the assets are not built: make assets"),
]


async def _count(_sql: str) -> int:
    return 12_480


async def _ready() -> bool:
    return True


async def _demo(base: str) -> Demo:
    return Demo(
        "demo",
        "een-verzonnen-geheim-van-32-tekens",
        "a.b.c",
        f"curl -H 'Accept-Crs: EPSG:4326' {base}/catalogi/api/v1",
        f"curl -H 'Authorization: Bearer a.b.c' -o document.pdf {base}/documenten/api/v1/download",
        person=f"curl -H 'Authorization: Bearer a.b.c' -d '{{}}' {base}/haalcentraal/api/brp/personen",
        log=f"curl -H 'Authorization: Bearer a.b.c' -d '{{}}' {base}/logboek/api/v1/processing-activities",
    )


class Doorkeeper:
    """A database in which every session is that of one administrator, and no link is open."""

    async def fetchval(self, sql: str, *_: Any) -> str | bool:
        return "Jo" if sql.startswith("select b.naam") else False

    async def fetch(self, sql: str, *_: Any) -> list[tuple[Any, ...]]:
        """Two abonnementen of which one cannot be reached, and a notificatie that was given up."""
        key, at, url = "01a20ae2-c628-71e7-8e09-000000000001", datetime.now(UTC), "https://ontvanger.example/callback"
        if "dodebrief order by" in sql:
            return [("1", key, "e", "zaken", f"https://zaken.example/zaken/api/v1/zaken/{key}", 25, "status 500", at)]
        return [(key, url, 12_480, at, 3, 2, at), (key, url, 0, None, 0, 0, None)]


async def _running() -> Running:
    clients = [
        Client("demo", "Demo", "all", datetime(2026, 1, 31, tzinfo=UTC)),
        Client("kaal", "", "none", datetime.now(UTC)),
    ]
    return Running(clients, [("zaken", "0001 zaken")])


def _site() -> Site:
    served = Served(
        name="catalogi",
        title="Catalogi",
        description="De zaaktypen van de gemeente.",
        version="1.3.3",
        path="/catalogi/api/v1",
        counts=(("zaaktype", "zaaktypen", "zaaktypen"), ("catalogus", "catalogi", "catalogi")),
    )
    delivering = Served(
        name="notificaties",
        title="Notificaties",
        description="Wie hoort het als er iets verandert.",
        version="1.0.1",
        path="/notificaties/api/v1",
    )
    inside = Inside(
        gemeente="Demogemeente",
        code="1810",
        version="0.1.0",
        components=(served, delivering),
        count=_count,
        ready=_ready,
        metrics=str,
        failed=lambda _failure: None,
        selectielijst=lambda _path, _query, _base: (404, None),
        is_demo=True,
        demo=_demo,
    )
    site = Site(inside)
    site.parts["beheer"] = Beheer(
        site, Doorkeeper, _running, Bezorging(Doorkeeper, lambda: None), Verwerkingen(a_register())
    ).answer
    return site


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The site on a port of its own, with the OpenAPI document of one component beside it."""
    world = derive_world((importlib.import_module("grondslag.registers.catalogi").COMPONENT,))
    site = _site()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        document = msgspec.json.encode(openapi(world, "catalogi", base))

        async def app(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
            if scope["path"].endswith("/openapi.json"):
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": document})
            else:
                await site(scope, receive, send, base)

        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield base
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all pages."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


class Seen:
    """A page and all that it asked for and complained of."""

    def __init__(self, browser: Browser, address: str, width: int = 1280, *, scripts: bool = True) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str, *, until: str = "h1") -> Page:
        """Open a path and wait for an element."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector(until)
        return self.page

    def elsewhere(self) -> list[str]:
        """What was asked of another host."""
        return [url for url in self.asked if not url.startswith((self.address, "data:"))]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("path", "until"),
    [
        ("/", "h1"),
        ("/docs/catalogi", ".opblock-get"),
        ("/nergens", "h1"),
        ("/ref/fouten/Forbidden/", "h1"),
        ("/beheer", "h1"),
        ("/beheer", ".g-table"),
        ("/beheer/notificaties", ".g-table"),
        ("/beheer/verwerkingen", ".g-table"),
        ("/beheer/onbekend-gebruik", ".g-table"),
    ],
)
def test_a_page_is_fit_for_everyone(browser: Browser, address: str, path: str, until: str, width: int) -> None:
    seen = Seen(browser, address, width)
    if until == ".g-table":
        seen.context.add_cookies([{"name": COOKIE, "value": "een-sleutel", "url": address}])
    page = seen.open(path, until=until)
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.elsewhere() == []
    # A page that is not there, or not for you, is told so by its status, which Chromium repeats on its console.
    assert [said for said in seen.complaints if "status of 40" not in said] == []
    footer = page.locator("footer").bounding_box()
    assert footer is not None
    assert footer["y"] + footer["height"] >= 900, "the footer stands at the bottom of a short page"
    seen.context.close()


def test_an_opened_operation_is_fit_for_everyone(browser: Browser, address: str) -> None:
    seen = Seen(browser, address, 320)
    page = seen.open("/docs/catalogi", until=".opblock-post")
    page.locator(".opblock-post .opblock-summary-control").first.click()
    page.wait_for_selector(".opblock.is-open .opblock-body .responses-wrapper")
    page.get_by_role("button", name="Proberen").click()
    page.get_by_role("textbox", name="Inhoud van het verzoek").wait_for()
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".opblock.is-open .opblock-summary-description").is_visible()
    assert page.get_by_text("No links").filter(visible=True).count() == 0
    # Nothing has to be scrolled sideways to be read: what stood side by side stands one below the other.
    for place in (".opblock-summary-description", ".try-out__btn", "td", "td input", "td select"):
        for box in page.locator(f".opblock.is-open {place}").all():
            at = box.bounding_box()
            assert at is None or at["x"] + at["width"] <= 320, place
    seen.context.close()


def test_the_viewer_speaks_dutch_and_tells_how_to_get_in(browser: Browser, address: str) -> None:
    seen = Seen(browser, address)
    page = seen.open("/docs/catalogi", until=".opblock-post")
    assert page.locator("h1").count() == 1
    assert page.get_by_text("a.b.c").is_visible()
    page.get_by_role("button", name="Inloggen").first.click()
    page.get_by_label("Token:").wait_for()
    dialog = page.get_by_role("dialog", name="Inloggen met een token")
    assert dialog.get_by_role("button", name="Sluiten").count() == 2
    for key in ["Tab"] * 6 + ["Shift+Tab"] * 6:
        page.keyboard.press(key)
        assert dialog.evaluate("element => element.contains(document.activeElement)"), "Tab stays in the dialog"
    dialog.get_by_role("button", name="Sluiten").last.click()
    dialog.wait_for(state="detached")
    assert page.get_by_role("button", name="Inloggen").first.evaluate("each => each === document.activeElement")
    page.locator(".opblock-post .opblock-summary-control").first.click()
    page.get_by_role("button", name="Proberen").click()
    page.get_by_role("button", name="Annuleren").wait_for()
    text = page.locator("#api").inner_text()
    english = (
        "Authorize",
        "Filter by",
        "Try it out",
        "Cancel",
        "Execute",
        "Responses",
        "Description",
        "Example Value",
        "Examples",
    )
    assert [each for each in english if each in text] == []
    for place in (".microlight", ".body-param__text", ".opblock-summary-path"):
        style = "element => [getComputedStyle(element).fontFamily.split(',')[0], getComputedStyle(element).fontWeight]"
        assert page.locator(place).first.evaluate(style) == ["ui-monospace", "400"]
    assert seen.complaints == []
    seen.context.close()


@pytest.mark.parametrize("path", ["/", "/beheer", "/beheer/verwerkingen"])
def test_a_page_can_be_read_on_paper(browser: Browser, address: str, path: str) -> None:
    seen = Seen(browser, address, 794)
    seen.context.add_cookies([{"name": COOKIE, "value": "een-sleutel", "url": address}])
    page = seen.open(path)
    page.emulate_media(media="print")
    for place in (".g-hero__above", ".g-command code", ".g-lead", ".g-english p", "td", "dd"):
        for part in page.locator(place).all():
            colour = part.evaluate("each => getComputedStyle(each).color.match(/\\d+/g).map(Number)")
            assert max(colour[:3]) < 150, (place, colour, "paper has no dark background")
    assert page.locator(".g-hero nav, .g-header, .g-footer").filter(visible=True).count() == 0
    for table in page.locator(".g-table").all():
        assert table.evaluate("each => getComputedStyle(each).display") == "table", "a sheet is wide enough for columns"
    seen.context.close()


def test_the_start_page_is_whole_without_scripts(browser: Browser, address: str) -> None:
    seen = Seen(browser, address, scripts=False)
    page = seen.open("/")
    assert page.get_by_role("heading", level=1).inner_text() == "Demogemeente draait op Grondslag"
    assert page.get_by_text("12.480").count() == 2
    assert page.get_by_role("link", name="openapi.json van Catalogi").is_visible()
    assert page.locator(".g-command[tabindex='0']").count() == 5, "each command can be scrolled with the keyboard"
    seen.context.close()


def test_the_keyboard_reaches_the_content_first(browser: Browser, address: str) -> None:
    seen = Seen(browser, address)
    page = seen.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    assert page.get_by_role("link", name="Naar de inhoud").is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"
    seen.context.close()


def test_the_page_is_drawn_in_the_packaged_font(browser: Browser, address: str) -> None:
    seen = Seen(browser, address)
    page = seen.open("/")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('700 16px \"Noto Sans\"'))")
    assert sum(url.endswith(".woff2") for url in seen.asked) == 2, "Latin Extended is fetched only when it is needed"
    seen.context.close()
