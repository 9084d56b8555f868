"""A municipality of which every use is checked: what an answer shows stands in the log once, and nothing else does."""

import asyncio
import json
import random
import re
from collections import Counter
from typing import Any, NamedTuple

from grondslag.registers.logboek import names
from grondslag.runtime.log_rows import records
from grondslag.runtime.pseudonyms import Pseudonyms
from tests.api import Api
from tests.contract.test_accounting import an_activity
from tests.property.betrokken import Model, asked_about, key_of, thing_of, walk
from tests.soorten import Body, Soort

SCHEMAS = ("zaken", "documenten", "besluiten", "personen", "inzage", "logboek", "verwerkingen")
READS = ("GET", "HEAD")
QUESTIONS = ("/_zoek", names.SEARCH_PATH, names.DECISIONS_PATH, names.TAKE_PATH, "/pakketten")
"""The ends of paths to which a POST changes no record."""
SEVERAL = re.compile(r"/(zaak|besluit|document)_[a-z]+(?=/|$)")
"""Where several changes are made in one call, each with a record of its own."""


_RECORDS = """
    select encode(betrokkene, 'hex'), client, activiteit::text, versie, objecten, encode(span_id, 'hex'),
        encode(ouder_span_id, 'hex') from ({records}) r where trace_id = decode('{trace}', 'hex')
"""
_DECISIONS = """
    select client, toegestaan from {schema}.beslissing
    where trace_id = decode('{trace}', 'hex')
"""


class Log(NamedTuple):
    """One database with its log, and the keys by which that names persons."""

    pool: Any
    pseudonyms: Pseudonyms
    schemas: tuple[str, ...] = SCHEMAS


class Client(NamedTuple):
    """One who asks: for which activity by itself, and for which ones by name. `bound`: to zaken of this type."""

    api: Api
    usual: str | None
    named: tuple[tuple[str, str, str], ...] = ()
    """Name in the header, key, and the zaaktype to which it is bound or nothing."""


class Row(NamedTuple):
    """A record of the log."""

    who: str | None
    client: str
    activity: str | None
    version: int | None
    things: frozenset[str]
    span: str
    parent: str | None


class Request(NamedTuple):
    """What is asked."""

    method: str
    url: str
    body: Any

    @property
    def is_several(self) -> bool:
        """Whether several changes are made; so does a correctieverzoek that names no zaak."""
        makes_a_zaak = self.method == "POST" and self.url.endswith("/correctieverzoeken") and "zaak" not in self.body
        return makes_a_zaak or SEVERAL.search(self.url.partition("?")[0]) is not None

    @property
    def about(self) -> dict[str, set[str]]:
        """What it shows, and of whom, where not the answer says so."""
        return asked_about(self.url, self.body)


class Asked(NamedTuple):
    """One answer, with the log of it."""

    status: int
    body: Any
    headers: dict[str, str]
    rows: list[Row]
    raw: bytes = b""


