"""Filling the register of processing activities from a file, and tying clients to it: as a client would, so that every
rule holds. What is there already stays as it is, so it can be repeated."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from grondslag.kernel.decode import decode_record
from grondslag.kernel.shape import Shape, World
from grondslag.runtime.own_requests import OwnRequests
from grondslag.runtime.town import Town
from grondslag.settings import StartError

Done = Literal["made", "changed", "unchanged"]
COMPONENT = "verwerkingen"
SCOPES = ("verwerkingen.lezen", "verwerkingen.bijwerken", "autorisaties.lezen", "catalogi.lezen")
_TIED = ("clients", "zaaktypen")
_HOLDERS = "select id::text, client_ids from autorisaties.applicatie where client_ids && $1::text[]"
# Of each kind the newest version: a tie to one holds for all.
_TYPES = """
    select distinct on (identificatie) identificatie, id::text from catalogi.zaaktype
    where identificatie = any($1::text[]) order by identificatie, begin_geldigheid desc, id
"""
_NAMES = "select id::text, identificatie from catalogi.zaaktype where id::text = any($1::text[])"
Body = dict[str, Any]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """An activity as someone wants it in the register; fields by their own names, not those of the wire."""

    identificatie: str
    activiteit: Body = {}
    versie: Body = {}
    clients: tuple[str, ...] = ()
    zaaktypen: tuple[str, ...] | None = None


def read_register(text: str, world: World) -> list[Wanted]:
    """The activities of a file: `[[activiteit]]` each, over what `[standaard]` says of all. Raises StartError."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as failure:
        raise StartError(f"The register is not TOML: {failure}.") from failure
    if unknown := sorted(found.keys() - {"standaard", "activiteit"}):
        raise StartError(f"The register has unknown tables: {', '.join(unknown)}; known are standaard and activiteit.")
    usual, listed = found.get("standaard", {}), found.get("activiteit", [])
    if not isinstance(usual, dict) or not isinstance(listed, list) or not listed:
        raise StartError("The register holds no [[activiteit]].")
    wanted = [wanted_from(usual | each, world) for each in listed]
    names = [each.identificatie for each in wanted]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise StartError(f"The register names these activities twice: {', '.join(twice)}.")
    return wanted


def wanted_from(said: Mapping[str, Any], world: World) -> Wanted:
    """An activity from names and values. Raises StartError for a name that is not known."""
    given: Body = msgspec.to_builtins(dict(said))
    name = given.pop("identificatie", None)
    if not isinstance(name, str) or not name:
        raise StartError("An activity in the register has no identificatie.")
    own = {each.name for each in world.shapes["verwerkingen.verwerkingsactiviteit"].sent}
    lasting = {each.name for each in world.shapes["verwerkingen.versie"].sent} - {"verwerkingsactiviteit"}
    if unknown := sorted(given.keys() - own - lasting - {*_TIED}):
        raise StartError(f"Activity {name} has unknown names: {', '.join(unknown)}.")
    ties = {each: _texts(name, each, given.pop(each)) for each in _TIED if each in given}
    return Wanted(
        identificatie=name,
        activiteit={each: value for each, value in given.items() if each in own},
        versie={each: value for each, value in given.items() if each in lasting},
        clients=ties.get("clients", ()),
        zaaktypen=ties.get("zaaktypen"),
    )


