"""Reading in persons: every fact of a file at its place in LO3, and a reason for what is not taken."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.registers.personen import inlezen_gbav, lo3
from grondslag.registers.personen.inlezen import Afgewezen, Gelezen, Keuring, Onjuist, Verslag
from grondslag.registers.personen.inlezen_informatiemodel import Lezing

BSN = "999900006"


def table(head: str, *rows: str) -> lo3.Persoonslijst:
    kop = inlezen_gbav.kolommen(head.split(";"))
    return inlezen_gbav.persoonslijst(kop, [(line, row.split(";")) for line, row in enumerate(rows, 2)])


# --- the table of GBA-V -------------------------------------------------------------------------------------------


def test_a_mark_tells_history_from_another_stack() -> None:
    lijst = table(
        ";01.01.20;01.H;09.02.10;09.H;",
        f"L1;{BSN};51;Noor;59;",
        f";{BSN};;Nora;09;",
        ";;;Daan ;;",
        ";;;Daniel;;",
    )
    assert lijst == {
        "01": [[{"0120": BSN}, {"0120": BSN}]],
        "09": [[{"0210": "Noor"}, {"0210": "Nora"}], [{"0210": "Daan"}, {"0210": "Daniel"}]],
    }


def test_what_holds_now_may_be_nothing() -> None:
    lijst = table(";01.01.20;04.05.10;04.H;", f"L1;{BSN};;54;", ";;0052;;")
    assert lijst["04"] == [[{}, {"0510": "0052"}]]
    assert "04" not in table(";01.01.20;04.05.10;04.H;", f"L1;{BSN};;04;", ";;;;")


def test_an_element_named_twice_is_the_next_one() -> None:
    lijst = table(";01.01.20;06.08.10;06.88.10;06.88.10;", f"L1;{BSN};20200101;0201;verdrag;")
    assert lijst["06"] == [[{"0810": "20200101", "8810": "0201", "8820": "verdrag"}]]


@pytest.mark.parametrize(
    ("head", "row", "told"),
    [
        (";01.01.20;naam", "L1;1;2", "column 3 is called 'naam', which is no element of LO3"),
        (";01.01.20;01.01.20", "L1;1;2", "column 3 names 01.01.20 a second time"),
        (";01.01.20;01.02.10", "L1;1", "line 2 has 2 cells in place of 3"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_the_place(head: str, row: str, told: str) -> None:
    with pytest.raises(Onjuist) as refused:
        table(head, row)
    assert str(refused.value) == told


# --- the information model ----------------------------------------------------------------------------------------


def read(**said: Any) -> tuple[lo3.Persoonslijst, Lezing]:
    lezing = Lezing()
    return lezing.persoonslijst({"burgerservicenummer": BSN, **said}), lezing


def test_a_field_goes_back_to_the_element_it_came_from() -> None:
    lijst, lezing = read(
        naam={"geslachtsnaam": "Rietzanger", "adellijkeTitelPredicaat": {"code": "JV", "soort": "predicaat"}},
        geboorte={"datum": "19800000", "plaats": {"omschrijving": "Rietbeke"}, "land": {"code": "5010"}},
        gemeenteVanInschrijving={"code": "0153", "omschrijving": "Enschede"},
        verblijfplaats={"huisnummer": 12, "inOnderzoek": {"aanduidingGegevensInOnderzoek": "081120"}},
        indicatieCurateleRegister=True,
        uitsluitingKiesrecht={"uitgeslotenVanKiesrecht": True},
        geheimhoudingPersoonsgegevens="7",
    )
    assert lijst == {
        "01": [
            [
                {
                    "0120": BSN,
                    "0240": "Rietzanger",
                    "0220": "JV",
                    "0310": "19800000",
                    "0320": "Rietbeke",
                    "0330": "5010",
                }
            ]
        ],
        "07": [[{"7010": "7"}]],
        "08": [[{"0910": "0153", "1120": "12", "8310": "081120"}]],
        "11": [[{"3310": "1"}]],
        "13": [[{"3810": "A"}]],
    }
    assert lezing.tabellen == {"gemeente": {"0153": "Enschede"}}
    assert lezing.weggelaten == []


def test_a_verbintenis_that_ended_tells_how_it_began_in_its_history() -> None:
    partner = {
        "burgerservicenummer": "999900018",
        "soortVerbintenis": {"code": "H", "omschrijving": "huwelijk"},
        "aangaanHuwelijkPartnerschap": {"datum": "19900720", "land": {"code": "6030"}},
    }
    lijst, _ = read(partners=[partner])
    assert lijst["05"] == [[{"0120": "999900018", "1510": "H", "0610": "19900720", "0630": "6030"}]]
    lijst, _ = read(partners=[partner | {"ontbindingHuwelijkPartnerschap": {"datum": "20100101"}}])
    assert lijst["05"] == [
        [
            {"0120": "999900018", "1510": "H", "0710": "20100101"},
            {"0120": "999900018", "1510": "H", "0610": "19900720", "0630": "6030"},
        ]
    ]


def test_relatives_and_who_entered_them_have_their_places() -> None:
    lijst, lezing = read(
        ouders=[{"ouderAanduiding": "2", "geslacht": {"code": "V"}}, {"ouderAanduiding": "1"}],
        kinderen=[{"naam": {"voornamen": "Noor"}}],
        nationaliteiten=[{"nationaliteit": {"code": "0001"}}, {"nationaliteit": {"code": "0052"}}],
        rni=[
            {"categorie": "Nationaliteit", "deelnemer": {"code": "0201"}},
            {"categorie": "Nationaliteit", "deelnemer": {"code": "0401"}},
            {"categorie": "Overlijden", "deelnemer": {"code": "0401"}},
        ],
        gezag=[{"type": "Voogdij"}],
    )
    assert (lijst["02"], lijst["03"]) == ([[{}]], [[{"0410": "V"}]])
    assert lijst["09"] == [[{"0210": "Noor"}]]
    assert lijst["04"] == [[{"0510": "0001", "8810": "0201"}], [{"0510": "0052", "8810": "0401"}]]
    assert [each.partition(":")[0] for each in lezing.weggelaten] == ["gezag", "rni"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"naam": {"voornamen": 1.5}}, "naam.voornamen: not a text"),
        ({"kinderen": {"naam": {}}}, "kinderen: not a list"),
        ({"kinderen": ["Noor"]}, "kinderen: not a list of objects"),
        ({"kinderen": [{}] * 101}, "kinderen: more than 100"),
        ({"ouders": [{"ouderAanduiding": "3"}]}, "ouders: ouderAanduiding is 1 for one and 2 for the other"),
        ({"naam": {"a": {"b": {"c": {"d": {"e": {"f": {"g": "h"}}}}}}}}, "naam.a.b.c.d.e: nested too deep"),
    ],
)
def test_a_person_of_another_form_is_refused(said: dict[str, Any], told: str) -> None:
    with pytest.raises(Onjuist) as refused:
        read(**said)
    assert str(refused.value) == told


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
names = st.sampled_from(("naam", "geboorte", "partners", "rni", "ouders", "verblijfplaats", "geslacht", "overlijden"))


@given(st.dictionaries(names, json_values) | json_values)
def test_whatever_comes_is_read_or_refused(found: Any) -> None:
    lezing = Lezing()
    try:
        lijst = lezing.persoonslijst(found)
    except Onjuist:
        return
    assert isinstance(Keuring().keur("person 1", lijst, []), Afgewezen)


# --- what may be kept ---------------------------------------------------------------------------------------------


def judged(bsn: str, elementen: dict[str, str], keuring: Keuring | None = None) -> Gelezen | Afgewezen:
    return (keuring or Keuring()).keur("line 5", {"01": [[{"0120": bsn} | elementen]]}, [])


@pytest.mark.parametrize(
    ("bsn", "elementen", "told"),
    [
        ("", {}, "no burgerservicenummer"),
        ("999900007", {}, "the burgerservicenummer does not pass the 11-test"),
        ("12345", {}, "the burgerservicenummer does not pass the 11-test"),
        (BSN, {"0240": "x" * 201}, "01.02.40 is longer than 200 characters"),
        (BSN, {"0240": "a\x00b"}, "01.02.40 holds characters that nobody can read"),
    ],
)
def test_a_list_that_cannot_be_kept_is_refused_without_its_number(
    bsn: str, elementen: dict[str, str], told: str
) -> None:
    found = judged(bsn, elementen)
    assert found == Afgewezen(plaats="line 5", reden=told)


def test_a_number_stands_on_one_list() -> None:
    keuring = Keuring()
    assert isinstance(judged(BSN, {}, keuring), Gelezen)
    again = judged(BSN, {}, keuring)
    assert isinstance(again, Afgewezen)
    assert again.reden == "its burgerservicenummer stands on an earlier list in this file"


@pytest.mark.parametrize("text", ["2015", "20151301", "20150132", "0000000", "x0150101", "٢٠١٥٠١٠١"])
def test_a_date_that_is_none_is_left_out_and_told(text: str) -> None:
    found = judged(BSN, {"0310": text})
    assert isinstance(found, Gelezen)
    assert found.lijst == {"01": [[{"0120": BSN}]]}
    assert found.weggelaten == ["01.03.10 is not a date of LO3"]
    assert isinstance(kept := judged(BSN, {"0310": "19800000"}), Gelezen)
    assert not kept.weggelaten


def test_the_report_counts_by_reason_and_names_places() -> None:
    verslag = Verslag(soort="table")
    for number in range(12):
        verslag.meld(Afgewezen(plaats=f"line {number}", reden="no burgerservicenummer"))
    verslag.meld(Gelezen(plaats="line 20", lijst={}, weggelaten=["gezag: not read"]))
    verslag.nieuw = 1
    first, refused, left = verslag.lines()
    assert first == "table: 13 persons, 1 kept (1 new, 0 changed, 0 as they were), 12 refused"
    assert refused.startswith("  refused 12: no burgerservicenummer (line 0, line 1, ")
    assert refused.endswith(", line 8, line 9 and 2 more)")
    assert left == "  left out 1: gezag: not read"
    assert next(verslag.lines(dry_run=True)) == "table: 13 persons, 1 would be kept, 12 refused"
