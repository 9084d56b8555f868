"""Two components as two processes, each with a database of its own: they know one another by URL only."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.request import Request, urlopen

import pytest

from grondslag.demo.catalogus import Selectielijst, besluittype, catalogus, informatieobjecttype, parts, zaaktype
from grondslag.demo.inhoud import inhoud
from tests.running import Answer, Running, serving
from tests.server import temporary_directory

KEY = "0123456789abcdef0123456789abcdef"
SECRET = "s" * 40


class Apart:
    """The two, and a client that both know."""

    def __init__(self, catalogi: Running, zaken: Running) -> None:
        self.catalogi, self.zaken = catalogi, zaken
        for each in (catalogi, zaken):
            done = each.command("client", "add", "jan", "--all", "--secret", SECRET)
            assert done.code == 0, done.err
        self.token = catalogi.command("token", "jan").out.strip()

    def get(self, url: str) -> Answer:
        """Read at either."""
        return self.catalogi.ask(url, token=self.token)

    def post(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        """Make something at either."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept-Crs": "EPSG:4326",
            "Content-Crs": "EPSG:4326",
            "Content-Type": "application/json",
        }
        with urlopen(Request(url, json.dumps(body).encode(), headers), timeout=20) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    """Catalogi, and Zaken that is told where Catalogi is."""
    with temporary_directory() as directory, pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setattr("tests.running.KEPT", {"GRONDSLAG_SECRET_KEY": KEY})
        catalogi = stack.enter_context(serving(directory / "catalogi", "--target", "catalogi"))
        root = f"{catalogi.address}/catalogi/api/v1"
        patch.setattr("tests.running.KEPT", {"GRONDSLAG_SECRET_KEY": KEY, "GRONDSLAG_NEIGHBOURS": f"catalogi={root}"})
        zaken = stack.enter_context(serving(directory / "zaken", "--target", "zaken"))
        yield Apart(catalogi, zaken)


@pytest.fixture(scope="module")
def published(apart: Apart) -> dict[str, Any]:
    """A zaaktype that is published at Catalogi, with its parts."""
    root = f"{apart.catalogi.address}/catalogi/api/v1"
    gemeente, lijst = inhoud(), Selectielijst(f"{apart.catalogi.address}/selectielijst/api/v1")
    whole = apart.post(f"{root}/catalogussen", catalogus(gemeente))["url"]
    for document in gemeente.informatieobjecttype:
        made = apart.post(f"{root}/informatieobjecttypen", informatieobjecttype(document, whole))
        apart.post(made["url"] + "/publish", {})
    for besluit in gemeente.besluittype:
        apart.post(apart.post(f"{root}/besluittypen", besluittype(besluit, whole))["url"] + "/publish", {})
    kind = gemeente.zaaktype[0]
    url = apart.post(f"{root}/zaaktypen", zaaktype(kind, whole, lijst))["url"]
    collections = {
        "catalogi.statustype": "statustypen",
        "catalogi.resultaattype": "resultaattypen",
        "catalogi.roltype": "roltypen",
        "catalogi.eigenschap": "eigenschappen",
        "catalogi.zaaktypeinformatieobjecttype": "zaaktype-informatieobjecttypen",
    }
    for key, body in parts(kind, url, lijst):
        apart.post(f"{root}/{collections[key]}", body)
    return apart.post(url + "/publish", {})


def test_a_zaak_runs_from_begin_to_end_over_two_processes(apart: Apart, published: dict[str, Any]) -> None:
    root = f"{apart.zaken.address}/zaken/api/v1"
    published = json.loads(apart.get(published["url"]).body)
    zaak = apart.post(
        f"{root}/zaken",
        {
            "bronorganisatie": inhoud().rsin,
            "verantwoordelijkeOrganisatie": inhoud().rsin,
            "startdatum": "2026-01-05",
            "zaaktype": published["url"],
        },
    )
    assert zaak["zaaktype"] == published["url"]
    assert zaak["vertrouwelijkheidaanduiding"] == "zaakvertrouwelijk", "taken from the zaaktype, over HTTP"
    outcomes = [json.loads(apart.get(url).body) for url in published["resultaattypen"]]
    steps = [json.loads(apart.get(url).body) for url in published["statustypen"]]
    refused = next(each for each in outcomes if each["omschrijving"] == "Geweigerd")
    last = next(each for each in steps if each["isEindstatus"])
    apart.post(f"{root}/resultaten", {"zaak": zaak["url"], "resultaattype": refused["url"]})
    closing = {"zaak": zaak["url"], "statustype": last["url"], "datumStatusGezet": "2026-02-02T12:00:00Z"}
    apart.post(f"{root}/statussen", closing)
    closed = json.loads(apart.get(zaak["url"] + "?expand=zaaktype,status.statustype").body)
    assert (closed["einddatum"], closed["archiefnominatie"]) == ("2026-02-02", "vernietigen")
    assert closed["archiefactiedatum"] == "2031-02-02"
    assert closed["_expand"]["zaaktype"]["identificatie"] == published["identificatie"]
    assert closed["_expand"]["status"]["_expand"]["statustype"]["isEindstatus"] is True


def test_each_serves_only_what_it_is_told(apart: Apart) -> None:
    assert apart.zaken.ask("/catalogi/api/v1/zaaktypen", token=apart.token).status == 404
    assert apart.catalogi.ask("/zaken/api/v1/zaken", token=apart.token).status == 404
    assert ">Catalogi<" not in apart.zaken.ask("/").body


def test_a_component_has_no_more_rights_at_its_neighbour_than_it_needs(apart: Apart) -> None:
    """The name of a component among its neighbours cannot be taken by a client."""
    done = apart.catalogi.command("client", "add", "grondslag-zaken", "--all")
    assert (done.code, "our own" in done.err) == (1, True)
