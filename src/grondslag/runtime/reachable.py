"""Whether a PostgreSQL of the operator's own answers, and if not, why: in one sentence without its password."""

from urllib.parse import quote, unquote, urlsplit, urlunsplit

import asyncpg

from grondslag.runtime.postgres_binaries import OLDEST_MAJOR
from grondslag.settings import StartError

_SECONDS_TO_ANSWER = 10


async def check_reachable(dsn: str) -> int:
    """The major version of the PostgreSQL at this DSN."""
    where = shown(dsn)
    try:
        connection: asyncpg.Connection = await asyncpg.connect(dsn, timeout=_SECONDS_TO_ANSWER)
    except TimeoutError:
        raise StartError(f"PostgreSQL at {where} gives no answer within {_SECONDS_TO_ANSWER} seconds.") from None
    except asyncpg.InvalidAuthorizationSpecificationError:
        raise StartError(f"PostgreSQL at {where} refuses this user or password.") from None
    except asyncpg.InvalidCatalogNameError:
        raise StartError(f"PostgreSQL at {where} has no such database: make it first.") from None
    except asyncpg.PostgresError as failure:
        raise StartError(f"PostgreSQL at {where} refuses: {failure}.") from None
    except (OSError, ValueError, asyncpg.InterfaceError) as failure:
        raise StartError(f"No PostgreSQL answers at {where}: {_reason(failure)}.") from None
    try:
        major = connection.get_server_version().major
    finally:
        await connection.close()
    if major < OLDEST_MAJOR:
        raise StartError(f"PostgreSQL at {where} is version {major}; {OLDEST_MAJOR} or later is needed.")
    return major


def shown(dsn: str) -> str:
    """The DSN as it may be printed: host and database alone."""
    parts = urlsplit(dsn)
    host = parts.netloc.rpartition("@")[2] or "the local socket"
    return f"{host}{parts.path}"


def without_password(dsn: str) -> str:
    """The DSN for a command line, which other users can read."""
    parts = urlsplit(dsn)
    host = parts.netloc.rpartition("@")[2]
    user = f"{quote(unquote(parts.username), safe='')}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=user + host))


def _reason(failure: Exception) -> str:
    return (str(failure) or type(failure).__name__).splitlines()[0].rstrip(".")
