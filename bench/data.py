"""The register that is measured: 10 zaaktypen and many zaken with all that belongs to them, made by the declarations.

One record of each kind is read as a client would send it, so that it is stored as the program stores it; its row is
the mould of all others, in which a few columns differ. The same seed makes the same register.
"""

import random
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from grondslag.kernel.declare import Record
from grondslag.kernel.decode import decode_record
from grondslag.kernel.links import Links
from grondslag.kernel.rows import row_of
from grondslag.kernel.shape import Shape, World
from grondslag.registers.autorisaties.applicatie import ClientId
from grondslag.surfaces.schema import schema
from grondslag.vocabulary.uuid7 import uuid7

BASE = "http://localhost"
ALL, LIMITED = "bench-alles", "bench-beperkt"
RSIN = "517439943"
ZAAKTYPEN, GRANTED = 10, 5
STEPS = ("Ontvangen", "In behandeling", "Besloten", "Afgehandeld")
STATUSSEN = 3
DAYS = 3 * 365
LAST_DAY = date(2026, 6, 30)
WEST, SOUTH, EAST, NORTH = 3.6, 50.8, 7.1, 53.4
CHUNK = 5000
FIRST_BSN = 900_000_000
"""Every zaak is of a person of its own."""
CONFIDENTIAL = 8
OPEN_PART = 0.4
"""The part of the zaken that still runs."""
ZAAKTYPE = {
    "omschrijving": "Vergunning om te meten",
    "vertrouwelijkheidaanduiding": "openbaar",
    "doel": "Een antwoord op de aanvraag.",
    "aanleiding": "Een aanvraag van een inwoner.",
    "indicatieInternOfExtern": "extern",
    "handelingInitiator": "aanvragen",
    "onderwerp": "Vergunning",
    "handelingBehandelaar": "beoordelen",
    "doorlooptijd": "P56D",
    "opschortingEnAanhoudingMogelijk": True,
    "verlengingMogelijk": True,
    "verlengingstermijn": "P42D",
    "trefwoorden": ["vergunning", "leefomgeving"],
    "publicatieIndicatie": False,
    "productenOfDiensten": ["https://producten.example/vergunning"],
    "referentieproces": {"naam": "Vergunning verlenen"},
    "verantwoordelijke": "Team Vergunningen",
    "besluittypen": [],
    "gerelateerdeZaaktypen": [],
    "beginGeldigheid": "2020-01-01",
    "versiedatum": "2020-01-01",
}
ZAAK = {
    "identificatie": "BENCH-2023-0000000000",
    "bronorganisatie": RSIN,
    "omschrijving": "Aanvraag van een vergunning",
    "toelichting": "De aanvrager wil in het voorjaar beginnen en vraagt om een besluit voor die tijd.",
    "registratiedatum": "2023-01-01",
    "verantwoordelijkeOrganisatie": RSIN,
    "startdatum": "2023-01-01",
    "einddatumGepland": "2023-03-01",
    "uiterlijkeEinddatumAfdoening": "2023-04-01",
    "productenOfDiensten": ["https://producten.example/vergunning"],
    "vertrouwelijkheidaanduiding": "openbaar",
    "betalingsindicatie": "geheel",
    "laatsteBetaaldatum": "2023-01-02T10:00:00Z",
    "zaakgeometrie": {"type": "Point", "coordinates": [5.1, 52.1]},
    "kenmerken": [{"kenmerk": "2023-000001", "bron": "Balie"}],
}
PERSON = {
    "inpBsn": "999990019",
    "geslachtsnaam": "Proefpersoon",
    "voorvoegselGeslachtsnaam": "van",
    "voorletters": "P.",
    "voornamen": "Proef",
    "geboortedatum": "1980-01-01",
}


