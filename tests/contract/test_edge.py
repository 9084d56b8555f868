"""What every API does alike: tokens, coordinate systems, caching, methods, versions, and repeated requests."""

import asyncio
import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest

from grondslag.runtime.clients import make_token, sign
from tests.api import FIRST, SECRET, Api, in_process, served
from tests.builders import RSIN, rol_body, zaak_body
from tests.soorten import CATALOGI, ZAKEN, Soort

LIST = f"{ZAKEN}/zaken"
DEEP = "Stands for lists in lists."


# --- headers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Authorization", "X-Verwerkingsactiviteit"])
async def test_a_header_that_decides_comes_once(soort: Soort, name: str) -> None:
    """A gateway may have looked at the first, where we would take the last."""
    program = soort.api.program

    async def twice(scope: Any, receive: Any, send: Any) -> None:
        more = [(name.lower().encode(), b"een"), (name.lower().encode(), b"twee")]
        await program(scope | {"headers": [*more, *scope["headers"]]}, receive, send)

    status, told = await Api(program, ask=in_process(twice))("GET", LIST)
    assert (status, told["code"]) == (400, "parse_error")
    assert name in told["detail"]


# --- tokens -------------------------------------------------------------------------------------------------------


def token(head: Any = None, secret: str = SECRET, **claims: Any) -> str:
    said = {"iss": FIRST, "iat": int(time.time()), "client_id": FIRST} | claims
    kept = {name: value for name, value in said.items() if value is not None}
    parts = [
        base64.urlsafe_b64encode(json.dumps(each).replace(f'"{DEEP}"', "[" * 1500 + "]" * 1500).encode())
        .rstrip(b"=")
        .decode()
        for each in (head or {"alg": "HS256", "typ": "JWT"}, kept)
    ]
    text = ".".join(parts)
    return f"{text}.{sign(text, secret)}"


def _none() -> str:
    return token({"alg": "none"}).rpartition(".")[0] + "."


