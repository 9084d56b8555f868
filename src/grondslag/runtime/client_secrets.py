"""The clients that may ask for access, and their secrets: kept encrypted, bound to the name of the client."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from grondslag.runtime.secrets import SecretBox, check_secret
from grondslag.settings import StartError

LONGEST_CLIENT_ID = 50


class Client(Struct, frozen=True):
    """A client as it is listed: never with its secret."""

    client_id: str
    label: str
    rights: str
    made_at: datetime


def check_client_id(client_id: str, reserved: str) -> str:
    """The name of a client, if it can be one. Raises StartError, also for `reserved` names: what our own components do
    is part of what somebody else asked, and leaves no record of use."""
    if not client_id.strip() or len(client_id) > LONGEST_CLIENT_ID or not client_id.isprintable():
        raise StartError(f"A client id has 1 to {LONGEST_CLIENT_ID} characters that can be printed.")
    own = reserved.rstrip("-")
    if client_id == own or client_id.startswith(reserved):
        raise StartError(
            f"The client id {own}, and those that begin with {reserved}, are our own: choose another name."
        )
    return client_id


async def keep_client(pool: Any, box: SecretBox, client_id: str, secret: str, *, replace: bool = False) -> None:
    """Store a client with its secret. Refuses a known client, unless its secret is to be replaced."""
    sealed = box.encrypt(check_secret(secret), about=client_id)
    clash = "do update set secret = excluded.secret" if replace else "do nothing"
    kept = await pool.fetchval(
        f"insert into grondslag.client (client_id, secret) values ($1, $2) on conflict (client_id) {clash} "
        "returning client_id",
        client_id,
        sealed,
    )
    if kept is None:
        raise StartError(f"Client {client_id} is known already: give --replace for a new secret.")


async def forget_client(pool: Any, client_id: str) -> bool:
    """Remove a client and its secret. Answers whether it was known."""
    gone = "delete from grondslag.client where client_id = $1 returning client_id"
    return await pool.fetchval(gone, client_id) is not None


async def is_known(pool: Any, client_id: str) -> bool:
    """Whether there is such a client, whatever key its secret is under."""
    return await pool.fetchval("select exists (select from grondslag.client where client_id = $1)", client_id)


async def secret_of(pool: Any, box: SecretBox, client_id: str) -> str | None:
    """The secret of a client; None for one that is not known."""
    sealed = await pool.fetchval("select secret from grondslag.client where client_id = $1", client_id)
    return None if sealed is None else box.decrypt(sealed, client_id)


async def listed_clients(pool: Any) -> list[Client]:
    """Every client with the Applicatie it belongs to."""
    rows = await pool.fetch("select client_id, aangemaakt_op from grondslag.client order by client_id")
    applications = await pool.fetch(
        "select client_ids, label, heeft_alle_autorisaties from autorisaties.applicatie order by id"
    )
    known = {name: (row[1], "all" if row[2] else "some") for row in applications for name in row[0]}
    return [Client(row[0], *known.get(row[0], ("", "none")), row[1]) for row in rows]