class Mould:
    """The row of a record, in the columns of its table; further rows differ from it in some of them."""

    def __init__(self, world: World, record: Record) -> None:
        shape = world.of(type(record))
        self.component, self.table, self.id = shape.component, shape.name, record.id
        self.columns, self.row = columns_of(world, shape), _row(shape, record)
        self._places = {name: index for index, name in enumerate(self.columns)}

    def another(self, **changed: Any) -> list[Any]:
        """A row with other values, as the columns take them."""
        row = list(self.row)
        for name, value in changed.items():
            row[self._places[name]] = value
        return row


def columns_of(world: World, shape: Shape) -> tuple[str, ...]:
    """The columns of a resource's table, in order."""
    table = schema(world, shape.component).table(shape.name)
    assert table is not None  # noqa: S101 - every resource has a table
    return tuple(each.name for each in table.columns)


def _row(shape: Shape, record: Record) -> list[Any]:
    key, *rest = row_of(shape).values(record)
    return [key, 1, *rest] if shape.said.root else [key, *rest]


class Register:
    """Makes the rows of one register. `zaken`: how many. What requests need to know of it, it remembers."""

    def __init__(self, world: World, zaken: int, seed: int = 1) -> None:
        self.world, self.zaken = world, zaken
        self.random = random.Random(seed)
        self.links = Links(world, {name: BASE + each.path for name, each in world.components.items()})
        self.zaaktypen: list[str] = []
        self.statustypen: dict[str, list[str]] = {}
        self.types: dict[tuple[str, str], str] = {}
        self.keys: list[str] = []
        self.identificaties: list[str] = []
        self.running: list[tuple[str, str]] = []
        """The zaken that are not closed: key and zaaktype."""

    def key(self, day: date | None = None) -> str:
        """A fresh key, as if made on that day."""
        moment = datetime(2020, 1, 1, tzinfo=UTC) if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
        milliseconds = int(moment.timestamp() * 1000) + self.random.randrange(86_400_000)
        return uuid7(milliseconds, self.random.getrandbits(74))

    def record(self, resource: str, body: Mapping[str, Any], **ours: Any) -> Any:
        """A record as a body makes it, with the values that are ours to give. ValueError when the body is refused."""
        shape = self.world.shapes[resource]
        decoded = decode_record(shape, body, self.links, partial=False)
        if decoded.violations:
            raise ValueError(f"{resource}: {decoded.violations}")
        return shape.record(**{"id": self.key(), "rev": 1} | dict(decoded.values) | ours)

    def url(self, resource: str, key: str, parent: str = "") -> str:
        """The URL of a record of ours."""
        return self.links.url(resource, key, parent)

    # --- the catalogue and the clients ----------------------------------------------------------------------------

    def catalogue(self) -> Iterator[Mould]:
        """The catalogus, its zaaktypen with their parts, and the two applicaties."""
        body = {"domein": "BENCH", "rsin": RSIN, "contactpersoonBeheerNaam": "Functioneel beheer"}
        catalogus = self.record("catalogi.catalogus", body)
        yield Mould(self.world, catalogus)
        for number in range(ZAAKTYPEN):
            named = {"catalogus": self.url("catalogi.catalogus", catalogus.id), "identificatie": f"ZAAKTYPE-{number}"}
            zaaktype = self.record("catalogi.zaaktype", ZAAKTYPE | named, concept=False)
            self.zaaktypen.append(zaaktype.id)
            parts = list(self._parts(zaaktype.id))
            yield Mould(self.world, msgspec.structs.replace(zaaktype, **self._kept(zaaktype, parts)))
            yield from (Mould(self.world, part) for part in parts)
        yield from self._applicaties()

    def _parts(self, zaaktype: str) -> Iterator[Record]:
        url = {"zaaktype": self.url("catalogi.zaaktype", zaaktype)}
        for number, name in enumerate(STEPS, 1):
            last = number == len(STEPS)
            step = self.record("catalogi.statustype", url | {"omschrijving": name, "volgnummer": number})
            yield msgspec.structs.replace(step, is_eindstatus=last)
            self.statustypen.setdefault(zaaktype, []).append(step.id)
        yield self._part(zaaktype, "roltype", url | {"omschrijving": "Aanvrager", "omschrijvingGeneriek": "initiator"})
        resultaat = {
            "omschrijving": "Verleend",
            "resultaattypeomschrijving": "https://selectielijst.example/resultaattypeomschrijvingen/1",
            "selectielijstklasse": "https://selectielijst.example/resultaten/1",
            "archiefnominatie": "vernietigen",
            "archiefactietermijn": "P10Y",
            "brondatumArchiefprocedure": {"afleidingswijze": "afgehandeld"},
        }
        yield self._part(zaaktype, "resultaattype", url | resultaat)
        form = {"formaat": "tekst", "lengte": "14", "kardinaliteit": "1"}
        eigenschap = {"naam": "Locatie", "definitie": "Waar het is.", "specificatie": form}
        yield self._part(zaaktype, "eigenschap", url | eigenschap)

    def _part(self, zaaktype: str, name: str, body: Mapping[str, Any]) -> Record:
        made = self.record(f"catalogi.{name}", body)
        self.types[zaaktype, name] = made.id
        return made

    def _kept(self, zaaktype: Record, parts: Sequence[Record]) -> dict[str, Any]:
        """The keys of the parts, as they are kept on the zaaktype."""
        shape = self.world.of(type(zaaktype))
        return {
            field.name: [each.id for each in parts if self.world.of(type(each)).key == field.inverse.target]
            for field in shape.fields
            if field.inverse is not None and shape.keeps(field)
        }

    def _applicaties(self) -> Iterator[Mould]:
        read = {"component": "zrc", "scopes": ["zaken.lezen"], "maxVertrouwelijkheidaanduiding": "zaakvertrouwelijk"}
        some = [read | {"zaaktype": self.url("catalogi.zaaktype", each)} for each in self.zaaktypen[:GRANTED]]
        for client, rights in ((ALL, {"heeftAlleAutorisaties": True}), (LIMITED, {"autorisaties": some})):
            made = self.record("autorisaties.applicatie", {"clientIds": [client], "label": client} | rights)
            yield Mould(self.world, made)
            yield Mould(self.world, ClientId(id=self.key(), rev=1, applicatie=made.id, client_id=client))

    # --- the zaken ------------------------------------------------------------------------------------------------

    def moulds(self) -> dict[str, Mould]:
        """One record of each kind that a zaak consists of."""
        zaaktype = self.zaaktypen[0]
        url = {"zaaktype": self.url("catalogi.zaaktype", zaaktype)}
        zaak = self.record("zaken.zaak", ZAAK | url)
        of = {"zaak": self.url("zaken.zaak", zaak.id)}

        def to(name: str) -> dict[str, str]:
            return {name: self.url(f"catalogi.{name}", self.types[zaaktype, name])}

        step = {"statustype": self.url("catalogi.statustype", self.statustypen[zaaktype][0])}
        rol = {"betrokkeneType": "natuurlijk_persoon", "roltoelichting": "Doet de aanvraag"}
        ours = {"omschrijving": "Aanvrager", "omschrijving_generiek": "initiator"}
        pand = {"objectType": "pand", "objectIdentificatie": {"identificatie": "0363100012345678"}}
        records = [
            zaak,
            self.record("zaken.status", of | step | {"datumStatusGezet": "2023-01-01T09:00:00Z"}),
            self.record("zaken.rol", of | to("roltype") | rol | {"betrokkeneIdentificatie": PERSON}, **ours),
            self.record("zaken.resultaat", of | to("resultaattype") | {"toelichting": "Volgens de aanvraag."}),
            self.record("zaken.zaakobject", of | pand | {"relatieomschrijving": "Het pand van de aanvraag"}),
            self.record(
                "zaken.zaakeigenschap", of | to("eigenschap") | {"waarde": "Markt 1"}, naam="Locatie", zaak=zaak.id
            ),
        ]
        return {mould.table: mould for mould in (Mould(self.world, each) for each in records)}

    def chunks(self, moulds: Mapping[str, Mould]) -> Iterator[dict[str, list[list[Any]]]]:
        """The rows of all zaken, some thousands of zaken at a time, by table and in the order of their references."""
        found: dict[str, list[list[Any]]] = {name: [] for name in moulds}
        for number in range(self.zaken):
            self._zaak(number, moulds, found)
            if len(found["zaak"]) == CHUNK or number == self.zaken - 1:
                yield found
                found = {name: [] for name in moulds}

    def _zaak(self, number: int, moulds: Mapping[str, Mould], found: dict[str, list[list[Any]]]) -> None:
        draw = self.random
        day = LAST_DAY - timedelta(days=DAYS - number * DAYS // self.zaken)
        key, zaaktype = self.key(day), draw.choice(self.zaaktypen)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        steps = [self.key(day) for _ in range(STATUSSEN)]
        for index, step in enumerate(steps):
            found["status"].append(
                moulds["status"].another(
                    id=step,
                    zaak=key,
                    statustype=self.statustypen[zaaktype][index],
                    datum_status_gezet=at + timedelta(days=index),
                )
            )
        bsn = f"{FIRST_BSN + number:09d}"
        parts: dict[str, str] = {}
        types = {"rol": "roltype", "resultaat": "resultaattype", "zaakeigenschap": "eigenschap", "zaakobject": ""}
        for name, kind in types.items():
            parts[name] = self.key(day)
            typed = {kind: self.types[zaaktype, kind]} if kind else {}
            if name == "rol":
                typed["betrokkene_identificatie"] = msgspec.json.encode(PERSON | {"inpBsn": bsn}).decode()
            found[name].append(moulds[name].another(id=parts[name], zaak=key, **typed))
        identificatie = f"BENCH-{day.year}-{number:010d}"
        runs = draw.random() < OPEN_PART
        east, north = draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH)
        found["zaak"].append(
            moulds["zaak"].another(
                id=key,
                identificatie=identificatie,
                zaaktype=zaaktype,
                vertrouwelijkheidaanduiding=draw.randint(1, CONFIDENTIAL),
                registratiedatum=day,
                startdatum=day,
                einddatum=None if runs else day + timedelta(days=STATUSSEN),
                archiefnominatie=None if runs else "vernietigen",
                archiefactiedatum=None if runs else day + timedelta(days=3653),
                zaakgeometrie=f'{{"type":"Point","coordinates":[{east:.6f},{north:.6f}]}}',
                zaakgeometrie_box=((east, north), (east, north)),
                status=steps[-1],
                rollen=[parts["rol"]],
                resultaat=parts["resultaat"],
                eigenschappen=[parts["zaakeigenschap"]],
                zaakobjecten=[parts["zaakobject"]],
                betrokkenen=[f"bsn:{bsn}"],
            )
        )
        self.keys.append(key)
        self.identificaties.append(identificatie)
        if runs:
            self.running.append((key, zaaktype))


async def fill(connection: Any, register: Register) -> AsyncIterator[int]:
    """Copy the register into an empty database; tells after each chunk how many zaken are in."""
    for mould in register.catalogue():
        await _copy(connection, mould, [mould.row])
    moulds = register.moulds()
    done = 0
    for chunk in register.chunks(moulds):
        async with connection.transaction():
            for name, rows in chunk.items():
                await _copy(connection, moulds[name], rows)
        done += len(chunk["zaak"])
        yield done
    await connection.execute(
        "insert into zaken.telling_zaak (zaaktype, vertrouwelijkheidaanduiding, aantal) "
        "select zaaktype, vertrouwelijkheidaanduiding, count(*) from zaken.zaak group by 1, 2"
    )
    await connection.execute("vacuum analyze")


async def _copy(connection: Any, mould: Mould, rows: Sequence[Sequence[Any]]) -> None:
    await connection.copy_records_to_table(
        mould.table, schema_name=mould.component, columns=mould.columns, records=rows
    )