class Stad:
    """The municipality, its clients, and what the test itself knows of it."""

    def __init__(
        self, runner: asyncio.Runner, soorten: tuple[Soort, Soort], logs: list[Log], *, activities: bool = True
    ) -> None:
        self.runner, self.soorten, self.api, self.logs = runner, soorten, soorten[0].api, logs
        self.is_whole = len(logs) == 1
        self.model, self.random = Model(), random.Random(1)
        self.known: dict[str, str] = {}
        """Everybody who was ever seen, by pseudonym."""
        self.traces: list[str] = []
        self.documents: list[list[str]] = [[], []]
        """Of each kind, in the order in which they were made."""
        self.clients = runner.run(self._clients() if activities else self._plain_clients())

    async def _nobody(self) -> Client:
        right = {"component": "zrc", "scopes": ["zaken.aanmaken"], "zaaktype": self.soorten[0].zaaktype}
        return Client(
            await self.api.known_as("geen-recht", right | {"maxVertrouwelijkheidaanduiding": "openbaar"}), None
        )

    async def _plain_clients(self) -> list[Client]:
        return [Client(self.api, None)] * 3 + [await self._nobody()]

    async def _clients(self) -> list[Client]:
        one = await self.api.known_as("een-doel", everything=True)
        two = await self.api.known_as("twee-doelen", everything=True)
        first, second = await an_activity(self.api, "eerste", one, two), await an_activity(self.api, "tweede", two)
        bound = await an_activity(self.api, "gebonden", two, zaaktypen=[self.soorten[1].zaaktype])
        keys = [key_of(each["url"]) for each in (first, second, bound)]
        named = [("eerste", keys[0], ""), (second["url"], keys[1], ""), ("gebonden", keys[2], bound["zaaktypen"][0])]
        return [
            Client(self.api, None),
            Client(one, keys[0]),
            Client(two, None, tuple(named)),
            await self._nobody(),
        ]

    # --- one request ----------------------------------------------------------------------------------------------

    def ask(self, method: str, url: str, body: Any = None, *, who: int = 0, role: int = 0, **headers: str) -> Asked:
        """Ask, and hold the log of it against the answer."""
        client = self.clients[who]
        activity, bound = client.usual, ""
        if client.named and role < len(client.named):
            name, activity, bound = client.named[role]
            headers["X_Verwerkingsactiviteit"] = name
        trace, span = f"{self.random.getrandbits(128):032x}", f"{self.random.getrandbits(64) | 1:016x}"
        self.traces.append(trace)
        headers["traceparent"] = f"00-{trace}-{span}-01"
        before = self._before(method, url)
        status, heads, raw = self.runner.run(client.api.raw(method, url, body, **headers))
        answer = json.loads(raw) if raw and "json" in heads.get("content-type", "") else None
        request = Request(method, url, body)
        rows = self.runner.run(self._rows(trace, answer, set[str]().union(*request.about.values())))
        found = Asked(status, answer, heads, rows, raw)
        expected = Expected(self, request, before, found)
        expected.check(client.api.client, activity, span)
        self._check_bound(bound, answer if status < 300 else None)
        self._check_decided(trace, status)
        return found

    def learn(self, url: str) -> Body:
        """Remember a record that no answer showed."""
        found = self.runner.run(self.api.got(url))
        self.model.keep(found)
        return found

    def _before(self, method: str, url: str) -> tuple[set[str], set[str]]:
        """Whose data the record that is written is, and who is tied to it."""
        known = url.partition("?")[0]
        for ending in ("/lock", "/unlock", "/audittrail", "/download"):
            known = known.partition(ending)[0]
        known = SEVERAL.sub("/zaken", known) if "/zaak_" in known else self.model.parts.get(known, known)
        known = known if "://" in known else "http://localhost" + known
        if known not in self.model.records:
            return set(), set()
        return self.model.subjects(known), self.model.near(known)

    async def _rows(self, trace: str, answer: Any, about: set[str]) -> list[Row]:
        people = self.model.people | self.model.at_the_source(answer) | about
        for each in walk(answer):
            people |= self.model.said(each)
        for each in people - set(self.known.values()):
            for log in self.logs:
                self.known[log.pseudonyms.of(each)] = each
        rows: list[Any] = []
        for log in self.logs:
            sql = " union all ".join(_RECORDS.format(records=records(each), trace=trace) for each in log.schemas)
            rows += await log.pool.fetch_once(sql)
        return [Row._make((self.known.get(row[0], row[0]), *row[1:4], frozenset(row[4]), *row[5:])) for row in rows]

    def _check_bound(self, bound: str, answer: Any) -> None:
        """An activity that is about some zaken shows no other, and nothing that belongs to others alone."""
        records = self.model.records
        for each in walk(answer) if bound else ():
            url = each.get("url")
            if isinstance(url, str) and url in records:
                zaken = self.model.zaken_behind(self.model.root_of(url))
                types = {records[zaak]["zaaktype"] for zaak in zaken if zaak in records}
                assert not types or bound in types, ("not for this activity", url, types)

    def _check_decided(self, trace: str, status: int) -> None:
        """What was decided on it is in the log once; what neighbours decided for it is theirs."""
        rows: list[Any] = []
        for log in self.logs:
            sql = " union all ".join(_DECISIONS.format(schema=each, trace=trace) for each in log.schemas)
            rows += self.runner.run(log.pool.fetch_once(sql))
        own = [row[1] for row in rows if not row[0].startswith("grondslag-")]
        # Where there is nothing that could be done, there is nothing to decide.
        assert len(own) == (0 if status == 405 else 1), (status, rows)
        if status < 400 or status == 403:
            assert own == [status < 400], status


