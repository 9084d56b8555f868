"""A DSN of the operator's own: each way not to answer is one sentence, and none shows the password."""

import pytest

from grondslag.runtime.reachable import check_reachable, shown
from grondslag.settings import StartError
from tests.server import Databases


async def test_a_good_one_tells_its_version(databases: Databases) -> None:
    assert await check_reachable(databases.empty()) >= 15


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda dsn: dsn.replace("grondslag:", "grondslag:x"), "refuses this user or password"),
        (lambda dsn: dsn.replace("@/", "@/absent_"), "no such database"),
        (lambda dsn: "postgresql://u:hidden@127.0.0.1:1/x", "No PostgreSQL answers at 127.0.0.1:1/x"),
        (lambda dsn: "postgresql://u:hidden@host.invalid/x", "No PostgreSQL answers at host.invalid/x"),
        (lambda dsn: "postgresql://u:hidden@/x?host=/absent", "No PostgreSQL answers at the local socket/x"),
        (lambda dsn: "postgresql://u:hidden@h:port/x", "No PostgreSQL answers"),
    ],
)
async def test_a_bad_one_tells_why(databases: Databases, change, told: str) -> None:
    dsn = databases.cluster.dsn("postgres")
    with pytest.raises(StartError, match=told) as refused:
        await check_reachable(change(dsn))
    assert "hidden" not in refused.value.sentence
    assert "\n" not in refused.value.sentence


def test_what_is_shown_has_no_password() -> None:
    assert shown("postgresql://me:hidden@db:5433/zaken?sslmode=require") == "db:5433/zaken"
