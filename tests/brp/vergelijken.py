"""Whether an answer is the expected one: values as text, lists in any order, and the first difference in words."""

import json
from collections.abc import Mapping
from typing import Any


def difference(actual: object, expected: object, *, ordered: bool = False) -> str | None:
    """Where the two differ first; None when they are the same."""
    return _difference("", _plain(actual, ordered=ordered), _plain(expected, ordered=ordered))


def _plain(value: object, *, ordered: bool) -> Any:
    """Values as the tables of the suite write them: text, true in lower case; unless ordered, lists are sorted."""
    if isinstance(value, Mapping):
        return {name: _plain(each, ordered=ordered) for name, each in value.items()}
    if isinstance(value, list | tuple):
        plain = [_plain(each, ordered=ordered) for each in value]
        return plain if ordered else sorted(plain, key=_key)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _key(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _difference(path: str, actual: Any, expected: Any) -> str | None:
    if actual == expected:
        return None
    if isinstance(actual, dict) and isinstance(expected, dict):
        return _of_objects(path, actual, expected)
    if isinstance(actual, list) and isinstance(expected, list):
        return _of_lists(path, actual, expected)
    return f"{path or 'antwoord'}: {_short(actual)} in plaats van {_short(expected)}"


def _of_objects(path: str, actual: dict[str, Any], expected: dict[str, Any]) -> str | None:
    for name in expected | actual:
        place = f"{path}.{name}" if path else name
        if name not in actual:
            return f"{place}: ontbreekt ({_short(expected[name])})"
        if name not in expected:
            return f"{place}: te veel ({_short(actual[name])})"
        if found := _difference(place, actual[name], expected[name]):
            return found
    return None


def _of_lists(path: str, actual: list[Any], expected: list[Any]) -> str | None:
    if len(actual) != len(expected):
        return f"{path}: {len(actual)} in plaats van {len(expected)} ({_short(actual)})"
    return next(
        (
            found
            for at, pair in enumerate(zip(actual, expected, strict=True))
            if (found := _difference(f"{path}[{at}]", *pair))
        ),
        None,
    )


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:157]}..."
