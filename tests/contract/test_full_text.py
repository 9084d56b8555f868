"""From content that a client sends to the words by which a document is found, in rounds."""

import base64
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from grondslag.runtime import full_text
from grondslag.runtime.extraction import Unread
from grondslag.runtime.full_text import check, index_text
from grondslag.runtime.objects import StoreSilent
from grondslag.runtime.observe import Observer
from tests.api import Api
from tests.builders import document_body
from tests.contract.test_inhoud import form
from tests.server import Databases
from tests.soorten import DOCUMENTEN, a_gemeente

UPLOADS = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"


class Archief:
    """Documents of one municipality, and their words."""

    def __init__(self, api: Api, informatieobjecttype: str, root: Path) -> None:
        self.api, self.informatieobjecttype, self.root = api, informatieobjecttype, root
        self.pool, self.log = api.program.pool, io.StringIO()

    async def made(self, content: bytes, **said: Any) -> dict[str, Any]:
        """A document with this content."""
        said = {"inhoud": base64.b64encode(content).decode(), "bestandsomvang": len(content), "formaat": ""} | said
        return await self.api.made(UPLOADS, document_body(self.informatieobjecttype, **said))

    async def changed(self, document: dict[str, Any], **said: Any) -> None:
        """Change a document under a lock of its own."""
        _, answer = await self.api("POST", document["url"] + "/lock", {})
        status, told = await self.api("PATCH", document["url"], said | answer)
        assert status == 200, told
        assert (await self.api("POST", document["url"] + "/unlock", answer))[0] == 204

    async def round(self) -> bool:
        """One round."""
        return await index_text(self.api.program.town, Observer(out=self.log))

    async def all(self) -> None:
        """Rounds until none can be taken."""
        while await self.round():
            pass

    async def found(self, words: str) -> set[str]:
        """The documents that hold these words now."""
        rows = await self.pool.fetch(
            "select d.id::text from documenten.tekst t join documenten.enkelvoudiginformatieobject d "
            "on d.id = t.informatieobject and d.inhoud_versie = t.versie "
            "where t.tekst @@ websearch_to_tsquery('dutch', $1)",
            words,
        )
        return {row[0] for row in rows}

    async def row(self, document: dict[str, Any]) -> Any:
        """What is kept of a document."""
        rows = await self.pool.fetch("select * from documenten.tekst where informatieobject = $1", key(document))
        assert len(rows) == 1
        return rows[0]

    async def standing(self) -> tuple[int, dict[str, int]]:
        """How many documents wait to be read, and how many cannot be, by the word for why."""
        waiting = await self.pool.fetchval("select count(*) from documenten.tekst where wacht_tot is not null")
        rows = await self.pool.fetch(
            "select reden, count(*) from documenten.tekst where stand in ('geweigerd', 'mislukt') group by reden"
        )
        return waiting, {row[0]: row[1] for row in rows}

    async def later(self) -> None:
        """Let the time pass for which documents are taken."""
        await self.pool.execute("update documenten.tekst set wacht_tot = now() where wacht_tot is not null")


def key(document: dict[str, Any]) -> str:
    """The uuid of a document."""
    return document["url"].rpartition("/")[2]


@pytest.fixture(scope="module")
async def gemeente(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archief]:
    data = Path(tmp_path_factory.mktemp("archief"))
    async with a_gemeente(databases, data, part_size=4096) as (soort, _):
        yield Archief(soort.api, soort.informatieobjecttype, data / "inhoud")


@pytest.fixture
async def archief(gemeente: Archief) -> Archief:
    await gemeente.pool.execute("delete from documenten.enkelvoudiginformatieobject")
    return Archief(gemeente.api, gemeente.informatieobjecttype, gemeente.root)


async def test_a_document_is_found_by_its_words(archief: Archief) -> None:
    one = await archief.made(b"De vergunning voor dakkapellen is geweigerd.", bestandsnaam="brief.txt")
    other = await archief.made(b"<p>Een vergunning voor <b>bomen</b>", formaat="text/html")
    assert await archief.found("vergunning") == set()
    assert await archief.standing() == (2, {})
    assert await archief.round()
    assert not await archief.round()
    assert await archief.found("vergunningen") == {key(one), key(other)}
    assert await archief.found("vergunningen dakkapellen") == {key(one)}
    assert await archief.standing() == (0, {})
    assert '"read":2' in archief.log.getvalue()
    assert "brief" not in archief.log.getvalue()


async def test_other_content_has_other_words_and_other_fields_have_the_same(archief: Archief) -> None:
    document = await archief.made(b"eerst een schuur", formaat="text/plain")
    await archief.all()
    await archief.changed(document, titel="Anders")
    assert await archief.standing() == (0, {})
    assert await archief.found("schuur") == {key(document)}
    content = base64.b64encode(b"dan een garage").decode()
    await archief.changed(document, inhoud=content, bestandsomvang=14)
    assert await archief.found("schuur") == set()
    await archief.all()
    assert await archief.found("garage") == {key(document)}
    assert (await archief.row(document))["versie"] == 3


