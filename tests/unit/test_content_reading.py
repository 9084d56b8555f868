"""Content in a body: taken out of it however it is cut into pieces, and refused when it is not what it should be."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.runtime.form_reading import FormReader
from grondslag.runtime.json_reading import JsonReader
from grondslag.surfaces.problems import Invalid, ParseError, TooLarge, UnsupportedMediaType

TEXTS = st.text(max_size=12) | st.sampled_from(('"inhoud":"', "inhoud", '\\"inhoud":', "{", "]", "\\"))
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.just("inhoud"), inner, max_size=3),
    max_leaves=8,
)
LENGTHS = st.lists(st.integers(1, 40), min_size=1, max_size=20)


def cut(raw: bytes, lengths: list[int]) -> Iterator[bytes]:
    """Pieces of these lengths, again and again."""
    at = number = 0
    while at < len(raw):
        length = lengths[number % len(lengths)]
        yield raw[at : at + length]
        at, number = at + length, number + 1


def taken(reader: Any, raw: bytes, lengths: list[int]) -> bytes:
    """The content of a body in pieces."""
    return b"".join(reader.feed(piece) for piece in cut(raw, lengths))


def whole(reader: JsonReader, raw: bytes, lengths: list[int]) -> bytes:
    """The content of a body in pieces, which must end."""
    found = taken(reader, raw, lengths)
    reader.end()
    return found


@given(
    before=st.dictionaries(TEXTS.filter(lambda each: each != "inhoud"), JSONS, max_size=4),
    after=st.dictionaries(TEXTS.filter(lambda each: each != "inhoud"), JSONS, max_size=2),
    content=st.binary(max_size=300),
    lengths=LENGTHS,
    spaces=st.booleans(),
    slashes=st.booleans(),
)
def test_content_is_found_however_the_body_is_cut(
    before: dict[str, Any], after: dict[str, Any], content: bytes, lengths: list[int], spaces: bool, slashes: bool
) -> None:
    after = {name: value for name, value in after.items() if name not in before}
    coded = base64.b64encode(content).decode()
    indent = 1 if spaces else None
    body = json.dumps(before | {"inhoud": coded} | after, indent=indent)
    if slashes:
        body = body.replace(json.dumps(coded), json.dumps(coded).replace("/", "\\/").replace("+", "\\u002b"))
    reader = JsonReader("inhoud", 2**20)
    assert taken(reader, body.encode(), lengths) == content
    assert json.loads(reader.end()) == before | {"inhoud": None} | after
    assert reader.begun
    assert reader.before() == before


@given(content=st.binary(max_size=60), inner=st.dictionaries(TEXTS, JSONS, max_size=2), lengths=LENGTHS)
def test_content_within_an_object_is_found_too(content: bytes, inner: dict[str, Any], lengths: list[int]) -> None:
    inner = {name: value for name, value in inner.items() if name != "inhoud"}
    coded = base64.b64encode(content).decode()
    body = {"inhoud": "AAAA", "document": inner | {"inhoud": coded}, "zaak": {"url": "x"}}
    reader = JsonReader("inhoud", 2**20, "document")
    assert taken(reader, json.dumps(body).encode(), lengths) == content
    assert json.loads(reader.end()) == body | {"document": inner | {"inhoud": None}}
    assert reader.before() == inner


@given(body=st.dictionaries(TEXTS.filter(lambda each: each != "inhoud"), JSONS, max_size=5), lengths=LENGTHS)
def test_what_only_looks_like_content_is_left_alone(body: dict[str, Any], lengths: list[int]) -> None:
    for said in (body, body | {"inhoud": 4}, body | {"inhoud": ["AAAA"]}, body | {"inhoud": None}):
        reader = JsonReader("inhoud", 2**20)
        assert taken(reader, json.dumps(said).encode(), lengths) == b""
        assert json.loads(reader.end()) == said
        assert not reader.begun


@given(content=st.binary(min_size=1, max_size=60), at=st.integers(0, 200), lengths=LENGTHS)
def test_content_that_breaks_off_is_refused(content: bytes, at: int, lengths: list[int]) -> None:
    body = json.dumps({"inhoud": base64.b64encode(content).decode()}).encode()
    cut_off = body[: min(len(b'{"inhoud": "') + at, len(body) - 2)]
    reader = JsonReader("inhoud", 2**20)
    with pytest.raises(Invalid) as refused:
        whole(reader, cut_off, lengths)
    assert [each.name for each in refused.value.violations] == ["inhoud"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JVBE*A==", "invalid-base64"),
        ("JVBERi0", "incorrect-base64-padding"),
        ("JVBER===", "invalid-base64"),
        ("JVA=JVA=", "invalid-base64"),
        ("====", "invalid-base64"),
        ("JVB\\\\nE", "invalid-base64"),
        ("JVBE\\u00e9", "invalid-base64"),
        ("data:application/pdf;base64,JVBE", "invalid-base64"),
        ("JVBERi0\u00e9", "invalid-base64"),
    ],
)
@pytest.mark.parametrize("length", [1, 3, 100])
def test_what_is_no_base64_is_refused(text: str, code: str, length: int) -> None:
    reader = JsonReader("inhoud", 2**20)
    with pytest.raises(Invalid) as refused:
        whole(reader, f'{{"inhoud": "{text}"}}'.encode(), [length])
    assert [each.code for each in refused.value.violations] == [code]


def test_lines_and_spaces_in_base64_mean_nothing() -> None:
    coded = base64.encodebytes(bytes(200)).decode()
    for text in (coded, coded.replace("\n", "\r\n"), coded.replace("\n", " ")):
        reader = JsonReader("inhoud", 2**20)
        assert taken(reader, json.dumps({"inhoud": text}).encode(), [7]) == bytes(200)


def test_content_comes_once_and_the_rest_is_bounded() -> None:
    with pytest.raises(Invalid):
        JsonReader("inhoud", 100).feed(b'{"inhoud": "AAAA", "inhoud": "AAAA"}')
    with pytest.raises(TooLarge):
        JsonReader("inhoud", 100).feed(b'{"titel": "' + b"x" * 100)


@pytest.mark.parametrize(
    "body",
    [
        b'{"titel":"' + b'\\"' * 1_900_000 + b'inhoud":',
        b'{"titel":' + b'["inhoud"],' * 300_000,
        b'{"a":' + b"[" * 3_900_000 + b'"inhoud":"',
        b'{"inhoud"' + b" " * 3_900_000,
        b"{" + b'"inhoud":1,' * 300_000,
    ],
)
@pytest.mark.parametrize("length", [1_400, 65_536])
def test_no_body_takes_long_to_read(body: bytes, length: int) -> None:
    """The work grows with the body, whatever it holds in whatever pieces it comes; what keeps us busy is refused."""
    reader = JsonReader("inhoud", 2**22)
    began = time.process_time()
    with suppress(Invalid):
        for piece in cut(body, [length]):
            reader.feed(piece)
    assert time.process_time() - began < 2


def test_white_and_names_are_taken_within_bounds() -> None:
    few = b'{"a":[' + b'"inhoud",' * 900 + b'0], "inhoud"' + b" " * 400 + b":" + b"\n" * 400 + b'"QUJD"}'
    assert whole(JsonReader("inhoud", 2**22), few, [13]) == b"ABC"


# --- forms ----------------------------------------------------------------------------------------------------------


def a_form(fields: list[tuple[str, bytes]], boundary: str) -> bytes:
    """A form."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\nContent-Type: x/y\r\n\r\n'.encode()
        + value
        + b"\r\n"
        for name, value in fields
    ]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])


