"""The content of the demo: fictitious, within the standard, the same each time, and never ahead of the clock."""

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from grondslag.demo.catalogus import Selectielijst, parts
from grondslag.demo.documenten import RECENT
from grondslag.demo.inhoud import inhoud
from grondslag.demo.pdf import LINES, pdf
from grondslag.demo.personen import lijsten
from grondslag.demo.zaken import UNDECIDED, Plan, plans
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.registers.personen.lo3 import PERSOON, VERBLIJFPLAATS, burgerservicenummer, waarde
from grondslag.vocabulary.nummers import check_bsn, check_rsin

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
ROOT = "https://gemeente.example/selectielijst/api/v1"


@pytest.fixture(scope="module")
def made() -> list[Plan]:
    return plans(inhoud(), Selectielijst(ROOT).kanalen, NOW)


def test_the_same_day_gives_the_same_demo(made: list[Plan]) -> None:
    assert plans(inhoud(), Selectielijst(ROOT).kanalen, NOW) == made


def test_there_is_enough_of_everything(made: list[Plan]) -> None:
    gemeente = inhoud()
    assert len(gemeente.zaaktype) >= 8
    assert 280 <= len(made) <= 340
    stages = {(each.zaaktype, each.statussen[-1][0]) for each in made}
    steps = sum(len(each.statussen) for each in gemeente.zaaktype)
    assert len(stages) > 0.9 * steps, "zaken at all stages"
    assert 0.4 < sum(bool(each.resultaat) for each in made) / len(made) < 0.9
    for each in ("opschorting", "verlenging"):
        assert sum(each in plan.zaak for plan in made) >= 3


def test_everybody_is_made_up(made: list[Plan]) -> None:
    assert check_rsin(inhoud().rsin) is None
    who = [body["betrokkeneIdentificatie"] for each in made for _, body in each.rollen]
    numbers = [each["inpBsn"] for each in who if "inpBsn" in each]
    assert numbers
    assert all(check_bsn(each) is None and each.startswith("9999") for each in numbers)
    assert len(set(numbers)) == len(numbers)
    organisations = [each["innNnpId"] for each in who if "innNnpId" in each]
    assert organisations
    assert all(check_rsin(each) is None for each in organisations)


def test_who_takes_part_is_in_personen_by_the_same_name_and_address(made: list[Plan]) -> None:
    known = {burgerservicenummer(each): each for each in lijsten(inhoud(), NOW.date())}
    who = [body["betrokkeneIdentificatie"] for each in made for _, body in each.rollen]
    for each in who:
        if "inpBsn" in each:
            found = known[each["inpBsn"]]
            assert waarde(found, PERSOON, "0240") == each["geslachtsnaam"]
            assert waarde(found, PERSOON, "0310") == each["geboortedatum"]
            assert waarde(found, VERBLIJFPLAATS, "1190") == each["verblijfsadres"]["aoaIdentificatie"]
            assert waarde(found, VERBLIJFPLAATS, "1120") == str(each["verblijfsadres"]["aoaHuisnummer"])


def test_nothing_happens_in_the_future(made: list[Plan]) -> None:
    for plan in made:
        moments = [moment for _, moment in plan.statussen]
        assert moments == sorted(moments)
        assert moments[-1] <= NOW
        assert [step for step, _ in plan.statussen] == list(range(len(moments)))


def test_a_zaak_refers_to_earlier_ones_only(made: list[Plan]) -> None:
    about = [(index, each.over) for index, each in enumerate(made) if each.over is not None]
    whole = [(index, each.hoofd) for index, each in enumerate(made) if each.hoofd is not None]
    assert about
    assert whole
    assert all(other < index for index, other in about + whole)
    assert all(made[other].hoofd is None for _, other in whole)


def test_a_zaak_ends_with_a_besluit_where_its_kind_asks_one(made: list[Plan]) -> None:
    kinds = {each.identificatie: each.besluiten for each in inhoud().zaaktype}
    for plan in made:
        decided = bool(plan.resultaat) and plan.resultaat not in UNDECIDED
        assert [naam for naam, _ in plan.besluiten] == (kinds[plan.zaaktype] if decided else [])
        for _, body in plan.besluiten:
            assert plan.zaak["startdatum"] <= body["datum"] <= NOW.date().isoformat()
            assert body["datum"] < body["ingangsdatum"] < body["uiterlijkeReactiedatum"]
    assert sum(len(each.besluiten) for each in made) > 60


