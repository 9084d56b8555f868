"""`grondslag import catalogus` as a user types it: what it brings, what it leaves as it is, and what it tells."""

import json
from collections.abc import AsyncIterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from grondslag.commands import catalogue
from grondslag.registers.catalogi.inlezen_verslag import Entry, Report
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.settings import StartError
from tests.api import Api, served
from tests.docs import catalogus_export
from tests.docs.catalogus_export import Rows
from tests.running import Done, run
from tests.server import Databases, temporary_directory

ROOT = "/catalogi/api/v1"
GELEVERD = next(each for each in lijst.resultaten() if each.volledig_nummer == "5.1")
Export = dict[str, Rows]


class Gemeente:
    """A municipality that is served, and into which exports are brought."""

    def __init__(self, api: Api, dsn: str, folder: Path) -> None:
        self.api, self.dsn, self.folder = api, dsn, folder

    def bring(self, rows: Export | Path, *options: str, **environ: str) -> Done:
        """Read in an export, to the end of the command."""
        file = rows if isinstance(rows, Path) else catalogus_export.write(self.folder / "export.zip", rows)
        said = {"GRONDSLAG_DATABASE": self.dsn, "GRONDSLAG_DATA": str(self.folder / "var")} | environ
        return run("import", "catalogus", str(file), *options, environ=said)

    async def found(self, collection: str, **asked: str) -> list[dict[str, Any]]:
        """What is there, concepts too."""
        query = "&".join(f"{name}={value}" for name, value in {"status": "alles", **asked}.items())
        return (await self.api.got(f"{ROOT}/{collection}?{query}"))["results"]


@pytest.fixture
async def gemeente(databases: Databases) -> AsyncIterator[Gemeente]:
    dsn = databases.fresh()
    with temporary_directory() as folder:
        async with served(dsn, folder / "var") as api:
            yield Gemeente(api, dsn, folder)
    databases.drop(dsn)


def a_sound_export() -> Export:
    """An export of which nothing breaks a rule."""
    found = catalogus_export.content()
    for each in found["ResultaatType"]:
        each["selectielijstklasse"] = f"{catalogus_export.LIJST}/resultaten/{GELEVERD.uuid}"
    return found


async def test_what_is_published_is_not_corrected_by_a_later_export(gemeente: Gemeente) -> None:
    export = a_sound_export()
    first = gemeente.bring(export)
    assert first.code == 0, first.out + first.err
    (zaaktype,) = await gemeente.found("zaaktypen", identificatie="B1261")
    assert not zaaktype["concept"]
    more = dict(export["StatusType"][0])
    more |= {"url": catalogus_export.url("statustypen", 99), "volgnummer": 9, "omschrijving": "Nazorg"}
    export["StatusType"].append(more)
    again = gemeente.bring(export)
    assert again.code == 1
    assert "StatusType: 8 known, 1 refused" in again.out
    assert "StatusType 'B1261 9' (refused): ztc-010" in again.out
    assert (await gemeente.api.got(zaaktype["url"]))["statustypen"] == zaaktype["statustypen"]


async def test_a_second_time_everything_is_known_and_what_differs_is_told(gemeente: Gemeente) -> None:
    export = catalogus_export.content()
    assert gemeente.bring(export).code == 0
    again = gemeente.bring(export)
    assert (again.code, again.out.count("\n")) == (0, len(export))
    assert "ResultaatType: 2 known" in again.out
    export["ZaakType"][0] |= {"doel": "Iets anders", "doorlooptijd": "P8W"}
    export["RolType"][0]["omschrijving_generiek"] = "adviseur"
    told = gemeente.bring(export)
    assert told.code == 0
    assert "ZaakType 'B1261 2023-06-01' (known, concept): differs: doel, doorlooptijd (it stays" in told.out
    assert "RolType 'B1261 Initiator' (known): differs: omschrijvingGeneriek" in told.out
    (zaaktype,) = await gemeente.found("zaaktypen", identificatie="B1261")
    assert zaaktype["doel"] == "Beoordelen of de aanvrager in aanmerking komt"


