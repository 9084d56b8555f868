"""What is about others is covered, whatever field it stands in; what is of the person stays."""

from itertools import islice
from typing import Any

import msgspec
import pytest

from grondslag import targets
from grondslag.registers.inzage.afdekking import LONGEST_PATH, MASK, Afdekking
from grondslag.registers.inzage.betrokkene import Betrokkene
from grondslag.registers.inzage.vrije_tekst import MOST_DEEP, is_prose, is_written_freely
from grondslag.surfaces.person_numbers import holders, number_paths
from grondslag.vocabulary.nummers import check_bsn

WORLD = targets.world()
ROL, OBJECT, NOTITIE, VERZENDING, ZAAK = (
    WORLD.shapes[key]
    for key in ("zaken.rol", "zaken.zaakobject", "zaken.zaaknotitie", "documenten.verzending", "zaken.zaak")
)
ME, OTHER = "999993653", "999990019"
BSNS = [*islice((text for n in range(123_000_000, 124_000_000) if not check_bsn(text := str(n))), 300)]


def a_rol(kind: str = "natuurlijk_persoon", **who: Any) -> dict[str, Any]:
    return {
        "url": "https://gemeente.example/rollen/1",
        "betrokkene": "",
        "betrokkeneType": kind,
        "afwijkendeNaamBetrokkene": "",
        "omschrijving": "Melder",
        "roltoelichting": "",
        "contactpersoonRol": None,
        "betrokkeneIdentificatie": who,
    }


def test_the_person_sees_everything_of_themselves() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    rol = a_rol(inpBsn=ME, geslachtsnaam="Aldenkamp", geboortedatum="19800101", verblijfsadres={"aoaHuisnummer": 7})
    rol |= {"afwijkendeNaamBetrokkene": "Mira", "betrokkene": "https://brp.example/1"}
    assert cover.record(ROL, rol, "b") == rol
    assert cover.noten == []


def test_who_has_another_number_as_well_may_be_elsewhere_under_that_alone() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    rol = a_rol(inpBsn=ME, anpIdentificatie="77A", geslachtsnaam="Aldenkamp")
    assert cover.record(ROL, rol, "b") == rol
    (told,) = cover.noten
    assert (told.veld, told.wat) == ("betrokkeneIdentificatie.anpIdentificatie", "nakijken")


@pytest.mark.parametrize(
    ("who", "group", "place"),
    [
        (Betrokkene("anp", "77A"), {"anpIdentificatie": "77A"}, "elders"),
        (Betrokkene("rol", "een"), {}, "een"),
    ],
)
def test_who_has_no_bsn_sees_their_own_alone(who: Betrokkene, group: dict[str, str], place: str) -> None:
    own = a_rol(**group, geslachtsnaam="Kwast")
    cover = Afdekking(who)
    assert cover.record(ROL, own, "b", place) == own
    assert cover.noten == []
    for other in ({"anpIdentificatie": "78B"}, {"inpBsn": OTHER}, {}):
        strange = a_rol(**other, geslachtsnaam="Aldenkamp")
        covered = cover.record(ROL, strange, "b", "ander")["betrokkeneIdentificatie"]
        assert set(covered.values()) == {MASK}
    # Who has a number by now is known by that, also where they were not before.
    with_number = a_rol(inpBsn=OTHER, geslachtsnaam="Aldenkamp")
    assert cover.record(ROL, with_number, "b", place)["betrokkeneIdentificatie"]["geslachtsnaam"] == MASK


def test_a_contact_person_sees_no_more_than_that_of_the_rol() -> None:
    rol = a_rol("natuurlijk_persoon", geslachtsnaam="Kwast") | {"contactpersoonRol": {"naam": "Jo", "functie": "Zoon"}}
    shown = Afdekking(Betrokkene("contactpersoon", "een")).record(ROL, rol, "b", "een")
    assert shown["contactpersoonRol"] == rol["contactpersoonRol"]
    assert shown["betrokkeneIdentificatie"] == {"geslachtsnaam": MASK}
    shown = Afdekking(Betrokkene("contactpersoon", "een")).record(ROL, rol, "b", "twee")
    assert shown["contactpersoonRol"] == {"naam": MASK, "functie": "Zoon"}


