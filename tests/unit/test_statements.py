"""Splitting SQL: a semicolon ends a statement only where PostgreSQL thinks so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.runtime.statements import statements


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("select 1", ["select 1"]),
        ("select 1; select 2;\n", ["select 1", "select 2"]),
        ("; ;\n-- only a comment\n; select 1", ["select 1"]),
        ("select ';'; select 'it''s;'", ["select ';'", "select 'it''s;'"]),
        (r"select E'\';'; select 2", [r"select E'\';'", "select 2"]),
        (r"select '\'; select 2", [r"select '\'", "select 2"]),
        ('create table "a;""b" (); select 2', ['create table "a;""b" ()', "select 2"]),
        ("select 1 -- not; here\n; select 2", ["select 1 -- not; here", "select 2"]),
        ("/* a; /* b; */ c; */ select 1; select 2", ["/* a; /* b; */ c; */ select 1", "select 2"]),
        ("do $$ begin; x; end $$; select 2", ["do $$ begin; x; end $$", "select 2"]),
        ("do $a$ $$ ; $$ $b$ ; $a$; select 2", ["do $a$ $$ ; $$ $b$ ; $a$", "select 2"]),
        ("select $1; select a$b$c; select 3", ["select $1", "select a$b$c", "select 3"]),
        (
            "create function f() returns int begin atomic; select case when true then 1 end; end; select 2",
            ["create function f() returns int begin atomic; select case when true then 1 end; end", "select 2"],
        ),
        ("begin; commit; select case 1 when 1 then 2 end;", ["begin", "commit", "select case 1 when 1 then 2 end"]),
    ],
)
def test_statements(text: str, found: list[str]) -> None:
    assert statements(text) == found


@given(
    st.lists(st.sampled_from(["select 1", "select ';'", 'select "a;"', "do $q$ ; $q$", "select E'\\';'"]), max_size=8)
)
def test_joined_statements_come_apart_again(parts: list[str]) -> None:
    assert statements(";\n".join(parts)) == parts
