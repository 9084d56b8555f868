"""Rules of ResultaatType: what the selectielijst fills in and demands, and the brondatumArchiefprocedure."""

from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

from grondslag.kernel.rules import Nothing, Violation
from grondslag.registers.catalogi import resultaattype
from grondslag.registers.catalogi.peers import ProcesType, Resultaattypeomschrijving, Selectielijstklasse
from grondslag.registers.catalogi.versie import BesluitTypeVersie
from tests.catalogus_builders import CATALOGUS, a_change, a_decision, a_resultaattype, a_zaaktype

WIJZEN = get_args(resultaattype.Afleidingswijze)


def _listed(procestermijn: str = "", own: int | None = 5, klasse: int | None = 5) -> resultaattype.Selectielijst:
    return resultaattype.Selectielijst(
        zaaktype=a_zaaktype(),
        omschrijving_selectielijst=Resultaattypeomschrijving(omschrijving="Verwerkt", definitie=""),
        klasse=Selectielijstklasse(
            proces_type="p", waardering="vernietigen", procestermijn=procestermijn, bewaartermijn="P5Y"
        ),
        procestype=None if own is None else ProcesType(nummer=own, procesobject=""),
        procestype_klasse=None if klasse is None else ProcesType(nummer=klasse, procesobject=""),
    )


def test_the_selectielijst_fills_in_what_is_not_said() -> None:
    assert resultaattype.the_selectielijst_fills_in(a_change(a_resultaattype()), _listed()) == {
        "omschrijving_generiek": "Verwerkt",
        "archiefnominatie": "vernietigen",
        "archiefactietermijn": "P5Y",
    }
    said = a_resultaattype(archiefnominatie="blijvend_bewaren", archiefactietermijn="P1Y")
    assert resultaattype.the_selectielijst_fills_in(a_change(said), _listed()) == {"omschrijving_generiek": "Verwerkt"}


def test_a_term_that_is_said_to_be_none_is_filled_in() -> None:
    """A zaak would otherwise close without a date on which it is destroyed."""
    change = a_change(a_resultaattype(), given=("archiefactietermijn",))
    assert resultaattype.the_selectielijst_fills_in(change, _listed())["archiefactietermijn"] == "P5Y"


@pytest.mark.parametrize(("own", "klasse", "right"), [(5, 5, True), (5, 6, False), (None, 5, True), (5, None, True)])
def test_the_klasse_is_of_the_procestype(own: int | None, klasse: int | None, right: bool) -> None:
    facts = _listed(own=own, klasse=klasse)
    told = list(resultaattype.the_klasse_is_of_the_procestype(a_change(a_resultaattype()), facts))
    assert [(each.code, each.name) for each in told] == ([] if right else [("procestype-mismatch", "nonFieldErrors")])


@pytest.mark.parametrize("wijze", WIJZEN)
@pytest.mark.parametrize(
    ("procestermijn", "only"),
    [("nihil", "afgehandeld"), ("ingeschatte_bestaansduur_procesobject", "termijn"), ("", None), ("anders", None)],
)
def test_the_procestermijn_decides_the_wijze(wijze: str, procestermijn: str, only: str | None) -> None:
    change = a_change(a_resultaattype({"afleidingswijze": wijze}))
    told = list(resultaattype.the_procestermijn_decides_the_wijze(change, _listed(procestermijn)))
    right = only in (None, wijze)
    assert [each.code for each in told] == ([] if right else ["invalid-afleidingswijze-for-procestermijn"])


NEEDED: dict[str, tuple[Callable[..., Iterator[Violation]], tuple[str, ...], Any]] = {
    "datumkenmerk": (
        resultaattype.a_datumkenmerk_names_the_date,
        ("eigenschap", "zaakobject", "ander_datumkenmerk"),
        "datum",
    ),
    "objecttype": (resultaattype.an_objecttype_holds_the_date, ("zaakobject", "ander_datumkenmerk"), "pand"),
    "registratie": (resultaattype.a_registratie_holds_the_date, ("ander_datumkenmerk",), "BRP"),
    "procestermijn": (resultaattype.a_procestermijn_comes_with_termijn, ("termijn",), "P5M"),
}


@pytest.mark.parametrize("wijze", WIJZEN)
@pytest.mark.parametrize("field", NEEDED)
def test_each_wijze_asks_for_its_own_fields(wijze: str, field: str) -> None:
    judge, wijzen, value = NEEDED[field]
    name = f"brondatumArchiefprocedure.{field}"
    empty = [(e.code, e.name) for e in judge(a_change(a_resultaattype({"afleidingswijze": wijze})), Nothing())]
    filled_in = a_resultaattype({"afleidingswijze": wijze, field: value})
    filled = [(e.code, e.name) for e in judge(a_change(filled_in), Nothing())]
    assert empty == ([("required", name)] if wijze in wijzen else [])
    assert filled == ([] if wijze in wijzen else [("must-be-empty", name)])


@pytest.mark.parametrize("wijze", WIJZEN)
def test_whether_the_end_is_known_is_no_question_for_some(wijze: str) -> None:
    change = a_change(a_resultaattype({"afleidingswijze": wijze, "einddatumBekend": True}))
    told = list(resultaattype.the_end_of_the_zaak_is_always_known(change, Nothing()))
    assert bool(told) is (wijze in ("afgehandeld", "termijn"))


def test_without_a_procedure_there_is_nothing_to_ask() -> None:
    change = a_change(a_resultaattype())
    for judge, _, _ in NEEDED.values():
        assert not list(judge(change, Nothing()))
    assert not list(resultaattype.the_procestermijn_decides_the_wijze(change, _listed("nihil")))


@pytest.mark.parametrize(
    ("found", "right"),
    [([], True), ([a_decision(concept=True)], True), ([a_decision(concept=True, catalogus="elders")], False)],
)
def test_relations_stay_in_the_catalogus(found: list[BesluitTypeVersie], right: bool) -> None:
    change = a_change(a_resultaattype(besluittypen=["Vergunning"]), raw={"besluittypen": ["b"]})
    facts = resultaattype.Relaties(
        zaaktype=a_zaaktype(catalogus=CATALOGUS), besluittypen_bij_naam=found, informatieobjecttypen_bij_naam=[]
    )
    told = list(resultaattype.relations_stay_in_the_catalogus(change, facts))
    assert [each.code for each in told] == ([] if right else ["relations-incorrect-catalogus"])
