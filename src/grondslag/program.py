"""The running program: one ASGI application over the municipality's database, the APIs and the pages."""

import gc
import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from grondslag import targets
from grondslag.integration.beschrijven import written
from grondslag.integration.delivering import PATIENCE, Deliveries, Patience
from grondslag.integration.figures import SECONDS, Figures
from grondslag.integration.kanalen import own_kanalen, register_here
from grondslag.integration.logboek.keeping import DAY_SECONDS, expire_log
from grondslag.integration.personen.rollen import Rol
from grondslag.integration.publishing import Publishing
from grondslag.kernel.shape import World
from grondslag.operations import operations
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.runtime.accounting import KEEP_SECONDS, Accounting, keep_log
from grondslag.runtime.activities_elsewhere import RegisterElsewhere, source
from grondslag.runtime.addresses import Addresses, own_base
from grondslag.runtime.callbacks import Callbacks, Subscribing
from grondslag.runtime.clients import PATIENCE_SECONDS, Application, Clients, is_own, make_token, to_grants
from grondslag.runtime.contents import Bounds, Contents
from grondslag.runtime.database import connector, open_pool
from grondslag.runtime.deciding import open_deciding
from grondslag.runtime.engine import Engine
from grondslag.runtime.full_text import index_text
from grondslag.runtime.housekeeping import FOLD_SECONDS, keep_house
from grondslag.runtime.http import Api, Scope
from grondslag.runtime.incoming import Receive
from grondslag.runtime.mirrors import Resending
from grondslag.runtime.observe import Observer
from grondslag.runtime.outside import Outside, Unfit, lies_under
from grondslag.runtime.problem_answers import render_problem
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.runtime.random_bits import SystemBits
from grondslag.runtime.rights import own_keys, ranked
from grondslag.runtime.secrets import SecretBox, open_box
from grondslag.runtime.sending import Send
from grondslag.runtime.stores import open_store
from grondslag.runtime.sweeping import TIDY_SECONDS, sweep, tidy
from grondslag.runtime.town import Town
from grondslag.runtime.worker import Round, Worker, at_most_each
from grondslag.settings import Settings, StartError
from grondslag.surfaces.openapi_bodies import Samples
from grondslag.surfaces.problems import Misdirected, Problem, Unavailable
from grondslag.vocabulary.urls import split_reference
from grondslag.vocabulary.uuid7 import Uuid7Sequence

CONCURRENT = 2000
"""Requests under way at once; more are answered 503. Connections that ask nothing do not count."""
Pages = Callable[[Scope, Receive, Send, str], Awaitable[None]]

_LISTS: dict[str, tuple[str, Callable[[str], lijst.Entry | None]]] = {
    "selectielijst.procestype": ("procestypen", lijst.procestype),
    "selectielijst.resultaat": ("resultaten", lijst.resultaat),
    "selectielijst.resultaattypeomschrijving": ("resultaattypeomschrijvingen", lijst.resultaattypeomschrijving),
    "selectielijst.communicatiekanaal": ("communicatiekanalen", lijst.communicatiekanaal),
}


def bundled(target: str, url: str) -> Mapping[str, Any] | None:
    """The packaged Selectielijst, matched on collection and UUID whatever the host. Raises Unfit for another kind."""
    collection, find = _LISTS.get(target, ("", None))
    place = split_reference(url)
    if find is None or place is None:
        return None
    if place[0].rpartition("/")[2] != collection:
        if any(each(place[1]) is not None for _, each in _LISTS.values()):
            raise Unfit
        return None
    entry = find(place[1])
    return None if entry is None else lijst.as_wire(entry, place[0].rpartition("/")[0])


def own_secret(settings: Settings, client: str) -> str:
    """The secret of a component among its neighbours: it follows from the installation's key, so it is kept nowhere."""
    return open_box(settings).derive(f"grondslag neighbour {client}").hex()


