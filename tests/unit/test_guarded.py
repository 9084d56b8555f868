"""Which addresses may be connected to, and which hosts of a URL."""

import asyncio
import socket
import threading
import time
from typing import Any

import pytest

from grondslag.runtime.guarded import Guarded, is_public


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",  # noqa: S104 - nothing is bound
     "255.255.255.255", "::1", "::", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:0:127.0.0.1",
     "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1",
     "2002:7f00:1::", "2001::1", "2001:db8::1", "100::1", "4000::1"],
)  # fmt: skip
async def test_an_address_of_our_own_is_not_public(address: str) -> None:
    assert not is_public(address)
    assert not Guarded(False).admits("x.example", 443, address)
    assert Guarded(["x.example:443"]).admits("x.example", 443, address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:400e::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["2130706433", "127.1", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "1.2.3.4.5", "a.0x1", "8.8"]
)
async def test_a_number_that_is_no_address_is_refused(host: str) -> None:
    assert not Guarded(False).admits_host(host, 80)
    assert not Guarded(True).admits_host(host, 80)


async def test_a_name_is_judged_by_where_it_leads() -> None:
    assert Guarded(False).admits_host("a1.example", 80)
    assert Guarded(False).admits_host("1.example", 80)
    assert not Guarded(False).admits_host("127.0.0.1", 80)
    assert Guarded(True).admits_host("127.0.0.1", 80)


async def test_names_that_nobody_answers_for_keep_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    real, over, asked = socket.getaddrinfo, threading.Event(), list[str]()

    def silent(host: str, *more: Any, **said: Any) -> Any:
        asked.append(host)
        if host.startswith("dood"):
            over.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "silent")
        return real(host, *more, **said)

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    guard = Guarded(True)
    dead = [asyncio.ensure_future(guard.resolve(f"dood{each % 50}.example", 443)) for each in range(500)]
    try:
        began = time.monotonic()
        assert (await guard.resolve("localhost", 80))[0]["host"] == "127.0.0.1"
        await asyncio.to_thread(int)
        assert time.monotonic() - began < 5
        assert len(asked) <= 51, "who wait for the same name wait together"
        dead[0].cancel()
        over.set()
        told = await asyncio.gather(*dead, return_exceptions=True)
        assert [type(each) for each in told[1:]] == [socket.gaierror] * 499
        with pytest.raises(socket.gaierror):
            await guard.resolve("dood0.example", 443)
    finally:
        over.set()
