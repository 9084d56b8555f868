"""Each advisory that was published against a comparable product, asked of this one."""

import asyncio
import io
import json
import time
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from grondslag.opening import Place
from grondslag.runtime.client_secrets import is_known, keep_client
from grondslag.runtime.gemeenten import Gemeente
from grondslag.runtime.secrets import SecretBox
from grondslag.runtime.zip_reading import read_json_files
from grondslag.settings import StartError
from grondslag.site_of import site_of
from tests.api import SECRET, Api
from tests.builders import BSN, rol_body, zaak_body, zaakeigenschap_body
from tests.soorten import CATALOGI, ZAKEN, Body, Soort, with_rights

LIST = f"{ZAKEN}/zaken"
SCRIPT = "<script>alert(1)</script>"


# --- rights -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def reader(soort: Soort) -> Api:
    """Someone who may read zaken of the one kind, and nothing of the other."""
    return await with_rights(soort, "lezer", "zaken.lezen", "audittrails.lezen")


@pytest.fixture(scope="module")
async def hidden(anders: Soort) -> Body:
    """A zaak out of reach."""
    return await anders.zaak(omschrijving="GEHEIM-WOORD")


async def test_expand_shows_nothing_out_of_reach(soort: Soort, reader: Api, hidden: Body) -> None:
    zaak = await soort.zaak(
        hoofdzaak=hidden["url"], relevanteAndereZaken=[{"url": hidden["url"], "aardRelatie": "vervolg"}]
    )
    paths = "hoofdzaak,relevanteAndereZaken,hoofdzaak.deelzaken.hoofdzaak"
    for answer in (
        await reader.got(f"{zaak['url']}?expand={paths}"),
        (await reader.got(f"{LIST}?expand={paths}&identificatie={zaak['identificatie']}"))["results"][0],
        (await reader("POST", f"{LIST}/_zoek", {"uuid__in": [zaak["uuid"]], "expand": paths}))[1]["results"][0],
    ):
        assert "GEHEIM-WOORD" not in json.dumps(answer)
        assert answer["_expand"] == {"relevanteAndereZaken": []}
        assert answer["hoofdzaak"] == hidden["url"]


async def test_the_right_to_audit_trails_may_be_given_without_a_type(soort: Soort, hidden: Body) -> None:
    right = {"component": "zrc", "scopes": ["audittrails.lezen"]}
    auditor = await soort.api.known_as("auditor", right)
    for zaak in (await soort.zaak(), hidden):
        assert (await auditor.got(zaak["url"] + "/audittrail"))[0]["resource"] == "zaak"
        assert (await auditor("GET", zaak["url"]))[0] == 403


async def test_a_search_finds_nothing_out_of_reach(reader: Api, hidden: Body) -> None:
    for body in ({"uuid__in": [hidden["uuid"]]}, {"identificatie": hidden["identificatie"]}, {"fields": ["*"]}):
        status, answer = await reader("POST", f"{LIST}/_zoek", body)
        assert status == 200
        assert "GEHEIM-WOORD" not in json.dumps(answer)
    assert (await reader("GET", hidden["url"]))[0] == (await reader("GET", hidden["url"] + "/audittrail"))[0] == 403


async def test_lists_and_counts_are_within_the_rights(soort: Soort, anders: Soort, reader: Api, hidden: Body) -> None:
    rol = await soort.api.made(f"{ZAKEN}/rollen", rol_body(hidden["url"], anders.roltype))
    assert (await reader.got(f"{LIST}?identificatie={hidden['identificatie']}"))["count"] == 0
    assert (await reader.got(f"{ZAKEN}/rollen?zaak={hidden['url']}"))["count"] == 0
    bsn = "betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
    found = await reader.got(f"{ZAKEN}/rollen?{bsn}={BSN}")
    assert rol["url"] not in [each["url"] for each in found["results"]]
    assert (await reader("GET", rol["url"]))[0] == 403
    every = await reader.got(LIST)
    assert every["count"] == len(every["results"])
    assert {each["zaaktype"] for each in every["results"]} <= {soort.zaaktype}


