"""What the API of Inzage answers beside its resource, as its OpenAPI document tells it."""

from grondslag.kernel.declare import Json

_VERSION: Json = {"API-version": {"schema": {"type": "string"}, "description": "De versie van deze API."}}
SCHEMAS: dict[str, Json] = {
    "Pakketvraag": {
        "type": "object",
        "description": (
            "Over wie het gaat, op één manier genoemd: met een nummer, of, van wie geen nummer bekend is, met de rol "
            "of het zaakobject dat die persoon noemt."
        ),
        "additionalProperties": False,
        "example": {"burgerservicenummer": "999993653"},
        "properties": {
            "burgerservicenummer": {"type": "string", "maxLength": 9, "description": "Het burgerservicenummer."},
            "anpIdentificatie": {
                "type": "string",
                "maxLength": 17,
                "description": "Het nummer van iemand zonder burgerservicenummer.",
            },
            "rol": {"type": "string", "description": "De rol (URL of uuid) die iemand zonder nummer noemt."},
            "contactpersoon": {
                "type": "string",
                "description": "De rol (URL of uuid) met de contactpersoon over wie het gaat.",
            },
            "zaakobject": {
                "type": "string",
                "description": "Het zaakobject (URL of uuid) dat iemand zonder nummer noemt.",
            },
            "metInhoud": {
                "type": "boolean",
                "default": False,
                "description": "Of de inhoud van documenten meekomt. Daarin is niets afgedekt.",
            },
        },
    },
    "Ondertekensleutel": {
        "type": "object",
        "required": ["sleutel", "kort", "sleutels"],
        "additionalProperties": False,
        "properties": {
            "sleutel": {"type": "string", "description": "De openbare sleutel (Ed25519)."},
            "kort": {"type": "string", "description": "Dezelfde sleutel in het kort, om voor te lezen."},
            "sleutels": {
                "type": "array",
                "description": "Alle sleutels, de nieuwste eerst: met de oude is na te gaan wat eerder is ondertekend.",
                "items": {
                    "type": "object",
                    "required": ["sleutel", "kort", "vanaf", "tot"],
                    "properties": {
                        "sleutel": {"type": "string", "description": "De openbare sleutel (Ed25519)."},
                        "kort": {"type": "string", "description": "Dezelfde sleutel in het kort."},
                        "vanaf": {"type": "string", "format": "date-time", "description": "Sinds wanneer."},
                        "tot": {
                            "type": "string",
                            "format": "date-time",
                            "nullable": True,
                            "description": "Tot wanneer; leeg bij de sleutel van nu.",
                        },
                    },
                },
            },
        },
    },
}
PATHS: dict[str, Json] = {
    "/pakketten": {
        "post": {
            "operationId": "pakket_maken",
            "summary": "Alles over één persoon, als ondertekend pakket.",
            "description": (
                "Een zip met `inzage.json`, `inzage.pdf`, de beoordeling, de sleutel, een lijst met controlegetallen "
                "en de ondertekening daarvan. Wat over anderen gaat, is afgedekt; wat een mens nog moet lezen, staat "
                "in `beoordeling.pdf`, die niet voor de betrokkene is. Dat het pakket is gemaakt, staat in het logboek."
            ),
            "tags": ["pakketten"],
            "security": [{"JWT-Claims": ["inzage.lezen"]}],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pakketvraag"}}},
            },
            "responses": {
                "200": {
                    "description": "OK",
                    "headers": _VERSION,
                    "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
                },
                "400": {"$ref": "#/components/responses/400"},
                "422": {"$ref": "#/components/responses/422"},
                "429": {"$ref": "#/components/responses/429"},
            },
        }
    },
    "/sleutel": {
        "get": {
            "operationId": "sleutel_lezen",
            "summary": "De sleutel waarmee pakketten worden ondertekend.",
            "description": "Bedoeld om openbaar te maken: daarmee kan iedereen een pakket controleren.",
            "tags": ["pakketten"],
            "security": [{"JWT-Claims": []}],
            "responses": {
                "200": {
                    "description": "OK",
                    "headers": _VERSION,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ondertekensleutel"}}},
                }
            },
        }
    },
}
