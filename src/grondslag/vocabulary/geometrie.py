"""Geometries by GeoJSON (RFC 7946) in EPSG:4326: longitude first, then latitude. Everything in them is bounded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from math import isfinite
from typing import cast

from grondslag.kernel.declare import Complaint

Geometry = Mapping[str, object]
Box = tuple[float, float, float, float]

MAX_POSITIONS = 5_000
MAX_RINGS = 500
"""Whether an area is valid costs the square of its rings, or of its positions, when somebody means it to."""
MAX_DEPTH = 6
MAX_COMPLAINTS = 20

DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""How deep the positions of a type lie in its `coordinates`."""
COLLECTION = "GeometryCollection"
_AREAS = frozenset({"Polygon", "MultiPolygon"})
_MEMBERS = frozenset({"type", "coordinates", "geometries", "bbox"})


class _Exhausted(Exception):
    """Enough is wrong, or there is too much of it, to look further."""


class _Inspection:
    """One walk over a geometry: gathers what is wrong and counts what it meets."""

    def __init__(self) -> None:
        self.complaints: list[Complaint] = []
        self.areas: list[tuple[str, Geometry]] = []
        self._met = self._rings = 0

    def complain(self, path: str, code: str, sentence: str) -> None:
        self.complaints.append((path, code, sentence))
        if len(self.complaints) >= MAX_COMPLAINTS:
            raise _Exhausted

    def count(self, path: str) -> None:
        """Every position, ring and part counts, so that empty ones cannot pile up either."""
        self._met += 1
        if self._met > MAX_POSITIONS:
            self.complaints.append((path, "max_length", f"Een geometrie heeft ten hoogste {MAX_POSITIONS} posities."))
            raise _Exhausted

    def ring(self, path: str) -> None:
        self._rings += 1
        if self._rings > MAX_RINGS:
            self.complaints.append((path, "max_length", f"Een geometrie heeft ten hoogste {MAX_RINGS} ringen."))
            raise _Exhausted

    def geometry(self, value: object, path: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.complain(path, "max_depth", f"Geometrieën zijn ten hoogste {MAX_DEPTH} lagen diep genest.")
            return
        if not isinstance(value, Mapping):
            self.complain(path, "invalid", "Een geometrie is een object met type en coordinates (GeoJSON).")
            return
        members = cast("Mapping[object, object]", value)
        kind = members.get("type")
        for member in members:
            if not isinstance(member, str) or member not in _MEMBERS:
                self.complain(_below(path, str(member)[:50]), "invalid", "Dit veld hoort niet in een geometrie.")
        if "bbox" in members:
            self.bbox(members["bbox"], _below(path, "bbox"))
        if kind == COLLECTION:
            self.collection(members, path, depth)
        elif isinstance(kind, str) and kind in DEPTHS:
            self.coordinates(members, kind, path)
        else:
            choices = ", ".join([*DEPTHS, COLLECTION])
            self.complain(_below(path, "type"), "invalid_choice", f"Het type van een geometrie is een van: {choices}.")

    def bbox(self, value: object, path: str) -> None:
        numbers = cast("list[object]", value) if isinstance(value, list) else []
        if len(numbers) not in {4, 6} or not all(_is_number(number) for number in numbers):
            self.complain(path, "invalid", "Een bbox is een lijst van 4 of 6 getallen.")

    def collection(self, members: Mapping[object, object], path: str, depth: int) -> None:
        below = _below(path, "geometries")
        if "coordinates" in members:
            self.complain(_below(path, "coordinates"), "invalid", "Een GeometryCollection heeft geen coordinates.")
        parts = self.items(members, "geometries", below, 0)
        for index, part in enumerate(parts):
            self.count(below)
            self.geometry(part, _below(below, str(index)), depth + 1)

    def items(self, members: Mapping[object, object], name: str, path: str, least: int) -> list[object]:
        if name not in members:
            self.complain(path, "required", "Dit veld is verplicht.")
            return []
        return self.array(members[name], path, least)

    def array(self, value: object, path: str, least: int) -> list[object]:
        if not isinstance(value, list):
            self.complain(path, "not_a_list", "Hier wordt een lijst verwacht.")
            return []
        found = cast("list[object]", value)
        if len(found) < least:
            self.complain(path, "min_length", f"Deze lijst heeft ten minste {least} elementen.")
        return found

    def coordinates(self, members: Mapping[object, object], kind: str, path: str) -> None:
        below = _below(path, "coordinates")
        if "geometries" in members:
            self.complain(_below(path, "geometries"), "invalid", "Alleen een GeometryCollection heeft geometries.")
        if "coordinates" not in members:
            self.complain(below, "required", "Dit veld is verplicht.")
            return
        self.nested(members["coordinates"], kind, DEPTHS[kind], below)
        if kind in _AREAS:
            self.areas.append((below, cast("Geometry", members)))

    def nested(self, value: object, kind: str, depth: int, path: str) -> None:
        """`depth` arrays around positions; the innermost array of a polygon is a ring, of a line a line."""
        self.count(path)
        if depth == 0:
            self.position(value, path)
            return
        least = 1
        if depth == 1:
            least = {"Polygon": 4, "MultiPolygon": 4, "LineString": 2, "MultiLineString": 2}.get(kind, 1)
        if least == 4:
            self.ring(path)
        before = len(self.complaints)
        found = self.array(value, path, least)
        for index, item in enumerate(found):
            self.nested(item, kind, depth - 1, _below(path, str(index)))
        is_sound_ring = least == 4 and len(self.complaints) == before
        if is_sound_ring and found[0] != found[-1]:
            self.complain(path, "invalid", "Een ring is gesloten: de eerste en de laatste positie zijn gelijk.")

    def position(self, value: object, path: str) -> None:
        numbers = cast("list[object]", value) if isinstance(value, list) else []
        if len(numbers) not in {2, 3} or not all(_is_number(number) for number in numbers):
            self.complain(path, "invalid", "Een positie is een lijst van 2 of 3 getallen: lengtegraad, breedtegraad.")
            return
        longitude, latitude = cast("list[float]", numbers)[:2]
        if not -180 <= longitude <= 180:
            self.complain(_below(path, "0"), "invalid", "Een lengtegraad ligt tussen -180 en 180 (EPSG:4326).")
        if not -90 <= latitude <= 90:
            self.complain(_below(path, "1"), "invalid", "Een breedtegraad ligt tussen -90 en 90 (EPSG:4326).")


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    # A whole number of thousands of digits cannot become a float; comparing it is exact.
    return (isinstance(value, int) and abs(value) < 10**9) or (isinstance(value, float) and isfinite(value))


def check_geometrie(value: object) -> list[Complaint]:
    """All that is wrong with a GeoJSON geometry, up to a bound: dotted path below it, code, Dutch sentence."""
    inspection = _Inspection()
    with suppress(_Exhausted):
        inspection.geometry(value, "", 1)
    return inspection.complaints or _crossings(inspection.areas)


def _crossings(areas: Sequence[tuple[str, Geometry]]) -> list[Complaint]:
    """The areas whose edges cross or whose rings overlap: what lies inside those has no answer."""
    if not areas:
        return []
    # Imported here: it brings numpy along, and most processes never meet an area.
    import shapely
    from shapely.geometry import shape

    sentence = "De randen van een vlak kruisen elkaar niet, en zijn ringen overlappen elkaar niet."
    wrong = [path for path, area in areas if not shapely.is_valid(shape(_flat(area)))]
    return [(path, "invalid", sentence) for path in wrong[:MAX_COMPLAINTS]]


def _positions(value: object, depth: int) -> Iterator[tuple[float, float]]:
    if depth == 0:
        longitude, latitude = cast("list[float]", value)[:2]
        yield longitude, latitude
        return
    for item in cast("list[object]", value):
        yield from _positions(item, depth - 1)


def positions(geometry: Geometry) -> Iterator[tuple[float, float]]:
    """The longitude and latitude of every position of a valid geometry."""
    kind = cast("str", geometry["type"])
    if kind == COLLECTION:
        for part in cast("list[Geometry]", geometry["geometries"]):
            yield from positions(part)
        return
    yield from _positions(geometry["coordinates"], DEPTHS[kind])


def box(geometry: Geometry) -> Box | None:
    """The smallest box around a valid geometry: west, south, east, north. None for an empty collection."""
    found = list(positions(geometry))
    if not found:
        return None
    longitudes = [longitude for longitude, _ in found]
    latitudes = [latitude for _, latitude in found]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _flat(geometry: Geometry) -> dict[str, object]:
    """The geometry without heights, which a position may have and its neighbour not."""
    kind = cast("str", geometry["type"])
    if kind == COLLECTION:
        parts = cast("list[Geometry]", geometry["geometries"])
        return {"type": kind, "geometries": [_flat(part) for part in parts]}
    return {"type": kind, "coordinates": _flattened(geometry["coordinates"], DEPTHS[kind])}


def _flattened(value: object, depth: int) -> list[object]:
    items = cast("list[object]", value)
    return items[:2] if depth == 0 else [_flattened(item, depth - 1) for item in items]


def inside(outer: Geometry) -> Callable[[Sequence[Geometry]], list[bool]]:
    """A test, prepared once, which of many geometries lie wholly inside `outer`; points are tested together.

    Touching the edge from inside is inside; lying on the edge is not.
    A geometry that is not valid, kept from before that was refused, lies nowhere: to repair it can take for ever.
    """
    import shapely
    from shapely.geometry import shape

    whole = shape(_flat(outer))
    shapely.prepare(whole)

    def one(inner: Geometry) -> bool:
        found = shape(_flat(inner))
        return bool(shapely.is_valid(found) and shapely.contains(whole, found))

    def test(inners: Sequence[Geometry]) -> list[bool]:
        points = [next(positions(each)) for each in inners if each["type"] == "Point"]
        east, north = [longitude for longitude, _ in points], [latitude for _, latitude in points]
        of_points = iter(shapely.contains_xy(whole, east, north).tolist())
        return [next(of_points) if each["type"] == "Point" else one(each) for each in inners]

    return test