async def test_a_right_on_one_api_is_none_on_another(soort: Soort) -> None:
    """Words of another component in a right open nothing."""
    scopes = ["catalogi.schrijven", "autorisaties.bijwerken", "autorisaties.lezen", "documenten.lezen"]
    stranger = await with_rights(soort, "vreemde", *scopes)
    body = {"domein": "X", "rsin": "000000000", "contactpersoonBeheerNaam": "X"}
    assert (await stranger("POST", f"{CATALOGI}/catalogussen", body))[0] == 403
    applicaties = "/autorisaties/api/v1/applicaties"
    assert (await stranger("GET", applicaties))[0] == 403
    everything = {"clientIds": ["vreemde2"], "label": "X", "heeftAlleAutorisaties": True}
    assert (await stranger("POST", applicaties, everything))[0] == 403


async def test_a_refused_write_tells_nothing_and_leaves_nothing(reader: Api, hidden: Body, anders: Soort) -> None:
    for method, url, body in (
        ("PATCH", hidden["url"], {"omschrijving": "x"}),
        ("PUT", hidden["url"], zaak_body(anders.zaaktype)),
        ("DELETE", hidden["url"], None),
        ("POST", f"{ZAKEN}/rollen", rol_body(hidden["url"], anders.roltype)),
        ("POST", f"{hidden['url']}/zaakeigenschappen", zaakeigenschap_body(hidden["url"], anders.eigenschap)),
        ("POST", LIST, zaak_body(anders.zaaktype)),
    ):
        status, answer = await reader(method, url, body)
        assert (method, status, answer["code"]) == (method, 403, "permission_denied")
    assert (await anders.again(hidden))["omschrijving"] == "GEHEIM-WOORD"


async def test_a_zaak_out_of_reach_gets_no_deelzaak(soort: Soort, anders: Soort) -> None:
    """Whoever may not read it is told that it does not exist, whatever there is to say about it."""
    writer = await with_rights(
        soort, "schrijver", "zaken.lezen", "zaken.aanmaken", "zaken.bijwerken", "zaken.verwijderen"
    )
    mine, theirs = await soort.zaak(), await anders.zaak()
    deelzaak = await anders.zaak(hoofdzaak=theirs["url"])
    closed = await anders.closed(await anders.zaak())
    nothing = theirs["url"][:-12] + "000000000000"
    refusals = []
    for url in (theirs["url"], deelzaak["url"], closed["url"], nothing):
        for method, at, body in (
            ("PATCH", mine["url"], {"hoofdzaak": url}),
            ("POST", LIST, zaak_body(soort.zaaktype, hoofdzaak=url)),
        ):
            status, answer = await writer(method, at, body)
            refusals.append((status, answer["invalidParams"]))
    assert [each["code"] for each in refusals[0][1]] == ["does_not_exist"]
    assert all(each == refusals[0] for each in refusals)
    for zaak in (await anders.again(theirs), await anders.again(deelzaak), await anders.again(closed)):
        assert zaak["deelzaken"] == ([deelzaak["url"]] if zaak["url"] == theirs["url"] else [])


async def test_a_deelzaak_may_leave_a_hoofdzaak_out_of_reach(soort: Soort, anders: Soort) -> None:
    """Someone else made it a part: who may change it may take it out, and change the rest."""
    writer = await with_rights(soort, "schrijver2", "zaken.lezen", "zaken.bijwerken", "zaken.verwijderen")
    theirs, own = await anders.zaak(), await soort.zaak()
    one, two = [await soort.zaak(hoofdzaak=theirs["url"]) for _ in range(2)]
    assert (await writer("PATCH", one["url"], {"omschrijving": "x"}))[0] == 200
    assert (await writer("PATCH", one["url"], {"hoofdzaak": own["url"]}))[0] == 200
    assert (await writer("DELETE", two["url"]))[0] == 204
    assert (await anders.again(theirs))["deelzaken"] == []


