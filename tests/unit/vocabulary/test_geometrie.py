"""Geometries: their bounds, their box, and what lies inside what."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.vocabulary import geometrie
from grondslag.vocabulary.geometrie import box, check_geometrie, inside

SQUARE = [[4.0, 52.0], [5.0, 52.0], [5.0, 53.0], [4.0, 53.0], [4.0, 52.0]]
BESIDE = [[6.0, 52.0], [7.0, 52.0], [7.0, 53.0], [6.0, 52.0]]
LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-90, 90)
POSITIONS = st.tuples(LONGITUDES, LATITUDES).map(list)
POINTS = st.builds(lambda position: {"type": "Point", "coordinates": position}, POSITIONS)
LINES = st.builds(
    lambda found: {"type": "LineString", "coordinates": found}, st.lists(POSITIONS, min_size=2, max_size=9)
)
RECTANGLES = st.builds(
    lambda x, y, w, h: polygon(x, y, x + w, y + h),
    *(st.integers(-80, 70), st.integers(-80, 70), st.integers(1, 10), st.integers(1, 10)),
)
COLLECTIONS = st.builds(
    lambda parts: {"type": "GeometryCollection", "geometries": parts}, st.lists(POINTS | LINES | RECTANGLES, max_size=4)
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometries", "bbox", "x"]), inner, max_size=4)
        | st.builds(
            lambda kind, found: {"type": kind, "coordinates": found}, st.sampled_from(["Point", "Polygon"]), inner
        )
    ),
    max_leaves=20,
)


def polygon(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def within(inner: Any, outer: Any) -> bool:
    return inside(outer)([inner])[0]


def nested(depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "Point", "coordinates": [4.9, 52.4]}
    for _ in range(depth - 1):
        found = {"type": "GeometryCollection", "geometries": [found]}
    return found


@pytest.mark.parametrize(
    "value",
    [
        {"type": "Point", "coordinates": [4.9, 52.4]},
        {"type": "Point", "coordinates": [4, 52, 0.5]},
        {"type": "MultiPoint", "coordinates": [[4.9, 52.4]]},
        {"type": "LineString", "coordinates": SQUARE},
        {"type": "MultiLineString", "coordinates": [SQUARE, SQUARE]},
        {"type": "Polygon", "coordinates": [SQUARE], "bbox": [4, 52, 5, 53]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [BESIDE]]},
        {"type": "GeometryCollection", "geometries": []},
        nested(geometrie.MAX_DEPTH),
    ],
)
def test_valid_geometries(value: dict[str, Any]) -> None:
    assert check_geometrie(value) == []


@pytest.mark.parametrize(
    ("value", "path", "code"),
    [
        (None, "", "invalid"),
        ([], "", "invalid"),
        ({}, "type", "invalid_choice"),
        ({"type": "point", "coordinates": [1, 2]}, "type", "invalid_choice"),
        ({"type": ["Point"], "coordinates": [1, 2]}, "type", "invalid_choice"),
        ({"type": "Point"}, "coordinates", "required"),
        ({"type": "Point", "coordinates": None}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": [1]}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": [1, 2, 3, 4]}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": [1, True]}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": ["1", "2"]}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": [[[1, 2]]]}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": [float("nan"), 2]}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": [1, float("inf")]}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": [10**400, 2]}, "coordinates", "invalid"),
        ({"type": "Point", "coordinates": [181, 2]}, "coordinates.0", "invalid"),
        ({"type": "Point", "coordinates": [121687, 487484]}, "coordinates.1", "invalid"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "coordinates", "min_length"),
        ({"type": "LineString", "coordinates": "12"}, "coordinates", "not_a_list"),
        ({"type": "MultiPoint", "coordinates": []}, "coordinates", "min_length"),
        ({"type": "Polygon", "coordinates": []}, "coordinates", "min_length"),
        ({"type": "Polygon", "coordinates": [SQUARE, SQUARE[:3]]}, "coordinates.1", "min_length"),
        ({"type": "Polygon", "coordinates": [SQUARE[:4]]}, "coordinates.0", "invalid"),
        ({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE[:4]]]}, "coordinates.1.0", "invalid"),
        ({"type": "GeometryCollection"}, "geometries", "required"),
        ({"type": "GeometryCollection", "geometries": {}}, "geometries", "not_a_list"),
        ({"type": "GeometryCollection", "geometries": [{"type": "X"}]}, "geometries.0.type", "invalid_choice"),
        ({"type": "Point", "coordinates": [1, 2], "crs": {}}, "crs", "invalid"),
        ({"type": "Point", "coordinates": [1, 2], "bbox": [1]}, "bbox", "invalid"),
        ({"type": "Point", "coordinates": [1, 2], "geometries": []}, "geometries", "invalid"),
        (nested(geometrie.MAX_DEPTH + 1), ".".join(["geometries.0"] * geometrie.MAX_DEPTH), "max_depth"),
        (nested(400), ".".join(["geometries.0"] * geometrie.MAX_DEPTH), "max_depth"),
    ],
)
def test_each_failure_names_its_place(value: object, path: str, code: str) -> None:
    assert (path, code) in [(found[0], found[1]) for found in check_geometrie(value)]


def test_positions_are_bounded_and_so_are_complaints() -> None:
    many = [[4.0, 52.0]] * (geometrie.MAX_POSITIONS + 1)
    found = check_geometrie({"type": "MultiPoint", "coordinates": many})
    assert [code for _, code, _ in found] == ["max_length"]
    empties = [{"type": "GeometryCollection", "geometries": []}] * (geometrie.MAX_POSITIONS + 1)
    assert check_geometrie({"type": "GeometryCollection", "geometries": empties})
    wrong = check_geometrie({"type": "MultiPoint", "coordinates": [[999, 999]] * 1000})
    assert len(wrong) == geometrie.MAX_COMPLAINTS


@given(JSON)
def test_no_json_makes_it_fail(value: object) -> None:
    complaints = check_geometrie(value)
    assert all(path == path.strip(".") and code and sentence for path, code, sentence in complaints)
    assert len(complaints) <= geometrie.MAX_COMPLAINTS


@given(POINTS | LINES | RECTANGLES | COLLECTIONS)
def test_the_box_holds_every_position_and_touches_some(value: dict[str, Any]) -> None:
    assert check_geometrie(value) == []
    found = list(geometrie.positions(value))
    around = box(value)
    if around is None:
        assert found == []
        return
    west, south, east, north = around
    assert all(west <= x <= east and south <= y <= north for x, y in found)
    assert {west, east} <= {x for x, _ in found}
    assert {south, north} <= {y for _, y in found}


@given(RECTANGLES, RECTANGLES)
def test_a_rectangle_lies_within_another_exactly_when_its_box_does(
    inner: dict[str, Any], outer: dict[str, Any]
) -> None:
    one, other = box(inner), box(outer)
    assert one is not None
    assert other is not None
    expected = one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]
    assert within(inner, outer) == expected


RINGS = st.lists(POSITIONS, min_size=3, max_size=7).map(lambda found: [*found, found[0]])
ROUGH = st.builds(lambda rings: {"type": "Polygon", "coordinates": rings}, st.lists(RINGS, min_size=1, max_size=3))


@given(POINTS | LINES | ROUGH | COLLECTIONS, RECTANGLES | ROUGH | COLLECTIONS)
def test_no_geometry_makes_it_fail(inner: dict[str, Any], outer: dict[str, Any]) -> None:
    assert all(code == "invalid" for _, code, _ in check_geometrie(inner) + check_geometrie(outer))
    assert isinstance(within(inner, outer), bool)


def test_within() -> None:
    square = {"type": "Polygon", "coordinates": [SQUARE]}

    def test(inner: dict[str, Any]) -> bool:
        point = {"type": "Point", "coordinates": [4.5, 52.5]}
        assert inside(square)([inner, point, inner]) == [within(inner, square), True, within(inner, square)]
        return within(inner, square)

    assert inside(square)([]) == []
    assert test({"type": "Point", "coordinates": [4.5, 52.5]})
    assert not test({"type": "Point", "coordinates": [4.0, 52.0]})
    assert not test({"type": "Point", "coordinates": [3.9, 52.5]})
    assert test({"type": "LineString", "coordinates": [[4.1, 52.1], [4.9, 52.9, 3]]})
    assert not test({"type": "LineString", "coordinates": [[4.1, 52.1], [5.9, 52.9]]})
    assert test({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [4.5, 52.5]}, square]})
    assert not test({"type": "GeometryCollection", "geometries": []})
    hole = {
        "type": "Polygon",
        "coordinates": [SQUARE, [[4.4, 52.4], [4.6, 52.4], [4.6, 52.6], [4.4, 52.6], [4.4, 52.4]]],
    }
    assert not within({"type": "Point", "coordinates": [4.5, 52.5]}, hole)


BOW = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}


def test_an_area_whose_edges_cross_is_refused() -> None:
    assert [each[:2] for each in check_geometrie(BOW)] == [("coordinates", "invalid")]
    twice = {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}
    assert [each[:2] for each in check_geometrie(twice)] == [("coordinates", "invalid")]
    both = {"type": "GeometryCollection", "geometries": [polygon(0, 0, 1, 1), BOW]}
    assert [each[:2] for each in check_geometrie(both)] == [("geometries.1.coordinates", "invalid")]


def test_an_area_of_before_whose_edges_cross_lies_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("shapely.make_valid")
    assert not within(BOW, polygon(-1, -1, 3, 3))
    assert not within({"type": "GeometryCollection", "geometries": [BOW]}, polygon(-1, -1, 3, 3))
    assert inside(BOW)([BOW]) == [False]


def test_rings_are_bounded() -> None:
    small = [
        [[4 + at / 1000, 52], [4 + at / 1000, 52.1], [4.0002 + at / 1000, 52], [4 + at / 1000, 52]] for at in range(501)
    ]
    assert check_geometrie({"type": "MultiPolygon", "coordinates": [[ring] for ring in small[:500]]}) == []
    found = check_geometrie({"type": "MultiPolygon", "coordinates": [[ring] for ring in small]})
    assert [each[:2] for each in found] == [("coordinates.500.0", "max_length")]


def test_the_library_of_geometries_waits_until_it_is_needed() -> None:
    code = "import sys; import grondslag.vocabulary.geometrie; sys.exit('shapely' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
