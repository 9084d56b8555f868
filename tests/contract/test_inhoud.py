"""The content of documents over HTTP: in one piece and in parts, downloads, and whatever goes wrong."""

import asyncio
import base64
import hashlib
import json
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.kast import PART, SMALL, UPLOADS, Kast, form
from tests.server import Databases
from tests.soorten import DOCUMENTEN, a_gemeente


@pytest.fixture(scope="module")
async def kast(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kast]:
    data = Path(tmp_path_factory.mktemp("kast"))
    async with a_gemeente(databases, data, part_size=PART, upload_limit=2**20, unjudged_limit=2**23) as (soort, _):
        yield Kast(soort, data)


async def test_content_comes_back_as_it_went(kast: Kast) -> None:
    document = await kast.made(SMALL, bestandsnaam="brief.pdf", formaat="application/pdf")
    assert document["bestandsomvang"] == len(SMALL)
    assert document["inhoud"] == document["url"] + "/download?versie=1"
    assert document["lock"] == ""
    assert document["bestandsdelen"] == []
    assert not document["locked"]
    status, headers, raw = await kast.api.raw("GET", document["inhoud"])
    assert (status, raw) == (200, SMALL)
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"] == "attachment; filename=\"brief.pdf\"; filename*=UTF-8''brief.pdf"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["etag"] == f'"{hashlib.sha256(SMALL).hexdigest()}"'
    assert await kast.stray() == []


async def test_a_document_may_have_no_content_or_empty_content(kast: Kast) -> None:
    without = await kast.made()
    assert without["inhoud"] is None
    assert without["bestandsomvang"] is None
    assert (await kast.api("GET", without["url"] + "/download"))[0] == 404
    ways: tuple[dict[str, Any], ...] = ({}, {"inhoud": ""}, {"inhoud": None})
    for said in ways:
        empty = await kast.made(bestandsomvang=0, **said)
        assert empty["inhoud"] == empty["url"] + "/download?versie=1"
        assert not empty["locked"]
        assert await kast.content(empty["inhoud"]) == b""


