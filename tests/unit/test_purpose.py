"""What a refusal says of the activities that a client may name: few enough to read, however many there are."""

from datetime import date

import pytest

from grondslag.runtime.activities import Activity
from grondslag.runtime.purpose import MOST_NAMED, activity_of, listed, named
from grondslag.surfaces.problems import Forbidden

TODAY = date(2026, 11, 26)


def activities(count: int) -> list[Activity]:
    return [
        Activity(
            id=f"019a20ae-c628-71e7-8e09-{number:012d}",
            identificatie=f"doel-{number}",
            naam="Doel",
            versie=1,
            begin=date(2026, 1, 1),
            einde=None,
            zaaktypen=frozenset(),
            velden=frozenset(),
        )
        for number in range(count)
    ]


def test_a_refusal_names_some_of_very_many_activities_and_how_many_more_there_are() -> None:
    many = activities(300)
    with pytest.raises(Forbidden) as refused:
        named(many, "nergens", TODAY)
    assert refused.value.detail.endswith(f" doel-8, doel-9 en nog {300 - MOST_NAMED}.")
    with pytest.raises(Forbidden) as refused:
        activity_of(many, {}, TODAY, "refuse")
    assert len(refused.value.detail) < 300
    assert named(many, "doel-299", TODAY) is many[-1], "all of them may be named"


def test_all_are_named_where_they_are_few() -> None:
    names = [each.identificatie for each in activities(MOST_NAMED)]
    assert listed(names) == ", ".join(names)
    assert listed([*names, "een"]) == f"{', '.join(names)} en nog 1"
    assert listed([]) == ""
