"""The start page and the API pages, from values to HTML."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from grondslag.interaction.pages import dutch_number, page_headers
from grondslag.interaction.startpagina import Component, Count, Demo, StartContext, render_api_page, render_start

ZAKEN = Component(
    name="zaken",
    title="Zaken",
    description="Alle zaken.",
    standard="Zaken API",
    version="1.7.0",
    base="http://localhost:8000",
    path="/zaken/api/v1",
    page_url="/zaken/api/v1/",
    json_url="/zaken/api/v1/openapi.json",
    yaml_url="/zaken/api/v1/openapi.yaml",
    counts=(Count("zaken", 12480), Count("open", 312, "/open")),
)
DEMO = Demo(
    "demo",
    "een-geheim-van-de-demo",
    "een.token.kort",
    "curl -H 'Accept-Crs: EPSG:4326' http://localhost:8000/zaken/api/v1/zaken",
    "curl -o document.pdf http://localhost:8000/documenten/api/v1/enkelvoudiginformatieobjecten/1/download",
    person="curl -d '{}' http://localhost:8000/haalcentraal/api/brp/personen",
    log="curl -d '{}' http://localhost:8000/logboek/api/v1/processing-activities",
)
NOTIFICATIES = msgspec.structs.replace(ZAKEN, name="notificaties", title="Notificaties", counts=())


def a_start(demo: Demo | None = DEMO, gemeente: str = "Demogemeente") -> StartContext:
    return StartContext(gemeente, "1810", "0.1.0", components=(ZAKEN,), is_demo=demo is not None, demo=demo)


class Outline(HTMLParser):
    """What a reader without eyes or mouse gets of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a name."""
        return [attributes for tag, attributes in self.tags if tag == name]


def test_the_start_page_says_no_more_than_what_runs() -> None:
    every = tuple(msgspec.structs.replace(ZAKEN, title=title) for title in ("Zaken", "Documenten", "Besluiten"))
    whole, part = (
        render_start(msgspec.structs.replace(a_start(), components=components)) for components in (every, (ZAKEN,))
    )
    assert ("De zaken, documenten en besluiten" in whole, "Een deel van de registers" in whole) == (True, False)
    assert ("De zaken, documenten en besluiten" in part, "Een deel van de registers" in part) == (False, True)
    assert "some of a Dutch municipality" in part


def test_the_start_page_links_the_page_and_the_documents_of_each_api() -> None:
    links = [link["href"] for link in Outline(render_start(a_start())).all("a")]
    assert {ZAKEN.page_url, ZAKEN.json_url, ZAKEN.yaml_url, "/open"} <= set(links)


def test_the_start_page_tells_live_counts_in_dutch_numbers() -> None:
    page = render_start(a_start())
    assert "12.480" in page
    assert dutch_number(1_234_567) == "1.234.567"


def test_only_the_demo_shows_a_secret() -> None:
    assert DEMO.secret in render_start(a_start())
    assert "Geheim" not in render_start(a_start(demo=None))
    assert 'href="#proberen"' not in render_start(a_start(demo=None))
    assert DEMO.token in render_api_page(ZAKEN, a_start())
    assert "grondslag token CLIENT" in render_api_page(ZAKEN, a_start(demo=None))
    for page in (render_start, lambda start: render_api_page(ZAKEN, start)):
        assert ('"g-tag"' in page(a_start()), '"g-tag"' in page(a_start(demo=None))) == (True, False)


def test_a_demo_without_documents_shows_no_command_to_download_one() -> None:
    assert DEMO.download in render_start(a_start())
    page = render_start(a_start(msgspec.structs.replace(DEMO, download="")))
    assert 'id="opdracht"' in page
    assert 'id="download"' not in page


def test_a_demo_shows_how_to_ask_for_a_person_where_there_is_one() -> None:
    for demo, is_there in ((DEMO, True), (msgspec.structs.replace(DEMO, person="", log=""), False)):
        page = render_start(a_start(demo))
        assert ('id="persoon"' in page, 'id="gebruik"' in page) == (is_there, is_there)
        assert ("/processing-activities" in page) == is_there


def test_the_start_page_says_that_use_is_on_record_where_the_log_runs() -> None:
    logboek = msgspec.structs.replace(ZAKEN, name="logboek", title="Logboek", counts=())
    for components, is_there in (((ZAKEN,), False), ((ZAKEN, logboek), True)):
        page = render_start(msgspec.structs.replace(a_start(), components=components))
        assert ("waarvoor en waarom dat mag" in page, "Hier: het logboek." in page) == (is_there, is_there)


def test_the_page_on_delivery_is_named_where_notificaties_run() -> None:
    start = a_start()
    for components, is_there in (((ZAKEN,), False), ((ZAKEN, NOTIFICATIES), True)):
        page = render_start(msgspec.structs.replace(start, components=components))
        assert ('href="/beheer/notificaties"' in page, "Hier: notificaties." in page) == (is_there, is_there)


def test_the_page_on_purposes_is_named_where_the_register_is() -> None:
    verwerkingen = msgspec.structs.replace(ZAKEN, name="verwerkingen", title="Verwerkingen", counts=())
    for components, is_there in (((ZAKEN, NOTIFICATIES), False), ((ZAKEN, NOTIFICATIES, verwerkingen), True)):
        page = render_start(msgspec.structs.replace(a_start(), components=components))
        assert ('href="/beheer/verwerkingen"' in page) == is_there


def test_the_start_page_tells_it_in_english_too() -> None:
    assert any(element.get("lang") == "en" for _, element in Outline(render_start(a_start())).tags)


def test_the_curl_line_survives_its_own_quotes() -> None:
    assert "curl -H &#39;Accept-Crs: EPSG:4326&#39;" in render_start(a_start())


def test_the_name_of_a_municipality_is_never_markup() -> None:
    page = render_start(a_start(gemeente="<script>alert(1)</script>"))
    assert "<script" not in page


@pytest.mark.parametrize("page", [render_start(a_start()), render_api_page(ZAKEN, a_start())], ids=["start", "api"])
def test_a_page_can_be_read_by_anyone(page: str) -> None:
    outline = Outline(page)
    assert outline.all("html")[0]["lang"] == "nl"
    identifiers = [element["id"] for _, element in outline.tags if "id" in element]
    assert len(identifiers) == len(set(identifiers))
    assert outline.all("a")[0]["href"] == "#inhoud"
    assert "inhoud" in identifiers
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert len(outline.all("main")) == 1


@pytest.mark.parametrize("page", [render_start(a_start()), render_api_page(ZAKEN, a_start())], ids=["start", "api"])
def test_a_page_loads_nothing_from_another_host_and_runs_nothing_inline(page: str) -> None:
    outline = Outline(page)
    loaded = [element.get("src") or element.get("href") for _, element in outline.tags]
    assert [address for address in loaded if address and re.match(r"(?:[a-z]+:)?//", address)] == []
    assert all("src" in script for script in outline.all("script"))
    assert not any(name.startswith("on") or name == "style" for _, element in outline.tags for name in element)


def test_the_start_page_runs_no_script_at_all() -> None:
    assert Outline(render_start(a_start())).all("script") == []
    assert "script-src" not in page_headers()["Content-Security-Policy"]


def test_no_page_may_be_framed_or_run_evaluated_code() -> None:
    for headers in (page_headers(), page_headers(viewer=True)):
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
