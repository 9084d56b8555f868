"""The source of persoonslijsten: who is asked by BSN, and who is found by name or address."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

import msgspec

from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen, burgerservicenummer
from grondslag.registers.personen.persoon import NIET_GELEVERD, OVERLEDEN
from grondslag.registers.personen.tabellen import TABELLEN
from grondslag.registers.personen.tabelwaarde import aangevuld, codes
from grondslag.registers.personen.vraag import Vraag
from grondslag.registers.personen.zoekvorm import heeft_diakrieten, met_diakrieten, zonder_diakrieten

WILDCARD: Final = "*"
_DEAD: Final = list(NIET_GELEVERD)


class Bron(Protocol):
    """Where persoonslijsten come from. Lists that were a mistake are never among them."""

    async def raadpleeg(self, bsns: Sequence[str]) -> list[Persoonslijst]:
        """The lists of these persons, in this order, deceased included; who is not known is left out."""
        ...

    async def zoek(self, vraag: Vraag, limit: int) -> list[Persoonslijst]:
        """The lists that fit a question, at most so many."""
        ...

    async def tabellen(self, lijsten: Sequence[Persoonslijst]) -> Tabellen:
        """The tables that tell what the codes on these lists stand for."""
        ...


class Database:
    """The lists that this municipality keeps itself."""

    def __init__(self, pool: Any) -> None:
        self.pool = pool

    async def raadpleeg(self, bsns: Sequence[str]) -> list[Persoonslijst]:
        """By BSN."""
        rows = await self.pool.fetch(
            "select lijst from personen.persoon where burgerservicenummer = any($1) and opschorting <> all($2)",
            list(bsns),
            _DEAD,
        )
        found = {burgerservicenummer(each): each for each in map(_lijst, rows)}
        return [found[bsn] for bsn in dict.fromkeys(bsns) if bsn in found]

    async def zoek(self, vraag: Vraag, limit: int) -> list[Persoonslijst]:
        """By the search columns; in the order of BSN."""
        voorwaarden = Voorwaarden(vraag)
        sql = f"select lijst from personen.persoon where {' and '.join(voorwaarden.sql)} limit {limit:d}"
        rows = await self.pool.fetch(sql, *voorwaarden.values)
        return sorted(map(_lijst, rows), key=burgerservicenummer)

    async def tabellen(self, lijsten: Sequence[Persoonslijst]) -> Tabellen:
        """Those that are packaged, with what was kept beside them of the codes on these lists."""
        rows = await self.pool.fetch(
            "select tabel, code, omschrijving from personen.tabelwaarde where code = any($1)", list(codes(lijsten))
        )
        return aangevuld(TABELLEN, map(tuple, rows))


def _lijst(row: Any) -> Persoonslijst:
    return msgspec.json.decode(row[0], type=Persoonslijst)


class Voorwaarden:
    """What a question asks of the search columns, as SQL with its values."""

    def __init__(self, vraag: Vraag) -> None:
        self.sql: list[str] = []
        self.values: list[Any] = []
        geschrapt = _DEAD if vraag.inclusief_overleden_personen else [*_DEAD, OVERLEDEN]
        self.sql.append(f"opschorting <> all({self._value(geschrapt)})")
        for kolom, waarde in self._gelijk(vraag):
            if waarde:
                self.sql.append(f"{kolom} = {self._value(waarde)}")
        for kolommen, gezocht in (
            (("geslachtsnaam",), vraag.geslachtsnaam),
            (("voornamen",), vraag.voornamen),
            (("straat", "openbare_ruimte"), vraag.straat),
        ):
            if gezocht:
                self.sql.append(" or ".join(self._lijkt(kolom, gezocht) for kolom in kolommen).join("()"))

    def _value(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    @staticmethod
    def _gelijk(vraag: Vraag) -> Sequence[tuple[str, Any]]:
        """Columns that must be equal, where something is asked of them; a date with unknown parts equals none."""
        geboren = vraag.geboortedatum
        return (
            ("geboortedatum", f"{geboren:%Y%m%d}" if geboren is not None else ""),
            ("voorvoegsel", met_diakrieten(vraag.voorvoegsel)),
            ("geslacht", vraag.geslacht.upper()),
            ("postcode", vraag.postcode.replace(" ", "").upper()),
            ("huisnummer", vraag.huisnummer),
            ("huisletter", vraag.huisletter.lower()),
            ("huisnummertoevoeging", vraag.huisnummertoevoeging.lower()),
            ("nummeraanduiding", vraag.nummeraanduiding_identificatie),
            ("adresseerbaar_object", vraag.adresseerbaar_object_identificatie),
            ("gemeente_van_inschrijving", vraag.gemeente_van_inschrijving),
        )

    def _lijkt(self, kolom: str, gezocht: str) -> str:
        """Whether a name is the one that is sought, or begins or ends so.

        The plain form serves the index; who asks with diacritics means them. Names are kept without spaces around
        them, so none is one, or begins or ends with one.
        """
        if not gezocht.strip() or (WILDCARD in gezocht and gezocht != gezocht.strip()):
            return "false"
        plain = self._vorm(f"{kolom}_kaal", zonder_diakrieten(gezocht))
        if not heeft_diakrieten(gezocht):
            return plain
        return f"({plain} and {self._vorm(kolom, met_diakrieten(gezocht))})"

    def _vorm(self, kolom: str, gezocht: str) -> str:
        if WILDCARD not in gezocht:
            return f"{kolom} = {self._value(gezocht)}"
        return f"{kolom} like {self._value(gezocht.replace(WILDCARD, '%'))}"
