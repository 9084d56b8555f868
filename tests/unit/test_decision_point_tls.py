"""The external decision point over TLS: whom we trust, and what we show it, against a server that demands it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from grondslag.runtime.decision_point import DecisionPoint, mutual_tls
from grondslag.settings import StartError, load
from grondslag.surfaces.problems import Unavailable
from tests.points import Point, a_decision, a_point
from tests.tls import Authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "gezag")


@pytest.fixture
async def point(authority: Authority) -> AsyncIterator[Point]:
    async with a_point(authority.server()) as made:
        yield made


async def asked(at: str, ca: str = "", cert: str = "", key: str = "") -> bool | None:
    """What the point decides when it is asked with these files."""
    decision = a_decision()
    made = DecisionPoint(at, "geheim", 5.0, lambda *_: None, mutual_tls(ca, cert, key))
    try:
        await made.decide(decision)
        await made.decide(decision)
    finally:
        await made.close()
    return decision.allowed


def in_one_file(*files: str) -> str:
    """A file with all that is in these."""
    both = Path(files[0]).with_name("samen.pem")
    both.write_bytes(b"".join(Path(each).read_bytes() for each in files))
    return str(both)


async def test_a_point_that_wants_a_certificate_is_shown_one(authority: Authority, point: Point) -> None:
    cert, key = authority.certificate("grondslag")
    assert await asked(point.at, authority.ca, cert, key) is True
    assert await asked(point.at, authority.ca, in_one_file(cert, key)) is True
    assert len(point.asked) == 4


async def test_who_shows_none_or_one_of_another_authority_gets_no_decision(
    authority: Authority, point: Point, tmp_path: Path
) -> None:
    other = Authority(tmp_path / "ander")
    for shown in ((), other.certificate("grondslag")):
        with pytest.raises(Unavailable):
            await asked(point.at, authority.ca, *shown)
    assert point.asked == []


async def test_a_point_of_another_authority_or_name_is_not_asked(
    authority: Authority, point: Point, tmp_path: Path
) -> None:
    mine = authority.certificate("grondslag")
    for ca in ("", Authority(tmp_path / "ander").ca):
        with pytest.raises(Unavailable):
            await asked(point.at, ca, *mine)
    with pytest.raises(Unavailable):
        await asked(point.at.replace("localhost", "127.0.0.1"), authority.ca, *mine)
    assert point.asked == []


def test_files_that_cannot_be_used_are_told_before_serving(authority: Authority, tmp_path: Path) -> None:
    cert, key = authority.certificate("grondslag")
    _, sealed = Authority(tmp_path / "ander").certificate("grondslag", b"wachtwoord")
    for files, told in (
        ((str(tmp_path / "weg.pem"), "", ""), "pdp_ca is wrong: .*weg.pem"),
        ((key, "", ""), "pdp_ca"),
        (("", str(tmp_path / "weg.pem"), key), "pdp_cert and pdp_key"),
        (("", cert, ""), "pdp_cert is wrong"),
        (("", cert, sealed), "pdp_cert and pdp_key"),
    ):
        with pytest.raises(StartError, match=told) as refused:
            mutual_tls(*files)
        assert "\n" not in refused.value.sentence
    assert mutual_tls("", "", "") is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"CERT": "a.pem", "URL": "http://pdp.example"}, "pdp_cert"),
        ({"CA": "a.pem"}, "pdp_ca"),
        ({"KEY": "a.key", "URL": "https://pdp.example"}, "pdp_key"),
    ],
)
def test_settings_that_would_not_be_used_are_refused(said: dict[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(StartError, match=told):
        load({f"GRONDSLAG_PDP_{name}": value for name, value in said.items()}, tmp_path)