async def test_a_kept_answer_goes_with_the_right(soort: Soort) -> None:
    """Who lost a right does not get the old answer by repeating the request."""
    writer = await with_rights(soort, "eerst-wel", "zaken.aanmaken")
    body = zaak_body(soort.zaaktype)
    first = await writer("POST", LIST, body, idempotency_key="k")
    assert (first[0], (await writer("POST", LIST, body, idempotency_key="k"))[1]) == (201, first[1])
    rol = rol_body(first[1]["url"], soort.roltype)
    assert (await writer("POST", f"{ZAKEN}/rollen", rol, idempotency_key="r"))[0] == 403
    found = await soort.api.got("/autorisaties/api/v1/applicaties/consumer?clientId=eerst-wel")
    rights = [each | {"maxVertrouwelijkheidaanduiding": "openbaar"} for each in found["autorisaties"]]
    assert (await soort.api("PATCH", found["url"], {"autorisaties": rights}))[0] == 200
    assert (await writer("POST", LIST, body, idempotency_key="k"))[0] == 403


async def test_a_kept_answer_goes_with_its_record(soort: Soort) -> None:
    body = zaak_body(soort.zaaktype)
    first = await soort.api.made(LIST, body)
    assert (await soort.api("POST", LIST, body, idempotency_key="weg"))[0] == 201
    _, again = await soort.api("POST", LIST, body, idempotency_key="weg")
    assert again["url"] != first["url"]
    assert (await soort.api("DELETE", again["url"]))[0] == 204
    status, answer = await soort.api("POST", LIST, body, idempotency_key="weg")
    assert (status, answer["code"]) == (404, "not_found")


# --- what a client sends is data ----------------------------------------------------------------------------------


async def test_a_value_is_never_a_header(soort: Soort) -> None:
    """A name of our own catalogue goes into X-Warning: it stays on its line."""
    form = {"formaat": "getal", "lengte": "2", "kardinaliteit": "1"}
    body = {"zaaktype": soort.zaaktype, "naam": "a\r\nX-Evil: 1", "definitie": "x", "specificatie": form}
    eigenschap = await soort.api.made(f"{CATALOGI}/eigenschappen", body)
    zaak = await soort.zaak()
    status, heads, _ = await soort.api.raw(
        "POST", zaak["url"] + "/zaakeigenschappen", zaakeigenschap_body(zaak["url"], eigenschap["url"], waarde="x")
    )
    assert status == 201
    assert heads["x-warning"].isprintable()
    assert "x-evil" not in heads


async def test_text_is_text_in_sql(soort: Soort) -> None:
    """What looks like a statement, a pattern or a placeholder is found as it is."""
    for text in ("'; drop table zaken.zaak; --", "$1", "%", "_", "\\", "{day}", "t.id", "' or '1'='1"):
        zaak = await soort.zaak(identificatie=text, omschrijving=text)
        status, found = await soort.api("POST", f"{LIST}/_zoek", {"identificatie": text})
        assert status == 200
        assert [each["url"] for each in found["results"]] == [zaak["url"]]
    for name in ("identificatie' or true --", "rol__betrokkene) or (true", "t.id", "startdatum__gt;"):
        assert (await soort.api("POST", f"{LIST}/_zoek", {name: "x"}))[0] == 400
        assert (await soort.api("GET", f"{LIST}?ordering={name.partition(' ')[0]}%27"))[0] == 400


async def test_pages_show_markup_as_text(soort: Soort) -> None:
    """Names that clients gave stand in the pages of the house, escaped."""
    program: Any = soort.api.program
    gemeente = Gemeente(code="1810", naam=f"Gemeente {SCRIPT}")
    site = site_of(program, Place(settings=program.settings, gemeente=gemeente, dsn=program.dsn, embedded=False))
    body = {"clientIds": ["markup"], "label": SCRIPT, "heeftAlleAutorisaties": True}
    await soort.api.made("/autorisaties/api/v1/applicaties", body)
    before, program.pages = program.pages, site
    try:
        for path in (
            "/",
            "/docs/zaken",
            "/beheer",
            "/nergens",
            "/ref/fouten/NotFound/",
            f"/{SCRIPT}",
            f"/docs/{SCRIPT}",
        ):
            status, heads, raw = await soort.api.raw("GET", path, accept="text/html")
            assert status < 500
            assert SCRIPT.encode() not in raw
            assert "script-src 'unsafe" not in heads["content-security-policy"]
            assert heads["x-content-type-options"] == "nosniff"
        for path in ("/static/../../pyproject.toml", "/static/%2e%2e/secret.key", "/static//etc/passwd"):
            assert (await soort.api.raw("GET", path))[0] == 404
    finally:
        program.pages = before


