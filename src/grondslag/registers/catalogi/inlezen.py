"""Reading in a catalogue export: the files of an Open Zaak zip, as the requests that bring it here.

There is no I/O here. `steps` yields requests and is sent their answers, so that it runs over HTTP, in the process, and
in a test alike; `read_in` runs it with a function that sends. It can be repeated: what is here already is recognised.
What breaks a rule is put right where that loses nothing, and its zaaktype stays a concept for someone to look at.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from grondslag.kernel.declare import Record
from grondslag.registers.catalogi import rights
from grondslag.registers.catalogi.besluittype import BesluitType
from grondslag.registers.catalogi.catalogus import Catalogus
from grondslag.registers.catalogi.eigenschap import Eigenschap
from grondslag.registers.catalogi.informatieobjecttype import InformatieObjectType
from grondslag.registers.catalogi.inlezen_verslag import Entry, Remark, Report
from grondslag.registers.catalogi.inlezen_vertaling import (
    Hints,
    Seen,
    Wrong,
    body_of,
    in_wire,
    left_out,
    repaired,
    uuid_of,
    wrongs,
)
from grondslag.registers.catalogi.resultaattype import ResultaatType
from grondslag.registers.catalogi.roltype import RolType
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.registers.catalogi.statustype import StatusType
from grondslag.registers.catalogi.zaakobjecttype import ZaakObjectType
from grondslag.registers.catalogi.zaaktype import ZaakType
from grondslag.registers.catalogi.zaaktypeinformatieobjecttype import ZaakTypeInformatieObjectType

Row = Mapping[str, Any]
Content = Mapping[str, Sequence[Row]]
"""The parsed files of the zip, by name: `ZaakType.json` or `ZaakType` -> its records, names in snake_case."""
Answer = tuple[int, Any]
Send = Callable[[str, str, Any], Answer]
"""`(method, path below the root of the Catalogi API, body or None) -> (status, parsed body or None)`."""
SCOPES = ("catalogi.lezen", rights.WRITE)
"""What it may do: not correct what is published, so that a zaaktype that zaken lean on stays as it is."""
OK, CREATED = 200, 201
TRIES = 4


class Request(msgspec.Struct, frozen=True):
    """One request to the Catalogi API. `path` is below its root: `/zaaktypen?status=alles`."""

    method: str
    path: str
    body: Any = None


Steps = Generator[Request, Answer, Any]


class Kind(msgspec.Struct, frozen=True):
    """A kind of record: where it lies, what tells two of them apart, and which of that a list can be searched by."""

    name: str
    collection: str
    record: type[Record]
    told_by: tuple[str, ...]
    search: tuple[str, ...]


CATALOGUS = Kind("Catalogus", "catalogussen", Catalogus, ("domein", "rsin"), ("domein", "rsin"))
DOCUMENT = Kind(
    "InformatieObjectType",
    "informatieobjecttypen",
    InformatieObjectType,
    ("omschrijving", "beginGeldigheid"),
    ("catalogus", "omschrijving"),
)
BESLUIT = Kind(
    "BesluitType",
    "besluittypen",
    BesluitType,
    ("omschrijving", "beginGeldigheid"),
    ("catalogus", "omschrijving"),
)
ZAAK = Kind(
    "ZaakType",
    "zaaktypen",
    ZaakType,
    ("identificatie", "beginGeldigheid"),
    ("catalogus", "identificatie"),
)
PARTS = (
    Kind("StatusType", "statustypen", StatusType, ("volgnummer",), ("zaaktype",)),
    Kind("ResultaatType", "resultaattypen", ResultaatType, ("omschrijving",), ("zaaktype",)),
    Kind("RolType", "roltypen", RolType, ("omschrijving",), ("zaaktype",)),
    Kind("Eigenschap", "eigenschappen", Eigenschap, ("naam",), ("zaaktype",)),
    Kind("ZaakObjectType", "zaakobjecttypen", ZaakObjectType, ("objecttype", "relatieOmschrijving"), ("zaaktype",)),
    Kind(
        "ZaakTypeInformatieObjectType",
        "zaaktype-informatieobjecttypen",
        ZaakTypeInformatieObjectType,
        ("volgnummer",),
        ("zaaktype",),
    ),
)


def read_in(content: Content, send: Send, selectielijst: str = "") -> Report:
    """Bring the export here. `selectielijst` is the root URL of the selectielijst that is known here."""
    running = steps(content, selectielijst)
    try:
        asked = next(running)
        while True:
            asked = running.send(send(asked.method, asked.path, asked.body))
    except StopIteration as done:
        return done.value


def steps(content: Content, selectielijst: str = "") -> Generator[Request, Answer, Report]:
    """The same, as a series of requests; the report is its return value."""
    return (yield from _Reading(content, selectielijst).run())


class _Reading:
    """One run over an export."""

    def __init__(self, content: Content, selectielijst: str) -> None:
        self.content = {name.removesuffix(".json"): rows for name, rows in content.items()}
        self.selectielijst = selectielijst
        self.seen, self.report = Seen(), Report()
        self.claimed: set[str] = set()
        self.broken: dict[str, list[str]] = {}
        self.made: dict[str, Entry] = {}
        self.unreachable: set[str] = set()
        """Hosts of a selectielijst that did not answer: they are not asked again."""

    def run(self) -> Steps:
        """Everything, in the order in which one can refer to the other."""
        self._name_everything()
        for kind in (CATALOGUS, DOCUMENT, BESLUIT, ZAAK, *PARTS):
            for row in self.content.get(kind.name, ()):
                yield from self._one(kind, row)
        for row in self.content.get(ZAAK.name, ()):
            yield from self._publish_zaaktype(row)
        return self.report

    def _name_everything(self) -> None:
        """Names are known before their records are here: types may refer to what comes later in the file."""
        for kind, name in ((DOCUMENT, "omschrijving"), (BESLUIT, "omschrijving"), (ZAAK, "identificatie")):
            for row in self.content.get(kind.name, ()):
                self.seen.names[str(row.get("url", ""))] = str(row.get(name, ""))
        for row in self.content.get(ZAAK.name, ()):
            found = lijst.procestype(uuid_of(str(row.get("selectielijst_procestype") or "")))
            if found is not None:
                self.seen.procestypen[str(row.get("url", ""))] = found

    def _one(self, kind: Kind, row: Row) -> Steps:
        """Keep one record; a known one is recognised, a refused one is told of."""
        entry = Entry(kind=kind.name, name=self._name(kind, row), source=str(row.get("url", "")))
        self.report.entries.append(entry)
        names = left_out(kind.record, row)
        if names:
            told = self.report.left_out.setdefault(kind.name, [])
            told.extend(each for each in names if each not in told)
        zaaktype = str(row.get("zaaktype") or "")
        if zaaktype and zaaktype not in self.seen.urls:
            entry.outcome = "refused"
            entry.remarks.append(Remark("", "its zaaktype was refused, or is not in the export"))
            return
        body = body_of(kind.record, row, self.seen, self.selectielijst)
        known = yield from self._known(kind, body)
        if known is not None:
            entry.outcome = "known"
            self._is_here(entry, known)
        else:
            yield from self._create(kind, row, body, entry)
        if entry.remarks and zaaktype:
            self.broken.setdefault(zaaktype, []).extend(entry.rules)

    def _name(self, kind: Kind, row: Row) -> str:
        said = in_wire(row)
        of = self.seen.names.get(str(row.get("zaaktype") or ""), "")
        return " ".join(filter(None, [of, *(str(said.get(name, "")) for name in kind.told_by)]))

    def _is_here(self, entry: Entry, found: Row) -> None:
        entry.url, entry.concept = str(found.get("url", "")), found.get("concept")
        self.seen.urls[entry.source] = entry.url
        self.claimed.add(entry.url)

    def _known(self, kind: Kind, body: Row) -> Steps:
        """The record that is here already, if any. Of several alike, each is taken once, the oldest first."""
        asked = {name: str(body.get(name, "")) for name in kind.search}
        if kind is not CATALOGUS:
            asked["status"] = "alles"
        found: list[Row] = []
        page: int | None = 1
        while page is not None:
            more = {"page": str(page)} if page > 1 else {}
            status, answer = yield Request("GET", f"/{kind.collection}?{urlencode(asked | more)}")
            if status != OK:
                break
            found.extend(answer["results"])
            page = page + 1 if answer.get("next") else None
        for each in reversed(found):
            alike = all(each.get(name) == body.get(name) for name in kind.told_by)
            if alike and each["url"] not in self.claimed:
                return each
        return None

    def _create(self, kind: Kind, row: Row, body: dict[str, Any], entry: Entry) -> Steps:
        """Create it; what is refused is put right and tried again, until nothing is left to be done about it."""
        klasse = str(body.get("selectielijstklasse", ""))
        wrong = [Wrong("selectielijstklasse", "bad-url")] if _host(klasse) in self.unreachable else []
        for _ in range(TRIES):
            if wrong:
                mended = self._mended(kind, row, body, wrong, entry)
                if mended is None:
                    break
                body = mended
            status, answer = yield Request("POST", f"/{kind.collection}", body)
            if status == CREATED:
                self._is_here(entry, answer)
                self.made[entry.source] = entry
                if kind in (DOCUMENT, BESLUIT) and row.get("concept") is False:
                    yield from self._publish(kind, entry)
                return
            wrong = wrongs(answer) or [Wrong(code=str(status), reason="no such answer was expected")]
            if any(each.name == "selectielijstklasse" and each.code == "bad-url" for each in wrong):
                self.unreachable.add(_host(klasse))
        entry.outcome = "refused"
        entry.remarks += [Remark(each.rule, f"{each.name}: {each.reason}") for each in wrong]

    def _mended(
        self, kind: Kind, row: Row, body: dict[str, Any], wrong: list[Wrong], entry: Entry
    ) -> dict[str, Any] | None:
        hints = Hints(
            procestype=self.seen.procestypen.get(str(row.get("zaaktype") or "")),
            generic=str(row.get("omschrijving_generiek") or ""),
            selectielijst=self.selectielijst,
        )
        done = repaired(kind.record, body, wrong, hints)
        if done is None or not done[1]:
            return None
        entry.outcome = "mapped"
        entry.remarks += done[1]
        return done[0]

    def _publish(self, kind: Kind, entry: Entry) -> Steps:
        path = f"/{kind.collection}/{uuid_of(entry.url)}/publish"
        status, answer = yield Request("POST", path)
        if status == OK:
            entry.concept = False
            return
        for each in wrongs(answer) or [Wrong(code=str(status))]:
            entry.remarks.append(Remark(each.rule, f"stays a concept: {each.reason}".strip(": ")))

    def _publish_zaaktype(self, row: Row) -> Steps:
        """A zaaktype that was published is so here too, once its parts are, unless anything of it breaks a rule."""
        entry = self.made.get(str(row.get("url", "")))
        if entry is None or row.get("concept") is not False:
            return
        broken = list(dict.fromkeys([*entry.rules, *self.broken.get(entry.source, [])]))
        if broken:
            entry.remarks.append(Remark(", ".join(broken), "stays a concept: look at what was mapped, then publish it"))
        else:
            yield from self._publish(ZAAK, entry)


def _host(url: str) -> str:
    return url.split("/")[2] if url.count("/") > 2 else ""
