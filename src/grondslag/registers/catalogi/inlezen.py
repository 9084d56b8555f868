"""Reading in a catalogue export: the files of an Open Zaak zip, as the requests that bring it here.

There is no I/O here. `steps` yields requests and is sent their answers, so that it runs over HTTP, in the process, and
in a test alike; `read_in` runs it with a function that sends. It can be repeated: what is here already is recognised.
What breaks a rule is put right where that loses nothing, and its zaaktype stays a concept for someone to look at.
"""

import re
from collections import Counter
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
from grondslag.registers.catalogi.inlezen_herstel import Hints, Wrong, repaired, wrongs
from grondslag.registers.catalogi.inlezen_verschil import differences
from grondslag.registers.catalogi.inlezen_verslag import Entry, Remark, Report
from grondslag.registers.catalogi.inlezen_vertaling import Here, Seen, body_of, in_wire, left_out, uuid_of
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
PATIENCE = 3
"""So many klassen of a host are asked for before it is taken for silent."""


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


KINDS = (CATALOGUS, DOCUMENT, BESLUIT, ZAAK, *PARTS)
"""In the order in which one can refer to the other."""
_LOOK = "stays a concept: look at what was mapped, then publish it"
_NOTHING = "Nothing of a catalogue is in this file: an export holds files like ZaakType.json."


def read_in(content: Content, send: Send, here: Here | None = None) -> Report:
    """Bring the export here."""
    report = Report()
    running = steps(content, report, here)
    try:
        asked = next(running)
        while True:
            asked = running.send(send(asked.method, asked.path, asked.body))
    except StopIteration:
        return report


def steps(content: Content, report: Report, here: Here | None = None) -> Steps:
    """The same, as a series of requests. What was done stands in the report at any time, also when it breaks off."""
    yield from _Reading(content, report, here or Here()).run()