def test_an_import_never_leaves_its_place(tmp_path: Path) -> None:
    for name in ("../evil.json", "/etc/evil.json", "a/b.json", "..\\evil.json", "C:evil.json", "Zaak\u202eType.json"):
        file = tmp_path / "export.zip"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, "[]")
        with pytest.raises(StartError):
            read_json_files(file)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ZaakType.json", b" " * (65 * 2**20))
    with pytest.raises(StartError, match="too large"):
        read_json_files(bomb)


# --- nothing a client says burns the machine -----------------------------------------------------------------------


async def test_heavy_questions_end_soon(soort: Soort) -> None:
    ring = [[5 + at / 20_000, 52 + (at % 2) / 1000] for at in range(20_000)]
    zigzag = {"type": "Polygon", "coordinates": [[*ring, [6, 51], ring[0]]]}
    deep = ",".join(".".join(["deelzaken", "hoofdzaak"] * 5) for _ in range(50))
    wide: Any = [{"deelzaken": ["*"], "hoofdzaak": ["*"], "rollen": ["*"], "status": ["*"]}]
    began = time.process_time()  # the work of this process alone, however busy the machine is
    for method, url, body in (
        ("POST", f"{LIST}/_zoek", {"zaakgeometrie": {"within": zigzag}}),
        ("POST", LIST, zaak_body(soort.zaaktype, zaakgeometrie=zigzag)),
        ("GET", f"{LIST}?expand={deep}", None),
        ("POST", f"{LIST}/_zoek", {"fields": wide * 100}),
        ("GET", f"{ZAKEN}/zaaknotities?tekst__icontains={'%25_' * 300}", None),
        ("POST", f"{LIST}/_zoek", {"uuid__in": ["x" * 1000] * 5000}),
        ("POST", LIST, zaak_body(soort.zaaktype, verlenging={"reden": "x", "duur": "P" + "9" * 100_000 + "Y"})),
        ("POST", LIST, zaak_body("http://" + "a." * 900 + "nl")),
        ("POST", LIST, zaak_body(soort.zaaktype, productenOfDiensten=["https://x.example"] * 100_000)),
    ):
        status, _ = await soort.api(method, url, body)
        assert status < 500, url
    assert time.process_time() - began < 10


async def test_a_slow_statement_is_ended(databases: Any, tmp_path: Path) -> None:
    from tests.soorten import a_gemeente

    async with a_gemeente(databases, tmp_path, statement_timeout_ms=100) as (soort, _):
        with pytest.raises(Exception, match="statement timeout"):
            await soort.api.program.pool.fetch("select pg_sleep(1)")


# --- our own network ----------------------------------------------------------------------------------------------


