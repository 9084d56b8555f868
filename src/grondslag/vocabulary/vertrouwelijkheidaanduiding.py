"""How confidential a zaak or document is. The rank decides who may see it, so it is a number that compares."""

from enum import IntEnum


class Vertrouwelijkheidaanduiding(IntEnum):
    """Low to high. The name of a member is its value on the wire."""

    openbaar = 1
    beperkt_openbaar = 2
    intern = 3
    zaakvertrouwelijk = 4
    vertrouwelijk = 5
    confidentieel = 6
    geheim = 7
    zeer_geheim = 8