class _Reading:
    """One run over an export."""

    def __init__(self, content: Content, report: Report, here: Here) -> None:
        self.content = {name.removesuffix(".json"): rows for name, rows in content.items()}
        self.here, self.seen, self.report = here, Seen(), report
        self.claimed: set[str] = set()
        self.broken: dict[str, list[str]] = {}
        self.made: dict[str, Entry] = {}
        self.silent = Counter[str]()
        """Per host of another selectielijst how often it did not answer."""

    def run(self) -> Steps:
        """Everything, in order; then the zaaktypen are published, the newest version of each first."""
        self.report.unknown += [name for name in self.content if name not in {kind.name for kind in KINDS}]
        if not any(self.content.get(kind.name) for kind in KINDS):
            self.report.trouble = _NOTHING
            return
        self._name_everything()
        yield from self._find_home()
        if self.report.trouble:
            return
        for kind in KINDS:
            for row in self.content.get(kind.name, ()):
                yield from self._one(kind, row)
        zaaktypen = self.content.get(ZAAK.name, ())
        for row in sorted(zaaktypen, key=lambda each: str(each.get("begin_geldigheid")), reverse=True):
            yield from self._publish_zaaktype(row)

    def _name_everything(self) -> None:
        """Names are known before their records are here: types may refer to what comes later in the file."""
        for kind in (DOCUMENT, BESLUIT, ZAAK):
            name = kind.told_by[0]
            for row in self.content.get(kind.name, ()):
                url = str(row.get("url", ""))
                self.seen.names[url] = str(row.get(name, ""))
                self.seen.homes[url] = str(row.get("catalogus") or "")
        for row in self.content.get(ZAAK.name, ()):
            found = lijst.procestype(uuid_of(str(row.get("selectielijst_procestype") or "")))
            if found is not None:
                self.seen.procestypen[str(row.get("url", ""))] = found

    def _find_home(self) -> Steps:
        """The catalogus for an export that brings none, as that of one zaaktype: the one named, or the only one."""
        wanted = self.here.catalogus
        if self.content.get(CATALOGUS.name):
            self.report.trouble = "The export brings a catalogus of its own: leave --catalogus out." if wanted else ""
            return
        there: list[Row] = yield from self._all(CATALOGUS, {})
        names = {str(each["url"]): f"{each['domein']}:{each['rsin']}" for each in there}
        named = [url for url, name in names.items() if wanted in ("", name) or uuid_of(wanted) == uuid_of(url)]
        if len(named) == 1:
            self.seen.home = named[0]
        elif wanted:
            self.report.trouble = f"There is no catalogus {wanted} here."
        elif not named:
            self.report.trouble = "The export brings no catalogus, and there is none here: make one first."
        else:
            few = ", ".join(sorted(names.values())[:5])
            self.report.trouble = f"The export brings no catalogus: name one with --catalogus, such as {few}."

    def _one(self, kind: Kind, row: Row) -> Steps:
        """Keep one record; a known one is recognised, a refused one is told of."""
        entry = Entry(kind=kind.name, name=self._name(kind, row), source=str(row.get("url", "")))
        self.report.entries.append(entry)
        zaaktype = str(row.get("zaaktype") or "")
        if zaaktype and zaaktype not in self.seen.urls:
            self._refuse(entry, [Remark("", "its zaaktype was refused, or is not in the export")])
            return
        try:
            names, body = left_out(kind.record, row), body_of(kind.record, row, self.seen, self.here)
        except RecursionError:
            self._refuse(entry, [Remark("", "it is nested too deep")])
            return
        told = self.report.left_out.setdefault(kind.name, []) if names else []
        told.extend(each for each in names if each not in told)
        known = yield from self._known(kind, body)
        if known is not None:
            entry.outcome = "known"
            self._is_here(kind, entry, known)
            if others := differences(kind.record, body, known, self.seen):
                entry.remarks.append(Remark("", f"differs: {', '.join(others)} (it stays as it is here)"))
        else:
            yield from self._create(kind, row, body, entry)
        if zaaktype:
            self.broken.setdefault(zaaktype, []).extend(entry.rules)

    def _name(self, kind: Kind, row: Row) -> str:
        of = self.seen.names.get(str(row.get("zaaktype") or ""), "")
        return " ".join(filter(None, [of, *(str(row.get(_in_export(name), "")) for name in kind.told_by)]))

    @staticmethod
    def _refuse(entry: Entry, remarks: list[Remark]) -> None:
        """What was tried before is of no more interest: nothing came of it."""
        entry.outcome, entry.remarks = "refused", remarks

    def _is_here(self, kind: Kind, entry: Entry, found: Row) -> None:
        entry.url, entry.concept = str(found.get("url", "")), found.get("concept")
        self.seen.urls[entry.source] = entry.url
        self.claimed.add(entry.url)
        self._names(kind, found)

    def _names(self, kind: Kind, found: Row) -> None:
        if kind in (DOCUMENT, BESLUIT, ZAAK):
            self.seen.is_here(found, str(found.get(kind.told_by[0], "")))

    def _known(self, kind: Kind, body: Row) -> Steps:
        """The record that is here already, if any. Of several alike, each is taken once, the oldest first."""
        asked = {name: str(body.get(name, "")) for name in kind.search}
        if kind is not CATALOGUS:
            asked["status"] = "alles"
        found: list[Row] = yield from self._all(kind, asked)
        for each in found:
            self._names(kind, each)
        for each in reversed(found):
            alike = all(each.get(name) == body.get(name) for name in kind.told_by)
            if alike and each["url"] not in self.claimed:
                return each
        return None

    @staticmethod
    def _all(kind: Kind, asked: Mapping[str, str]) -> Steps:
        """All pages of a list."""
        found: list[Row] = []
        page: int | None = 1
        while page is not None:
            more = {"page": str(page)} if page > 1 else {}
            status, answer = yield Request("GET", f"/{kind.collection}?{urlencode({**asked, **more})}")
            if status != OK:
                break
            found.extend(answer["results"])
            page = page + 1 if answer.get("next") else None
        return found

    def _create(self, kind: Kind, row: Row, body: dict[str, Any], entry: Entry) -> Steps:
        """Create it; what is refused is put right and tried again, until nothing is left to be done about it."""
        wrong = [Wrong("selectielijstklasse", "bad-url")] if self.silent[_host_of_klasse(body)] >= PATIENCE else []
        for _ in range(TRIES):
            if wrong:
                mended = self._mended(kind, row, body, wrong, entry)
                if mended is None:
                    break
                body = mended
            status, answer = yield Request("POST", f"/{kind.collection}", body)
            if status == CREATED:
                self._is_here(kind, entry, answer)
                yield from self._made(kind, row, entry, body)
                return
            wrong = wrongs(answer) or [Wrong(code=str(status), reason="no such answer was expected")]
            if any((each.name, each.code) == ("selectielijstklasse", "bad-url") for each in wrong):
                self._hear(body, answered=False)
        self._refuse(entry, [Remark(each.rule, f"{each.name}: {each.reason}".strip(": ")) for each in wrong])

    def _hear(self, body: Row, *, answered: bool) -> None:
        """Count how often a host left a klasse unanswered; the list in use is asked for each one."""
        host = _host_of_klasse(body)
        if host and host != _host(self.here.selectielijst):
            self.silent[host] = 0 if answered else self.silent[host] + 1

    def _mended(
        self, kind: Kind, row: Row, body: dict[str, Any], wrong: list[Wrong], entry: Entry
    ) -> dict[str, Any] | None:
        procestype = self.seen.procestypen.get(str(row.get("zaaktype") or ""))
        done = repaired(kind.record, body, wrong, Hints(said=in_wire(row), procestype=procestype, here=self.here))
        if done is None or not done[1]:
            return None
        entry.outcome = "mapped"
        entry.remarks += done[1]
        return done[0]

    def _made(self, kind: Kind, row: Row, entry: Entry, body: dict[str, Any]) -> Steps:
        """It is here now. Of the types, one that others lean on is published at once, unless it was mapped."""
        self.made[entry.source] = entry
        self._hear(body, answered=True)
        if kind not in (DOCUMENT, BESLUIT) or row.get("concept") is not False:
            return
        if entry.rules:
            entry.remarks.append(Remark(", ".join(entry.rules), _LOOK))
        else:
            yield from self._publish(kind, entry)

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
            entry.remarks.append(Remark(", ".join(broken), _LOOK))
        else:
            yield from self._publish(ZAAK, entry)


def _host(url: str) -> str:
    return url.split("/")[2] if url.count("/") > 2 else ""


def _host_of_klasse(body: Row) -> str:
    klasse = body.get("selectielijstklasse")
    return _host(klasse) if isinstance(klasse, str) else ""


def _in_export(name: str) -> str:
    """How the export spells a name of the wire: `begin_geldigheid`."""
    return re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), name)
