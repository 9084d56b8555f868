"""Woorden: dates, sizes and the words of the standard, said so that a person understands them. Pure."""

import re
from datetime import date, datetime, tzinfo

MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
_DAG = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
_ADRES = re.compile(r"https?://\S*")


def dag(day: date) -> str:
    """A day as people write it: 3 juni 2034."""
    return f"{day.day} {MAANDEN[day.month - 1]} {day.year}"


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment by the clock in a place: 3 juni 2034, 14:05 uur. One that says no zone is of that place already."""
    local = at.astimezone(zone) if at.tzinfo is not None else at
    return f"{dag(local.date())}, {local.hour}:{local.minute:02d} uur"


def tijd(text: str, zone: tzinfo) -> str:
    """A text that is nothing but a date or a moment, in words; any other text as it is."""
    try:
        if _DAG.fullmatch(text):
            return dag(date.fromisoformat(text))
        if _MOMENT.fullmatch(text):
            return moment(datetime.fromisoformat(text), zone)
    except ValueError:  # it looks like one, but there is no such day
        return text
    return text


def deel_van_datum(text: str) -> str:
    """Of a date in eight digits what is known of it, for the BRP has zeros for the rest; any other text as it is."""
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return text
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not year:
        return "onbekend"
    if not 1 <= month <= 12:
        return str(year)
    return f"{day} {MAANDEN[month - 1]} {year}" if day else f"{MAANDEN[month - 1]} {year}"


def is_adres(text: str) -> bool:
    """Whether a text is nothing but an address on the web: it leads to a record, and says nothing to a person."""
    return _ADRES.fullmatch(text) is not None


def omvang(count: int) -> str:
    """A number of bytes: 5 bytes, 12 kB, 1,4 MB."""
    if count < 1000:
        return f"{count} byte{'' if count == 1 else 's'}"
    for size, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= size:
            return f"{count / size:.1f} {name}".replace(".0 ", " ").replace(".", ",")
    return str(count)


def in_gewone_taal(veld: str, waarde: str) -> str:
    """A word of the standard in plain Dutch, by the field it stands in; one without better words only with spaces."""
    return WAARDEN.get(veld, {}).get(waarde) or SOMS.get(waarde) or waarde.replace("_", " ")


_GESLACHT = {"m": "man", "v": "vrouw", "o": "onbekend"}
_TALEN = {
    "nl": "Nederlands",
    "dut": "Nederlands",
    "nld": "Nederlands",
    "eng": "Engels",
    "fry": "Fries",
    "ger": "Duits",
    "deu": "Duits",
    "fre": "Frans",
    "fra": "Frans",
    "pap": "Papiaments",
    "tur": "Turks",
    "ara": "Arabisch",
    "pol": "Pools",
    "ukr": "Oekraïens",
    "spa": "Spaans",
}
WAARDEN: dict[str, dict[str, str]] = {
    "betrokkeneType": {
        "natuurlijk_persoon": "een mens",
        "niet_natuurlijk_persoon": "een organisatie",
        "vestiging": "een vestiging van een bedrijf",
        "organisatorische_eenheid": "een afdeling",
        "medewerker": "een medewerker",
    },
    "omschrijvingGeneriek": {
        "adviseur": "geeft advies",
        "behandelaar": "behandelt de zaak",
        "belanghebbende": "heeft er belang bij",
        "beslisser": "neemt het besluit",
        "initiator": "vroeg erom",
        "klantcontacter": "onderhoudt het contact",
        "zaakcoordinator": "leidt de behandeling",
        "mede_initiator": "vroeg er mede om",
    },
    "indicatieMachtiging": {
        "gemachtigde": "handelt voor een ander",
        "machtiginggever": "laat een ander voor zich handelen",
    },
    "vertrouwelijkheidaanduiding": {
        "openbaar": "openbaar: iedereen mag het zien",
        "beperkt_openbaar": "voor een deel openbaar",
        "intern": "alleen voor wie bij ons werkt",
        "zaakvertrouwelijk": "alleen voor wie aan de zaak werkt",
        "vertrouwelijk": "vertrouwelijk: voor weinig mensen",
        "confidentieel": "zeer vertrouwelijk: voor heel weinig mensen",
        "geheim": "geheim",
        "zeer_geheim": "zeer geheim",
    },
    "betalingsindicatie": {
        "nvt": "er hoeft niets te worden betaald",
        "nog_niet": "er is nog niet betaald",
        "gedeeltelijk": "een deel is betaald",
        "geheel": "alles is betaald",
        "gefactureerd": "er is een rekening gestuurd",
        "gecrediteerd": "er komt geld terug",
        "betaald": "er is betaald",
    },
    "archiefnominatie": {"blijvend_bewaren": "het blijft altijd bewaard", "vernietigen": "het wordt ooit vernietigd"},
    "archiefstatus": {
        "nog_te_archiveren": "nog niet in het archief",
        "gearchiveerd": "in ons archief",
        "gearchiveerd_procestermijn_onbekend": "in ons archief, hoe lang is nog niet bekend",
        "overgedragen": "overgedragen aan een ander archief",
    },
    "doelgroep": {"betrokkenen": "voor wie bij de zaak hoort", "intern": "alleen voor wie bij ons werkt"},
    "notitieType": {"intern": "alleen voor wie bij ons werkt", "extern": "ook voor wie de zaak begon"},
    "vervalreden": {
        "tijdelijk": "het gold voor een bepaalde tijd",
        "ingetrokken_overheid": "de overheid heeft het ingetrokken",
        "ingetrokken_belanghebbende": "het is ingetrokken omdat iemand daarom vroeg",
    },
    "soort": {"analoog": "op papier", "digitaal": "digitaal", "pki": "digitaal, met een certificaat"},
    "aardRelatie": {
        "vervolg": "deze zaak kwam daaruit voort",
        "onderwerp": "deze zaak gaat over die zaak",
        "bijdrage": "deze zaak helpt die zaak verder",
        "overig": "iets anders",
    },
    "geslachtsaanduiding": _GESLACHT,
    "taal": _TALEN,
}
"""By field, what a value means for who does not know the standard."""
SOMS = {
    "woz_deelobject": "deel van een WOZ-object",
    "woz_object": "WOZ-object",
    "woz_waarde": "WOZ-waarde",
    "enkelvoudig_document": "document",
    "cooperatie_europees_economische_samenwerking": "coöperatie, Europees economisch samenwerkingsverband",
    "europese_cooperatieve_venootschap": "Europese coöperatieve vennootschap",
    "europese_cooperatieve_vennootschap": "Europese coöperatieve vennootschap",
    "europese_naamloze_vennootschap": "Europese naamloze vennootschap",
    "kapitaalvennootschap_binnen_eer": "kapitaalvennootschap binnen de EER",
    "kapitaalvennootschap_buiten_eer": "kapitaalvennootschap buiten de EER",
    "natuurlijk_persoon": "mens",
    "niet_natuurlijk_persoon": "organisatie",
}
"""The same, wherever the value stands."""
