"""Addresses of our own: the one by which a client reached us, and the one by which we name what is ours."""

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from grondslag.settings import Settings, StartError

PORTS = {"http": 80, "https": 443}
LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]"))
_NOTED = "address"
_HOST = re.compile(r"[a-z0-9.:\[\]-]{1,255}")


class Addresses:
    """The public address of a municipality, and the proxies whose word on it is taken.

    Without a public address only loopback names are answered.
    """

    def __init__(self, public_url: str, trusted: Sequence[str]) -> None:
        self.public = public_url.rstrip("/")
        self.known = _names(self.public)
        try:
            self.trusted = tuple(ipaddress.ip_network(each, strict=False) for each in trusted)
        except ValueError as wrong:
            raise StartError(f"Setting trusted_proxies is wrong: {wrong}.") from None
        if trusted and not self.public:
            # Else every name that a client sends to the proxy would be ours.
            raise StartError("Setting trusted_proxies needs public_url: the address under which the proxy is known.")

    def base(self, scope: Mapping[str, Any]) -> str | None:
        """`https://gemeente.example`; None when the client used a name that is not ours."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if self.public:
            if self._is_trusted(scope.get("client")):
                host = _first(headers.get(b"x-forwarded-host")) or host
            return self.public if host in self.known or _is_our_own_check(scope["path"]) else None
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        return f"http://{host}" if name in LOOPBACK and _is_host(host) else None

    def _is_trusted(self, client: Any) -> bool:
        if not self.trusted or not client:
            return False
        address = ipaddress.ip_address(client[0])
        return any(address in each for each in self.trusted)


def own_base(settings: Settings) -> str:
    """The address by which we name what is ours where nobody asked over HTTP: the public one, else where we listen."""
    return settings.public_url.rstrip("/") or _noted(settings) or f"http://localhost:{settings.port}"


@contextmanager
def noted(settings: Settings, address: str) -> Iterator[None]:
    """Let commands beside a server know where it listens, as long as it runs.

    Where the data directory cannot be written, they take the address of the settings.
    """
    path = settings.data_dir / _NOTED
    with suppress(OSError):
        path.write_text(address + "\n", encoding="utf-8")
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _noted(settings: Settings) -> str:
    try:
        return (settings.data_dir / _NOTED).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _names(url: str) -> set[str]:
    """The host of a URL as a client may write it: with or without the port that its scheme implies."""
    parts = urlsplit(url.lower())
    implied = f":{PORTS.get(parts.scheme, 0)}"
    host = parts.netloc.removesuffix(implied)
    return {host, host + implied} if host != parts.netloc or parts.port is None else {host}


def _first(value: bytes | None) -> str:
    """The first of a list that proxies add to."""
    return (value or b"").decode("latin-1").partition(",")[0].strip().lower()


def _is_host(host: str) -> bool:
    """Letters, digits and the few signs that a name and port are made of."""
    return _HOST.fullmatch(host) is not None


def _is_our_own_check(path: str) -> bool:
    """Probes of a platform come by address, not by name."""
    return path.startswith("/health/") or path == "/metrics"