async def test_content_in_parts_is_read_once_it_is_whole(archief: Archief) -> None:
    text = b"lange brief " * 600 + b"einde"
    body = document_body(archief.informatieobjecttype, bestandsomvang=len(text), formaat="text/plain")
    document = await archief.api.made(UPLOADS, body)
    assert await archief.standing() == (0, {})
    for part in document["bestandsdelen"]:
        start = (part["volgnummer"] - 1) * 4096
        raw, kind = form({"lock": document["lock"]}, text[start : start + part["omvang"]])
        status, _, told = await archief.api.raw("PUT", part["url"], raw, content_type=kind)
        assert status == 200, told
    assert (await archief.api("POST", document["url"] + "/unlock", {"lock": document["lock"]}))[0] == 204
    await archief.all()
    assert await archief.found("einde brief") == {key(document)}


async def test_words_go_with_their_document(archief: Archief) -> None:
    document = await archief.made(b"weg ermee", formaat="text/plain")
    await archief.all()
    assert (await archief.api("DELETE", document["url"]))[0] == 204
    assert await archief.pool.fetchval("select count(*) from documenten.tekst") == 0


async def test_content_that_is_overtaken_is_not_read(archief: Archief) -> None:
    document = await archief.made(b"oud", formaat="text/plain")
    await archief.changed(document, inhoud=base64.b64encode(b"nieuw").decode(), bestandsomvang=5)
    await archief.round()
    assert '"overtaken":1' in archief.log.getvalue()
    assert await archief.found("nieuw") == {key(document)}
    assert (await archief.row(document))["versie"] == 2


async def test_what_cannot_be_read_says_why_and_is_left_alone(archief: Archief) -> None:
    picture = await archief.made(b"\xff\xd8\xff", formaat="image/jpeg")
    broken = await archief.made(b"%PDF-1.7 kapot", formaat="application/pdf")
    await archief.all()
    assert await archief.standing() == (0, {"onleesbaar": 1, "soort-onbekend": 1})
    assert (await archief.row(picture))["stand"] == (await archief.row(broken))["stand"] == "geweigerd"
    assert not await archief.round()


async def test_what_breaks_is_tried_a_few_times_and_again_when_asked(
    archief: Archief, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any) -> Any:
        raise Unread("vastgelopen", lasting=False)

    document = await archief.made(b"lastig", formaat="text/plain")
    with monkeypatch.context() as broken:
        broken.setattr(full_text, "extract", breaks)
        for _ in range(full_text.ATTEMPTS - 1):
            await archief.round()
            assert (await archief.row(document))["stand"] == "wacht"
            assert not await archief.round(), "it is not taken again at once"
            await archief.later()
        await archief.round()
    assert await archief.standing() == (0, {"vastgelopen": 1})
    assert await check(archief.pool, repair=True) is None
    await archief.all()
    assert await archief.found("lastig") == {key(document)}


async def test_who_takes_a_document_and_never_comes_back_does_so_a_few_times(archief: Archief) -> None:
    document = await archief.made(b"lastig", formaat="text/plain")
    for _ in range(full_text.ATTEMPTS):
        await archief.pool.fetch(full_text._TAKE)
        await archief.later()
    await archief.round()
    assert (await archief.row(document))["stand"] == "mislukt"


async def test_a_silent_store_costs_no_attempt(archief: Archief, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(*_: Any) -> AsyncIterator[bytes]:
        raise StoreSilent("dicht")
        yield b""

    document = await archief.made(b"even wachten", formaat="text/plain")
    with monkeypatch.context() as away:
        away.setattr(archief.api.program.town.contents, "read", silent)
        assert not await archief.round()
    row = await archief.row(document)
    assert (row["stand"], row["pogingen"]) == ("wacht", 0)
    await archief.later()
    await archief.all()
    assert await archief.found("wachten") == {key(document)}


async def test_content_that_is_gone_is_told(archief: Archief) -> None:
    document = await archief.made(b"verdwenen", formaat="text/plain")
    for each in archief.root.rglob("*"):
        if each.is_file():
            each.unlink()
    await archief.round()
    assert (await archief.row(document))["reden"] == "inhoud-ontbreekt"


async def test_more_words_than_fit_are_cut(archief: Archief) -> None:
    words = " ".join(f"woord{number}x" for number in range(80_000)).encode()
    document = await archief.made(words, formaat="text/plain")
    await archief.all()
    assert (await archief.row(document))["reden"] == "afgebroken"
    assert await archief.found("woord7x") == {key(document)}


async def test_a_document_that_nobody_was_going_to_read_is_noticed(archief: Archief) -> None:
    document = await archief.made(b"vergeten", formaat="text/plain")
    assert await check(archief.pool) is None
    await archief.pool.execute("delete from documenten.tekst")
    fault = await check(archief.pool)
    assert fault is not None
    assert fault.examples == (key(document),)
    await check(archief.pool, repair=True)
    assert await check(archief.pool) is None
    await archief.all()
    assert await archief.found("vergeten") == {key(document)}


async def test_two_processes_share_the_work(archief: Archief) -> None:
    for number in range(full_text.AT_ONCE):
        await archief.made(f"brief {number}".encode(), formaat="text/plain")
    taken = await archief.pool.fetch(full_text._TAKE)
    assert len(taken) == full_text.AT_ONCE
    assert await archief.pool.fetch(full_text._TAKE) == []
