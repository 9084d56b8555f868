"""What is measured: one request in many variants each, with its bounds and what the incumbent spends on it."""

import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec

from bench.data import ALL, DAYS, EAST, LAST_DAY, LIMITED, NORTH, RSIN, SOUTH, WEST, Register
from grondslag.runtime.clients import make_token

SECRET = "only-for-a-register-that-is-thrown-away"
HOST = "localhost"
EXPAND = "expand=zaaktype,status,rollen"
PART_OF_LAND = 0.1
"""The sides of a searched area, as a part of those of the country: a hundredth of it."""


class Request(msgspec.Struct, frozen=True):
    """One request, but for its token."""

    method: str
    target: str
    body: bytes = b""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table. `incumbent`: CPU in ms per request of Open Zaak 1.30.0, web and PostgreSQL."""

    name: str
    title: str
    requests: Callable[[Register, random.Random], Iterator[Request]]
    client: str = ALL
    incumbent: tuple[float, float] | None = None
    app_limit: float | None = None
    """How many times the CPU of its bytes floor the app may use."""
    postgres_limit: float | None = None
    """How many CPU-ms PostgreSQL may use."""

    @property
    def writes(self) -> bool:
        """Whether every request changes the register, so that none may be sent twice."""
        return self.name.startswith("post-")


def _one(register: Register, draw: random.Random) -> Iterator[Request]:
    while True:
        yield Request("GET", f"/zaken/api/v1/zaken/{draw.choice(register.keys)}")


def _always(target: str) -> Callable[[Register, random.Random], Iterator[Request]]:
    def requests(_register: Register, _draw: random.Random) -> Iterator[Request]:
        while True:
            yield Request("GET", target)

    return requests


def _identified(register: Register, draw: random.Random) -> Iterator[Request]:
    while True:
        yield Request("GET", f"/zaken/api/v1/zaken?identificatie={draw.choice(register.identificaties)}")


def _filtered(register: Register, draw: random.Random) -> Iterator[Request]:
    """One zaaktype, the last ninth of the days: about one zaak in ninety."""
    since = LAST_DAY - timedelta(days=DAYS // 9)
    while True:
        zaaktype = register.url("catalogi.zaaktype", draw.choice(register.zaaktypen))
        yield Request("GET", f"/zaken/api/v1/zaken?zaaktype={zaaktype}&startdatum__gte={since}")


def _expanded(register: Register, draw: random.Random) -> Iterator[Request]:
    while True:
        yield Request("GET", f"/zaken/api/v1/zaken/{draw.choice(register.keys)}?{EXPAND}")


def _searched(_register: Register, draw: random.Random) -> Iterator[Request]:
    width, height = (EAST - WEST) * PART_OF_LAND, (NORTH - SOUTH) * PART_OF_LAND
    while True:
        west, south = draw.uniform(WEST, EAST - width), draw.uniform(SOUTH, NORTH - height)
        ring = [[west, south], [west + width, south], [west + width, south + height], [west, south + height]]
        area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        yield _post("/zaken/api/v1/zaken/_zoek", {"zaakgeometrie": {"within": area}})


def _new_zaken(register: Register, draw: random.Random) -> Iterator[Request]:
    while True:
        body = {
            "zaaktype": register.url("catalogi.zaaktype", draw.choice(register.zaaktypen)),
            "bronorganisatie": RSIN,
            "verantwoordelijkeOrganisatie": RSIN,
            "omschrijving": "Aanvraag van een vergunning",
            "toelichting": "De aanvrager wil in het voorjaar beginnen en vraagt om een besluit voor die tijd.",
            "startdatum": str(LAST_DAY),
            "einddatumGepland": str(LAST_DAY + timedelta(days=56)),
            "zaakgeometrie": {"type": "Point", "coordinates": [5.1, 52.1]},
            "kenmerken": [{"kenmerk": f"{draw.randrange(10**6):06}", "bron": "Balie"}],
        }
        yield _post("/zaken/api/v1/zaken", body)


def _new_statussen(register: Register, draw: random.Random) -> Iterator[Request]:
    """A further status, not the last, of a zaak that runs; each zaak once before any gets a second one."""
    running = draw.sample(register.running, len(register.running))
    for number in range(10**6):
        zaak, zaaktype = running[number % len(running)]
        moment = LAST_DAY + timedelta(days=1 + number // len(running))
        body = {
            "zaak": register.url("zaken.zaak", zaak),
            "statustype": register.url("catalogi.statustype", register.statustypen[zaaktype][1]),
            "datumStatusGezet": f"{moment}T09:00:00Z",
            "statustoelichting": "Verder in behandeling.",
        }
        yield _post("/zaken/api/v1/statussen", body)


def _post(target: str, body: Any) -> Request:
    return Request("POST", target, json.dumps(body).encode())


LIST = _always("/zaken/api/v1/zaken")
SCENARIOS = (
    Scenario(name="one", title="GET zaak", requests=_one, incumbent=(28, 9), app_limit=7, postgres_limit=0.05),
    Scenario(name="list", title="GET zaken, 100", requests=LIST, incumbent=(165, 45), app_limit=30, postgres_limit=0.5),
    Scenario(
        name="list-limited", title="GET zaken, 100, limited", requests=LIST, client=LIMITED, incumbent=(163, 75),
        app_limit=30, postgres_limit=0.5,
    ),
    Scenario(name="identificatie", title="GET zaken?identificatie", requests=_identified, incumbent=(28, 5)),
    Scenario(name="filtered", title="GET zaken, filtered", requests=_filtered, incumbent=(179, 66)),
    Scenario(name="expand-one", title="GET zaak, expand", requests=_expanded, incumbent=(55, 11)),
    Scenario(
        name="expand-list", title="GET zaken, 100, expand", requests=_always(f"/zaken/api/v1/zaken?{EXPAND}"),
        incumbent=(3047, 275),
    ),
    Scenario(name="zoek", title="POST zaken/_zoek, polygon", requests=_searched, incumbent=(164, 16)),
    Scenario(
        name="post-zaken", title="POST zaken", requests=_new_zaken, incumbent=(41, 8), app_limit=15, postgres_limit=0.25
    ),
    Scenario(name="post-statussen", title="POST statussen", requests=_new_statussen, incumbent=(86, 21)),
    Scenario(
        name="zaaktypen", title="GET zaaktypen, 10", requests=_always("/catalogi/api/v1/zaaktypen"), incumbent=(27, 3)
    ),
)  # fmt: skip


def headers(request: Request, token: str) -> list[tuple[bytes, bytes]]:
    """The headers of a request, as an ASGI server hands them on."""
    found = [
        (b"host", HOST.encode()),
        (b"authorization", b"Bearer " + token.encode()),
        (b"accept", b"application/json"),
        (b"accept-crs", b"EPSG:4326"),
    ]
    if request.body:
        found += [(b"content-crs", b"EPSG:4326"), (b"content-type", b"application/json")]
        found.append((b"content-length", str(len(request.body)).encode()))
    return found


def on_the_wire(request: Request, token: str) -> bytes:
    """The request as bytes."""
    lines = [f"{request.method} {request.target} HTTP/1.1".encode()]
    lines += [name + b": " + value for name, value in headers(request, token)]
    return b"\r\n".join([*lines, b"", request.body])


def fresh_token(client: str) -> str:
    """A token that holds for the whole run."""
    return make_token(client, SECRET, time.time())
