"""The part of the OpenAPI document that tells how persons are followed."""

from typing import Final

from grondslag.kernel.declare import Json
from grondslag.registers.personen.volgindicatie import MOST_FOLLOWED
from grondslag.surfaces.openapi_schemas import array, content, obj, ref

_PROBLEM: Final = "application/problem+json"
_TAG: Final = "Volgen"
TAG: Final = {
    "name": _TAG,
    "description": f"Hoor het als iemand wijzigt; hoogstens {MOST_FOLLOWED:_} personen.".replace("_", "."),
}
_ERRORS: Final = (400, 401, 403, 406, 429, 500, 503)
# Printed without `nn`: any nine digits; the server holds them against the persons it knows.
_NUMBER: Final = {
    "name": "burgerservicenummer",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9]*$", "minLength": 9, "maxLength": 9},
}
_DATE: Final = {"type": "string", "format": "date"}


def paths() -> Json:
    """The paths below the root."""
    number = {"parameters": [_NUMBER]}
    vanaf = {"name": "vanaf", "in": "query", "description": "Alleen wijzigingen op of na deze dag.", "schema": _DATE}
    return {
        "/volgindicaties": {
            "get": _operation(
                "GetVolgindicaties", "Welke personen u volgt.", {"200": _answer("VolgindicatieCollectie")}
            )
        },
        "/volgindicaties/{burgerservicenummer}": {
            "get": _operation("GetVolgindicatie", "Hoe u een persoon volgt.", {"200": _answer(_SHOWN)}, 404) | number,
            "put": _operation(
                "UpsertVolgindicatie",
                "Volg een persoon, verander tot wanneer, of stop ermee (einddatum vandaag).",
                {"200": _answer(_SHOWN), "201": _answer(_SHOWN)},
                413,
                415,
            )
            | number
            | {"requestBody": {"content": content(ref("Volgindicatie"))}},
        },
        "/wijzigingen": {
            "get": _operation(
                "GetGewijzigdePersonen",
                "Wie van de personen die u volgt, is gewijzigd.",
                {"200": _answer("GewijzigdePersonenHalCollectie", "application/hal+json")},
            )
            | {"parameters": [vanaf]}
        },
    }


_SHOWN: Final = "VolgindicatieRaadplegen"


def schemas() -> Json:
    """What the paths refer to."""
    link = obj({"href": {"type": "string", "format": "uri"}}, ["href"])
    number = {"type": "string"}
    shown = {"einddatum": _DATE, "begindatum": _DATE, "burgerservicenummer": number}
    return {
        "Volgindicatie": obj({"einddatum": _DATE}) | {"additionalProperties": False},
        _SHOWN: obj(shown, ["begindatum", "burgerservicenummer"]),
        "VolgindicatieCollectie": obj({"volgindicaties": array(ref(_SHOWN))}),
        "GewijzigdePersonenHalCollectie": obj(
            {
                "_links": obj({"self": link, "ingeschrevenPersoon": link}),
                "burgerservicenummers": array(number),
            }
        ),
    }


def _answer(schema: str, kind: str = "application/json") -> Json:
    return {"description": "Gelukt.", "content": content(ref(schema), kind)}


def _operation(name: str, summary: str, answers: Json, *more: int) -> Json:
    errors = {str(status): ref(str(status), "responses") for status in sorted((*_ERRORS, *more)) if status != 404}
    if 404 in more:
        errors["404"] = {
            "description": "U volgde deze persoon nooit.",
            "content": content(ref("Foutbericht"), _PROBLEM),
        }
    return {
        "operationId": name,
        "summary": summary,
        "tags": [_TAG],
        "responses": {**answers, **errors, "default": ref("500", "responses")},
    }
