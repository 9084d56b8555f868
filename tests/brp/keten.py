"""The whole chain for the suite: the operation over its source in a database, which holds the persons of the scenario.

Every answer is judged by our OpenAPI document too. What stands around the operation in a served municipality (who
asks, the log) is not what the suite is about.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any, Final
from uuid import uuid4

from grondslag.integration.personen.bevragen import OPERATIONS
from grondslag.integration.personen.bewaren import bewaar, bewaar_tabellen
from grondslag.kernel.access import Caller
from grondslag.kernel.links import Links
from grondslag.registers.personen.velden import vraagbaar
from grondslag.runtime.activities import Activity
from grondslag.runtime.database import open_pool
from grondslag.runtime.operations import Asked
from grondslag.runtime.town import Call
from grondslag.surfaces.problems import Problem
from tests.brp.runner import Antwoord
from tests.brp.wereld import Wereld
from tests.oas import own

_BUITENLAND: Final = ("verblijfplaats", "adressering")
"""Who may not see what lies abroad is not given these, but their aliases."""


class Keten:
    """Answers the question of a world as a served municipality does."""

    def __init__(self, pool: Any, run: Callable[[Any], Any]) -> None:
        self.pool, self.run = pool, run
        self.fresh_id = lambda: str(uuid4())

    def __call__(self, wereld: Wereld) -> Antwoord:
        """The answer, from an emptied source with the persons of this world alone."""
        return self.run(self._antwoord(wereld))

    async def _antwoord(self, wereld: Wereld) -> Antwoord:
        await self.pool.execute("truncate personen.persoon, personen.tabelwaarde")
        await bewaar(self.pool, self.fresh_id, [each.lijst for each in wereld.personen])
        await bewaar_tabellen(self.pool, self.fresh_id, wereld.tabellen)
        (operation,) = OPERATIONS
        heads = {"accept": "application/json", "content-type": "application/json"}
        heads |= {name.lower(): value for name, value in wereld.headers.items()}
        asked = Asked(
            path={},
            query=(),
            headers={name.encode(): value.encode() for name, value in heads.items()},
            body=json.dumps(wereld.vraag).encode(),
        )
        links: Any = Links
        call = Call(
            caller=Caller(client="suite"), links=links, method="POST", path="/personen", activity=_activity(wereld)
        )
        try:
            found = await operation.run(_town(self.pool, wereld.today), call, asked)
        except Problem as problem:
            assert operation.render is not None
            found = operation.render(problem, "", "")
        told = {name.decode(): value.decode() for name, value in found.headers}
        body = json.loads(found.body)
        kind = told["content-type"].partition(";")[0]
        wrong = own("personen").complaints("POST", "/personen", found.status, kind, body)
        assert not wrong, "\n".join(wrong)
        return Antwoord(found.status, told, body)


def _town(pool: Any, today: date) -> Any:
    """As much of a municipality as the operation needs, on the day of the scenario."""
    return SimpleNamespace(
        pool=pool,
        now=lambda: (datetime.combine(today, time(12), UTC), today),
        clients=SimpleNamespace(activities=lambda _client: ()),
    )


def _activity(wereld: Wereld) -> Activity | None:
    """What the one who asks may see, where the scenario says so."""
    _, wat = wereld.afnemer
    if not wat.endswith("binnenland"):
        return None
    velden = frozenset(each for each in vraagbaar("Persoon") if each.partition(".")[0] not in _BUITENLAND)
    return Activity(
        id="", identificatie="suite", naam="", versie=1, begin=None, einde=None, zaaktypen=frozenset(), velden=velden
    )


@contextmanager
def keten(dsn: str) -> Iterator[Keten]:
    """The chain over a database that is migrated and nobody else's."""
    with asyncio.Runner() as runner:
        pool = runner.run(open_pool(dsn, 2, 10_000))
        try:
            yield Keten(pool, runner.run)
        finally:
            runner.run(pool.close())
