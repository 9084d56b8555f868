"""The bundled reference lists: whole, consistent, and printed in the shape of the Selectielijst API."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from uuid import UUID

import pytest

from grondslag import targets
from grondslag.kernel.gather import Fact
from grondslag.kernel.links import Links
from grondslag.kernel.rules import One
from grondslag.program import bundled
from grondslag.registers.catalogi import peers
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.runtime.outside import Unfit
from grondslag.runtime.reader import from_wire
from grondslag.vocabulary.duur import canonical
from grondslag.vocabulary.urls import split_reference

PROJECT = Path(__file__).parents[4]
SHARED = PROJECT.parent / "shared" / "data"
BUNDLED = PROJECT / "src/grondslag/registers/catalogi/selectielijst"
ROOT = "https://voorbeeld.nl/selectielijst/api/v1"


def test_the_lists_are_whole() -> None:
    assert Counter(entry.jaar for entry in lijst.procestypen()) == {2017: 29, 2020: 29}
    assert len(lijst.resultaten()) == 346
    assert Counter(entry.waardering for entry in lijst.resultaten()) == {
        "vernietigen": 255,
        "blijvend_bewaren": 89,
        "": 2,
    }
    names = {entry.omschrijving for entry in lijst.resultaattypeomschrijvingen()}
    assert {"Afgebroken", "Afgehandeld", "Afgewezen", "Gegrond", "Ingetrokken", "Toegekend", "Verleend"} <= names
    assert lijst.communicatiekanalen()


def test_each_entry_is_found_by_its_uuid_and_no_other() -> None:
    lists = [
        (lijst.procestypen(), lijst.procestype),
        (lijst.resultaten(), lijst.resultaat),
        (lijst.resultaattypeomschrijvingen(), lijst.resultaattypeomschrijving),
        (lijst.communicatiekanalen(), lijst.communicatiekanaal),
    ]
    seen: set[str] = set()
    for entries, find in lists:
        for entry in entries:
            assert str(UUID(entry.uuid)) == entry.uuid
            assert entry.uuid not in seen
            assert find(entry.uuid) is entry
            seen.add(entry.uuid)
        assert find("00000000-0000-0000-0000-000000000000") is None


def test_the_uuids_of_other_lists_lead_to_every_procestype() -> None:
    rows = (BUNDLED / "synoniemen.tsv").read_text(encoding="utf-8").splitlines()[1:]
    uuids = [row.split("\t")[0] for row in rows]
    assert len(set(uuids)) == len(uuids)
    found = [entry for entry in map(lijst.procestype, uuids) if entry is not None]
    assert Counter((entry.jaar, entry.nummer) for entry in found) == {(2020, number): 2 for number in range(1, 30)}
    assert [entry.uuid for entry in found] == uuids


def test_each_resultaat_fits_its_procestype() -> None:
    numbers = Counter(entry.volledig_nummer for entry in lijst.resultaten())
    assert set(numbers.values()) == {1}
    for entry in lijst.resultaten():
        parent = lijst.procestype(entry.procestype)
        assert parent is not None
        assert parent.jaar == lijst.JAAR
        assert lijst.belongs_to(entry, parent)
        assert entry.bewaartermijn is None or canonical(entry.bewaartermijn) == entry.bewaartermijn
        if entry.waardering == "blijvend_bewaren":
            assert (entry.procestermijn, entry.bewaartermijn) == ("", None)
    assert sum(len(lijst.resultaten(entry)) for entry in lijst.procestypen(2020)) == 346


def test_a_procestype_of_the_public_api_is_one_of_ours_under_another_uuid() -> None:
    found = lijst.procestype("7ff2b005-4d84-47fe-983a-732bfa958ff5")
    assert found is not None
    assert (found.nummer, found.jaar, found.naam) == (11, 2020, "Toestemming verlenen")
    assert found.uuid == "7ff2b005-4d84-47fe-983a-732bfa958ff5"
    assert found not in lijst.procestypen()
    assert lijst.resultaten(found)


def test_the_shape_on_the_wire() -> None:
    [specific] = [entry for entry in lijst.resultaten() if entry.volledig_nummer == "11.1.2"]
    wire = lijst.as_wire(specific, ROOT + "/")
    assert wire["url"] == f"{ROOT}/resultaten/{specific.uuid}"
    assert wire["procesType"] == f"{ROOT}/procestypen/{specific.procestype}"
    assert (wire["generiek"], wire["specifiek"], wire["volledigNummer"]) == (False, True, "11.1.2")
    assert {name for name in lijst.TAAKGEBIEDEN if wire[name]} == specific.taakgebieden
    assert set(wire) == {
        "url", "procesType", "nummer", "volledigNummer", "generiek", "specifiek", "naam", "omschrijving", "herkomst",
        "waardering", "procestermijn", "procestermijnWeergave", "bewaartermijn", "toelichting",
        "procestermijnOpmerking", *lijst.TAAKGEBIEDEN,
    }  # fmt: skip
    entries = lijst.procestypen()[:1], lijst.resultaattypeomschrijvingen()[:1], lijst.communicatiekanalen()[:1]
    keys = [set(lijst.as_wire(entry, ROOT)) for [entry] in entries]
    assert keys == [
        {"url", "nummer", "jaar", "naam", "omschrijving", "toelichting", "procesobject"},
        {"url", "omschrijving", "definitie", "opmerking"},
        {"url", "naam", "omschrijving"},
    ]
    for entry in [*lijst.procestypen(), *lijst.resultaten()]:
        printed = lijst.as_wire(entry, ROOT)
        assert json.loads(json.dumps(printed)) == printed
        assert split_reference(printed["url"]) == (f"{ROOT}/{lijst.collection(entry)}", entry.uuid)


def test_the_files_are_tidy_tables() -> None:
    for path in BUNDLED.glob("*.tsv"):
        text = path.read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
        assert len({len(row) for row in rows}) == 1, path.name
        assert not re.search(r"[ \t]\n", text), path.name


@pytest.mark.skipif(not (SHARED / "selectielijst").is_dir(), reason="needs ../shared/data/selectielijst")
def test_making_the_files_again_changes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "tools" / "make_selectielijst.py"
    made = tmp_path / BUNDLED.relative_to(PROJECT)
    copy.parent.mkdir()
    made.mkdir(parents=True)
    copy.write_text((PROJECT / "tools/make_selectielijst.py").read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, str(copy), str(SHARED / "selectielijst")], check=True, capture_output=True)
    for path in BUNDLED.glob("*.tsv"):
        assert (made / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.skipif(not (SHARED / "catalogi").is_dir(), reason="needs ../shared/data/catalogi")
def test_a_real_catalogue_finds_its_procestypen_and_generic_results() -> None:
    with zipfile.ZipFile(SHARED / "catalogi" / "catalogus-export.zip") as export:
        zaaktypen = json.loads(export.read("ZaakType.json"))
        resultaattypen = json.loads(export.read("ResultaatType.json"))
    for zaaktype in zaaktypen:
        reference = split_reference(zaaktype["selectielijst_procestype"])
        assert reference is not None
        assert lijst.procestype(reference[1])
    for resultaattype in resultaattypen:
        reference = split_reference(resultaattype["resultaattypeomschrijving"])
        assert reference is not None
        found = lijst.resultaattypeomschrijving(reference[1])
        assert found is not None
        assert found.omschrijving == resultaattype["omschrijving_generiek"]


KINDS = {
    "selectielijst.procestype": (peers.ProcesType, lijst.procestypen()[0]),
    "selectielijst.resultaat": (peers.Selectielijstklasse, lijst.resultaten()[0]),
    "selectielijst.resultaattypeomschrijving": (
        peers.Resultaattypeomschrijving,
        lijst.resultaattypeomschrijvingen()[0],
    ),
}


@pytest.mark.parametrize("wanted", KINDS)
@pytest.mark.parametrize("given", KINDS)
def test_a_list_elsewhere_is_told_apart_by_its_shape(wanted: str, given: str) -> None:
    view, body = KINDS[wanted][0], lijst.as_wire(KINDS[given][1], ROOT)
    fact = Fact(name="f", target=wanted, read_as=view, spec=One("f"), many=False, optional=True)
    with nullcontext() if wanted == given else pytest.raises(Unfit):
        assert isinstance(from_wire(targets.world(), fact, body["url"], body, Links(targets.world(), {})), view)


@pytest.mark.parametrize("wanted", KINDS)
@pytest.mark.parametrize("given", KINDS)
def test_the_packaged_list_knows_a_collection_by_its_name(wanted: str, given: str) -> None:
    url = lijst.as_wire(KINDS[given][1], "https://elders.example/api/v1")["url"]
    with nullcontext() if wanted == given else pytest.raises(Unfit):
        assert bundled(wanted, url) is not None
    assert bundled(wanted, "https://elders.example/api/v1/iets/0f86ece3-f863-4c67-928e-000000000000") is None