async def test_empty_groups_of_a_newer_export_keep_nothing_from_being_published(gemeente: Gemeente) -> None:
    export = a_sound_export()
    for each in export["ZaakType"]:
        each["broncatalogus"] = {"url": "", "domein": "", "rsin": ""}
        each["bronzaaktype"] = {"url": "", "identificatie": "", "omschrijving": ""}
    for each in export["InformatieObjectType"]:
        name = "informatieobjecttype_omschrijving_generiek"
        parts = ("", "definitie_", "herkomst_", "hierarchie_", "opmerking_")
        each["omschrijving_generiek"] = {part + name: "" for part in parts}
    done = gemeente.bring(export)
    assert (done.code, done.out.count("\n")) == (0, len(export)), done.out
    assert not any(each["concept"] for each in await gemeente.found("zaaktypen"))
    again = gemeente.bring(export)
    assert (again.code, again.out.count("\n")) == (0, len(export)), again.out


async def test_an_export_of_one_zaaktype_comes_into_a_catalogus_of_here(gemeente: Gemeente) -> None:
    export = a_sound_export()
    (catalogus,) = export.pop("Catalogus")
    none = gemeente.bring(export)
    assert (none.code, none.out) == (1, "The export brings no catalogus, and there is none here: make one first.\n")
    made: list[str] = []
    for domein in ("EEN", "TWEE"):
        body = {"domein": domein, "rsin": catalogus["rsin"], "contactpersoonBeheerNaam": "Beheer"}
        made.append((await gemeente.api.made(f"{ROOT}/catalogussen", body))["url"])
    several = gemeente.bring(export)
    assert (several.code, several.out.count("\n")) == (1, 1)
    assert "--catalogus, such as EEN:999991723, TWEE:999991723" in several.out
    assert await gemeente.found("zaaktypen") == []
    done = gemeente.bring(export, "--catalogus", "TWEE:999991723")
    assert done.code == 0, done.out
    assert {each["catalogus"] for each in await gemeente.found("zaaktypen")} == {made[1]}
    assert gemeente.bring(export, "--catalogus", made[0]).code == 0
    assert {each["catalogus"] for each in await gemeente.found("zaaktypen")} == set(made)


async def test_a_file_with_nothing_of_a_catalogue_says_so(gemeente: Gemeente) -> None:
    for rows in ({}, {"Iets": [{"url": "x"}]}):
        done = gemeente.bring(rows)
        assert done.code == 1
        assert "Nothing of a catalogue is in this file" in done.out
        assert ("Iets: no file of a catalogue" in done.out) == bool(rows)


async def test_one_element_that_leads_nowhere_does_not_cost_the_zaaktype(gemeente: Gemeente) -> None:
    export = a_sound_export()
    zaaktype = export["ZaakType"][0]
    zaaktype["besluittypen"] = ["https://elders.example/catalogi/api/v1/besluittypen/1", {"naam": "x"}, 7]
    zaaktype["gerelateerde_zaaktypen"] = ["B0002", {"aard_relatie": "vervolg"}]
    zaaktype["vertrouwelijkheidaanduiding"] = ""
    export["ResultaatType"][0]["selectielijstklasse"] = 7
    export["StatusType"][0]["volgnummer"] = {"een": 1}
    done = gemeente.bring(export)
    assert done.code == 1
    assert "ZaakType: 1 kept, 1 mapped" in done.out
    assert "ResultaatType: 1 kept, 1 refused" in done.out
    assert "(refused): ztc-002 selectielijstklasse: " in done.out
    assert "(refused): invalid volgnummer: " in done.out
    (kept,) = await gemeente.found("zaaktypen", identificatie="B1261")
    assert (kept["besluittypen"], kept["gerelateerdeZaaktypen"], kept["concept"]) == ([], [], True)
    assert kept["vertrouwelijkheidaanduiding"] == "zeer_geheim"