@pytest.mark.parametrize("size", [1, 2, 3, 100_000, 700_000])
async def test_content_of_every_size(kast: Kast, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    document = await kast.made(content)
    assert await kast.content(document["inhoud"]) == content


async def test_content_is_shared_by_versions_that_change_other_fields(kast: Kast) -> None:
    document = await kast.made(SMALL)
    lock = await kast.locked(document)
    status, second = await kast.api("PATCH", document["url"], {"lock": lock, "titel": "Anders"})
    assert status == 200
    assert second["inhoud"] == document["url"] + "/download?versie=2"
    said = {"lock": lock, "inhoud": base64.b64encode(b"%PDF-nieuw").decode(), "bestandsomvang": 10}
    status, third = await kast.api("PATCH", document["url"], said)
    assert status == 200
    assert third["versie"] == 3
    versions = [await kast.content(f"{document['url']}/download?versie={each}") for each in (1, 2, 3)]
    assert versions == [SMALL, SMALL, b"%PDF-nieuw"]
    assert await kast.content(document["url"] + "/download") == b"%PDF-nieuw"
    moment = second["beginRegistratie"]
    assert await kast.content(f"{document['url']}/download?registratieOp={moment.replace('+', '%2B')}") == SMALL
    assert (await kast.api("GET", document["url"] + "/download?versie=4"))[0] == 404
    assert await kast.api.told("GET", document["url"] + "/download?versie=x") == [("versie", "invalid")]
    await kast.api("POST", document["url"] + "/unlock", {"lock": lock})
    assert (await kast.api("DELETE", document["url"]))[0] == 204
    assert await kast.stray() == []


async def test_large_content_comes_in_parts(kast: Kast) -> None:
    content = bytes(range(256)) * 40
    document = await kast.made(bestandsomvang=len(content), bestandsnaam="tekening.pdf")
    lock, parts = document["lock"], document["bestandsdelen"]
    assert document["locked"]
    assert document["inhoud"] is None
    assert len(lock) == 36
    assert [each["omvang"] for each in parts] == [PART, PART, len(content) - 2 * PART]
    assert [each["lock"] for each in parts] == [lock] * 3
    assert await kast.api.told("POST", document["url"] + "/unlock", {"lock": lock}) == [("nonFieldErrors", "file-size")]
    for each in reversed(parts):
        assert (await kast.got(document))["inhoud"] is None
        start = (each["volgnummer"] - 1) * PART
        status, answer = await kast.send(each["url"], lock, content[start : start + each["omvang"]])
        assert status == 200, answer
        assert answer["voltooid"]
        assert answer["lock"] == lock
        if each["volgnummer"] == 2:
            told = await kast.api.told("POST", document["url"] + "/unlock", {"lock": lock})
            assert told == [("nonFieldErrors", "incomplete-upload")]
    assert all(each["voltooid"] for each in (await kast.got(document))["bestandsdelen"])
    assert (await kast.api("POST", document["url"] + "/unlock", {"lock": lock}))[0] == 204
    whole = await kast.got(document)
    assert whole["bestandsdelen"] == []
    assert not whole["locked"]
    assert await kast.content(whole["inhoud"]) == content
    assert await kast.content(whole["inhoud"], range="bytes=4000-9000") == content[4000:9001]
    status, answer = await kast.send(parts[0]["url"], lock, content[:PART])
    assert [each["code"] for each in answer["invalidParams"]] == ["incorrect-lock-id"]
    assert await kast.stray() == []
    assert (await kast.api("DELETE", document["url"]))[0] == 204
    assert await kast.stray() == []


async def test_an_upload_that_is_replaced_or_dropped_leaves_nothing(kast: Kast) -> None:
    document = await kast.made(bestandsomvang=PART + 1)
    lock, first = document["lock"], document["bestandsdelen"][0]
    for content in (b"a" * PART, b"b" * PART):
        assert (await kast.send(first["url"], lock, content))[0] == 200
        assert await kast.stray() == []
    status, same = await kast.api("PATCH", document["url"], {"lock": lock, "titel": "Onderweg"})
    assert status == 200
    assert [each["voltooid"] for each in same["bestandsdelen"]] == [True, False]
    status, other = await kast.api("PATCH", document["url"], {"lock": lock, "bestandsomvang": 3})
    assert status == 200
    assert [each["omvang"] for each in other["bestandsdelen"]] == [3]
    assert await kast.stray() == []
    status, answer = await kast.send(first["url"], lock, b"a" * PART)
    assert status == 404, answer
    for versie in (1, 2, 3):
        old = await kast.api.got(f"{document['url']}?versie={versie}")
        assert old["bestandsdelen"] == other["bestandsdelen"]
    status, _ = await kast.api("POST", document["url"] + "/unlock", {})
    assert status == 204
    dropped = await kast.got(document)
    assert dropped["inhoud"] is None
    assert dropped["bestandsomvang"] is None
    assert dropped["bestandsdelen"] == []
    assert await kast.stray() == []


async def test_a_part_that_comes_many_times_at_once_is_kept_once(kast: Kast) -> None:
    document = await kast.made(bestandsomvang=PART)
    url, lock = document["bestandsdelen"][0]["url"], document["lock"]
    sent = await asyncio.gather(*(kast.send(url, lock, bytes([each]) * PART) for each in b"abcdef"))
    assert [status for status, _ in sent] == [200] * 6
    assert await kast.stray() == []


async def test_content_is_replaced_in_parts(kast: Kast) -> None:
    document = await kast.made(SMALL)
    lock = await kast.locked(document)
    told = await kast.api.told("PATCH", document["url"], {"lock": lock, "bestandsomvang": 2})
    assert told == [("bestandsomvang", "file-size")]
    said = {"lock": lock, "inhoud": None, "bestandsomvang": 2}
    status, answer = await kast.api("PATCH", document["url"], said)
    assert status == 200
    assert answer["inhoud"] is None
    assert answer["bestandsdelen"][0]["lock"] == lock
    assert (await kast.send(answer["bestandsdelen"][0]["url"], lock, b"ab"))[0] == 200
    assert (await kast.api("POST", document["url"] + "/unlock", {"lock": lock}))[0] == 204
    assert await kast.content(document["url"] + "/download") == b"ab"
    assert await kast.content(document["url"] + "/download?versie=1") == SMALL


async def test_put_is_the_whole_document(kast: Kast) -> None:
    document = await kast.made(SMALL)
    lock = await kast.locked(document)
    status, kept = await kast.api("PUT", document["url"], kast.body(lock=lock))
    assert status == 200
    assert kept["inhoud"] is not None
    status, parts = await kast.api("PUT", document["url"], kast.body(lock=lock, bestandsomvang=len(SMALL)))
    assert status == 200
    assert parts["inhoud"] is None
    assert len(parts["bestandsdelen"]) == 1
    status, none = await kast.api("PUT", document["url"], kast.body(lock=lock, inhoud=None))
    assert status == 200
    assert none["inhoud"] is None
    assert none["bestandsomvang"] is None
    assert none["bestandsdelen"] == []


REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"inhoud": "JVBER", "bestandsomvang": 4}, [("inhoud", "incorrect-base64-padding")]),
    ({"inhoud": "JVBE*A==", "bestandsomvang": 4}, [("inhoud", "invalid-base64")]),
    ({"inhoud": "JVA=JVA=", "bestandsomvang": 4}, [("inhoud", "invalid-base64")]),
    ({"inhoud": "JVBERg==", "bestandsomvang": 5}, [("bestandsomvang", "file-size")]),
    ({"inhoud": "JVBERg==", "bestandsomvang": 0}, [("bestandsomvang", "file-size")]),
    ({"inhoud": "JVBERg==", "bestandsomvang": -1}, [("bestandsomvang", "min_value")]),
    ({"inhoud": 4}, [("inhoud", "invalid")]),
    ({"inhoud": "JVBERg==", "titel": ""}, [("titel", "blank")]),
    ({"bestandsomvang": 2**41}, [("bestandsomvang", "max_value")]),
    (
        {
            "inhoud": "JVBERg==",
            "bestandsomvang": 4,
            "integriteit": {"algoritme": [], "waarde": "x", "datum": "2026-01-01"},
        },
        [("integriteit.algoritme", "invalid")],
    ),
]


