"""`grondslag import catalogus` as a user types it: what it brings, what it leaves as it is, and what it tells."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from grondslag.registers.catalogi.selectielijst import lijst
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
