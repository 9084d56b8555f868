"""The directory of municipalities."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grondslag.runtime.gemeenten import Gemeenten
from grondslag.settings import StartError


def test_what_is_added_is_listed_and_the_first_is_the_default(tmp_path: Path) -> None:
    gemeenten = Gemeenten(tmp_path)
    assert gemeenten.all() == []
    assert gemeenten.default() is None
    gemeenten.add("1810", 'Ons "dorp" \\ ☃', public_url="https://dorp.example/")
    gemeenten.add("0363", "Elders", dsn="postgresql://db/elders")
    assert [each.code for each in Gemeenten(tmp_path).all()] == ["1810", "0363"]
    default = Gemeenten(tmp_path).default()
    assert default is not None
    assert (default.naam, default.database, default.public_url) == (
        'Ons "dorp" \\ ☃',
        "gemeente_1810",
        "https://dorp.example",
    )
    assert gemeenten.find("0363") == gemeenten.all()[1]
    assert gemeenten.find("9999") is None


def test_the_list_is_for_our_eyes_only_since_a_dsn_may_hold_a_password(tmp_path: Path) -> None:
    Gemeenten(tmp_path).add("1810", "Dorp")
    assert stat.S_IMODE((tmp_path / "gemeenten.toml").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("code", "naam", "dsn", "public_url", "told"),
    [
        ("1811", "Stad", "", "https://dorp.example", "belongs to gemeente 1810"),
        ("1810", "Stad", "", "", "already"),
        ("181", "Stad", "", "", "four digits"),
        ("1811", " ", "", "", "name"),
        ("1811", "Stad", "", "dorp.example", "http"),
        ("1811", "Stad", "db", "", "postgresql://"),
    ],
)
def test_what_cannot_be_is_refused(code: str, naam: str, dsn: str, public_url: str, told: str, tmp_path: Path) -> None:
    gemeenten = Gemeenten(tmp_path)
    gemeenten.add("1810", "Dorp", public_url="https://dorp.example")
    with pytest.raises(StartError, match=told):
        gemeenten.add(code, naam, dsn, public_url)
    assert len(gemeenten.all()) == 1


def test_two_commands_at_once_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: Gemeenten(tmp_path).add(f"{number:04}", "x"), range(24)))
    assert len(Gemeenten(tmp_path).all()) == 24


def test_a_broken_list_is_told(tmp_path: Path) -> None:
    (tmp_path / "gemeenten.toml").write_text("[[gemeente]]\ncode = 1")
    with pytest.raises(StartError, match="not as it should be"):
        Gemeenten(tmp_path).all()
