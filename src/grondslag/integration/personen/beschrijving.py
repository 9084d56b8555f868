"""The OpenAPI document of the BRP API, made of the tables by which questions are read and answers are chosen."""

from collections.abc import Mapping
from typing import Any, Final

from grondslag.integration.personen import volgen_beschrijving as volgen
from grondslag.integration.personen.voorbeelden import EXAMPLES, of_problem
from grondslag.kernel.declare import Json
from grondslag.registers.personen import COMPONENT
from grondslag.registers.personen.velden import ANTWOORDEN, Soort, Veld
from grondslag.registers.personen.vraag import (
    BSN,
    FIELD,
    GEMEENTE,
    HUISNUMMERS,
    MOST_BSNS,
    MOST_FIELDS,
    MOST_FOUND,
    NIET_NUL,
    PATRONEN,
    SOORTEN,
    VOORNAMEN_VERPLICHT,
)
from grondslag.runtime.purpose import HEADER
from grondslag.surfaces.openapi_examples import with_examples
from grondslag.surfaces.openapi_schemas import array, content, obj, ref

_PROBLEM: Final = "application/problem+json"
_ABOUT: Final = f"""Deze beschrijving en de server komen uit dezelfde tabellen: wat hier staat, is wat de server doet.

Stel een van zeven soorten vragen (`type`), en zeg met `fields` welke gegevens u nodig hebt. Wat altijd wordt geleverd
(`inOnderzoek`, `geheimhoudingPersoonsgegevens`, `opschortingBijhouding`, `rni`, `verificatie`) vraagt u niet. Een
zoekvraag die meer dan {MOST_FOUND} personen vindt, wordt geweigerd. Elk antwoord wordt vastgelegd in het
verwerkingenlogboek; met de header `X-Verwerkingsactiviteit` zegt u voor welke verwerking u de gegevens gebruikt. Geeft
die verwerking toegang tot een deel van de velden, dan wordt een vraag naar andere velden geweigerd."""
_RESPONSES: Final[Mapping[int, str]] = {
    400: "De vraag is niet juist, of vindt te veel personen.",
    401: "Wie vraagt, is niet bekend.",
    403: "Wie vraagt, mag dit niet, of niet deze velden.",
    406: "Het antwoord is er alleen als application/json in utf-8.",
    413: "De vraag is te groot.",
    415: "De vraag wordt alleen gelezen als application/json in utf-8.",
    429: "Er zijn nu te veel verzoeken.",
    500: "Er ging iets mis.",
    503: "De bron, of het logboek, is nu niet bereikbaar.",
}
_TYPES: Final[Mapping[Soort, Json]] = {
    "tekst": {"type": "string"},
    "getal": {"type": "integer"},
    "indicatie": {"type": "boolean"},
    "datum": ref("Datum"),
    "waarde": ref("Waardetabel"),
    "adel": ref("AdellijkeTitelPredicaat"),
    "gezag": {"type": "object", "description": "Een gezagsrelatie."},
    "onderzoek": ref("InOnderzoek"),
}