@pytest.mark.parametrize("who", [{"inpBsn": OTHER}, {}], ids=["someone else", "nobody knows who"])
def test_of_another_nothing_is_left(who: dict[str, str]) -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    rol = a_rol(
        **who, geslachtsnaam="Kwast", geboortedatum="1970", verblijfsadres={"aoaHuisnummer": 7, "aoaPostcode": ""}
    )
    rol |= {"afwijkendeNaamBetrokkene": "Jo", "betrokkene": "https://brp.example/2"}
    shown = cover.record(ROL, rol, "b")
    assert shown["betrokkeneIdentificatie"] == dict.fromkeys([*who, "geslachtsnaam", "geboortedatum"], MASK) | {
        "verblijfsadres": {"aoaHuisnummer": MASK, "aoaPostcode": ""}
    }
    assert (shown["afwijkendeNaamBetrokkene"], shown["betrokkene"]) == (MASK, MASK)
    assert shown["omschrijving"] == "Melder"
    assert {each.wat for each in cover.noten} == {"afgedekt"}


def test_of_an_employee_only_the_function_is_left() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    shown = cover.record(ROL, a_rol("medewerker", identificatie="m042", achternaam="Dijkveen"), "b")
    assert shown["betrokkeneIdentificatie"] == {"identificatie": MASK, "achternaam": MASK}
    assert (shown["omschrijving"], shown["betrokkeneType"]) == ("Melder", "medewerker")


def test_an_organisation_is_no_person() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    rol = a_rol("niet_natuurlijk_persoon", innNnpId="999990123", statutaireNaam="De Meerkoet")
    rol |= {"afwijkendeNaamBetrokkene": "Meerkoet", "contactpersoonRol": {"naam": "Ottilie", "functie": "Secretaris"}}
    shown = cover.record(ROL, rol, "b")
    assert shown["betrokkeneIdentificatie"] == rol["betrokkeneIdentificatie"]
    assert shown["afwijkendeNaamBetrokkene"] == "Meerkoet"
    assert shown["contactpersoonRol"] == {"naam": MASK, "functie": "Secretaris"}


def test_a_person_deep_inside_an_object_is_found_and_covered() -> None:
    inside = {"heeftAlsGerechtigde": {"natuurlijkPersoon": {"inpBsn": OTHER, "geslachtsnaam": "Kwast"}}}
    shown = {"objectType": "zakelijk_recht", "objectIdentificatie": {"identificatie": "R1", **inside}}
    covered = Afdekking(Betrokkene("bsn", ME)).record(OBJECT, shown, "b")
    assert covered["objectIdentificatie"]["identificatie"] == "R1"
    assert OTHER not in str(covered)
    assert "Kwast" not in str(covered)
    assert Afdekking(Betrokkene("bsn", OTHER)).record(OBJECT, shown, "b") == shown


def test_names_and_numbers_of_others_go_out_of_what_people_wrote() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    cover.record(ROL, a_rol(inpBsn=ME, geslachtsnaam="Aldenkamp"), "b")
    cover.record(ROL, a_rol(inpBsn=OTHER, geslachtsnaam="Kwast", voornamen="Jo"), "b")
    cover.record(ROL, a_rol(inpBsn=OTHER, geslachtsnaam="Aldenkamp"), "b")
    zaak = {
        "toelichting": f"kwast ({OTHER}) belde over Aldenkamp, {ME} en 999990202; Kwastje bleef.",
        "bronorganisatie": "999990202",
    }
    shown = cover.text(ZAAK, zaak, "b")
    assert shown["toelichting"] == f"{MASK} ({MASK}) belde over Aldenkamp, {ME} en {MASK}; Kwastje bleef."
    assert shown["bronorganisatie"] == "999990202", "the number of an organisation is no BSN"
    assert cover.noten[-1].veld == "toelichting"


