"""The ranks of confidentiality."""

from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding


def test_the_order_is_that_of_the_standard() -> None:
    assert tuple(Vertrouwelijkheidaanduiding.__members__) == (
        "openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk",
        "vertrouwelijk", "confidentieel", "geheim", "zeer_geheim",
    )  # fmt: skip
    assert [member.value for member in Vertrouwelijkheidaanduiding] == list(range(1, 9))
    assert Vertrouwelijkheidaanduiding.intern < Vertrouwelijkheidaanduiding.geheim
