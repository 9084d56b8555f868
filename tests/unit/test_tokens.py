"""Our own HS256 agrees with a library that everybody uses, both ways."""

import asyncio
from collections.abc import Mapping

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from grondslag.runtime.clients import Application, Clients, make_token
from grondslag.surfaces.problems import Forbidden

SECRET = "a secret of at least thirty-two bytes"
NOW = 1_800_000_000.0


async def _load() -> tuple[Mapping[str, str], Mapping[str, Application]]:
    return {"zaaksysteem": SECRET}, {"zaaksysteem": Application("Zaaksysteem", superuser=True, grants=())}


def _code(token: str, now: float = NOW) -> str:
    """The code with which a token is refused; '' when it is taken."""
    clients = Clients(_load, 3600, lambda: now)
    try:
        asyncio.run(clients.caller(f"Bearer {token}"))
    except Forbidden as refused:
        return refused.code
    return ""


def _made_by_joserfc(**claims: object) -> str:
    said = {"client_id": "zaaksysteem", "iat": int(NOW)} | claims
    return jwt.encode({"alg": "HS256", "typ": "JWT"}, said, OctKey.import_key(SECRET))


def test_a_library_reads_our_token() -> None:
    token = make_token("zaaksysteem", SECRET, NOW, "u1", "Een medewerker")
    found = jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"])
    assert found.claims["client_id"] == "zaaksysteem"
    assert found.claims["user_representation"] == "Een medewerker"


def test_we_read_the_token_of_a_library() -> None:
    assert _code(_made_by_joserfc()) == ""


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "permission_denied"),
        ("a.b", "jwt-decode-error"),
        ("a.b.c", "jwt-decode-error"),
        (_made_by_joserfc(client_id="onbekend"), "invalid-client-identifier"),
        (_made_by_joserfc(client_id=""), "missing-client-identifier"),
        (_made_by_joserfc(iat=None), "jwt-missing-iat-claim"),
        (_made_by_joserfc(iat=int(NOW) - 3601), "jwt-expired"),
        (_made_by_joserfc(iat=int(NOW) + 60), ""),
        (_made_by_joserfc(iat=int(NOW) + 61), "jwt-immaturesignatureerror"),
        (_made_by_joserfc(exp=int(NOW) - 1), "jwt-expired"),
        (_made_by_joserfc(nbf=int(NOW) + 60), "jwt-immaturesignatureerror"),
        (make_token("zaaksysteem", "another secret of thirty-two bytes..", NOW), "invalid-jwt-signature"),
        (make_token("zaaksysteem", SECRET, NOW)[:-2], "invalid-jwt-signature"),
    ],
)
def test_each_fault_has_its_own_code(token: str, code: str) -> None:
    assert _code(token) == code


def test_no_other_algorithm_is_taken() -> None:
    body = _made_by_joserfc().split(".")[1]
    for head in ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJIUzUxMiJ9"):
        assert _code(f"{head}.{body}.") == "jwt-invalidalgorithmerror"