def document(server: str) -> Json:
    """The OAS 3.0 document. `server`: the address of its root; '' for the same host."""
    found: Json = {
        "openapi": "3.0.3",
        "info": {
            "title": f"{COMPONENT.title} API",
            "version": COMPONENT.version,
            "description": _ABOUT,
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/nl/"},
        },
        "servers": [{"url": server or COMPONENT.path}],
        "security": [{"JWT-Claims": []}],
        "tags": [{"name": "Personen", "description": "Wie er in de basisregistratie personen staat."}, volgen.TAG],
        "paths": {"/personen": {"post": _operation()}, **volgen.paths()},
        "components": {
            "securitySchemes": {"JWT-Claims": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "responses": {
                str(status): {
                    "description": text,
                    "content": {_PROBLEM: {"schema": ref(_fout(status)), "example": of_problem(status)}},
                }
                for status, text in _RESPONSES.items()
            },
            "schemas": dict(sorted((_schemas() | volgen.schemas()).items())),
        },
    }
    return with_examples(found, EXAMPLES)


def _fout(status: int) -> str:
    return "BadRequestFoutbericht" if status == 400 else "Foutbericht"


def _operation() -> Json:
    return {
        "operationId": "Personen",
        "summary": "Raadpleeg of zoek personen.",
        "tags": ["Personen"],
        "parameters": [
            {
                "name": HEADER.decode().title(),
                "in": "header",
                "description": "Waarvoor de gegevens worden gebruikt: identificatie, uuid of URL van de activiteit.",
                "schema": {"type": "string"},
            }
        ],
        "requestBody": {"required": True, "content": content(ref("PersonenQuery"))},
        "responses": {
            "200": {"description": "De gevonden personen.", "content": content(ref("PersonenQueryResponse"))},
            **{str(status): ref(str(status), "responses") for status in _RESPONSES},
            "default": ref("500", "responses"),
        },
    }


# --- schemas ------------------------------------------------------------------------------------------------------


def _schemas() -> Json:
    found: Json = {naam: _schema(veld) for naam, veld in ANTWOORDEN.items()} | _fixed()
    for naam, soort in SOORTEN.items():
        parameters = {
            each: _parameter(each, verplicht=each in soort.verplicht) for each in soort.verplicht + soort.vrij
        }
        fields = array({"type": "string", "pattern": FIELD}, MOST_FIELDS) | {"minItems": 1}
        kind: Json = {"type": "string", "enum": [naam]}
        properties = {"type": kind, "fields": fields, **parameters}
        found[naam] = obj(properties, ["type", "fields", *soort.verplicht]) | {"additionalProperties": False}
        found[f"{naam}Response"] = obj({"type": kind, "personen": array(ref(soort.antwoord))}, ["type", "personen"]) | {
            "additionalProperties": False
        }
    found["PersonenQuery"] = _one_of(SOORTEN, "")
    found["PersonenQueryResponse"] = _one_of(SOORTEN, "Response")
    return found


def _one_of(names: Mapping[str, Any], suffix: str) -> Json:
    mapping = {each: f"#/components/schemas/{each}{suffix}" for each in names}
    return {
        "oneOf": [ref(each + suffix) for each in names],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }


def _parameter(naam: str, *, verplicht: bool) -> Json:
    if naam == "burgerservicenummer":
        return array({"type": "string", "pattern": BSN}, MOST_BSNS) | {"minItems": 1}
    if naam == "huisnummer":
        return {"type": "integer", "minimum": HUISNUMMERS[0], "maximum": HUISNUMMERS[1]}
    if naam == "geboortedatum":
        return {"type": "string", "format": "date"}
    if naam == "inclusiefOverledenPersonen":
        return {"type": "boolean"}
    patroon = VOORNAMEN_VERPLICHT if naam == "voornamen" and verplicht else PATRONEN[naam]
    found: Json = {"type": "string", "pattern": NIET_NUL if naam.endswith("Identificatie") else patroon}
    return found | ({"description": "De code van de gemeente."} if naam == GEMEENTE else {})


def _schema(veld: Veld) -> Json:
    found = _TYPES.get(veld.soort)
    if found is None:
        inner = obj({naam: _schema(each) for naam, each in veld.velden.items()})
        found = inner | {"additionalProperties": False}
    return array(found) if veld.lijst else found


def _fixed() -> Json:
    text, code = {"type": "string"}, {"code": {"type": "string"}, "omschrijving": {"type": "string"}}
    word = {"type": "string", "pattern": "^[a-zA-Z0-9]{1,25}$"}
    fout = {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string", "pattern": r"^[a-zA-Z0-9À-ž \.\-]{1,80}$"},
        "status": {"type": "integer", "minimum": 100, "maximum": 600},
        "detail": text,
        "instance": text,
        "code": word,
    }
    told = array(ref("InvalidParam"))
    needed = [each for each in fout if each != "detail"]
    return {
        "Waardetabel": obj(code) | {"additionalProperties": False},
        "AdellijkeTitelPredicaat": obj(code | {"soort": {"type": "string", "enum": ["titel", "predicaat"]}})
        | {"additionalProperties": False},
        "Datum": obj(
            {
                "type": {"type": "string", "enum": ["Datum", "DatumOnbekend", "JaarDatum", "JaarMaandDatum"]},
                "langFormaat": text,
                "datum": {"type": "string", "format": "date"},
                "jaar": {"type": "integer", "minimum": 1, "maximum": 9999},
                "maand": {"type": "integer", "minimum": 1, "maximum": 12},
                "onbekend": {"type": "boolean"},
            },
            ["type", "langFormaat"],
        )
        | {"additionalProperties": False},
        "InOnderzoek": {
            "type": "object",
            "description": "Welke velden in onderzoek zijn, en sinds wanneer.",
            "additionalProperties": {"anyOf": [{"type": "boolean"}, ref("Datum")]},
        },
        "InvalidParam": obj({"name": text, "code": word, "reason": text}, ["name", "code", "reason"])
        | {"additionalProperties": False},
        "Foutbericht": obj(fout, needed) | {"additionalProperties": False},
        "BadRequestFoutbericht": obj(fout | {"invalidParams": told}, needed) | {"additionalProperties": False},
    }
