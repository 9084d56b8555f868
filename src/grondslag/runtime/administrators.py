"""Administrators: let in once by a link, then by a session. Codes and keys are kept as hashes only."""

import hashlib
import secrets
from typing import Any

LINK_HOURS = 24
SESSION_HOURS = 8
_BYTES = 32


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


async def invite(pool: Any, naam: str) -> str:
    """The code of a one-time link for a new administrator."""
    code = secrets.token_urlsafe(_BYTES)
    await pool.execute(
        "insert into grondslag.beheerder (naam, toegangscode, toegang_tot) "
        "values ($1, $2, now() + make_interval(hours => $3))",
        naam,
        _hash(code),
        LINK_HOURS,
    )
    return code


async def is_open(pool: Any, code: str) -> bool:
    """Whether a link with this code can be used; using it is another matter."""
    return await pool.fetchval(
        "select exists (select from grondslag.beheerder where toegangscode = $1 and toegang_tot > now())", _hash(code)
    )


async def redeem(pool: Any, code: str) -> str | None:
    """Use a link: the key of a fresh session. None when it was used before, or is too old. Of two at once one wins."""
    key = secrets.token_urlsafe(_BYTES)
    return await pool.fetchval(
        """
        with gone as (delete from grondslag.beheerder_sessie where geldig_tot < now()),
        used as (
            update grondslag.beheerder set toegangscode = null, toegang_tot = null
            where toegangscode = $1 and toegang_tot > now() returning id
        )
        insert into grondslag.beheerder_sessie (sleutel, beheerder, geldig_tot)
        select $2, id, now() + make_interval(hours => $4) from used returning $3::text
        """,
        _hash(code),
        _hash(key),
        key,
        SESSION_HOURS,
    )


async def who(pool: Any, key: str) -> str | None:
    """The name of the administrator whose session this is."""
    return await pool.fetchval(
        "select b.naam from grondslag.beheerder_sessie s join grondslag.beheerder b on b.id = s.beheerder "
        "where s.sleutel = $1 and s.geldig_tot > now()",
        _hash(key),
    )


async def leave(pool: Any, key: str) -> None:
    """End a session."""
    await pool.execute("delete from grondslag.beheerder_sessie where sleutel = $1", _hash(key))
