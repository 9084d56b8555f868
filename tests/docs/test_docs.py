"""The documentation does what it says: every block that shows a command, a request or a program is run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import catalogus_export
from tests.docs.runner import Reader, blocks
from tests.running import Running, run, serving
from tests.server import Databases, temporary_directory

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXPORT = ROOT.parent / "shared/data/catalogi/catalogus-export.zip"
EXPORT_ON_PAGE = "catalogus catalogus-export.zip"
JOURNEY = DOCS / "how-to/van-catalogus-tot-zaak.md"


@pytest.fixture
def reader() -> Iterator[Reader]:
    """Someone with a folder of their own, and nothing in it."""
    with temporary_directory() as folder:
        yield Reader(folder)


@pytest.mark.skipif(not EXPORT.exists(), reason="the public test data is not beside the project")
def test_the_journey_from_a_real_catalogue_to_a_reopened_zaak(reader: Reader) -> None:
    reader.stand_ins[EXPORT_ON_PAGE] = f"catalogus {EXPORT}"
    done = reader.follow(JOURNEY)
    assert done["http"] >= 15
    assert done["console"] >= 4


def test_the_same_journey_with_an_export_of_our_own(reader: Reader) -> None:
    reader.stand_ins[EXPORT_ON_PAGE] = f"catalogus {catalogus_export.write(reader.folder / 'export.zip')}"
    small = {"ZaakType: 10": 2, "StatusType: 69": 8, "ResultaatType: 37": 2, "RolType: 42": 14}
    reader.stand_ins |= {name: f"{name.split()[0]} {count}" for name, count in small.items()}
    reader.stand_ins["ZaakTypeInformatieObjectType: 3"] = "ZaakTypeInformatieObjectType: 1"
    done = reader.follow(JOURNEY)
    assert done["http"] >= 15
    assert done["console"] >= 4


# --- pages with a server of their own, and pages beside a demo ----------------------------------------------------

ALONE = (
    "install",
    "apart",
    "behind-a-proxy",
    "backup-and-restore",
    "notifications",
    "documents",
    "verwerkingen",
    "policy",
    "logboek",
    "personen",
)
BESIDE_A_DEMO = ("bulk-import", "clients-and-rights", "upgrade", "monitoring", "moving-from-open-zaak", "inzage")
ACCOUNTABLE = "who-used-my-data"
READ_FOR = {
    "demo-vergunningen": ("Vergunningen verlenen", ["Gemeentewet art. 149", "Gemeentewet art. 174"]),
    "demo-lezen": ("Vragen van inwoners beantwoorden", ["Gemeentewet art. 160"]),
    "demo-bezwaar": ("Bezwaar behandelen", ["Awb art. 6:4", "Awb art. 7:11"]),
}
"""What three clients of the demo read a zaak for, and by which law."""
TRACE = "0af7651916cd43dd8448eb211c80319c"
"""Under which they do that on the page."""
NOT_RUN = {
    "run-the-demo": "shows make alone, which is typed in test_make.py",
    "bring-your-own-theme": "shows no command but make",
    "extensions": "tells what there is beyond the standard, and shows no command of its own",
}


@pytest.fixture(scope="session")
def demo() -> Iterator[Running]:
    """A demo for all pages that show one."""
    with temporary_directory() as folder, serving(folder / "var", "--demo") as running:
        yield running


@pytest.mark.parametrize("name", ALONE)
def test_a_page_that_starts_what_it_needs(reader: Reader, name: str) -> None:
    assert_did_all(reader, DOCS / f"how-to/{name}.md")


@pytest.mark.parametrize("name", BESIDE_A_DEMO)
def test_a_page_beside_a_demo(reader: Reader, demo: Running, name: str) -> None:
    reader.environ["GRONDSLAG_DATA"] = str(demo.data)
    reader.ports["8000"] = int(demo.address.rpartition(":")[2])
    assert_did_all(reader, DOCS / f"how-to/{name}.md")


def test_three_purposes_are_in_the_log_and_who_had_none_is_not(reader: Reader, demo: Running) -> None:
    """Whatever the page shows of it: the whole log of that person has each of the three, and never the fourth."""
    reader.environ["GRONDSLAG_DATA"] = str(demo.data)
    reader.ports["8000"] = int(demo.address.rpartition(":")[2])
    assert_did_all(reader, DOCS / f"how-to/{ACCOUNTABLE}.md")
    done = run("logboek", "search", "--bsn-stdin", "--limit", "10000", data=demo.data, given=reader.names["bsn"])
    rows = [line.split("\t") for line in done.out.splitlines()[1:]]
    assert len({row[5] for row in rows if row[6] == TRACE}) == 1
    read = {row[1]: (row[2].partition(":")[0], row[3]) for row in rows if row[6] == TRACE}
    assert {client: purpose for client, (purpose, _) in read.items()} == {c: p for c, (p, _) in READ_FOR.items()}
    assert {c for c, (_, law) in READ_FOR.items() if not all(each in read[c][1] for each in law)} == set()
    assert "demo-zonder-doel" not in done.out
    assert reader.names["bsn"] not in done.out + done.err


def test_a_postgresql_of_your_own(reader: Reader, databases: Databases) -> None:
    reader.stand_ins["postgresql://grondslag@db.gemeente.example/zaken"] = f"'{databases.empty()}'"
    assert_did_all(reader, DOCS / "how-to/own-postgresql.md")


def assert_did_all(reader: Reader, page: Path) -> None:
    """Every block that runs was run, and there was one."""
    done = reader.follow(page)
    assert sum(done.values()) == sum(block.runs for block in blocks(page)) > 0


def test_every_how_to_is_run_or_says_why_not() -> None:
    done = {*ALONE, *BESIDE_A_DEMO, ACCOUNTABLE, "own-postgresql", JOURNEY.stem}
    assert done | NOT_RUN.keys() == {page.stem for page in (DOCS / "how-to").glob("*.md")}
    assert done.isdisjoint(NOT_RUN)


def test_no_other_page_shows_what_is_not_run() -> None:
    pages = [
        each for each in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")] if each.parent.name not in ("how-to", "tutorial")
    ]
    assert [str(block) for page in pages for block in blocks(page) if block.runs] == []
