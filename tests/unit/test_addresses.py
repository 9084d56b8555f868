"""Which names are ours, and whose word on them is taken."""

from pathlib import Path
from typing import Any

import pytest

from grondslag.runtime.addresses import Addresses, noted, own_base
from grondslag.settings import Settings, StartError


def asked(
    host: str, /, client: str = "192.0.2.1", path: str = "/zaken/api/v1/zaken", **forwarded: str
) -> dict[str, Any]:
    """A request as the server hands it over."""
    heads = [(b"host", host.encode())]
    heads += [(f"x-forwarded-{name}".encode(), value.encode()) for name, value in forwarded.items()]
    return {"headers": heads, "client": (client, 40000), "path": path}


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("localhost:8000", "http://localhost:8000"),
        ("127.0.0.1", "http://127.0.0.1"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("elders.example", None),
        ("localhost.elders.example", None),
        ("localhost/x", None),
        ("", None),
    ],
)
def test_without_a_public_address_only_loopback_names_are_answered(host: str, base: str | None) -> None:
    assert Addresses("", ()).base(asked(host)) == base


def test_with_a_public_address_only_that_name_is_answered() -> None:
    addresses = Addresses("https://zaken.gemeente.example/", ())
    assert addresses.base(asked("ZAKEN.gemeente.example")) == "https://zaken.gemeente.example"
    assert addresses.base(asked("zaken.gemeente.example:443")) == "https://zaken.gemeente.example"
    assert addresses.base(asked("zaken.gemeente.example:80")) is None
    assert Addresses("http://intern:8000", ()).base(asked("intern:8000")) == "http://intern:8000"
    assert Addresses("http://intern:8000", ()).base(asked("intern")) is None
    assert addresses.base(asked("localhost:8000")) is None
    assert addresses.base(asked("10.0.0.7:8000", path="/health/ready")) == "https://zaken.gemeente.example"


def test_a_proxy_is_believed_about_the_public_address_only() -> None:
    with pytest.raises(StartError, match="needs public_url"):
        Addresses("", ("10.0.0.0/8",))
    addresses = Addresses("https://zaken.gemeente.example", ("10.0.0.0/8",))
    forwarded = {"host": "zaken.gemeente.example", "proto": "https"}
    assert addresses.base(asked("intern:8000", client="10.1.2.3", **forwarded)) == "https://zaken.gemeente.example"
    assert addresses.base(asked("intern:8000", client="192.0.2.1", **forwarded)) is None
    assert addresses.base(asked("intern", client="10.1.2.3", host="x.example/@y", proto="https")) is None


def test_with_both_the_forwarded_name_must_be_the_public_one() -> None:
    addresses = Addresses("https://zaken.gemeente.example", ("10.1.2.3",))
    right = asked("intern:8000", client="10.1.2.3", host="zaken.gemeente.example")
    assert addresses.base(right) == "https://zaken.gemeente.example"
    assert addresses.base(asked("intern:8000", client="10.1.2.3", host="elders.example")) is None


def test_a_proxy_that_is_no_address_stops_the_start() -> None:
    with pytest.raises(StartError, match="trusted_proxies"):
        Addresses("", ("proxy",))


def test_what_is_ours_is_named_by_the_public_address_else_by_where_a_server_listens(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), port=8123)
    known = Settings(data=str(tmp_path), public_url="https://zaken.gemeente.example/")
    assert own_base(settings) == "http://localhost:8123"
    with noted(settings, "http://localhost:40000"):
        assert own_base(settings) == "http://localhost:40000"
        assert own_base(known) == "https://zaken.gemeente.example"
    assert own_base(settings) == "http://localhost:8123"


def test_a_directory_that_cannot_be_written_stops_no_server(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path / "is not there"), port=8123)
    with noted(settings, "http://localhost:40000"):
        assert own_base(settings) == "http://localhost:8123"