@pytest.fixture
async def listener() -> AsyncIterator[tuple[int, list[str]]]:
    """Something on our own network that should never be asked."""
    asked: list[str] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append("connection")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0",  # noqa: S104 - nothing is bound
     "localhost.", "LOCALHOST", "0177.0.0.1", "user@127.0.0.1", "127.0.0.1#x.example", "example.com@127.0.0.1"],
)  # fmt: skip
async def test_references_do_not_reach_our_own_network(
    soort: Soort, listener: tuple[int, list[str]], host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, asked = listener
    loop, tried = asyncio.get_running_loop(), list[Any]()
    connect = loop.sock_connect

    async def connecting(socket: Any, address: Any) -> None:
        if isinstance(address, tuple):  # and no path, behind which PostgreSQL is
            tried.append(address)
        await connect(socket, address)

    monkeypatch.setattr(loop, "sock_connect", connecting)
    zaak = await soort.zaak()
    for url in (f"http://{host}:{port}/zaaktypen/1", f"https://{host}:{port}/latest/meta-data"):
        assert await soort.api.told("POST", LIST, zaak_body(url)) == [("zaaktype", "bad-url")]
        other = {"relevanteAndereZaken": [{"url": url, "aardRelatie": "vervolg"}]}
        status, _ = await soort.api("PATCH", zaak["url"], other)
        assert status == 400
    for address in ("169.254.169.254", "10.0.0.1", "[fd00::1]", "192.168.1.1", "100.64.0.1"):
        assert await soort.api.told("POST", LIST, zaak_body(f"http://{address}/1")) == [("zaaktype", "bad-url")]
    assert (tried, asked) == ([], [])


async def test_an_address_of_somebody_else_is_tried(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counterpart: what the test above watches is where connections are made."""
    loop, tried = asyncio.get_running_loop(), list[Any]()

    async def connecting(_socket: Any, address: Any) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(loop, "sock_connect", connecting)
    assert await soort.api.told("POST", LIST, zaak_body("http://9.9.9.9/1")) == [("zaaktype", "bad-url")]
    assert tried == [("9.9.9.9", 80)]


# --- logs ---------------------------------------------------------------------------------------------------------


async def test_logs_hold_no_secret_and_no_bsn(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    observer, out = soort.api.program.observer, io.StringIO()
    monkeypatch.setattr(observer, "out", out)
    monkeypatch.setattr(observer, "level", 10)
    zaak = await soort.zaak()
    bsn = "rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn"
    await soort.api("GET", f"{LIST}?{bsn}={BSN}")
    await soort.api("GET", f"{LIST}?onbekend={BSN}")
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype))
    await soort.api("GET", f"{LIST}/{BSN}")
    await soort.api("GET", LIST, authorization=f"Bearer {SECRET}")
    await soort.api("GET", LIST, x_audit_toelichting=BSN, traceparent=BSN)

    def fails(*_: Any) -> Any:
        raise RuntimeError(f"{BSN} {SECRET}")

    with monkeypatch.context() as broken:
        broken.setattr("grondslag.runtime.http.read_list", fails)
        status, heads, raw = await soort.api.raw("GET", f"{LIST}?{bsn}={BSN}")
    told = json.loads(raw)
    assert (status, heads["content-type"]) == (500, "application/problem+json")
    observer.flush()
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(lines) >= 8
    assert [each["event"] for each in lines if "urn:uuid:" + each["request_id"] == told["instance"]] == [
        "failure",
        "request",
    ]
    for secret in (BSN, SECRET, SECRET.partition(" ")[2], "Bearer"):
        assert secret not in out.getvalue()
        assert secret not in raw.decode()
    assert BSN not in soort.api.program.observer.metrics()


async def test_a_secret_under_another_key_stops_its_own_client_only(
    soort: Soort, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, out = soort.api.program, io.StringIO()
    monkeypatch.setattr(program.observer, "out", out)
    monkeypatch.setattr(program.observer, "level", 10)
    stranger = await soort.api.known_as("andere-sleutel", everything=True)
    other = SecretBox(b"another key of at least thirty-two bytes")
    await keep_client(program.pool, other, "andere-sleutel", SECRET, replace=True)
    await program.clients.refresh()
    assert (await soort.api("GET", LIST))[0] == 200
    status, answer = await stranger("GET", LIST)
    assert (status, answer["code"]) == (403, "invalid-client-identifier")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [each["client"] for each in lines if each["event"] == "unreadable secret"] == ["andere-sleutel"]
    assert await is_known(program.pool, "andere-sleutel")
    await soort.api.keep("andere-sleutel")
    await program.clients.refresh()
    assert (await stranger("GET", LIST))[0] == 200


async def test_secrets_are_kept_encrypted(soort: Soort) -> None:
    await soort.api.keep("bewaard")
    kept = await soort.api.program.pool.fetchval("select secret from grondslag.client where client_id = 'bewaard'")
    assert SECRET.encode() not in bytes(kept)
    assert SECRET not in repr(soort.api.program.settings)
    dump = await soort.api.got("/autorisaties/api/v1/applicaties")
    assert SECRET not in json.dumps(dump)
