"""Reading in a real export: everything is kept, what breaks a rule is told, and a second time changes nothing."""

import json
import zipfile
from pathlib import Path

import pytest

from grondslag.registers.catalogi.inlezen import steps
from grondslag.registers.catalogi.inlezen_verslag import Report
from tests.api import Api

ROOT = "/catalogi/api/v1"
EXPORT = Path(__file__).parents[3] / "shared/data/catalogi/catalogus-export.zip"
real = pytest.mark.skipif(not EXPORT.exists(), reason="the public test data is not beside the project")
KEPT = {
    "Catalogus": 1,
    "InformatieObjectType": 2,
    "ZaakType": 10,
    "StatusType": 69,
    "ResultaatType": 37,
    "RolType": 42,
    "ZaakTypeInformatieObjectType": 3,
}


async def _read_in(api: Api) -> tuple[Report, int]:
    """The report, and how many requests changed something."""
    with zipfile.ZipFile(EXPORT) as archive:
        content = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    report = Report()
    running, changed = steps(content, report), 0
    try:
        asked = next(running)
        while True:
            status, answer = await api(asked.method, ROOT + asked.path, asked.body)
            assert status < 500, (asked, answer)
            changed += asked.method != "GET" and status < 300
            asked = running.send((status, answer))
    except StopIteration:
        return report, changed


async def _count(api: Api, collection: str) -> int:
    status, answer = await api("GET", f"{ROOT}/{collection}?status=alles")
    assert status == 200
    return answer["count"]


@real
async def test_an_export_is_read_in_whole_and_once(api: Api) -> None:
    report, _ = await _read_in(api)
    assert report.complete
    assert {kind: sum(counted.values()) for kind, counted in report.counts().items()} == KEPT
    for collection, kind in (
        ("zaaktypen", "ZaakType"),
        ("statustypen", "StatusType"),
        ("resultaattypen", "ResultaatType"),
        ("roltypen", "RolType"),
        ("zaaktype-informatieobjecttypen", "ZaakTypeInformatieObjectType"),
    ):
        assert await _count(api, collection) == KEPT[kind]
    concepts = [each for each in report.entries if each.kind == "ZaakType"]
    assert all(each.concept for each in concepts)
    assert all("ztc-002" in " ".join(each.rules) for each in concepts)
    again, changed = await _read_in(api)
    assert changed == 0
    assert {kind: set(counted) for kind, counted in again.counts().items()} == {kind: {"known"} for kind in KEPT}


@real
async def test_the_source_of_a_mapped_result_is_remembered(api: Api) -> None:
    await _read_in(api)
    _, answer = await api("GET", f"{ROOT}/resultaattypen?status=alles")
    assert all("Selectielijstklasse bij de bron: https://" in each["toelichting"] for each in answer["results"])
    assert {each["archiefnominatie"] for each in answer["results"]} == {"vernietigen", "blijvend_bewaren"}


@real
async def test_a_zaaktype_that_was_read_in_can_be_published(api: Api) -> None:
    await _read_in(api)
    _, answer = await api("GET", f"{ROOT}/zaaktypen?status=concept&identificatie=B1646")
    assert answer["count"] == 3
    open_ended = next(each for each in answer["results"] if each["eindeGeldigheid"] is None)
    status, published = await api("POST", open_ended["url"] + "/publish")
    assert (status, published["concept"]) == (200, False)
    ended = next(each for each in answer["results"] if each["eindeGeldigheid"])
    assert await api.told("POST", ended["url"] + "/publish") == [("beginGeldigheid", "overlap")]
