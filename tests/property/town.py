"""Some dozens of zaken of two kinds and all confidentialities, with parts, all of it marked with whose it is."""

import asyncio
import json
import re
from typing import Any

from grondslag.kernel.access import Grant
from grondslag.runtime.clients import Application
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding
from tests.api import Raw
from tests.builders import (
    besluitinformatieobject_body,
    document_body,
    rol_body,
    zaakeigenschap_body,
    zaakinformatieobject_body,
    zaaknotitie_body,
)
from tests.soorten import BESLUITEN, DOCUMENTEN, ZAKEN, Body, Soort

SOMEONE = "iemand"
ZAKEN_MADE = 28
MARK, PAPER, DECISION = re.compile(rb"MARK-(\d+)-"), re.compile(rb"PAPER-(\d+)-"), re.compile(rb"DECISION-(\d+)-")


class Zaak:
    """A zaak with the URLs of its parts."""

    def __init__(self, at: int, body: Body, rank: Vertrouwelijkheidaanduiding, parts: list[str]) -> None:
        self.at, self.body, self.rank, self.parts = at, body, rank, parts
        self.url: str = body["url"]
        self.type: str = body["zaaktype"][-36:]


class Document:
    """A document in two versions with the URL of its gebruiksrechten; only its latest says who may read it."""

    def __init__(self, at: int, body: Body, rank: Vertrouwelijkheidaanduiding, ready: bool | None, right: str) -> None:
        self.at, self.rank, self.ready, self.right = at, rank, ready, right
        self.url: str = body["url"]
        self.type: str = body["informatieobjecttype"][-36:]


class Besluit:
    """A besluit with the URL of the document in which it stands. Every third was taken on its own."""

    def __init__(self, at: int, body: Body, part: str) -> None:
        self.at, self.part = at, part
        self.url: str = body["url"]
        self.type: str = body["besluittype"][-36:]


class Town:
    """The municipality, and one client whose rights change from question to question."""

    def __init__(self, runner: asyncio.Runner, soorten: tuple[Soort, Soort]) -> None:
        self.runner, self.soorten = runner, soorten
        self.api = soorten[0].api
        self.someone = self.api.as_client(SOMEONE)
        self.documents: list[Document] = []
        self.besluiten: list[Besluit] = []
        self.zaken: list[Zaak] = runner.run(self._made())

    def ask(self, method: str, url: str, body: Any = None) -> tuple[int, Any, bytes]:
        """Status, JSON and bytes of an answer to the one client."""
        status, _, raw = self.runner.run(self._asked(method, url, body))
        return status, json.loads(raw) if raw else None, raw

    async def _asked(self, method: str, url: str, body: Any) -> Raw:
        return await self.someone.raw(method, url, body)

    def grant(self, grants: tuple[Grant, ...], *, superuser: bool = False, flagged: bool = False) -> None:
        """Give the one client these rights."""
        clients = self.api.program.clients
        given = Application(SOMEONE, superuser, grants, flagged)
        clients.applications = dict(clients.applications) | {SOMEONE: given}
        clients.seen.clear()

    async def _made(self) -> list[Zaak]:
        await self.api.keep(SOMEONE)
        await self.api.program.clients.refresh()
        made: list[Zaak] = []
        for at in range(ZAKEN_MADE):
            made.append(await self._zaak(at, made))
        return made

    async def _zaak(self, at: int, others: list[Zaak]) -> Zaak:
        soort, rank, mark = self.soorten[at % 2], list(Vertrouwelijkheidaanduiding)[at % 7], f"MARK-{at}-"
        hoofdzaken = [each for each in others if not each.body["hoofdzaak"]]
        zaak = await soort.zaak(
            omschrijving=mark,
            identificatie=f"{mark}nr",
            startdatum=f"2026-{at % 12 + 1:02d}-01",
            archiefnominatie=["vernietigen", "blijvend_bewaren", None][at % 3],
            einddatumGepland=f"2026-11-{at % 28 + 1:02d}" if at % 4 else None,
            vertrouwelijkheidaanduiding=rank.name,
            hoofdzaak=hoofdzaken[at % len(hoofdzaken)].url if at % 3 == 2 else None,
            relevanteAndereZaken=[{"url": each.url, "aardRelatie": "vervolg"} for each in others[-2:]],
            zaakgeometrie={"type": "Point", "coordinates": [5 + at / 100, 52 + at / 100]},
        )
        url, api = zaak["url"], soort.api
        document = await self._document(at, soort, rank)
        parts = [
            await soort.stand(zaak, soort.begin, statustoelichting=mark),
            await api.made(f"{ZAKEN}/rollen", rol_body(url, soort.roltype, roltoelichting=mark)),
            await api.made(f"{url}/zaakeigenschappen", zaakeigenschap_body(url, soort.eigenschap, waarde=mark)),
            await api.made(f"{ZAKEN}/zaaknotities", zaaknotitie_body(url, tekst=mark)),
            await api.made(
                f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(url, document["url"], titel=mark)
            ),
        ]
        await self._besluit(at, soort, url, document["url"])
        return Zaak(at, zaak, rank, [each["url"] for each in parts])

    async def _besluit(self, at: int, soort: Soort, zaak: str, document: str) -> None:
        besluit = await soort.besluit(toelichting=f"DECISION-{at}-", zaak="" if at % 3 == 0 else zaak)
        body = besluitinformatieobject_body(besluit["url"], document)
        part = await soort.api.made(f"{BESLUITEN}/besluitinformatieobjecten", body)
        self.besluiten.append(Besluit(at, besluit, part["url"]))

    async def _document(self, at: int, soort: Soort, rank: Vertrouwelijkheidaanduiding) -> Body:
        """A document whose first version was open to whom its second is not, and the other way round."""
        ready, mark, api = [True, False, None][at % 3], f"PAPER-{at}-", soort.api
        said = {"titel": mark, "identificatie": mark, "isGereedVoorPublicatie": ready is not True}
        body = document_body(soort.informatieobjecttype, **said)
        document = await api.made(f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", body)
        url = document["url"]
        lock = (await api("POST", url + "/lock", {}))[1]["lock"]
        change = {"lock": lock, "isGereedVoorPublicatie": ready, "vertrouwelijkheidaanduiding": rank.name}
        status, document = await api("PATCH", url, change)
        assert status == 200, document
        assert (await api("POST", url + "/unlock", {"lock": lock}))[0] == 204
        rights = {
            "informatieobject": url,
            "startdatum": "2026-11-01T00:00:00Z",
            "omschrijvingVoorwaarden": mark,
        }
        right = await api.made(f"{DOCUMENTEN}/gebruiksrechten", rights)
        self.documents.append(Document(at, document, rank, ready, right["url"]))
        return document


def marks(raw: bytes, mark: re.Pattern[bytes] = MARK) -> set[int]:
    """Whose data an answer holds."""
    return {int(found) for found in mark.findall(raw)}