async def test_of_two_versions_that_touch_the_older_stays_a_concept(gemeente: Gemeente) -> None:
    export = a_sound_export()
    older, newer = export["ZaakType"]
    older |= {"identificatie": "B1", "begin_geldigheid": "2023-01-01", "einde_geldigheid": "2024-01-01"}
    newer |= {"identificatie": "B1", "begin_geldigheid": "2024-01-01", "einde_geldigheid": None}
    done = gemeente.bring(export)
    assert done.code == 0
    assert "ZaakType 'B1 2023-01-01' (kept, concept): ztc-016 stays a concept" in done.out
    found = await gemeente.found("zaaktypen", identificatie="B1")
    assert {each["beginGeldigheid"]: each["concept"] for each in found} == {"2023-01-01": True, "2024-01-01": False}


def test_what_was_done_is_told_also_when_it_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks_off(_settings: Any, _code: str, _file: Path, _home: str, report: Report) -> None:
        report.entries.append(Entry(kind="RolType", name="Initiator", source="x"))
        raise StartError("The database is gone.")

    monkeypatch.setattr(catalogue, "_catalogus", breaks_off)
    done = CliRunner().invoke(catalogue.catalogus, ["export.zip"])
    assert done.exit_code == 1
    assert "RolType: 1 kept" in done.output


class Lijst(BaseHTTPRequestHandler):
    """A selectielijst that knows one klasse of its own."""

    def do_GET(self) -> None:
        """Answer as the Selectielijst API does."""
        root = f"http://{self.headers['host']}/api/v1"
        collection, key = self.path.removeprefix("/api/v1/").split("/")
        named = {"url": root + self.path, "naam": "x", "omschrijving": "Toegekend", "nummer": 5, "jaar": 2020}
        named |= {"procesobject": "x", "definitie": "x"}
        klasse = {"procesType": catalogus_export.PROCESTYPE.replace(catalogus_export.LIJST, root)}
        klasse |= {"waardering": "vernietigen", "procestermijn": "nihil", "bewaartermijn": "P5Y"}
        known = collection != "resultaten" or key == catalogus_export.UNKNOWN.rpartition("/")[2]
        sent = json.dumps(named | (klasse if collection == "resultaten" else {})).encode() if known else b"{}"
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object, **__: object) -> None:
        """Be silent."""


async def test_a_list_of_ones_own_is_asked_first_and_nothing_is_guessed(gemeente: Gemeente) -> None:
    export = catalogus_export.content()
    strange = export["ResultaatType"][0]
    strange["selectielijstklasse"] = f"{catalogus_export.LIJST}/resultaten/00000000-0000-4000-8000-000000000009"
    with ThreadingHTTPServer(("127.0.0.1", 0), Lijst) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        root = f"http://127.0.0.1:{server.server_port}/api/v1"
        done = gemeente.bring(export, GRONDSLAG_SELECTIELIJST_URL=root)
        server.shutdown()
    assert "ResultaatType: 1 kept, 1 refused" in done.out, done.out + done.err
    assert "'B1261 Toekenning' (refused): ztc-002 selectielijstklasse" in done.out
    assert "became" not in done.out
    (kept,) = await gemeente.found("resultaattypen")
    assert kept["selectielijstklasse"] == catalogus_export.UNKNOWN.replace(catalogus_export.LIJST, root)


async def test_a_second_catalogus_may_use_the_names_of_the_first(gemeente: Gemeente) -> None:
    export = a_sound_export()
    first, second = export["ZaakType"]
    relation = {"zaaktype": second["url"], "aard_relatie": "vervolg", "toelichting": ""}
    first |= {"deelzaaktypen": [second["url"]], "gerelateerde_zaaktypen": [relation]}
    assert gemeente.bring(export).code == 0
    export["Catalogus"][0]["domein"] = "TWEE"
    done = gemeente.bring(export)
    assert done.code == 0, done.out
    assert done.out.count("\n") == len(export)
    for each in await gemeente.found("zaaktypen", identificatie="B1261"):
        (deel,) = each["deelzaaktypen"]
        assert (await gemeente.api.got(deel))["catalogus"] == each["catalogus"]
        assert each["gerelateerdeZaaktypen"][0]["zaaktype"] == deel
