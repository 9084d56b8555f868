"""The activities of clients, where the register or the applicaties are kept in another process: asked over its API."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from grondslag.runtime.activities import (
    Activity,
    ByClient,
    activities_state,
    load_activities,
    own_clients,
    types_state,
    versions_of,
)
from grondslag.runtime.outside import Outside, Unreachable
from grondslag.vocabulary.urls import is_uuid

LOOK_SECONDS = 0.5
Load = Callable[[], Awaitable[ByClient]]


def key_of(url: str) -> str:
    """The key of a record behind its URL, by whatever address it was written; another URL stays as it is."""
    last = url.rstrip("/").rpartition("/")[2].lower()
    return last if is_uuid(last) else url


class RegisterElsewhere:
    """The register that another process keeps, looked at beside the requests.

    Nobody waits for it: it asks Autorisaties who asks, and Autorisaties may be what is asked here. While it does not
    answer, what it told last holds.
    """

    def __init__(self, outside: Outside, root: str) -> None:
        self.outside, self.url = outside, f"{root}/verwerkingsactiviteiten"
        self.told: Sequence[Mapping[str, Any]] = ()
        self.looking: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Look, and go on looking."""
        self.looking = asyncio.create_task(self._look())

    async def _look(self) -> None:
        while True:
            with suppress(Unreachable):
                self.told = await self.outside.list(self.url, "expand", "versies")
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Look no more."""
        if self.looking is not None:
            self.looking.cancel()
            await asyncio.wait({self.looking})


async def source(
    pool: Any, today: date, register: RegisterElsewhere | None, applicaties: Sequence[Mapping[str, Any]] | None
) -> tuple[Any, Load]:
    """What tells whether the activities changed, and how they are had.

    `register` and `applicaties` (as Autorisaties told them): None where they are in our own database.
    """
    known = None if applicaties is None else {key_of(each["url"]): each["clientIds"] for each in applicaties}
    if register is None:
        return await activities_state(pool, today), lambda: load_activities(pool, today, known)
    told = register.told

    async def load() -> ByClient:
        versions = await versions_of(pool, sorted({key_of(url) for each in told for url in each["zaaktypen"]}))
        return by_client(told, today, known if known is not None else await own_clients(pool), versions)

    return (today, told, await types_state(pool)), load


def by_client(
    told: Iterable[Mapping[str, Any]],
    today: date,
    clients: Mapping[str, Sequence[str]],
    versions: Mapping[str, set[str]],
) -> ByClient:
    """The activities by client id, from the register as it shows itself. `versions`: of the zaaktypen here."""
    found: dict[str, list[Activity]] = {}
    for each in told:
        begun = [one for one in each["_expand"].get("versies", ()) if one["beginGeldigheid"] <= today.isoformat()]
        if not begun:
            continue
        activity = _activity(each, max(begun, key=lambda one: one["beginGeldigheid"]), versions)
        tied = (client for url in each["applicaties"] for client in clients.get(key_of(url), ()))
        for client in dict.fromkeys(tied):
            found.setdefault(client, []).append(activity)
    return {client: tuple(some) for client, some in found.items()}


def _activity(said: Mapping[str, Any], versie: Mapping[str, Any], versions: Mapping[str, set[str]]) -> Activity:
    end, zaaktypen = versie["eindeGeldigheid"], map(key_of, said["zaaktypen"])
    return Activity(
        id=key_of(said["url"]),
        identificatie=said["identificatie"],
        naam=said["naam"],
        versie=versie["versie"],
        begin=date.fromisoformat(versie["beginGeldigheid"]),
        einde=date.fromisoformat(end) if end else None,
        zaaktypen=frozenset(other for key in zaaktypen for other in versions.get(key, {key})),
        velden=frozenset(versie["velden"]),
        actief=said["actief"],
    )
