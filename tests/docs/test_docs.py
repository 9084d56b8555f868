"""The documentation does what it says: every block that shows a command, a request or a program is run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import catalogus_export
from tests.docs.runner import Reader
from tests.server import temporary_directory

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXPORT = ROOT.parent / "shared/data/catalogi/catalogus-export.zip"
EXPORT_ON_PAGE = "../shared/data/catalogi/catalogus-export.zip"
JOURNEY = DOCS / "how-to/van-catalogus-tot-zaak.md"


@pytest.fixture
def reader() -> Iterator[Reader]:
    """Someone with a folder of their own, and nothing in it."""
    with temporary_directory() as folder:
        yield Reader(folder)


@pytest.mark.skipif(not EXPORT.exists(), reason="the public test data is not beside the project")
def test_the_journey_from_a_real_catalogue_to_a_reopened_zaak(reader: Reader) -> None:
    reader.stand_ins[EXPORT_ON_PAGE] = str(EXPORT)
    done = reader.follow(JOURNEY)
    assert done["http"] >= 15
    assert done["console"] >= 4


def test_the_same_journey_with_an_export_of_our_own(reader: Reader) -> None:
    reader.stand_ins[EXPORT_ON_PAGE] = str(catalogus_export.write(reader.folder / "export.zip"))
    small = {"ZaakType: 10": 2, "StatusType: 69": 8, "ResultaatType: 37": 2, "RolType: 42": 14}
    reader.stand_ins |= {name: f"{name.split()[0]} {count}" for name, count in small.items()}
    reader.stand_ins["ZaakTypeInformatieObjectType: 3"] = "ZaakTypeInformatieObjectType: 1"
    done = reader.follow(JOURNEY)
    assert done["http"] >= 15
    assert done["console"] >= 4