@pytest.mark.parametrize(("said", "told"), REFUSED)
async def test_content_that_is_wrong_is_refused_and_gone(
    kast: Kast, said: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert await kast.api.told("POST", UPLOADS, kast.body(**said)) == told
    assert await kast.stray() == []


async def test_a_part_that_is_wrong_is_refused_and_gone(kast: Kast) -> None:
    document = await kast.made(bestandsomvang=4)
    url, lock = document["bestandsdelen"][0]["url"], document["lock"]

    async def told(key: str, content: bytes | None, **said: str) -> list[tuple[str, str]]:
        status, answer = await kast.send(url, key, content, **said)
        assert status == 400, answer
        assert await kast.stray() == []
        return [(each["name"], each["code"]) for each in answer["invalidParams"]]

    assert await told(lock, b"abc") == [("inhoud", "file-size")]
    assert await told(lock, b"abcde") == [("inhoud", "file-size")]
    assert await told(lock, b"") == [("inhoud", "file-size")]
    assert await told(lock, None) == [("inhoud", "required")]
    assert await told("een andere", b"abcd") == [("nonFieldErrors", "incorrect-lock-id")]
    assert await told("", b"abcd") == [("lock", "blank")]
    raw, kind = form({"lock": lock}, b"abcd")
    status, _, _ = await kast.api.raw("PUT", url, raw[:-8], content_type=kind)
    assert status == 400
    status, _, _ = await kast.api.raw("PUT", url, b'{"lock": "x"}')
    assert status == 415
    assert await kast.stray() == []
    assert (await kast.send(url, lock, b"abcd"))[0] == 200


@pytest.mark.parametrize("algoritme", ["md5", "sha_1", "sha_256", "sha_512", "sha_3", "crc_32"])
async def test_a_checksum_that_we_know_must_be_right(kast: Kast, algoritme: str) -> None:
    name = {"sha_3": "sha3_256"}.get(algoritme, algoritme.replace("_", ""))
    right = f"{zlib.crc32(SMALL):08x}" if algoritme == "crc_32" else hashlib.new(name, SMALL).hexdigest()
    integriteit = {"algoritme": algoritme, "waarde": right.upper(), "datum": "2026-11-25"}
    assert (await kast.made(SMALL, integriteit=integriteit))["integriteit"]["waarde"] == right.upper()
    coded = base64.b64encode(bytes.fromhex(right)).decode()
    await kast.made(SMALL, integriteit=integriteit | {"waarde": coded})
    body = kast.body(SMALL + b".", integriteit=integriteit)
    assert await kast.api.told("POST", UPLOADS, body) == [("integriteit.waarde", "invalid")]
    assert await kast.stray() == []


async def test_parts_together_yield_the_checksum(kast: Kast) -> None:
    content = bytes(range(256)) * 20
    right = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    for waarde, wanted in ((right, 204), (right[::-1], 400)):
        integriteit = {"algoritme": "sha_1", "waarde": waarde, "datum": "2026-11-25"}
        document = await kast.made(bestandsomvang=len(content), integriteit=integriteit)
        for number, part in enumerate(document["bestandsdelen"]):
            await kast.send(part["url"], document["lock"], content[number * PART : (number + 1) * PART])
        status, answer = await kast.api("POST", document["url"] + "/unlock", {"lock": document["lock"]})
        assert status == wanted
        told = [(each["name"], each["code"]) for each in (answer or {}).get("invalidParams", [])]
        assert told == ([] if wanted == 204 else [("integriteit.waarde", "invalid")])
    assert (await kast.api("POST", document["url"] + "/unlock", {}))[0] == 204


async def test_a_checksum_that_we_do_not_know_is_kept_as_it_is(kast: Kast) -> None:
    integriteit = {"algoritme": "fletcher_4", "waarde": "wat dan ook", "datum": "2026-11-25"}
    assert (await kast.made(SMALL, integriteit=integriteit))["integriteit"] == integriteit


async def test_content_that_is_something_else_is_told_and_kept(kast: Kast) -> None:
    body = kast.body(b"GIF89a...", formaat="application/pdf")
    status, headers, raw = await kast.api.raw("POST", UPLOADS, body)
    assert status == 201
    assert "application/pdf" in headers["x-warning"]
    assert await kast.content(json.loads(raw)["inhoud"]) == b"GIF89a..."


async def test_a_download_in_parts(kast: Kast) -> None:
    url = (await kast.made(SMALL))["inhoud"]
    tag = f'"{hashlib.sha256(SMALL).hexdigest()}"'
    status, headers, raw = await kast.api.raw("GET", url, range="bytes=5-7")
    assert (status, raw, headers["content-range"]) == (206, SMALL[5:8], f"bytes 5-7/{len(SMALL)}")
    assert await kast.content(url, range="bytes=-3") == SMALL[-3:]
    assert await kast.content(url, range="bytes=20-") == SMALL[20:]
    assert await kast.content(url, range="bytes=2-9999") == SMALL[2:]
    status, headers, _ = await kast.api.raw("GET", url, range="bytes=500-")
    assert (status, headers["content-range"]) == (416, f"bytes */{len(SMALL)}")
    for ignored in ("bytes=7-5", "bytes=1-2,4-5", "items=1-2", "bytes=-"):
        assert await kast.content(url, range=ignored) == SMALL
    assert await kast.content(url, range="bytes=5-7", if_range=tag) == SMALL[5:8]
    assert await kast.content(url, range="bytes=5-7", if_range='"iets anders"') == SMALL
    status, headers, raw = await kast.api.raw("GET", url, if_none_match=tag)
    assert (status, raw, headers["etag"]) == (304, b"", tag)
    assert (await kast.api.raw("GET", url, accept="application/octet-stream"))[0] == 200


async def test_head_tells_of_a_download_all_but_the_content(kast: Kast) -> None:
    document = await kast.made(SMALL)
    url = document["inhoud"]
    _, told, _ = await kast.api.raw("GET", url)
    for asked in ({}, {"range": "bytes=5-7"}, {"range": "bytes=500-"}):
        status, headers, raw = await kast.api.raw("HEAD", url, **asked)
        assert (status, raw, headers) == (200, b"", told), "a range is for GET alone (RFC 9110, 14.2)"
    assert (told["content-length"], told["accept-ranges"]) == (str(len(SMALL)), "bytes")
    status, headers, _ = await kast.api.raw("HEAD", url, if_none_match=told["etag"])
    assert (status, headers["etag"]) == (304, told["etag"])
    assert (await kast.api.raw("HEAD", (await kast.made(b""))["inhoud"]))[1]["content-length"] == "0"
    assert (await kast.api.raw("HEAD", f"{document['url']}/download?versie=4"))[0] == 404
    assert (await kast.api.raw("HEAD", f"{document['url']}/download?wat=x"))[0] == 400
    status, headers, _ = await kast.api.raw("PUT", f"{document['url']}/download", b"")
    assert (status, headers["allow"]) == (405, "GET, HEAD")


async def test_a_name_cannot_leave_its_header(kast: Kast) -> None:
    document = await kast.made(SMALL, bestandsnaam='x"; é\r\nSet-Cookie: a=b.pdf')
    _, headers, _ = await kast.api.raw("GET", document["inhoud"])
    assert headers["content-disposition"].startswith('attachment; filename="x__ ___Set-Cookie: a=b.pdf"; filename*=')
    assert "set-cookie" not in headers


async def test_who_may_not_do_it_sends_nothing(kast: Kast) -> None:
    """The right on the type is judged before the content is taken, where it stands before it, and anyway before it."""
    document = await kast.made(SMALL)
    stranger = await kast.api.known_as(
        "vreemd",
        {
            "component": "zrc",
            "scopes": ["zaken.lezen"],
            "zaaktype": "http://localhost/x",
            "maxVertrouwelijkheidaanduiding": "openbaar",
        },
    )
    assert (await stranger("POST", UPLOADS, kast.body(SMALL)))[0] == 403
    for method in ("GET", "HEAD"):
        status, headers, _ = await stranger.raw(method, document["inhoud"])
        assert (status, "etag" in headers, "content-disposition" in headers) == (403, False, False)
    assert await kast.stray() == []


async def test_the_same_request_twice_keeps_one_content(kast: Kast) -> None:
    body = kast.body(SMALL)
    first = await kast.api.raw("POST", UPLOADS, body, idempotency_key="eens")
    again = await kast.api.raw("POST", UPLOADS, body, idempotency_key="eens")
    assert (first[0], first[2]) == (again[0], again[2])
    other = await kast.api.raw("POST", UPLOADS, kast.body(SMALL + b"!", titel=body["titel"]), idempotency_key="eens")
    assert other[0] == 422
    assert await kast.stray() == []


async def test_too_much_is_refused(kast: Kast) -> None:
    status, answer = await kast.api("POST", UPLOADS, kast.body(b"x" * (2**20 + 1)))
    assert (status, answer["code"]) == (413, "request_entity_too_large")
    kast.api.program.town.contents.under_way["tests"] = 2**21
    try:
        status, answer = await kast.api("POST", UPLOADS, kast.body(SMALL))
        assert (status, answer["code"]) == (429, "throttled")
    finally:
        del kast.api.program.town.contents.under_way["tests"]
    assert await kast.stray() == []
    assert not kast.api.program.town.contents.under_way


async def test_content_that_is_gone_from_the_store_is_a_source_that_does_not_answer(kast: Kast) -> None:
    document = await kast.made(SMALL)
    path = kast.file(await kast.key(document))
    path.rename(kast.root / "weg")
    try:
        async with asyncio.timeout(10):
            _status, headers, raw = await kast.api.raw("GET", document["inhoud"])
        assert len(raw) < int(headers["content-length"])
    finally:
        (kast.root / "weg").rename(path)


async def test_a_document_with_content_is_registered_with_its_zaak(kast: Kast) -> None:
    """The content of a document that is part of a larger body is streamed as well."""
    api, path = kast.api, f"{DOCUMENTEN}/document_registreren"
    content = bytes(range(256)) * 2000
    document = kast.body(content)
    body = {"enkelvoudiginformatieobject": document, "zaakinformatieobject": {"zaak": (await kast.soort.zaak())["url"]}}
    made = await api.made(path, body)
    status, _, raw = await api.raw("GET", made["enkelvoudiginformatieobject"]["inhoud"])
    assert (status, raw) == (200, content)
    body["enkelvoudiginformatieobject"] = document | {"inhoud": "JVBE*A=="}
    assert await api.told("POST", path, body) == [("enkelvoudiginformatieobject.inhoud", "invalid-base64")]
    body["enkelvoudiginformatieobject"] = document | {"titel": ""}
    assert await api.told("POST", path, body) == [("enkelvoudiginformatieobject.titel", "blank")]
    stray = {"zaakinformatieobject": {"inhoud": "JVBE"}, "enkelvoudiginformatieobject": {"titel": "x"}}
    assert await api.told("POST", path, stray) == [("enkelvoudiginformatieobject.inhoud", "invalid")]
    assert await kast.stray() == []


async def test_all_that_holds_of_content_holds_of_a_registration(kast: Kast) -> None:
    """Its size, its checksum and its look are told under the name of the part; what is refused leaves nothing."""
    api, path = kast.api, f"{DOCUMENTEN}/document_registreren"
    zaak = {"zaak": (await kast.soort.zaak())["url"]}
    right = {"algoritme": "crc_32", "waarde": f"{zlib.crc32(SMALL):08x}", "datum": "2026-01-01"}

    def body(relation: dict[str, Any] = zaak, **said: Any) -> dict[str, Any]:
        return {"zaakinformatieobject": relation, "enkelvoudiginformatieobject": kast.body(SMALL, **said)}

    async def counted() -> int:
        return await api.program.pool.fetchval("select count(*) from documenten.bestandsdeel")

    part, before = "enkelvoudiginformatieobject", await counted()
    for wrong, told in (
        (body(bestandsomvang=1), (f"{part}.bestandsomvang", "file-size")),
        (body(integriteit=right | {"waarde": "0" * 32}), (f"{part}.integriteit.waarde", "invalid")),
        (body({"zaak": zaak["zaak"][:-12] + "0" * 12}), ("zaakinformatieobject.zaak", "does_not_exist")),
    ):
        assert await api.told("POST", path, wrong) == [told]
        assert await kast.stray() == kast.drafts() == []
    assert await counted() == before
    sent = body(integriteit=right, bestandsnaam="foto.png")
    first = await api.raw("POST", path, sent, idempotency_key="samen")
    assert first[0] == 201
    assert "extensie png" in first[1]["x-warning"]
    again = await api.raw("POST", path, sent, idempotency_key="samen")
    assert (again[0], again[2], again[1]["idempotent-replayed"]) == (201, first[2], "true")
    other = sent | {part: sent[part] | {"inhoud": base64.b64encode(SMALL[:-1] + b"?").decode()}}
    assert (await api.raw("POST", path, other, idempotency_key="samen"))[0] == 422
    assert await counted() == before + 1
    assert await kast.stray() == kast.drafts() == []
