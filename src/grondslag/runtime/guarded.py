"""Which addresses may be connected to: public ones, and those of our own network that were named."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

_UNICAST = ipaddress.ip_network("2000::/3")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_TUNNELLED = ipaddress.ip_network("2002::/16")
_LOOKUPS = ThreadPoolExecutor(64, "namen")
"""Who looks a name up waits for the name servers of others, and cannot be told to stop: nothing else waits for these
threads, and there are more of them than there are subscribers in trouble that are served at once."""
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


def is_public(address: str) -> bool:
    """Whether an address lies on the public internet; of one that holds an IPv4 address (NAT64), that one decides."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found in _TRANSLATED:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        elif found not in _UNICAST or found in _TUNNELLED:
            return False
    return found.is_global and not found.is_multicast


class NotPublic(OSError):
    """A name leads to no address that may be connected to."""


class Guarded(AbstractResolver):
    """Resolves names to public addresses only, unless `host:port` was named as allowed.

    The check is on the address that is connected to, so a name cannot change between check and use.
    """

    def __init__(self, allowed: bool | Sequence[str]) -> None:
        self.allowed = allowed
        self._asked: dict[tuple[str, int, Any], asyncio.Future[list[ResolveResult]]] = {}
        """The names that are being looked up: each takes one thread, however many wait for it."""

    def admits(self, host: str, port: int, address: str) -> bool:
        """Whether this address may be connected to."""
        named = self.allowed is True or (self.allowed and f"{host}:{port}" in self.allowed)
        return bool(named) or is_public(address)

    def admits_host(self, host: str, port: int) -> bool:
        """The same for the host of a URL. A literal address is not resolved, so it is judged here.

        What is a number but no address (`2130706433`, `127.1`) is a spelling that only serves to hide one.
        """
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]) is None
        return self.admits(host, port, host)

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        """The admitted addresses of a name. Raises NotPublic when there are none, OSError for an unknown name."""
        found = await asyncio.shield(self._looked_up(host, port, family))
        admitted = [each for each in found if self.admits(host, port, each["host"])]
        if not admitted:
            raise NotPublic(f"{host} leads to no public address")
        return admitted

    async def close(self) -> None:
        """Nothing to close."""

    def _looked_up(self, *name: Any) -> "asyncio.Future[list[ResolveResult]]":
        found = self._asked.get(name)
        if found is None:
            found = self._asked[name] = asyncio.get_running_loop().run_in_executor(_LOOKUPS, _addresses, *name)

            def ended(done: asyncio.Future[Any]) -> None:
                del self._asked[name]
                if not done.cancelled():
                    done.exception()  # who asked may be gone

            found.add_done_callback(ended)
        return found


def _addresses(host: str, port: int, family: Any) -> list[ResolveResult]:
    rows = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [
        ResolveResult(
            hostname=host,
            host=f"{place[0]}%{place[3]}" if len(place) > 3 and place[3] else str(place[0]),
            port=int(place[1]),
            family=kind,
            proto=proto,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for kind, _, proto, _, place in rows
    ]
