"""What commands print of others does nothing to a terminal, and is the same for a program."""

import json

import pytest

from grondslag.commands.printing import plain, print_json, print_row

ODD = "Een \x9b31m rood \x1b[2J bel\x07 om\u202egekeerd \U000e0001 half \ud800 wél 👩"


def test_json_holds_no_sign_that_a_terminal_acts_on(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"naam": ODD})
    told = capsys.readouterr().out
    assert all(each.isprintable() or each == "\n" for each in told)
    assert "wél 👩" in told, "what can be read is not escaped"
    assert json.loads(told) == {"naam": ODD}


def test_nor_does_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    print_row("een\ntwee", ODD)
    assert capsys.readouterr().out == f"een twee\t{plain(ODD)}\n"
    assert plain(ODD).isprintable()
