"""The documents of the demo: what a client would send with a zaak, with content that is made here."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from grondslag.demo.inhoud import Gemeente, ZaakType
from grondslag.demo.pdf import pdf

Body = dict[str, Any]
RECENT = timedelta(days=150)
"""Older papers were never scanned, so that the demo is soon there."""
BRIEF, FORMULIER, RAPPORT = "Besluitbrief", "Aanvraagformulier", "Adviesrapport"
MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
ADVIEZEN = (
    "Dit is een eerste opzet van het advies. De brandweer kijkt nog naar de plattegrond.",
    "De brandweer heeft gekeken. Twee nooduitgangen moeten breder. Daarna is er geen bezwaar.",
    "De organisator heeft de plattegrond aangepast. Ons advies is: verleen de vergunning.",
)
"""What the versions of one advice say: each is written over the one before."""


class Document(Struct, frozen=True, kw_only=True):
    """A document of a zaak. `versies`: its content, the last one now; `besluit`: the kind of besluit it holds."""

    soort: str
    body: Body
    versies: tuple[bytes, ...]
    besluit: str = ""


class Zaak(Struct, frozen=True, kw_only=True):
    """What the documents of a zaak tell of it. `besluiten`: the names and bodies of what was decided."""

    zaaktype: ZaakType
    zaak: Body
    initiator: Body
    besluiten: Sequence[tuple[str, Body]]
    vandaag: date


def documenten(gemeente: Gemeente, over: Zaak) -> Iterator[Document]:
    """What there is on paper of the last months: the request of an organisation, and a letter with each besluit."""
    since = over.vandaag - RECENT
    if over.zaaktype.organisatie and date.fromisoformat(over.zaak["startdatum"]) >= since:
        yield _formulier(gemeente, over)
    for naam, besluit in over.besluiten:
        if date.fromisoformat(besluit["datum"]) >= since:
            yield _brief(gemeente, over, naam, besluit)


def advies(gemeente: Gemeente, over: Zaak) -> Document:
    """One advice, of which the earlier versions are there too."""
    titel = f"Advies over {_in_zin(over.zaak['omschrijving'])}"
    begun = min(date.fromisoformat(over.zaak["startdatum"]) + timedelta(days=7), over.vandaag)
    body = _body(gemeente, titel, begun, over.zaaktype.afdeling, "advies.pdf", "application/pdf")
    body |= {"trefwoorden": ["advies", "veiligheid"], "beschrijving": "Elke versie is apart te downloaden."}
    versies = tuple(
        pdf(titel, [f"Versie {number}. {gemeente.naam}, afdeling {over.zaaktype.afdeling}.", *VERZONNEN, tekst])
        for number, tekst in enumerate(ADVIEZEN, 1)
    )
    return Document(soort=RAPPORT, body=body, versies=versies)


VERZONNEN = ("Dit document hoort bij de demo en is verzonnen.",)


def _brief(gemeente: Gemeente, over: Zaak, naam: str, besluit: Body) -> Document:
    day, last = date.fromisoformat(besluit["datum"]), besluit["uiterlijkeReactiedatum"]
    outcome = besluit["toelichting"].partition(".")[0].lower()
    titel = f"{naam}: {_in_zin(over.zaak['omschrijving'])}"
    alineas = [
        f"{gemeente.naam}, {_voluit(day)}",
        f"Beste {_naam(over.initiator)},",
        f"U vroeg ons om het volgende: {_in_zin(over.zaak['omschrijving'])}. Wij hebben daarover een besluit genomen.",
        f"Ons besluit is: {outcome}. Het geldt vanaf {_voluit(date.fromisoformat(besluit['ingangsdatum']))}.",
        "Bent u het niet eens met dit besluit? Dan kunt u bezwaar maken"
        + (f", tot en met {_voluit(date.fromisoformat(last))}." if last else "."),
        "Met vriendelijke groet,",
        besluit["bestuursorgaan"],
        *VERZONNEN,
    ]
    body = _body(gemeente, titel, day, over.zaaktype.afdeling, "besluitbrief.pdf", "application/pdf")
    body |= {"verzenddatum": day.isoformat(), "tonenAanInitiator": True}
    return Document(soort=BRIEF, body=body, versies=(pdf(naam, alineas),), besluit=naam)


def _formulier(gemeente: Gemeente, over: Zaak) -> Document:
    day = date.fromisoformat(over.zaak["startdatum"])
    titel = f"Aanvraag: {_in_zin(over.zaak['omschrijving'])}"
    lines = [
        titel,
        "",
        f"Aanvrager:     {_naam(over.initiator)}",
        f"Ontvangen op:  {_voluit(day)}",
        f"Kenmerk:       {over.zaak['kenmerken'][0]['kenmerk']}",
        "",
        *VERZONNEN,
        "",
    ]
    body = _body(gemeente, titel, day, _naam(over.initiator), "aanvraag.txt", "text/plain")
    body |= {"ontvangstdatum": day.isoformat(), "trefwoorden": ["aanvraag"]}
    return Document(soort=FORMULIER, body=body, versies=("\n".join(lines).encode(),))


def _body(gemeente: Gemeente, titel: str, day: date, auteur: str, bestandsnaam: str, formaat: str) -> Body:
    return {
        "bronorganisatie": gemeente.rsin,
        "creatiedatum": day.isoformat(),
        "titel": titel,
        "auteur": auteur,
        "status": "definitief",
        "taal": "dut",
        "formaat": formaat,
        "bestandsnaam": bestandsnaam,
        "indicatieGebruiksrecht": False,
    }


def _naam(rol: Body) -> str:
    """How a letter addresses someone who takes part."""
    who = rol["betrokkeneIdentificatie"]
    if "statutaireNaam" in who:
        return who["statutaireNaam"]
    parts = (who["voornamen"], who["voorvoegselGeslachtsnaam"], who["geslachtsnaam"])
    return " ".join(each for each in parts if each)


def _in_zin(text: str) -> str:
    """A text in the middle of a sentence."""
    return text[:1].lower() + text[1:]


def _voluit(day: date) -> str:
    return f"{day.day} {MAANDEN[day.month - 1]} {day.year}"