BAD_TOKENS = {
    "none": ("", "permission_denied"),
    "basic": ("Basic abc", "permission_denied"),
    "garbage": ("Bearer abc", "jwt-decode-error"),
    "not base64": ("Bearer a.b.é", "jwt-decode-error"),
    "claims of a wrong type": ("Bearer " + token(client_id=["x"]), "jwt-decode-error"),
    "claims that are a list": ("Bearer W10.W10.W10", "jwt-decode-error"),
    "without a signature": ("Bearer " + _none(), "jwt-invalidalgorithmerror"),
    "RS256": ("Bearer " + token({"alg": "RS256"}), "jwt-invalidalgorithmerror"),
    "no client": ("Bearer " + token(client_id=None), "missing-client-identifier"),
    "unknown client": ("Bearer " + token(client_id="unknown"), "invalid-client-identifier"),
    "wrong secret": ("Bearer " + token(secret="x" * 40), "invalid-jwt-signature"),
    "no iat": ("Bearer " + token(iat=None), "jwt-missing-iat-claim"),
    "old": ("Bearer " + token(iat=int(time.time()) - 3601), "jwt-expired"),
    "past its exp": ("Bearer " + token(exp=int(time.time()) - 1), "jwt-expired"),
    "deeply nested": ("Bearer " + token(deep=DEEP), "jwt-decode-error"),
    "from the future": ("Bearer " + token(iat=int(time.time()) + 7200), "jwt-immaturesignatureerror"),
    "from far in the future": ("Bearer " + token(iat=1e300), "jwt-immaturesignatureerror"),
    "not yet valid": ("Bearer " + token(nbf=int(time.time()) + 7200), "jwt-immaturesignatureerror"),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
async def test_a_bad_token_is_refused(soort: Soort, name: str) -> None:
    authorization, code = BAD_TOKENS[name]
    for path in (LIST, f"{CATALOGI}/zaaktypen"):
        status, answer = await soort.api("GET", path, authorization=authorization)
        assert (status, answer["code"]) == (403, code)


async def test_a_token_may_come_a_little_early(soort: Soort) -> None:
    early = token(iat=int(time.time()) + 30)
    assert (await soort.api("GET", LIST, authorization=f"Bearer {early}"))[0] == 200


async def test_a_client_without_an_applicatie_may_nothing(soort: Soort) -> None:
    await soort.api.keep("zonder")
    await soort.api.program.clients.refresh()
    nobody = soort.api.as_client("zonder")
    for path in (LIST, f"{CATALOGI}/zaaktypen", "/autorisaties/api/v1/applicaties"):
        status, answer = await nobody("GET", path)
        assert (status, answer["code"]) == (403, "permission_denied")


async def test_a_key_says_nothing_about_records_to_who_may_not_read(soort: Soort) -> None:
    zaak = await soort.zaak()
    status, answer = await soort.api("GET", zaak["url"], authorization="")
    missing, told = await soort.api("GET", zaak["url"][:-4] + "0000", authorization="")
    assert (status, answer["code"]) == (missing, told["code"]) == (403, "permission_denied")


# --- headers ------------------------------------------------------------------------------------------------------


async def test_the_coordinate_system_is_named(soort: Soort) -> None:
    status, heads, _ = await soort.api.raw("GET", LIST)
    assert (status, heads["content-crs"], heads["api-version"]) == (200, "EPSG:4326", "1.7.0")
    assert (await soort.api("GET", LIST, accept_crs=""))[0] == 412
    assert (await soort.api("GET", LIST, accept_crs="EPSG:28992"))[0] == 406
    body = zaak_body(soort.zaaktype)
    assert (await soort.api("POST", LIST, body, accept_crs=""))[0] == 412
    assert (await soort.api("POST", LIST, body, content_crs="EPSG:28992"))[0] == 406
    zaak, none = await soort.zaak(), {"accept_crs": "", "content_crs": ""}
    status, heads, _ = await soort.api.raw("GET", zaak["url"] + "/audittrail", **none)
    assert (status, "content-crs" in heads) == (200, False)
    assert (await soort.api("DELETE", zaak["url"], **none))[0] == 204
    assert (await soort.api("GET", f"{ZAKEN}/statussen", accept_crs=""))[0] == 200


async def test_setting_numbers_apart_has_no_coordinate_system(soort: Soort) -> None:
    path, none = f"{ZAKEN}/zaaknummer_reserveren", {"accept_crs": "", "content_crs": ""}
    status, heads, _ = await soort.api.raw("POST", path, {"bronorganisatie": RSIN}, **none)
    assert (status, "content-crs" in heads) == (201, False)
    document = await soort.api.got(f"{ZAKEN}/openapi.json")
    operation = document["paths"]["/zaaknummer_reserveren"]["post"]
    assert not {"Accept-Crs", "Content-Crs"} & {each.get("name") for each in operation["parameters"]}


async def test_an_etag_saves_the_answer(soort: Soort) -> None:
    zaak = await soort.zaak()
    status, heads, raw = await soort.api.raw("GET", zaak["url"])
    tag = heads["etag"]
    assert (status, heads["cache-control"]) == (200, "private, no-cache")
    assert tag.startswith('"')
    head = await soort.api.raw("HEAD", zaak["url"])
    assert (head[0], head[1]["etag"], head[1]["content-length"], head[2]) == (200, tag, str(len(raw)), b"")
    for asked in (tag, f'"other", {tag}', "*", f"W/{tag}"):
        again = await soort.api.raw("GET", zaak["url"], if_none_match=asked)
        assert (again[0], again[1]["etag"], again[2]) == (304, tag, b"")
    assert (await soort.api.raw("GET", zaak["url"], if_none_match='"other"'))[0] == 200
    assert (await soort.api.raw("GET", zaak["url"] + "?expand=zaaktype"))[1]["etag"] != tag
    await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype))
    changed = await soort.api.raw("GET", zaak["url"], if_none_match=tag)
    assert (changed[0], changed[1]["etag"] == tag) == (200, False)


async def test_what_has_no_etag_is_not_stored(soort: Soort) -> None:
    status, heads, _ = await soort.api.raw("GET", LIST)
    assert (status, heads["cache-control"], "etag" in heads) == (200, "no-store", False)
    refused = await soort.api.raw("GET", LIST + "?x=1")
    assert (refused[0], refused[1]["cache-control"]) == (400, "no-store")
    made = await soort.api.raw("POST", LIST, zaak_body(soort.zaaktype))
    assert (made[0], made[1]["cache-control"]) == (201, "no-store")
    assert made[1]["location"] == json.loads(made[2])["url"]


async def test_every_answer_says_what_it_is(soort: Soort) -> None:
    for path in (LIST, f"{CATALOGI}/zaaktypen", LIST + "?x=1", f"{ZAKEN}/zaken/x", f"{ZAKEN}/nothing"):
        status, heads, raw = await soort.api.raw("GET", path)
        kind = "application/json" if status == 200 else "application/problem+json"
        assert heads["content-type"] == kind
        assert heads["x-content-type-options"] == "nosniff"
        assert heads["api-version"]
        if status != 200:
            said = json.loads(raw)
            assert list(said)[:6] == ["type", "code", "title", "status", "detail", "instance"]
            assert said["status"] == status


