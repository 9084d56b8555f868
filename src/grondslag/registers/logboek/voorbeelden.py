"""Worked examples of the API of the log, about the person of the examples, who lives in the demo."""

from grondslag.kernel.declare import Json
from grondslag.registers.logboek import names
from grondslag.vocabulary.nummers import VOORBEELD_BSN
from grondslag.vocabulary.tijd import VOORBEELD_BEGIN, VOORBEELD_EINDE

_TRACE, _SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
_ROOT = "http://localhost:8000"
_ACTIVITY = names.activity_url(f"{_ROOT}/verwerkingen/api/v1", "019a20ae-c628-71e7-8e09-000000000003")
_START = 1_762_171_200_000
_RECORD: Json = {
    names.TRACE: _TRACE,
    names.SPAN: _SPAN,
    names.STATUS: "Ok",
    names.NAME: "personen.bevragen",
    names.START: _START,
    names.END: _START + 12,
    names.RESOURCE: {names.ATTRIBUTES: {names.SERVICE: "personen"}},
    names.ATTRIBUTES: {
        names.ACTIVITY: _ACTIVITY,
        names.SUBJECT_TYPE: "BSN",
        names.SUBJECT: "01" + "5e0b" * 8,
        names.CLIENT: "demo",
        names.OBJECTS: [],
    },
}


def _said(key: str, value: Json) -> Json:
    return {"key": key, "value": value}


_SENT: Json = {
    "resourceSpans": [
        {
            "scopeSpans": [
                {
                    "spans": [
                        {
                            "traceId": _TRACE,
                            "spanId": _SPAN,
                            "name": "melding.tonen",
                            "startTimeUnixNano": f"{_START}000000",
                            "endTimeUnixNano": f"{_START + 12}000000",
                            "status": {"code": 1},
                            "attributes": [
                                _said(names.SUBJECT, {"stringValue": VOORBEELD_BSN}),
                                _said(names.SUBJECT_TYPE, {"stringValue": "BSN"}),
                                _said(names.OBJECTS, {"arrayValue": {"values": [{"stringValue": "melding/1"}]}}),
                            ],
                        }
                    ]
                }
            ]
        }
    ]
}
_DECISION: Json = {
    "trace_id": _TRACE,
    "span_id": _SPAN,
    "event_name": "adl.access_evaluation",
    "timestamp": _START,
    "status": "Unset",
    "body": {
        "adl.core.request": {
            "subject": {"type": "applicatie", "id": "demo"},
            "action": {"name": "zaken.lezen", "properties": {"operation": "list"}},
            "resource": {"type": "zaken.zaak", "id": "*"},
        },
        "adl.core.response": {"decision": True},
    },
}
EXAMPLES: Json = {
    "listProcessingActivitiesPost": {
        "asked": {names.SUBJECT_TYPE: "BSN", names.SUBJECT: VOORBEELD_BSN, names.LIMIT: 10},
        "answered": {names.FOUND: [_RECORD], names.START: _START - 1000, names.END: _START + 1000},
    },
    "export": {"asked": _SENT, "answered": {}},
    "listAuthorizationDecisions": {
        "asked": {names.START: VOORBEELD_BEGIN, names.END: VOORBEELD_EINDE, names.LIMIT: 10},
        "answered": {names.DECISIONS: [_DECISION], names.COMPLETE: True},
    },
}