def _texts(name: str, field: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise StartError(f"Activity {name}: {field} must be a list of texts.")
    return tuple(value)


class Registering:
    """Writes in the register through the API."""

    def __init__(self, town: Town, requests: OwnRequests, base: str, today: date) -> None:
        self.town, self.requests, self.today = town, requests, today
        self.links = town.links(base)
        world = town.engine.world
        self.shape: Shape = world.shapes["verwerkingen.versie"]
        self.root = world.shapes["verwerkingen.verwerkingsactiviteit"].path

    async def put(self, wanted: Wanted) -> Done:
        """Have the activity as it is wanted: made, changed where it differs, its content as a new version."""
        ties = await self._ties(wanted)
        found = await self.find(wanted.identificatie)
        if found is None:
            name = wanted.identificatie
            body = {"identificatie": name, "naam": name, **wanted.activiteit, **ties}
            await self._make(wanted, body)
            return "made"
        changed = await self._change(found, wanted.activiteit, ties)
        versions = await self._ask("GET", self._versions(found), None, wanted.identificatie)
        return "changed" if await self._version(found, wanted, versions) or changed else "unchanged"

    async def find(self, name: str) -> Body | None:
        """The activity of that name. Raises StartError when the register does not answer."""
        answer = await self._ask("GET", f"{self.root}?identificatie={quote(name, safe='')}", None, name)
        return answer["results"][0] if answer["results"] else None

    async def names(self) -> list[str]:
        """The names of all activities."""
        rows = await self.town.pool.fetch("select identificatie from verwerkingen.verwerkingsactiviteit order by 1")
        return [row[0] for row in rows]

    async def known(self, name: str) -> Body:
        """The activity of that name. Raises StartError that lists the known ones."""
        found = await self.find(name)
        if found is None:
            names = ", ".join(await self.names()) or "none yet: `grondslag activity add` makes one"
            raise StartError(f"There is no activity {name}. Known are: {names}.")
        return found

    async def tie(
        self, name: str, clients: Sequence[str], zaaktypen: Sequence[str] = (), *, loose: bool = False
    ) -> Done:
        """Let clients act for an activity, and let it belong to zaaktypen; or (`loose`) no longer."""
        found = await self.known(name)
        ties = await self._ties(Wanted(identificatie=name, clients=tuple(clients), zaaktypen=tuple(zaaktypen)))
        held, urls = found["applicaties"], ties.get("applicaties", [])
        applicaties = [each for each in held if each not in urls] if loose else _with(held, urls)
        others = await self._others(found["zaaktypen"], zaaktypen)
        body: Body = {"applicaties": applicaties, "zaaktypen": others if loose else [*others, *ties["zaaktypen"]]}
        return await self._patch(found, {field: urls for field, urls in body.items() if set(urls) != set(found[field])})

    async def _make(self, wanted: Wanted, body: Body) -> None:
        """The activity with its first version, or neither."""
        made = await self._ask("POST", self.root, body, wanted.identificatie)
        try:
            await self._version(made, wanted, [])
        except StartError:
            await self._ask("DELETE", self._path(made), None, wanted.identificatie)
            raise

    # --- steps ----------------------------------------------------------------------------------------------------

    async def _change(self, found: Body, activiteit: Body, ties: Mapping[str, list[str]]) -> bool:
        """What differs on the activity itself; clients that are tied stay tied."""
        body = {name: value for name, value in activiteit.items() if found.get(name) != value}
        if set(ties.get("applicaties", ())) - set(found["applicaties"]):
            body["applicaties"] = _with(found["applicaties"], ties["applicaties"])
        if "zaaktypen" in ties and await self._kinds(found["zaaktypen"]) != await self._kinds(ties["zaaktypen"]):
            body["zaaktypen"] = ties["zaaktypen"]
        return await self._patch(found, body) == "changed"

    async def _patch(self, found: Body, body: Body) -> Done:
        if not body:
            return "unchanged"
        await self._ask("PATCH", self._path(found), body, found["identificatie"])
        return "changed"

    async def _version(self, found: Body, wanted: Wanted, versions: Sequence[Body]) -> bool:
        """A new version when what is wanted differs from the last; one that must still begin is changed itself."""
        name, day = wanted.identificatie, self.today.isoformat()
        if not wanted.versie:
            return False
        body: Body = {"begin_geldigheid": day} | wanted.versie
        last = max(versions, key=lambda each: each["versie"], default=None)
        if last is None:
            await self._ask("POST", self._versions(found), body, name)
            return True
        if self._content(body, found) == self._content(last, found):
            return False
        if last["beginGeldigheid"] > day:
            await self._ask("PUT", f"{self._versions(found)}/{last['uuid']}", body, name)
            return True
        if body["begin_geldigheid"] <= max(last["beginGeldigheid"], day):
            body["begin_geldigheid"] = day
        await self._ask("POST", self._versions(found), body, name)
        return True

    def _content(self, body: Body, found: Body) -> Any:
        """What a version says, but for when it holds."""
        decoded = decode_record(self.shape, body, self.links, partial=False, parent=_key(found))
        if decoded.violations:
            raise _refused(found["identificatie"], [(each.name, each.code) for each in decoded.violations])
        return self.shape.record(**{**decoded.values, "begin_geldigheid": self.today, "einde_geldigheid": None})

    async def _ties(self, wanted: Wanted) -> dict[str, list[str]]:
        """The URLs of applicaties and zaaktypen by the names that people use. Raises StartError for an unknown one."""
        found: dict[str, list[str]] = {}
        if wanted.clients:
            held = {
                client: row[0]
                for row in await self.town.pool.fetch(_HOLDERS, list(wanted.clients))
                for client in row[1]
            }
            _all_known(
                wanted.clients,
                held,
                "Applicatie of client",
                "give that rights first, with `client add --all` or --rights",
            )
            urls = [self.links.url("autorisaties.applicatie", held[each]) for each in wanted.clients]
            found["applicaties"] = list(dict.fromkeys(urls))
        if wanted.zaaktypen is not None:
            rows = await self.town.pool.fetch(_TYPES, list(wanted.zaaktypen))
            types = {row[0]: row[1] for row in rows} | {each: each for each in wanted.zaaktypen if "://" in each}
            _all_known(wanted.zaaktypen, types, "zaaktype", "name it by its identificatie, or by its URL")
            found["zaaktypen"] = [self.links.url("catalogi.zaaktype", types[each]) for each in wanted.zaaktypen]
        return found

    async def _kinds(self, urls: Iterable[str]) -> set[str]:
        """The identificaties of zaaktypen: any version of one will do."""
        keys = [self.links.key("catalogi.zaaktype", url) or url for url in urls]
        known = {row[0]: row[1] for row in await self.town.pool.fetch(_NAMES, keys)}
        return {known.get(key, key) for key in keys}

    async def _others(self, urls: Iterable[str], names: Sequence[str]) -> list[str]:
        """Those of these zaaktypen that are of no such kind."""
        return [url for url in urls if not await self._kinds([url]) & set(names)]

    def _path(self, found: Body) -> str:
        return f"{self.root}/{_key(found)}"

    def _versions(self, found: Body) -> str:
        return f"{self._path(found)}/versies"

    async def _ask(self, method: str, path: str, body: Body | None, name: str) -> Any:
        status, answer = await self.requests.ask(COMPONENT, method, path, body)
        if status == 400:
            raise _refused(name, [(each["name"], each["code"]) for each in answer.get("invalidParams", ())])
        if status >= 300:
            done = "read" if method == "GET" else "written"
            raise StartError(f"Activity {name} could not be {done}: {answer.get('code', status)}.")
        return answer


def _key(found: Body) -> str:
    return found["url"].rpartition("/")[2]


def _with(held: Sequence[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*held, *more)))


def _all_known(names: Iterable[str], known: Mapping[str, str], what: str, advice: str) -> None:
    if missing := [each for each in names if each not in known]:
        raise StartError(f"There is no {what} {', '.join(missing)}: {advice}.")


def _refused(name: str, told: Iterable[tuple[str, str]]) -> StartError:
    """The fields and codes, which have a page; the reasons are in Dutch, for who reads an answer of the API."""
    return StartError(f"Activity {name} is refused: {', '.join(f'{field} ({code})' for field, code in told)}.")
