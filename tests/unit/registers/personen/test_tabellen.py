"""The landelijke tabellen: whole, with what ended."""

import json
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from grondslag.integration.personen.inlezen import Bestand
from grondslag.registers.personen.informatie import toon
from grondslag.registers.personen.tabellen import TABELLEN
from grondslag.registers.personen.tabellen.landelijk import Landelijk, Waarde, waarden
from grondslag.registers.personen.tabelwaarde import aangevuld
from tests.personen_builders import a_persoon
from tools import make_tabellen

COUNTS: dict[Landelijk, int] = {
    "gemeenten": 1479,
    "gezagsverhoudingen": 7,
    "landen": 390,
    "nationaliteiten": 217,
    "redenen": 205,
    "rni_deelnemers": 8,
    "verblijfstitels": 43,
}


def test_the_tables_are_whole() -> None:
    assert {tabel: len(waarden(tabel)) for tabel in get_args(Landelijk)} == COUNTS


@pytest.mark.parametrize(
    ("tabel", "code", "waarde"),
    [
        ("gemeenten", "0344", ("Utrecht", None, None)),
        ("gemeenten", "0530", ("Hellevoetsluis", None, date(2023, 1, 1))),
        ("gemeenten", "0614", ("Westvoorne", date(1980, 1, 1), date(2023, 1, 1))),
        ("gemeenten", "0835", ("Ravenstein", None, date(2003, 1, 1))),
        ("gemeenten", "1696", ("Wijdemeren", date(2002, 1, 1), None)),
        ("gemeenten", "1970", ("Noardeast-Fryslân", date(2019, 1, 1), None)),
        ("gemeenten", "1992", ("Voorne aan Zee", date(2023, 1, 1), None)),
        ("landen", "6039", ("Verenigd Koninkrijk", None, None)),
        ("landen", "7048", ("Tsjecho-Slowakije", None, date(1993, 1, 1))),
        ("nationaliteiten", "0001", ("Nederlandse", None, None)),
        ("nationaliteiten", "0002", ("Behandeld als Nederlander", date(2007, 4, 1), date(2007, 4, 1))),
        ("redenen", "017", ("Rijkswet op het Nederlanderschap 1984, art. 3, lid 1", date(1985, 1, 1), None)),
        ("rni_deelnemers", "0401", ("CAK (inzake zorgverzekeringen)", date(2017, 1, 1), None)),
        ("verblijfstitels", "14", ("Voorwaardelijke vergunning art. 9a Vw", date(1994, 1, 1), date(2001, 4, 1))),
        ("gezagsverhoudingen", "12", ("Ouder1 en ouder2 hebben het gezag", None, None)),
    ],
)
def test_a_code_stands_for_what_is_published(
    tabel: Landelijk, code: str, waarde: tuple[str, date | None, date]
) -> None:
    assert waarden(tabel)[code] == Waarde(*waarde)


def test_some_ended_and_none_before_it_began() -> None:
    every = [each for tabel in get_args(Landelijk) for each in waarden(tabel).values()]
    assert all(each.omschrijving.strip() == each.omschrijving != "" for each in every)
    assert len([each for each in waarden("gemeenten").values() if each.einde is None]) == 342 + len(NO_GEMEENTE)
    assert not [each for each in every if each.ingang and each.einde and each.einde < each.ingang]


NO_GEMEENTE = {code: waarden("gemeenten")[code] for code in ("0000", "1999")}
"""Codes that stand for no gemeente, and did not end."""


def test_who_was_born_in_a_gemeente_that_is_no_more_was_born_there() -> None:
    lijst = a_persoon("999990019", e0320="0835", e0330="6030")
    shown = toon(lijst, "Persoon", ["geboorte.plaats", "geboorte.land"], date(2026, 11, 26), TABELLEN)
    assert shown["geboorte"] == {
        "plaats": {"code": "0835", "omschrijving": "Ravenstein"},
        "land": {"code": "6030", "omschrijving": "Nederland"},
    }


def test_a_code_that_nobody_knows_is_shown_alone() -> None:
    lijst = a_persoon("999990019", e0320="1810", e0330="4999")
    fields, today = ["geboorte.plaats", "geboorte.land"], date(2026, 11, 26)
    assert toon(lijst, "Persoon", fields, today, TABELLEN)["geboorte"] == {
        "plaats": {"code": "1810"},
        "land": {"code": "4999"},
    }
    more = aangevuld(TABELLEN, [("gemeente", "1810", "Veldermeer"), ("gemeente", "1811", "Elders"), ("los", "1", "x")])
    assert toon(lijst, "Persoon", fields, today, more)["geboorte"]["plaats"]["omschrijving"] == "Veldermeer"
    assert (more["gemeente"]["0344"], more["gemeente"]["1811"], more["los"]) == ("Utrecht", "Elders", {"1": "x"})
    assert "1810" not in TABELLEN["gemeente"]


def test_a_file_of_persons_says_what_a_code_stands_for_where_no_table_does(tmp_path: Path) -> None:
    plaatsen = [("0344", "Utrech"), ("1810", "Veldermeer")]
    persons = [
        {"burgerservicenummer": bsn, "geboorte": {"plaats": {"code": code, "omschrijving": naam}}}
        for bsn, (code, naam) in zip(("999990019", "999990020"), plaatsen, strict=True)
    ]
    file = tmp_path / "personen.json"
    file.write_text(json.dumps(persons), encoding="utf-8")
    bestand = Bestand(file)
    assert len(list(bestand.lijsten())) == 2
    assert bestand.tabellen == {"gemeente": {"1810": "Veldermeer"}}


KOP = '"92.10 Gemeentecode","92.11 Omschrijving","92.12 Nieuwe code","99.98 Datum ingang","99.99 Datum einde"'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig"])
def test_newer_tables_are_made_of_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(make_tabellen, "TARGET", tmp_path)
    monkeypatch.setattr("sys.argv", ["make_tabellen", str(tmp_path)])
    rows = ('"1970","Noardeast-Fryslân","","20190101",""', '"0835","Ravenstein","0828","","20030101"', "")
    (tmp_path / "Tabel33.csv").write_text("\r\n".join((KOP, *rows)), encoding=encoding)
    (tmp_path / "Tabel36.csv").write_text('"02.31 Voorvoegsel"\r\n"van"', encoding=encoding)
    make_tabellen.main()
    assert (tmp_path / "gemeenten.tsv").read_text("utf-8").splitlines() == [
        "code\tomschrijving\tingang\teinde",
        "0835\tRavenstein\t\t20030101",
        "1970\tNoardeast-Fryslân\t20190101\t",
    ]
    assert [each.name for each in tmp_path.glob("*.tsv")] == ["gemeenten.tsv"]
    (tmp_path / "Tabel33.csv").write_text("\r\n".join((KOP, rows[0], rows[0])), encoding=encoding)
    with pytest.raises(SystemExit, match="a code twice"):
        make_tabellen.main()
