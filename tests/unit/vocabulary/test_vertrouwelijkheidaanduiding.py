"""The ranks of confidentiality."""

from grondslag.vocabulary.vertrouwelijkheidaanduiding import NAMES, Vertrouwelijkheidaanduiding, from_wire, wire


def test_the_order_is_that_of_the_standard() -> None:
    assert NAMES == (
        "openbaar", "beperkt_openbaar", "intern", "zaakvertrouwelijk",
        "vertrouwelijk", "confidentieel", "geheim", "zeer_geheim",
    )  # fmt: skip
    assert [member.value for member in Vertrouwelijkheidaanduiding] == list(range(1, 9))
    assert Vertrouwelijkheidaanduiding.intern < Vertrouwelijkheidaanduiding.geheim


def test_names_and_ranks_translate_both_ways() -> None:
    for member in Vertrouwelijkheidaanduiding:
        assert from_wire(member.wire) is member
        assert wire(member.value) == member.wire


def test_other_texts_have_no_rank() -> None:
    assert [from_wire(text) for text in ("", "Openbaar", "1", "wire", "name", "__class__")] == [None] * 6
