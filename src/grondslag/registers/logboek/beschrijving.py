"""What the API of the log answers, as its OpenAPI document tells it. The names are those of `names`."""

from grondslag.kernel.declare import Json
from grondslag.registers.logboek import names

TEXT: Json = {"type": "string"}
COUNT: Json = {"type": "integer", "format": "int64", "minimum": 0}
TRACE: Json = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
SPAN: Json = {"type": "string", "pattern": "^[0-9a-f]{16}$"}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _obj(properties: Json, *required: str, more: bool = False) -> Json:
    found: Json = {"type": "object", "properties": properties, "additionalProperties": more}
    return found | ({"required": list(required)} if required else {})


def _json(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _operation(name: str, summary: str, text: str, scope: str, asked: Json, answered: Json) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "description": text,
        "tags": ["logboek"],
        "security": [{"JWT-Claims": [scope]}],
        "requestBody": {"required": True, "content": _json(asked)},
        "responses": {
            "200": {
                "description": "OK",
                "headers": {"API-version": {"schema": TEXT, "description": "De versie van deze API."}},
                "content": _json(answered),
            }
        },
    }


_ATTRIBUTES: Json = {
    names.ACTIVITY: TEXT | {"format": "uri", "description": "Waar het register de verwerkingsactiviteit beschrijft."},
    names.SUBJECT: TEXT | {"description": "Het pseudoniem van de betrokkene."},
    names.SUBJECT_TYPE: TEXT | {"enum": list(names.KINDS), "description": "Waarvan het een pseudoniem is."},
    names.PROCESSOR: TEXT | {"format": "uri", "description": "De applicatie die erom vroeg."},
    names.READ_API: TEXT | {"description": "Waar het logboek van wie er werd gevraagd te lezen is."},
    names.CLIENT: TEXT | {"description": "Eigen toevoeging: welke client het deed."},
    names.VERSION: COUNT | {"description": "Eigen toevoeging: de versie van de verwerkingsactiviteit."},
    names.OBJECTS: {"type": "array", "items": TEXT, "description": "Eigen toevoeging: wat er is gezien."},
}
_RECORD: Json = {
    names.TRACE: TRACE,
    names.SPAN: SPAN,
    names.PARENT: SPAN,
    names.STATUS: TEXT | {"enum": list(names.STATUSES)},
    names.NAME: TEXT,
    names.START: COUNT | {"description": "In milliseconden sinds 1970."},
    names.END: COUNT | {"description": "In milliseconden sinds 1970."},
    names.RESOURCE: _obj({names.ATTRIBUTES: _obj({names.SERVICE: TEXT}, more=True)}),
    names.ATTRIBUTES: _obj(_ATTRIBUTES, names.CLIENT, names.OBJECTS),
}
_MOMENT: Json = {"oneOf": [COUNT, TEXT | {"format": "date-time"}]}
_QUESTION: Json = {
    names.TRACE: TEXT | {"description": "32 hexadecimale cijfers, of een uuid."},
    names.ACTIVITY: TEXT | {"description": "De URL of de uuid van een verwerkingsactiviteit."},
    names.SUBJECT: TEXT | {"description": "Het nummer zelf. Het wordt nergens bewaard en nooit herhaald."},
    names.SUBJECT_TYPE: TEXT | {"enum": list(names.KINDS)},
    names.START: _MOMENT | {"description": "Vanaf dit moment; anders een jaar voor het einde, bij een trace altijd."},
    names.END: _MOMENT | {"description": "Tot dit moment; anders nu."},
    names.LIMIT: {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
    names.CURSOR: TEXT | {"description": "De waarde van next uit het vorige antwoord."},
}
SCHEMAS: Json = {
    "ProcessingActivityRequest": _obj(_QUESTION, more=True)
    | {"description": f"Ten minste een van {names.TRACE}, {names.ACTIVITY} en {names.SUBJECT}."},
    "ListProcessingActivities": _obj(
        {
            names.FOUND: {"type": "array", "items": _ref("ProcessingActivity")},
            names.START: COUNT | {"description": "Vanaf wanneer is gezocht."},
            names.END: COUNT | {"description": "Tot wanneer is gezocht."},
            names.NEXT: TEXT | {"description": "Er is meer: geef dit mee als cursor."},
        },
        names.FOUND,
    ),
    "ProcessingActivity": _obj(
        _RECORD,
        *(names.TRACE, names.SPAN, names.STATUS, names.NAME, names.START, names.END, names.ATTRIBUTES),
    )
    | {"description": "Een dataverwerking: wat er is gedaan met gegevens van een betrokkene, of van geen."},
    "ExportTraceServiceRequest": _obj({"resourceSpans": {"type": "array", "items": {"type": "object"}}}, more=True)
    | {"description": "Spans in OTLP/JSON."},
    "ExportTraceServiceResponse": _obj({"partialSuccess": _obj({"rejectedSpans": TEXT, "errorMessage": TEXT})})
    | {"description": "Leeg als alles is bewaard, of al bekend was."},
    "AuthorizationDecisionRequest": _obj(
        {
            names.TRACE: TRACE,
            names.CALLER: TEXT | {"description": "Alleen verzoeken van deze client."},
            names.START: _MOMENT | {"description": "Vanaf dit moment."},
            names.END: _MOMENT | {"description": "Tot dit moment, hoogstens 31 dagen later."},
            names.LIMIT: {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
        }
    )
    | {"description": f"Een {names.TRACE}, of een {names.START} en een {names.END}."},
    "ListAuthorizationDecisions": _obj(
        {
            names.DECISIONS: {"type": "array", "items": _ref("AuthorizationDecision")},
            names.COMPLETE: {"type": "boolean", "description": "Of dit ze allemaal zijn; anders de nieuwste."},
        },
        names.DECISIONS,
        names.COMPLETE,
    ),
    "AuthorizationDecision": {"type": "object"}
    | {"description": "Een beslissing over toegang, met de velden van het Authorization Decision Log (concept 0.0.1)."},
}
PATHS: Json = {
    names.SEARCH_PATH: {
        "post": _operation(
            "listProcessingActivitiesPost",
            "Zoek dataverwerkingen.",
            "Zoekt op trace, verwerkingsactiviteit of betrokkene, het nieuwste eerst (extensie lezen). Deze vraag komt "
            "zelf ook in het logboek.",
            names.READ,
            _ref("ProcessingActivityRequest"),
            _ref("ListProcessingActivities"),
        )
    },
    names.TAKE_PATH: {
        "post": _operation(
            "export",
            "Lever dataverwerkingen aan.",
            "Neemt spans in OTLP/JSON op van andere applicaties van de gemeente. Wat al bekend is wordt niet nog eens "
            "bewaard; dezelfde span met een andere inhoud wordt geweigerd, zoals partialSuccess vertelt.",
            names.WRITE,
            _ref("ExportTraceServiceRequest"),
            _ref("ExportTraceServiceResponse"),
        )
    },
    names.DECISIONS_PATH: {
        "post": _operation(
            "listAuthorizationDecisions",
            "Zoek beslissingen over toegang.",
            "Zoekt op trace, of in een tijdvak, het nieuwste eerst. Deze vraag komt zelf ook in het logboek.",
            names.READ,
            _ref("AuthorizationDecisionRequest"),
            _ref("ListAuthorizationDecisions"),
        )
    },
}