async def test_methods_that_are_not_there_are_refused(soort: Soort) -> None:
    zaak = await soort.zaak()
    status = await soort.stand(zaak, soort.begin)
    for method, url in (
        ("DELETE", LIST),
        ("PUT", LIST),
        ("POST", zaak["url"]),
        ("PUT", status["url"]),
        ("DELETE", status["url"]),
        ("GET", LIST + "/_zoek"),
        ("GET", soort.zaaktype + "/publish"),
        ("GET", f"{ZAKEN}/zaaknummer_reserveren"),
        ("POST", zaak["url"] + "/audittrail"),
        ("OPTIONS", LIST),
        ("BREW", LIST),
    ):
        answered, heads, raw = await soort.api.raw(method, url, {})
        assert (method, url, answered, json.loads(raw)["code"]) == (method, url, 405, "method_not_allowed")
        assert method not in heads["allow"].split(", ")
    for url, methods in (
        (LIST, "GET, POST"),
        (zaak["url"], "GET, HEAD, PUT, PATCH, DELETE"),
        (status["url"], "GET, HEAD"),
        (LIST + "/_zoek", "POST"),
        (soort.zaaktype + "/publish", "POST"),
        (zaak["url"] + "/audittrail", "GET, HEAD"),
        (f"{ZAKEN}/openapi.json", "GET, HEAD"),
        ("/autorisaties/api/v1/applicaties/consumer", "GET"),
    ):
        answered, heads, _ = await soort.api.raw("BREW", url, {})
        assert (url, answered, heads["allow"]) == (url, 405, methods)


async def test_who_takes_no_json_gets_no_answer(soort: Soort) -> None:
    for accept in ("application/xml", "text/html", "application/json;q=0", "*/*; q=0.0", "text/*, image/png"):
        status, answer = await soort.api("GET", LIST, accept=accept)
        assert (accept, status, answer["code"]) == (accept, 406, "not_acceptable")
    for accept in (
        "", "*/*", "application/*", "application/json", "application/problem+json", "application/hal+json",
        "APPLICATION/JSON; charset=utf-8", "text/html, application/xml;q=0.9, */*;q=0.8", "application/json;q=0.5",
    ):  # fmt: skip
        assert (accept, (await soort.api("GET", LIST, accept=accept))[0]) == (accept, 200)
    assert (await soort.api.raw("GET", f"{ZAKEN}/openapi.yaml", accept="application/yaml"))[0] == 200


async def test_other_hosts_are_refused(soort: Soort) -> None:
    for host in ("evil.example", "localhost.evil.example", "localhost:80@evil.example", ""):
        assert (await soort.api.raw("GET", LIST, host=host or "x"))[0] == 421
    told = json.loads((await soort.api.raw("GET", LIST, host="evil.example"))[2])
    assert "public_url (GRONDSLAG_PUBLIC_URL)" in told["detail"]
    zaak = await soort.zaak()
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        status, answer = await soort.api("POST", LIST + "/_zoek", {}, host=host)
        assert status == 200
        shown = {urlsplit(each["url"]).path: urlsplit(each["url"]).netloc for each in answer["results"]}
        assert (shown[urlsplit(zaak["url"]).path], set(shown.values())) == (host, {host})


