"""Codes of languages."""

from grondslag.vocabulary.taal import check_taal


def test_only_three_lower_case_letters_pass() -> None:
    assert check_taal("nld") is None
    assert check_taal("dut") is None
    assert all(check_taal(text) for text in ("", "nl", "nlds", "NLD", "nl1", "ñld", "nl "))
