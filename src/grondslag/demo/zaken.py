"""The zaken of the demo as plans: what a client would send, and when. The same plans for the same seed and day."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from grondslag.demo.documenten import RAPPORT, Document, Zaak, advies, documenten
from grondslag.demo.inhoud import Eigenschap, Gemeente, ZaakType
from grondslag.demo.personen import Mensen
from grondslag.vocabulary.duur import add, parse_duur

SEED = 1810
LONGEST_AGO = 420
CLOSED_SHARE = 0.55
PARTS = 3
UNDECIDED = ("Ingetrokken", "Afgebroken")
"""Zaken that end so, end without a besluit."""
Body = dict[str, Any]


class Plan(Struct, frozen=True, kw_only=True):
    """One zaak and what happens to it. `over` and `hoofd` are places of other plans in the whole list."""

    zaaktype: str
    zaak: Body
    rollen: list[tuple[str, Body]]
    eigenschappen: list[tuple[str, str]]
    objecten: list[Body]
    statussen: list[tuple[int, datetime]]
    resultaat: str
    besluiten: list[tuple[str, Body]]
    documenten: list[Document] = []
    over: int | None = None
    hoofd: int | None = None


def plans(gemeente: Gemeente, kanalen: list[str], now: datetime) -> list[Plan]:
    """Every zaak of the demo, in the order in which they began; a zaak refers only to earlier ones."""
    chance = random.Random(SEED)  # noqa: S311 - the same demo each time, nothing secret
    maker = _Maker(gemeente, kanalen, now, chance)
    made = [(maker.plan(each), each) for each in gemeente.zaaktype for _ in range(each.zaken)]
    made.sort(key=lambda pair: pair[0].zaak["startdatum"])
    return list(_related(made, chance))


def _related(made: list[tuple[Plan, ZaakType]], chance: random.Random) -> Iterator[Plan]:
    """The plans with what they are about, and a few as parts of another."""
    places: dict[str, list[int]] = {}
    parts = 0
    for index, (plan, zaaktype) in enumerate(made):
        about = places.get(zaaktype.over, [])
        own = places.setdefault(zaaktype.identificatie, [])
        part = zaaktype.plaats == "vlak" and bool(own) and parts < PARTS
        parts += part
        yield msgspec.structs.replace(
            plan, over=chance.choice(about) if about else None, hoofd=own[0] if part else None
        )
        own.append(index)


class _Maker:
    """Makes plans with one source of chance."""

    def __init__(self, gemeente: Gemeente, kanalen: list[str], now: datetime, chance: random.Random) -> None:
        self.gemeente, self.kanalen, self.chance = gemeente, kanalen, chance
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.mensen = Mensen(gemeente, chance, self.now.date())
        self.made = self.open = 0
        self.advised = False

    def plan(self, zaaktype: ZaakType) -> Plan:
        """One zaak of this kind."""
        self.made += 1
        span = parse_duur(zaaktype.doorlooptijd)
        start = self.now.date() - timedelta(days=self.chance.randrange(2, LONGEST_AGO))
        due = (add(start, span) if span is not None else None) or start
        statussen = list(self._statussen(zaaktype, start, due))
        closed = bool(statussen) and statussen[-1][0] == len(zaaktype.statussen) - 1
        weights = [each.weegt for each in zaaktype.resultaat]
        outcome = self.chance.choices(zaaktype.resultaat, weights)[0].naam
        plan = Plan(
            zaaktype=zaaktype.identificatie,
            zaak=self._zaak(zaaktype, start, due, closed=closed),
            rollen=list(self._rollen(zaaktype)),
            eigenschappen=[(each.naam, self._waarde(each, start)) for each in zaaktype.eigenschap],
            objecten=list(self._objecten(zaaktype)),
            statussen=statussen,
            resultaat=outcome if closed else "",
            besluiten=list(self._besluiten(zaaktype, outcome, statussen[-1][1].date())) if closed else [],
        )
        return msgspec.structs.replace(plan, documenten=list(self._documenten(zaaktype, plan)))

    def _documenten(self, zaaktype: ZaakType, plan: Plan) -> Iterator[Document]:
        """The documents of a zaak; the first that takes advice has one in several versions."""
        over = Zaak(
            zaaktype=zaaktype,
            zaak=plan.zaak,
            initiator=plan.rollen[0][1],
            besluiten=plan.besluiten,
            vandaag=self.now.date(),
        )
        yield from documenten(self.gemeente, over)
        if zaaktype.organisatie and RAPPORT in dict(zaaktype.documenten) and not self.advised:
            self.advised = True
            yield advies(self.gemeente, over)

    def _zaak(self, zaaktype: ZaakType, start: date, due: date, *, closed: bool) -> Body:
        rsin, chance = self.gemeente.rsin, self.chance
        straat = chance.choice(self.gemeente.straten)
        body: Body = {
            "bronorganisatie": rsin,
            "verantwoordelijkeOrganisatie": rsin,
            "omschrijving": chance.choice(zaaktype.omschrijvingen).replace("{straat}", straat),
            "toelichting": "Deze zaak hoort bij de demo en is verzonnen.",
            "startdatum": start.isoformat(),
            "registratiedatum": start.isoformat(),
            "einddatumGepland": due.isoformat(),
            "uiterlijkeEinddatumAfdoening": due.isoformat(),
            "communicatiekanaal": chance.choice(self.kanalen),
            "kenmerken": [{"kenmerk": f"F{self.made:06d}", "bron": "Formulieren"}],
            "zaakgeometrie": self._geometrie(zaaktype),
        }
        if zaaktype.publicatie:
            body["publicatiedatum"] = (start + timedelta(days=1)).isoformat()
        if zaaktype.verlenging and not closed:
            body.update(self._uitstel(zaaktype.verlenging))
        return body

    def _uitstel(self, verlenging: str) -> Body:
        """What an open zaak tells of its term. By turns, not by chance: whoever looks finds one of each."""
        self.open += 1
        if self.open % 10 == 1:
            return {"opschorting": {"indicatie": True, "reden": "De aanvrager vult de aanvraag aan."}}
        if self.open % 6 == 2:
            return {"verlenging": {"reden": "Er is advies van buiten nodig.", "duur": verlenging}}
        return {}

    def _statussen(self, zaaktype: ZaakType, start: date, due: date) -> Iterator[tuple[int, datetime]]:
        """The steps that were taken, each later than the one before and none in the future."""
        last = len(zaaktype.statussen) - 1
        days = max(1, (due - start).days)
        old = (self.now.date() - start).days > days
        reached = last if self.chance.random() < (0.85 if old else CLOSED_SHARE / 2) else self.chance.randrange(last)
        begin = datetime(start.year, start.month, start.day, 8, tzinfo=UTC)
        whole = min(timedelta(days=days * self.chance.uniform(0.3, 1.1)), self.now - begin)
        for step in range(reached + 1):
            yield step, begin + whole * (step / max(1, last)) * 0.98 + timedelta(minutes=step)

    def _besluiten(self, zaaktype: ZaakType, outcome: str, day: date) -> Iterator[tuple[str, Body]]:
        """What was decided on the day on which the zaak closed."""
        for each in self.gemeente.besluittype:
            if each.omschrijving not in zaaktype.besluiten or outcome in UNDECIDED:
                continue
            span = parse_duur(each.reactietermijn)
            last = add(day, span) if span is not None else None
            yield (
                each.omschrijving,
                {
                    "verantwoordelijkeOrganisatie": self.gemeente.rsin,
                    "datum": day.isoformat(),
                    "toelichting": f"{outcome}. Dit besluit hoort bij de demo en is verzonnen.",
                    "bestuursorgaan": each.bestuursorgaan,
                    "ingangsdatum": (day + timedelta(days=1)).isoformat(),
                    "verzenddatum": day.isoformat(),
                    "publicatiedatum": day.isoformat() if each.publicatie else None,
                    "uiterlijkeReactiedatum": last.isoformat() if last is not None else None,
                },
            )

    def _rollen(self, zaaktype: ZaakType) -> Iterator[tuple[str, Body]]:
        by = self.mensen.organisatie() if zaaktype.organisatie else self.mensen.inwoner()
        yield "Initiator", by | {"roltoelichting": zaaktype.initiator_doet}
        yield "Behandelaar", self.mensen.medewerker() | {"roltoelichting": zaaktype.behandelaar_doet}
        if zaaktype.adviseur and self.chance.random() < 0.5:
            yield "Adviseur", self.mensen.afdeling(zaaktype.afdeling) | {"roltoelichting": "Adviseert"}
        if self.chance.random() < 0.12:
            yield "Belanghebbende", self.mensen.inwoner() | {"roltoelichting": "Woont in de buurt"}

    def _waarde(self, each: Eigenschap, start: date) -> str:
        if each.waarden:
            return self.chance.choice(each.waarden)
        return (start + timedelta(days=each.na_dagen)).strftime("%Y%m%d")

    def _objecten(self, zaaktype: ZaakType) -> Iterator[Body]:
        if zaaktype.plaats == "punt":
            yield {
                "objectType": "adres",
                "relatieomschrijving": "Het adres waar het over gaat",
                "objectIdentificatie": self.mensen.adres(),
            }

    def _geometrie(self, zaaktype: ZaakType) -> Body | None:
        west, south, east, north = self.gemeente.gebied
        margin = 0.002
        x = round(self.chance.uniform(west, east - margin), 6)
        y = round(self.chance.uniform(south, north - margin), 6)
        if zaaktype.plaats == "punt":
            return {"type": "Point", "coordinates": [x, y]}
        if zaaktype.plaats == "vlak":
            x2, y2 = round(x + margin, 6), round(y + margin / 2, 6)
            return {"type": "Polygon", "coordinates": [[[x, y], [x2, y], [x2, y2], [x, y2], [x, y]]]}
        return None