async def test_a_browser_that_uses_another_name_gets_a_page(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    async with served(fresh_database(), tmp_path, public_url="https://zaken.example") as api:
        status, headers, body = await api.ask("GET", "/", {"host": "192.0.2.1", "accept": "text/html"}, b"")
    assert (status, headers["content-type"]) == (421, "text/html; charset=utf-8")
    assert "https://zaken.example" in body.decode()
    assert headers["content-security-policy"].startswith("default-src 'none'")


async def test_only_an_address_over_tls_asks_browsers_to_stay_there(
    soort: Soort, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    assert "strict-transport-security" not in (await soort.api.raw("GET", LIST))[1]
    async with served(fresh_database(), tmp_path, public_url="https://zaken.example") as api:
        assert "strict-transport-security" in (await api.raw("GET", LIST, host="zaken.example"))[1]


# --- the same request again ---------------------------------------------------------------------------------------


async def test_a_repeated_request_is_answered_once(soort: Soort) -> None:
    body = zaak_body(soort.zaaktype)
    first = await soort.api.raw("POST", LIST, body, idempotency_key="een")
    again = await soort.api.raw("POST", LIST, body, idempotency_key="een")
    assert (first[0], again[0], again[2]) == (201, 201, first[2])
    assert again[1]["idempotent-replayed"] == "true"
    assert again[1]["location"] == first[1]["location"]
    other = await soort.api("POST", LIST, body | {"omschrijving": "Anders"}, idempotency_key="een")
    assert (other[0], other[1]["code"]) == (422, "idempotency_key_reused")
    assert (await soort.api("POST", f"{ZAKEN}/zaaknummer_reserveren", body, idempotency_key="een"))[0] == 422
    someone = await soort.api.known_as("iemand-anders", everything=True)
    theirs = await someone.raw("POST", LIST, body, idempotency_key="een")
    assert theirs[0] == 201
    assert theirs[2] != first[2]


async def test_a_refusal_is_not_remembered(soort: Soort) -> None:
    wrong = zaak_body(soort.zaaktype, bronorganisatie="123456789")
    assert (await soort.api("POST", LIST, wrong, idempotency_key="fout"))[0] == 400
    assert (await soort.api("POST", LIST, zaak_body(soort.zaaktype), idempotency_key="fout"))[0] == 201
    assert (await soort.api("POST", LIST, zaak_body(soort.zaaktype), idempotency_key="x" * 256))[0] == 400


@pytest.mark.parametrize("what", ["zaak", "named zaak", "rol", "number"])
async def test_of_the_same_requests_at_once_one_is_carried_out(soort: Soort, what: str) -> None:
    zaak = await soort.zaak()
    url, body = {
        "zaak": (LIST, zaak_body(soort.zaaktype)),
        "named zaak": (LIST, zaak_body(soort.zaaktype, identificatie="TEGELIJK")),
        "rol": (f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype)),
        "number": (f"{ZAKEN}/zaaknummer_reserveren", {"bronorganisatie": "123456782"}),
    }[what]
    before = (await soort.api.got(LIST))["count"]
    answers = await asyncio.gather(*(soort.api("POST", url, body, idempotency_key=f"samen-{what}") for _ in range(8)))
    assert [status for status, _ in answers] == [201] * 8, answers
    assert all(answer == answers[0][1] for _, answer in answers)
    assert (await soort.api.got(LIST))["count"] == before + ("zaak" in what)
    assert len((await soort.again(zaak))["rollen"]) == (what == "rol")


@pytest.mark.parametrize("what", ["publish", "rol", "number", "applicatie", "statustype"])
async def test_every_post_takes_a_key(soort: Soort, what: str) -> None:
    zaak = await soort.zaak()
    url, body = {
        "publish": (soort.zaaktype + "/publish", None),
        "rol": (f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype)),
        "number": (f"{ZAKEN}/zaaknummer_reserveren", {"bronorganisatie": "123456782"}),
        "applicatie": (
            "/autorisaties/api/v1/applicaties",
            {"clientIds": ["sleutel"], "label": "S", "heeftAlleAutorisaties": True},
        ),
        "statustype": (f"{CATALOGI}/statustypen", {"zaaktype": soort.zaaktype, "omschrijving": "Na", "volgnummer": 7}),
    }[what]
    first = await soort.api.raw("POST", url, body, idempotency_key=f"elke-{what}")
    again = await soort.api.raw("POST", url, body, idempotency_key=f"elke-{what}")
    assert (first[0], again[0], again[2]) == (200 if what == "publish" else 201, first[0], first[2])
    assert again[1]["idempotent-replayed"] == "true"


def test_tokens_of_ours_are_read_by_us() -> None:
    assert make_token("a", SECRET, 1.0) == make_token("a", SECRET, 1.5)


# --- a database that is not there ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "failure",
    [
        asyncpg.CannotConnectNowError("the database system is starting up"),
        asyncpg.AdminShutdownError("terminating connection due to administrator command"),
        asyncpg.TooManyConnectionsError("sorry, too many clients already"),
        asyncpg.DiskFullError("could not extend file"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction"),
        ConnectionRefusedError("refused"),
    ],
    ids=lambda failure: type(failure).__name__,
)
async def test_a_database_that_is_away_is_no_fault_of_ours(
    soort: Soort, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    class Lost:
        async def fetch(self, *_: Any) -> Any:
            raise failure

        fetchval = fetchrow = fetch

        def terminate(self) -> None:
            self.gone = True

        def is_closed(self) -> bool:
            return True

    async def lost() -> Any:
        pool._lent += 1
        return Lost()

    pool = soort.api.program.pool
    body = zaak_body(soort.zaaktype)
    await soort.api.program.clients.refresh()
    with monkeypatch.context() as patched:
        patched.setattr(soort.api.program.observer, "failed", lambda *_: None)
        patched.setattr(pool, "_take", lost)
        for method, sent in (("GET", None), ("POST", body)):
            status, heads, _ = await soort.api.raw(method, LIST, sent)
            assert (status, heads["retry-after"]) == (503, "2")
    assert (await soort.api("POST", LIST, body))[0] == 201


async def test_every_id_is_drawn_from_the_system(soort: Soort, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of a lock is one of them: who saw others must not be able to tell it."""
    monkeypatch.setattr("grondslag.runtime.random_bits.os.urandom", bytes)
    drawn = [UUID(soort.api.program.town.fresh_id()).int & (1 << 62) - 1 for _ in range(2_000)]
    assert not any(drawn[1_000:]), "the bits that were fetched before are used up by then"