def test_a_text_that_begins_with_an_address_is_read_like_any_other() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    cover.record(ROL, a_rol(inpBsn=OTHER, geslachtsnaam="Kwast"), "b")
    said = {"toelichting": f"https://mail.example/7 van Kwast ({OTHER})", "hoofdzaak": "https://kwast.example/zaken/1"}
    shown = cover.text(ZAAK, said | {"identificatie": "https://Kwast is boos"}, "b")
    assert shown["toelichting"] == f"https://mail.example/7 van {MASK} ({MASK})"
    assert shown["identificatie"] == f"https://{MASK} is boos"
    assert shown["hoofdzaak"] == said["hoofdzaak"], "an address leads somewhere, whatever its name"
    (alone,) = cover.text(ZAAK, {"toelichting": f"https://brp.example/?bsn={OTHER}"}, "b").values()
    assert OTHER not in alone


def an_object(data: dict[str, Any]) -> dict[str, Any]:
    return {"objectType": "overige", "objectTypeOverige": "boom", "objectIdentificatie": {"overigeData": data}}


def test_of_an_object_of_any_form_a_human_reads_what_is_left_when_others_are_out_of_it() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    cover.record(ROL, a_rol(inpBsn=OTHER, geslachtsnaam="Kwast"), "a")
    data: dict[str, Any] = {
        "eigenaar": {"naam": "Jo Kwast", "bsn": OTHER, "als getal": int(OTHER), "als breuk": float(OTHER)},
        "melders": [ME, f"ook {OTHER}", int(ME)],
        "per bsn": {OTHER: "belt", "999990202": "schrijft", ME: "vraagt"},
        "adres": f"https://brp.example/?bsn={OTHER}",
        "01": True, "hoogte": 12.5, "plaats": [52.123456782, 4], "jaar": 0, "gekapt": None,
    }  # fmt: skip
    shown = cover.text(OBJECT, cover.record(OBJECT, an_object(data), "b"), "b")
    assert shown["objectIdentificatie"]["overigeData"] == {
        "eigenaar": {"naam": f"Jo {MASK}", "bsn": MASK, "als getal": MASK, "als breuk": MASK},
        "melders": [ME, f"ook {MASK}", int(ME)],
        "per bsn": {MASK: "belt", f"{MASK} (2)": "schrijft", ME: "vraagt"},
        "adres": f"https://brp.example/?bsn={MASK}",
        "01": True, "hoogte": 12.5, "plaats": [52.123456782, 4], "jaar": 0, "gekapt": None,
    }  # fmt: skip
    assert read_of(cover) == ["objectIdentificatie.overigeData"]
    assert OTHER not in str(cover.noten), "where it stood does not tell it either"


def test_names_that_are_covered_alike_stay_apart_and_short() -> None:
    data = dict.fromkeys(BSNS, 1) | {f"{MASK} (7)": 2}
    cover = Afdekking(Betrokkene("bsn", ME))
    shown = cover.text(OBJECT, cover.record(OBJECT, an_object(data), "b"), "b")["objectIdentificatie"]["overigeData"]
    assert len(shown) == len(data)
    assert not {*BSNS} & {*shown}
    assert max(map(len, shown)) < 12, (
        "each grows with how many there are: a body of a megabyte keeps a package for ever"
    )


def test_where_something_was_covered_is_told_in_few_words() -> None:
    """A place for each of very many values under a very long name is more than there is memory."""
    cover = Afdekking(Betrokkene("bsn", ME))
    cover.text(OBJECT, cover.record(OBJECT, an_object({"n" * 100_000: {"a": {"b": OTHER}}}), "b"), "b")
    (told,) = [each.veld for each in cover.noten if each.wat == "afgedekt"]
    assert len(told) <= LONGEST_PATH
    assert told.startswith("objectIdentificatie.overigeData.nnn")