def test_a_recent_besluit_stands_in_a_letter(made: list[Plan]) -> None:
    gemeente, letters = inhoud(), 0
    carried_by = {each.omschrijving: each.documenten for each in gemeente.besluittype}
    for plan in made:
        recent = [naam for naam, body in plan.besluiten if NOW.date() - date.fromisoformat(body["datum"]) <= RECENT]
        assert [each.besluit for each in plan.documenten if each.besluit] == recent
        assert all(each.soort in carried_by[each.besluit] for each in plan.documenten if each.besluit)
        letters += len(recent)
    assert letters > 20


def test_documents_are_of_the_kinds_of_their_zaak_and_not_of_tomorrow(made: list[Plan]) -> None:
    kinds = {each.identificatie: dict(each.documenten) for each in inhoud().zaaktype}
    for plan in made:
        for each in plan.documenten:
            assert each.soort in kinds[plan.zaaktype]
            assert plan.zaak["startdatum"] <= each.body["creatiedatum"] <= NOW.date().isoformat()
    assert [len(each.versies) for plan in made for each in plan.documenten if len(each.versies) > 1] == [3]


def test_the_content_of_a_document_can_be_read(made: list[Plan]) -> None:
    found = [each for plan in made for each in plan.documenten]
    assert {each.body["formaat"] for each in found} == {"application/pdf", "text/plain"}
    for each in found:
        for content in each.versies:
            text = content.decode() if each.body["formaat"] == "text/plain" else text_of(content)
            assert "Dit document hoort bij de demo en is verzonnen." in text
    advice = next(each for each in found if len(each.versies) > 1)
    assert all(f"Versie {number}." in text_of(each) for number, each in enumerate(advice.versies, 1))


def text_of(content: bytes) -> str:
    [page] = PdfReader(io.BytesIO(content), strict=True).pages
    return page.extract_text()


def test_a_letter_keeps_its_signs_and_its_page() -> None:
    content = pdf("Één (1) \\ brief", ["Geachte heer Coëlho, € 12,50 (incl. btw)."])
    assert "Één (1) \\ brief" in text_of(content)
    assert "Geachte heer Coëlho, € 12,50 (incl. btw)." in text_of(content)
    assert PdfReader(io.BytesIO(content)).metadata == {"/Title": "Één (1) \\ brief"}
    with pytest.raises(ValueError, match="do not fit"):
        pdf("Te lang", ["regel"] * LINES)


def test_the_places_lie_within_the_gemeente(made: list[Plan]) -> None:
    west, south, east, north = inhoud().gebied
    for plan in made:
        place = plan.zaak["zaakgeometrie"]
        if place is not None:
            points = [place["coordinates"]] if place["type"] == "Point" else place["coordinates"][0]
            assert all(west <= x <= east and south <= y <= north for x, y in points)


def test_results_are_those_of_the_procestype() -> None:
    numbered = {each.volledig_nummer: each for each in lijst.resultaten()}
    for zaaktype in inhoud().zaaktype:
        for outcome in zaaktype.resultaat:
            entry = numbered[outcome.nummer]
            assert entry.procestype_nummer == zaaktype.procestype, f"{zaaktype.identificatie} {outcome.naam}"
            assert bool(outcome.eigenschap) == (entry.procestermijn == "bestaansduur_procesobject")


def test_a_zaaktype_refers_to_what_the_demo_has() -> None:
    gemeente = inhoud()
    documents = {each.omschrijving for each in gemeente.informatieobjecttype}
    for zaaktype in gemeente.zaaktype:
        assert {naam for naam, _ in zaaktype.documenten} <= documents
        assert set(zaaktype.besluiten) <= {each.omschrijving for each in gemeente.besluittype}
        assert {each.eigenschap for each in zaaktype.resultaat} - {""} <= {each.naam for each in zaaktype.eigenschap}
        assert zaaktype.afdeling in gemeente.afdelingen
        kinds = [key for key, _ in parts(zaaktype, "url", Selectielijst(ROOT))]
        assert kinds.count("catalogi.statustype") >= 2
        assert kinds.count("catalogi.roltype") >= 3