def form_reader(boundary: str = "grens") -> FormReader:
    """A reader of forms with this boundary."""
    return FormReader("inhoud", {b"content-type": f'multipart/form-data; boundary="{boundary}"'.encode()})


@given(
    content=st.binary(max_size=200) | st.sampled_from((b"\r\n--gren", b"--grens", b"\r\n", b"\r\n--grens_")),
    lock=st.text(st.characters(codec="ascii", exclude_characters="\r\n"), max_size=40),
    lengths=LENGTHS,
    first=st.booleans(),
)
def test_a_form_is_read_however_it_is_cut(content: bytes, lock: str, lengths: list[int], first: bool) -> None:
    if b"\r\n--grens" in b"\r\n" + content:
        content = content.replace(b"grens", b"")
    fields = [("inhoud", content), ("lock", lock.encode())]
    reader = form_reader()
    assert taken(reader, a_form(fields if first else fields[::-1], "grens"), lengths) == content
    assert reader.end() == {"lock": lock}
    assert reader.begun


def test_a_form_that_is_wrong_is_refused() -> None:
    whole = a_form([("lock", b"x"), ("inhoud", b"abc")], "grens")
    for cut_off in range(len(whole) - 4):
        reader = form_reader()
        reader.feed(whole[:cut_off])
        with pytest.raises(ParseError):
            reader.end()
    wrong: list[tuple[bytes, type[Exception]]] = [
        (a_form([("inhoud", b"a"), ("inhoud", b"b")], "grens"), Invalid),
        (a_form([("lock", b"a"), ("lock", b"b")], "grens"), Invalid),
        (a_form([("lock", b"a" * 70_000)], "grens"), TooLarge),
        (a_form([(f"veld{number}", b"") for number in range(30)], "grens"), ParseError),
        (b"--grens\r\n" + b"x" * 20_000, ParseError),
        (b"--grens\r\nContent-Type: x/y\r\n\r\nabc", ParseError),
        (b"--grensrots\r\n", ParseError),
    ]
    for body, problem in wrong:
        with pytest.raises(problem):
            form_reader().feed(body)
    for kind in (b"", b"application/json", b"multipart/form-data", b"multipart/form-data; boundary="):
        with pytest.raises(UnsupportedMediaType):
            FormReader("inhoud", {b"content-type": kind})