def deep(levels: int, inner: Any) -> Any:
    for number in range(levels):
        inner = {"a": inner} if number % 2 else [inner]
    return inner


@pytest.mark.parametrize("levels", [MOST_DEEP - 2, MOST_DEEP, 700])
def test_what_was_kept_deeper_than_a_body_may_be_is_covered_and_read_too(levels: int) -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    said = {"x": deep(levels, {"wie": f"{OTHER} en {ME}"})}
    shown = cover.text(OBJECT, cover.record(OBJECT, an_object(said), "b"), "b")
    told = msgspec.json.encode(shown).decode()
    assert f"{MASK} en {ME}" in told
    assert OTHER not in told
    assert read_of(cover) == ["objectIdentificatie.overigeData"]


def test_what_is_deep_within_what_is_covered_is_covered() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    shown = cover.record(OBJECT, {"objectType": "?", "objectIdentificatie": deep(700, "Kwast")}, "b")
    assert "Kwast" not in str(shown)


def test_an_object_of_any_form_is_no_persoonslijst_whatever_its_names() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    shown = an_object({"05": [[{"0240": "Kwast"}]]})
    assert cover.record(OBJECT, shown, "b") == shown
    assert read_of(cover) == ["objectIdentificatie.overigeData"]
    lijst = {"01": [[{"0120": ME}]], "12": [[{"3520": OTHER}]]}
    assert cover.text(WORLD.shapes["personen.persoon"], {"lijst": lijst}, "c") == {"lijst": lijst}


def test_where_an_object_of_another_kind_is_described_no_number_is_left() -> None:
    told = {"url": "https://objecttypen.example/1", "schema": f".bsn[{OTHER}]", "objectData": f".persoon.{OTHER}"}
    cover = Afdekking(Betrokkene("bsn", ME))
    shown = cover.text(OBJECT, cover.record(OBJECT, {"objectTypeOverigeDefinitie": told}, "b"), "b")
    assert shown["objectTypeOverigeDefinitie"] == told | {"schema": f".bsn[{MASK}]", "objectData": f".persoon.{MASK}"}


def test_who_wrote_a_note_and_whose_address_it_was_is_covered() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    note = cover.record(NOTITIE, {"tekst": "Gebeld.", "aangemaaktDoor": "Dijkveen"}, "b")
    assert note == {"tekst": "Gebeld.", "aangemaaktDoor": MASK}
    sent = {
        "contactpersoonnaam": "Jo",
        "emailadres": "jo@voorbeeld.example",
        "toelichting": "Per post",
        "betrokkene": "https://x.example/1",
    }
    shown = cover.record(VERZENDING, sent, "b")
    assert shown == {"contactpersoonnaam": MASK, "emailadres": MASK, "toelichting": "Per post", "betrokkene": MASK}


def test_a_text_is_on_the_list_once() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    for _ in range(3):
        cover.record(NOTITIE, {"tekst": "Gebeld."}, "b")
    assert [each.veld for each in cover.noten] == ["tekst"]


def test_relatives_on_the_own_list_are_covered_and_told() -> None:
    lijst = {
        "01": [[{"0120": ME, "0240": "Aldenkamp"}]],
        "05": [[{"0120": OTHER, "0240": "Kwast", "0210": "Jo"}]],
        "08": [[{"1110": "Dorpsstraat"}]],
    }
    cover = Afdekking(Betrokkene("bsn", ME))
    found = cover._lijst(lijst, _at("persoonslijst"))
    assert found["01"] == lijst["01"]
    assert found["08"] == lijst["08"]
    assert found["05"] == [[{"0120": MASK, "0240": MASK, "0210": MASK}]]
    assert cover.words("Kwast en Aldenkamp") == f"{MASK} en Aldenkamp"
    assert {each.wat for each in cover.noten} == {"afgedekt", "nakijken"}


def _at(veld: str) -> Any:
    from grondslag.registers.inzage.afdekking import _At

    return _At("b", veld, "self")


