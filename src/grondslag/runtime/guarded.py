"""Which addresses may be connected to: public ones, and those of our own network that were named."""

import ipaddress
import re
import socket
from collections.abc import Sequence
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

_UNICAST = ipaddress.ip_network("2000::/3")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_TUNNELLED = ipaddress.ip_network("2002::/16")
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
        self.inner = aiohttp.ThreadedResolver()

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
        found = await self.inner.resolve(host, port, family)
        admitted = [each for each in found if self.admits(host, port, each["host"])]
        if not admitted:
            raise NotPublic(f"{host} leads to no public address")
        return admitted

    async def close(self) -> None:
        """Nothing of its own to close."""
        await self.inner.close()