class Expected:
    """What the log of one answer must hold: at least, and at most."""

    def __init__(self, stad: Stad, request: Request, before: tuple[set[str], set[str]], asked: Asked) -> None:
        self.asked, self.several, self.about = asked, request.is_several, request.about
        model, answer, method, url = stad.model, asked.body, request.method, request.url
        self.things: dict[str, set[str]] = {}
        self.least, self.most = set[str](), set[str]()
        if asked.status >= 400:
            return
        if method in READS or url.partition("?")[0].endswith(QUESTIONS):
            self._of_a_read(stad, url, before[0])
            return
        self.least, self.most = (
            before[0] | model.at_the_source(answer),
            before[0] | before[1] | model.at_the_source(answer),
        )
        if method == "DELETE":
            model.drop(url)
        if not asked.headers.get("idempotent-replayed"):
            model.keep(answer)
        self.things = model.shown(answer)
        for each in walk(answer):
            if each.get("url") in model.records:
                self.least |= model.subjects(each["url"])
                self.most |= model.near(each["url"]) | self.least

    def _of_a_read(self, stad: Stad, url: str, subjects: set[str]) -> None:
        model, answer = stad.model, self.asked.body
        path = url.partition("?")[0]
        # A trail tells of what was, which may be gone.
        for each in walk(answer) if "/audittrail" not in path else ():
            if isinstance(each.get("url"), str) and each["url"] not in model.records and thing_of(each["url"]):
                model.keep(each)
        self.things = model.shown(answer) | self.about
        if not self.about and (path.endswith("/download") or self.asked.status == 304 or answer is None):
            self.things = {thing_of(path.removesuffix("/download")): subjects} if subjects else {}
        elif "/audittrail" in path:
            self.things = {thing_of(path.partition("/audittrail")[0]): subjects}
        self.least = set[str]().union(model.at_the_source(answer), *self.things.values())
        self.least |= set[str]().union(*map(model.said, walk(answer)))
        self.most = set(self.least)

    def check(self, client: str, activity: str | None, span: str) -> None:
        """Hold the records against it."""
        rows = self.asked.rows
        found = Counter(row.who for row in rows if row.who is not None)
        what = (self.asked.status, self.asked.body)
        assert self.least <= found.keys(), ("not in the log", self.least - found.keys(), what)
        assert found.keys() <= self.most, ("nobody whose data it is", found.keys() - self.most, what)
        assert self.several or set(found.values()) <= {1}, ("more than once", found, what)
        for row in rows:
            assert (row.client, row.activity, row.version) == (client, activity, activity and 1), row
        self._check_spans(span)
        for thing, subjects in self.things.items() if not self.several else ():
            for each in subjects:
                seen = {one for row in rows if row.who == each for one in row.things}
                assert thing in seen, ("not said what was seen", thing, each, seen)

    def _check_spans(self, span: str) -> None:
        """The request is a child of who asked; of several persons each is a child of the request."""
        rows = self.asked.rows
        if not rows or self.several:
            return
        if len(rows) == 1:
            assert rows[0].parent == span
            return
        (parent,) = (row for row in rows if row.who is None)
        assert (parent.parent, parent.things) == (span, frozenset())
        assert {row.parent for row in rows if row.who is not None} == {parent.span}
        assert len({row.span for row in rows}) == len(rows)