def test_every_place_of_a_number_is_known() -> None:
    """A room that names a person somewhere new is found without a word in the finder."""
    found = {f"{shape.key}.{field.name}.{path}" for shape in WORLD.shapes.values() for field, path in holders(shape)}
    assert found >= {
        "zaken.rol.betrokkene_identificatie.inp_bsn",
        "zaken.zaakobject.object_identificatie.inp_bsn",
        "zaken.zaakobject.object_identificatie.heeft_als_gerechtigde.natuurlijk_persoon.inp_bsn",
        "inzage.correctieverzoek.burgerservicenummer.",
    }


def test_prose_is_what_people_write() -> None:
    assert is_prose(ZAAK.field("toelichting"))
    assert not is_prose(ZAAK.field("bronorganisatie"))
    assert not is_prose(ZAAK.field("zaaktype"))
    assert not number_paths(ZAAK.field("toelichting"))


def read_of(cover: Afdekking) -> list[str]:
    return [each.veld for each in cover.noten if each.wat == "nakijken"]


def test_what_a_register_or_a_list_calls_something_need_not_be_read() -> None:
    cover = Afdekking(Betrokkene("bsn", ME))
    adres = {
        "identificatie": "1810200000000009",
        "wplWoonplaatsNaam": "Voorbeeldstad",
        "gorOpenbareRuimteNaam": "Dorpsstraat",
    }
    shown = {"objectType": "adres", "objectIdentificatie": adres, "relatieomschrijving": "Hier woont de buurman."}
    assert cover.record(OBJECT, shown, "b") == shown
    assert read_of(cover) == ["relatieomschrijving"]
    wrong = {"resource": "zaken.rol", "record": "https://gemeente.example/rollen/1", "veld": "geslachtsnaam"}
    verzoek = {"burgerservicenummer": ME, "gegeven": wrong, "gewensteWaarde": "Kwast", "toelichting": "Een tikfout."}
    assert cover.record(WORLD.shapes["inzage.correctieverzoek"], verzoek, "c") == verzoek
    assert read_of(cover) == ["relatieomschrijving", "gewensteWaarde", "toelichting"]


@pytest.mark.parametrize(
    ("eigenschap", "waarde", "is_read"),
    [
        ("e/1", "Gezien door de buurman", True),
        ("e/1", "Kwastenmaker", True),
        ("e/1", "0612345678", True),
        ("e/1", "AB-123-C", False),
        ("e/1", "G001BB", False),
        ("e/1", "12", False),
        ("e/2", "Zone A bewoners", False),
    ],
)
def test_of_an_eigenschap_only_what_somebody_wrote_is_read(eigenschap: str, waarde: str, is_read: bool) -> None:
    cover = Afdekking(Betrokkene("bsn", ME), chosen=frozenset(("e/2",)))
    cover.record(WORLD.shapes["zaken.zaakeigenschap"], {"eigenschap": eigenschap, "waarde": waarde}, "b")
    assert read_of(cover) == (["waarde"] if is_read else [])


def test_what_people_write_is_read_in_every_room() -> None:
    """A new text is read until somebody says that it is none."""
    read = {
        f"{shape.name}.{field.wire}"
        for shape in WORLD.shapes.values()
        if shape.component in ("zaken", "besluiten", "documenten", "inzage")
        for field in shape.fields
        if is_written_freely(field)
    }
    assert read >= {
        "zaak.omschrijving", "zaak.toelichting", "klantcontact.onderwerp", "resultaat.toelichting",
        "rol.roltoelichting",
        "status.statustoelichting", "zaaknotitie.tekst", "zaakobject.relatieomschrijving", "zaakeigenschap.waarde",
        "enkelvoudiginformatieobject.titel", "enkelvoudiginformatieobject.beschrijving",
        "enkelvoudiginformatieobject.auteur", "besluit.toelichting", "correctieverzoek.antwoord",
    }  # fmt: skip
    assert not read & {"zaak.processobjectaard", "enkelvoudiginformatieobject.formaat", "zaakobject.objectTypeOverige"}
