"""The filters that lists of a catalogus share: concept or published, and in force on a day."""

from grondslag.kernel.declare import Choice, InForce, Same, Special

CONCEPT = {"alles": None, "concept": True, "definitief": False}

OF_TYPES: dict[str, Special] = {
    "status": Choice(field="concept", words=CONCEPT, default="definitief"),
    "datumGeldigheid": InForce(),
}
STATUS_OF_ZAAKTYPE = Choice(field="zaaktype.concept", words=CONCEPT, default="definitief")
ZAAKTYPE_IN_FORCE = InForce(begin="zaaktype.begin_geldigheid", end="zaaktype.einde_geldigheid")
ZAAKTYPE_IDENTIFICATIE = Same(field="zaaktype.identificatie")
OF_PARTS: dict[str, Special] = {
    "status": STATUS_OF_ZAAKTYPE,
    "datumGeldigheid": ZAAKTYPE_IN_FORCE,
    "zaaktypeIdentificatie": ZAAKTYPE_IDENTIFICATIE,
}