class Program:
    """One municipality, served. Start it, hand `self` to an ASGI server, stop it."""

    def __init__(
        self, settings: Settings, dsn: str, name: str, pages: Callable[["Program"], Pages], code: str = ""
    ) -> None:
        self.settings, self.dsn, self.name, self.code = settings, dsn, name, code
        self.store = open_store(settings.documents, settings.documents_options, settings.data_dir, code)
        self.world: World = targets.world()
        self.served = targets.chosen(settings.target, list(settings.neighbours))
        self.engine = Engine(self.world, self.served)
        self.observer = Observer(settings.log_level)
        self.addresses = Addresses(settings.public_url, settings.trusted_proxies)
        self.box: SecretBox = open_box(settings)
        self.personen = Rol(settings)
        self.pages = pages(self)
        self.ready = False
        self._documents: dict[tuple[str, str, str], bytes] = {}
        self.samples: Samples | None = None
        """What the examples in the OpenAPI documents of a demo speak of."""
        self._fingerprint = b""
        """Of the secrets, rights and activities that are known."""
        self._under_way = 0
        self._roots = {self.world.components[each].path: each for each in self.served}

    async def start(self) -> None:
        """Connect, look up the clients, and derive what every request will need."""
        self.pool = await open_pool(self.dsn, self.settings.pool_size, self.settings.statement_timeout_ms)
        self.outside = self._outside()
        root = "" if "verwerkingen" in self.served else self.settings.neighbours.get("verwerkingen", "")
        self.register = RegisterElsewhere(self.outside, root) if root else None
        # From the system, for the key of a lock is one of them: what was given out must not tell what comes next.
        fresh = Uuid7Sequence(lambda: time.time_ns() // 1_000_000, SystemBits())
        self.clients = Clients(
            self._load_clients, self.settings.iat_window, patience=PATIENCE_SECONDS if self._rights_elsewhere else None
        )
        bounds = Bounds(self.settings.upload_limit, self.settings.part_size, self.settings.unjudged_limit)
        self.town = Town(
            pool=self.pool,
            engine=self.engine,
            clients=self.clients,
            outside=self.outside,
            base=own_base(self.settings),
            neighbours=self.settings.neighbours,
            fresh_id=fresh,
            contents=Contents(self.store, self.pool, bounds),
        )
        await self._account()
        await self._subscribe()
        limit, unknown = self.settings.body_limit, self.settings.unknown_use
        self.api = Api(self.town, self.observer, self.document, limit, operations=operations(self), unknown_use=unknown)
        self._derive()
        if self.register is not None:
            self.register.begin()
        self.ready = True

    def _outside(self) -> Outside:
        """The client of everything elsewhere: to each neighbour as the one of our components that may do most there."""
        roots = {root: targets.own_client(self.served, name) for name, root in self.settings.neighbours.items()}
        own_secrets = {client: own_secret(self.settings, client) for client in roots.values()}

        async def sign(url: str) -> str:
            client = next(roots[root] for root in roots if lies_under(url, root))
            return make_token(client, own_secrets[client], time.time())

        return Outside(
            self.settings.allow_private_urls,
            self._reference,
            sign,
            tuple(self.settings.neighbours.values()),
            {"selectielijst": self.settings.selectielijst_url} if self.settings.selectielijst_url else {},
        )

    async def _account(self) -> None:
        """Open the log of what is done with data of persons: the keys of its pseudonyms, the months to come."""
        today = self.town.today()
        pseudonyms = await Pseudonyms.open(self.pool, self.box, today)
        self.accounting = Accounting(self.pool, pseudonyms, sorted(self.served), self.observer)
        self.accounting.under_way = lambda: self._under_way
        await self.accounting.keep(today)
        self.town.accounting = self.accounting
        self.town.deciding = open_deciding(self.town, self.settings, self.observer)

    async def _subscribe(self) -> None:
        """What abonnementen need: our own kanalen, and someone who tries their callbacks."""
        self.worker: Worker | None = None
        self.deliveries: Deliveries | None = None
        self.callbacks = Callbacks(self.settings.allow_private_urls)
        self.subscribing = Subscribing(
            self.callbacks,
            self.box,
            lambda key, told: self.observer.log("warning", "unreadable secret", abonnement=key, detail=told),
        )
        if "notificaties" in self.served:
            self.town.settles["notificaties.abonnement"] = self.subscribing.settle
            own = own_kanalen(self.world, self.served, self.town.base)
            await register_here(self.pool, self.town.fresh_id, own)

    def work(self, *, everything: bool = True, patience: Patience = PATIENCE) -> None:
        """Begin to work in the background: all of it, or no more than to keep house and to measure."""
        rounds: list[Round] = [at_most_each(FOLD_SECONDS, keep_house), at_most_each(KEEP_SECONDS, keep_log)]
        if everything:
            # Every database has a log, also one that no logboek is served from.
            rounds += [Publishing().round, Resending(), at_most_each(DAY_SECONDS, expire_log)]
        if everything and "documenten" in self.served:
            rounds += [index_text, sweep, at_most_each(TIDY_SECONDS, tidy)]
        if everything and "personen" in self.served:
            rounds += self.personen.rounds()
        if everything and "notificaties" in self.served:
            connect = connector(self.dsn, self.settings.statement_timeout_ms)
            self.deliveries = Deliveries(
                self.callbacks, self.subscribing.opened, connect, patience, self.settings.cloudevents_source
            )
            rounds.append(self.deliveries.round)
        rounds.append(at_most_each(SECONDS, Figures(self.deliveries).round))
        self.worker = Worker(self.town, self.observer, rounds)
        self.worker.start()

    def _derive(self) -> None:
        """What every request will need, once; the collector need not look at it again."""
        for shape in self.world.shapes.values():
            if shape.component in self.served:
                self.engine.projection(shape)
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000)

    async def stop(self) -> None:
        """Let go of everything."""
        self.ready = False
        if self.worker is not None:
            await self.worker.stop()
        if self.deliveries is not None:
            await self.deliveries.close()
        await self.callbacks.close()
        await self.clients.close()
        if self.register is not None:
            await self.register.close()
        await self.outside.close()
        await self.town.deciding.close()
        await self.personen.close()
        await self.town.contents.close()
        await self.accounting.close()
        await self.pool.close()
        self.observer.flush()

    # --- requests -------------------------------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        parts = scope["path"].split("/", 4)
        component = self._roots.get("/".join(parts[:4])) if "".join(parts[4:]) else None
        self._under_way += 1
        try:
            if self._under_way > CONCURRENT:
                await self._refuse(send, Unavailable("Er zijn nu te veel verzoeken tegelijk."), component)
            else:
                await self._answer(scope, receive, send, component)
        finally:
            self._under_way -= 1

    async def _answer(self, scope: Scope, receive: Receive, send: Send, component: str | None) -> None:
        base = self.addresses.base(scope)
        if base is None:
            await self._refuse_host(scope, send, component)
        elif component is None:
            await self.pages(scope, receive, send, base)
        else:
            await self.api.serve(scope, receive, send, base, component)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _refuse(self, send: Send, problem: Problem, component: str | None) -> None:
        answer = render_problem(problem, "", "")
        versions = [(b"api-version", self.world.components[component].version.encode())] if component else []
        await _told(send, answer.status, [*answer.headers, *versions], answer.body)

    async def _refuse_host(self, scope: Scope, send: Send, component: str | None) -> None:
        """The name of another host: told to programs and to people, with the setting that decides it."""
        found = self.settings.public_url or "localhost, want public_url is niet ingesteld"
        problem = Misdirected(
            f"Deze server is bekend als {found}. Wie hem beheert, stelt het adres in met public_url "
            "(GRONDSLAG_PUBLIC_URL)."
        )
        if b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
            await self._refuse(send, problem, component)
            return
        from grondslag.interaction.pages import page_headers, render

        headers = [(name.lower().encode(), value.encode()) for name, value in page_headers().items()]
        page = render("ander-adres.html", titel=problem.title, uitleg=problem.detail).encode()
        await _told(send, problem.status, headers, page)

    def document(self, component: str, form: str, base: str) -> bytes:
        """The OpenAPI document of a component, as seen from an address. `form`: its place below the root."""
        key = (component, form, base)
        if key not in self._documents:
            if len(self._documents) > 64:
                self._documents.clear()
            self._documents[key] = written(self.world, component, form, base, self.samples)
        return self._documents[key]

    # --- neighbours and clients -----------------------------------------------------------------------------------

    def _reference(self, target: str, url: str) -> Mapping[str, Any] | None:
        """Reference values that need no other server."""
        if target.startswith("selectielijst.") and not self.settings.selectielijst_url:
            return bundled(target, url)
        return None

    async def _load_clients(self) -> tuple[Mapping[str, str], Mapping[str, Application]] | None:
        secret_rows = await self.pool.fetch("select client_id, secret from grondslag.client")
        told = await self._rights()
        applicaties = told if self._rights_elsewhere else None
        state, load = await source(self.pool, self.town.today(), self.register, applicaties)
        fingerprint = hashlib.blake2b(repr((secret_rows, told, state)).encode()).digest()
        if fingerprint == self._fingerprint:
            return None
        activities = await load()
        found = self._readable({row[0]: row[1] for row in secret_rows})
        known = {
            client: Application(
                label, superuser, to_grants(items, self._abbreviations), flagged, activities.get(client, ())
            )
            for client, label, superuser, flagged, items in await self._applications(told)
        }
        for name in targets.OWN_RIGHTS:
            client = targets.OWN_CLIENT + name
            found[client] = own_secret(self.settings, client)
            known[client] = Application(client, False, targets.own_grants(client) or ())
        self._fingerprint = fingerprint
        self.clients.version = hashlib.blake2b(repr((told, state)).encode(), digest_size=16).hexdigest()
        return found, known

    def _readable(self, sealed: Mapping[str, bytes]) -> dict[str, str]:
        """The secrets of the clients; those under another key are left out, so that only those clients are refused.

        So are clients of an older version under a name of our own components, which leaves no record of use.
        """
        found: dict[str, str] = {}
        for client, secret in sealed.items():
            if is_own(client):
                self.observer.log("warning", "reserved client id", client=client)
                continue
            try:
                found[client] = self.box.decrypt(secret, client)
            except StartError as failure:
                self.observer.log("warning", "unreadable secret", client=client, detail=str(failure))
        return found

    @property
    def _abbreviations(self) -> dict[str, str]:
        return {each.abbreviation: each.name for each in self.world.components.values()}

    @property
    def _rights_elsewhere(self) -> str:
        """The address of Autorisaties, where that runs in another process."""
        return "" if "autorisaties" in self.served else self.settings.neighbours.get("autorisaties", "")

    async def _rights(self) -> list[Any]:
        """What tells whether rights changed: the revisions in our own database, elsewhere all that is shown."""
        if self._rights_elsewhere:
            return await self.outside.list(f"{self._rights_elsewhere}/applicaties", "page", "1")
        return await self.pool.fetch("select id, rev from autorisaties.applicatie order by id")

    async def _applications(self, told: list[Any]) -> list[tuple[str, str, bool, bool, list[Any]]]:
        """Every client id with its label, what bounds it, and its rights."""
        if self._rights_elsewhere:
            links = self.town.links(self.town.base)
            items = [
                (
                    each["clientIds"],
                    each["label"],
                    each["heeftAlleAutorisaties"],
                    each.get("alleenIsGereedVoorPublicatie", False),
                    [own_keys(item, links) for item in each["autorisaties"]],
                )
                for each in told
            ]
        else:
            rows = await self.pool.fetch(
                "select client_ids, label, heeft_alle_autorisaties, alleen_is_gereed_voor_publicatie, autorisaties "
                "from autorisaties.applicatie order by id"
            )
            items = [(*row[:4], msgspec.json.decode(row[4])) for row in rows]
        return [
            (client, label, superuser, flagged, [ranked(self.world, item) for item in autorisaties])
            for clients, label, superuser, flagged, autorisaties in items
            for client in clients
        ]


async def _told(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    """Send a whole answer; the server itself leaves its body out where HEAD asked."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
