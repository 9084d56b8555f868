"""The paths of an OpenAPI document: one operation per method letter and action of every resource."""

from collections.abc import Callable, Iterator

from grondslag.kernel.access import AUDIT, wants
from grondslag.kernel.declare import Json, Lookup
from grondslag.kernel.render import project
from grondslag.kernel.rules import Act, Action, rules_for
from grondslag.kernel.shape import Shape, World
from grondslag.surfaces.openapi_names import operation_id
from grondslag.surfaces.openapi_parameters import (
    CRS,
    DAY,
    EXPAND_DOC,
    PAGE,
    TEXT,
    body_kind,
    headers,
    in_path,
    listing,
    query,
    zoek,
)
from grondslag.surfaces.openapi_schemas import (
    EXTRA,
    Named,
    array,
    audit_trail,
    bare,
    content,
    expandable,
    group_schema,
    obj,
    property_of,
    ref,
    shown_schema,
)
from grondslag.surfaces.openapi_several import Several
from grondslag.surfaces.problems import Problem

FOUTEN = {each.status: each.title for each in (Problem, *Problem.__subclasses__())} | {
    401: "Staat in de standaard; ook wie niet bekend is krijgt 403.",
    410: "Bestaat niet meer.",
}
VERBS = {"publish": "publiceren", "lock": "vergrendelen", "unlock": "ontgrendelen"}
"""The actions that the standard names in English, as a reader of Dutch knows them."""
WHICH_VERSION = [
    query("versie", {"type": "integer"}, "Het nummer van de versie; anders de nieuwste."),
    query("registratieOp", {"type": "string", "format": "date-time"}, "De versie zoals die er op dit moment was."),
]
_ALWAYS = (400, 401, 403, 404, 406, 409, 410, 413, 415, 429, 500, 503)
API_VERSION: Json = {"schema": TEXT, "description": "De versie van deze API."}


def _errors(shape: Shape, *, writes: bool, posts: bool) -> Json:
    codes = {*_ALWAYS, *((412,) if shape.said.crs else ()), *((408,) if writes else ())}
    return {str(code): ref(str(code), "responses") for code in sorted(codes | ({422} if posts else set()))}


def with_errors(operation: Json) -> Json:
    """An operation that no resource answers, with the refusals that all have."""
    codes = {*_ALWAYS, 408}
    errors = {str(code): ref(str(code), "responses") for code in sorted(codes)}
    return operation | {"responses": operation["responses"] | errors}


def _answer(
    shape: Shape,
    text: str,
    body: Json | None,
    *,
    etag: bool = False,
    made: bool = False,
    wrote: bool = False,
    crs: bool = True,
) -> Json:
    found: Json = {"API-version": API_VERSION}
    if made or wrote:
        found["X-Warning"] = {"schema": TEXT, "description": "Wat opviel en toch is vastgelegd."}
    if etag:
        found["ETag"] = {"schema": TEXT, "description": "Het kenmerk van deze weergave."}
    if made:
        found["Location"] = {"schema": {"type": "string", "format": "uri"}, "description": "Het adres van het object."}
    if shape.said.crs and crs:
        found["Content-Crs"] = {"schema": CRS, "description": "Het coördinatenstelsel van het antwoord."}
    return {"description": text, "headers": found} | ({"content": content(body)} if body is not None else {})


def rule_table(shape: Shape, action: Action) -> str:
    """The rules that can refuse this action, as a table in Markdown; '' when there are none."""
    rows = [
        f"| {each.code} | {each.part} | {each.text} |"
        for each in rules_for(shape.record, action)
        if each.kind == "rule"
    ]
    return "\n".join(["| regel | onderdeel | eis (Engels) |", "|---|---|---|", *rows]) if rows else ""


class _Writer:
    """Writes the operations of one resource."""

    def __init__(self, world: World, named: Named, shape: Shape) -> None:
        self.world, self.named, self.shape = world, named, shape
        self.name = shape.record.__name__
        self.noun = self.name.lower()
        self.title = self.noun.capitalize()
        self.parents: list[Json] = []
        path = shape.path[len(world.components[shape.component].path) :]
        if shape.said.under:
            parent = shape.field(shape.said.part_of).to
            assert parent is not None  # noqa: S101 - `_shape` looked
            self.parents = [in_path(parent.target.partition(".")[2] + "_uuid")]
            path = path.replace("{parent}", f"{{{self.parents[0]['name']}}}")
        self.collection, self.one = path, path + "/{uuid}"

    def operation(
        self,
        action: Action,
        summary: str,
        parameters: list[Json],
        answers: Json,
        scope: str | tuple[str, ...],
        body: Json | None = None,
        *,
        alone: bool = False,
    ) -> Json:
        """One operation, with who may do it and which rules can refuse it."""
        said = self.shape.said.scopes.get(scope, scope) if isinstance(scope, str) else scope
        writes, posts = bool(body) or scope == "destroy", bool(body) and action not in ("update", "partial_update")
        table = rule_table(self.shape, action)
        found: Json = {
            "operationId": operation_id(self.shape, action, alone=alone),
            "summary": summary,
            "tags": [self.shape.said.collection],
            "parameters": [*self.parents, *parameters],
            "security": [{"JWT-Claims": [each]} for each in wants(said)],
            "responses": answers | _errors(self.shape, writes=writes, posts=posts),
        }
        if table:
            found["description"] = f"Kan worden geweigerd door:\n\n{table}"
        if body:
            found["requestBody"] = {"required": True, "content": content(body, self.kind)}
        return found

    @property
    def kind(self) -> str:
        """The media type of what is sent."""
        return body_kind(self.shape)

    @property
    def expand(self) -> list[Json]:
        return [query("expand", TEXT, EXPAND_DOC)] if expandable(self.world, self.shape) else []

    def also(self, action: Action, answers: Json) -> Json:
        """The answers of an action, beside them the statuses that the standard prints and we never give."""
        printed = self.shape.said.also.get(action, ())
        text = "Staat zo in de standaard; wij antwoorden " + " of ".join(answers) + "."
        body = next((each["content"] for each in answers.values() if "content" in each), content({"type": "object"}))
        return answers | {str(code): _answer(self.shape, text, None) | {"content": body} for code in printed}

    def listed(self) -> Json:
        shown = shown_schema(self.world, self.shape)
        body = ref(f"Paginated{self.name}List") if self.shape.said.paged else array(shown)
        parameters = [*listing(self.world, self.shape), *self.expand, *headers(self.shape, writes=False, posts=False)]
        answers: Json = {"200": _answer(self.shape, "De gevonden objecten waar u recht op hebt.", body)}
        return self.operation("list", f"Lijst van {self.shape.said.collection}", parameters, answers, "read")

    def created(self) -> Json:
        answers: Json = {"201": _answer(self.shape, "Toegevoegd.", self.made(), made=True)}
        found, body = headers(self.shape, writes=True, posts=True), ref(self.name + "Request")
        return self.operation("create", f"{self.title} toevoegen", found, self.also("create", answers), "create", body)

    def made(self) -> Json:
        """What answers a creation: the record, and what is told only then."""
        if not self.shape.said.told:
            return ref(self.name)
        more = {
            wire: property_of(self.named, self.shape.field(name), sent=False)
            for wire, name in self.shape.said.told.items()
        }
        self.named[self.name + "Created"] = {"allOf": [ref(self.name), obj(more, more)]}
        return ref(self.name + "Created")

    def downloaded(self, *, head: bool = False) -> Json:
        versie = query("versie", {"type": "integer"}, "De versie waarvan de inhoud wordt gevraagd; anders de laatste.")
        moment = query("registratieOp", {"type": "string", "format": "date-time"}, "De versie die er toen was.")
        answers: Json = {}
        found = (("200", "De inhoud."), ("206", "Het gevraagde deel van de inhoud."))
        for code, text in (("200", "Er is inhoud."),) if head else found:
            answers[code] = _answer(self.shape, text, None, etag=True)
            if not head:
                answers[code]["content"] = content({"type": "string", "format": "binary"}, "application/octet-stream")
        answers["304"] = _answer(self.shape, "Niet gewijzigd.", None, etag=True)
        parameters = [
            in_path("uuid"),
            versie,
            moment,
            *headers(self.shape, writes=False, posts=False, conditional=True),
        ]
        if head:
            return self.operation("download_headers", "Kopregels van de inhoud", parameters, answers, "read") | EXTRA
        return self.operation("download", "Downloaden van de inhoud", parameters, answers, "read")

    def retrieved(self, *, head: bool = False) -> Json:
        said = self.shape.said
        parameters = [in_path("uuid"), *([] if head else self.expand), *self.dated(), *self.versions()]
        parameters += headers(self.shape, writes=False, posts=False, conditional=said.etag)
        body = None if head else shown_schema(self.world, self.shape)
        answers: Json = {"200": _answer(self.shape, "Het object.", body, etag=said.etag)}
        if said.etag:
            answers["304"] = _answer(self.shape, "Niet gewijzigd.", None, etag=True)
        action, text = ("headers", "Kopregels van") if head else ("retrieve", "Opvragen van")
        return self.operation(action, f"{text} één {self.noun}", parameters, answers, "read")

    def dated(self) -> list[Json]:
        """The history model shows what is in force; another day can be asked for."""
        found = query("datumGeldigheid", DAY, "De dag waarop de getoonde versies gelden; anders vandaag.")
        return [found] if project(self.world, self.shape).dated else []

    def versions(self) -> list[Json]:
        """Of a versioned resource older versions can be asked for."""
        return WHICH_VERSION if self.shape.said.versioned else []

    def updated(self, *, partial: bool) -> Json:
        action, body = ("partial_update", "Patched" + self.name) if partial else ("update", self.name + "Request")
        text = f"{self.title} {'deels' if partial else 'geheel'} bijwerken"
        answers: Json = {"200": _answer(self.shape, "Bijgewerkt.", ref(self.name), wrote=True)}
        parameters = [in_path("uuid"), *headers(self.shape, writes=True, posts=False)]
        return self.operation(action, text, parameters, self.also(action, answers), "update", ref(body))

    def destroyed(self) -> Json:
        answers = self.also("destroy", {"204": _answer(self.shape, "Verwijderd.", None)})
        found = [in_path("uuid"), *headers(self.shape, writes=True, posts=False)[1:]]
        return self.operation("destroy", f"{self.title} verwijderen", found, answers, "destroy")

    def searched(self) -> Json:
        answers: Json = {"200": _answer(self.shape, "De gevonden objecten.", ref(f"Paginated{self.name}List"))}
        parameters = [PAGE, *self.expand, *headers(self.shape, writes=True, posts=False)]
        self.named[self.name + "Zoek"] = zoek(self.world, self.shape)
        found = self.operation(
            "_zoek", f"Zoeken in {self.shape.said.collection}", parameters, answers, "read", ref(self.name + "Zoek")
        )
        found["responses"].pop("422", None)
        return found

    def acted(self, act: Act) -> Json:
        body = group_schema(self.named, act.body, sent=True) if act.body else {"type": "object"}
        answer = group_schema(self.named, act.answer, sent=False) if act.answer else ref(self.name)
        if act.many:
            answer = {"oneOf": [answer, array(answer)]}
        heads = headers(self.shape, writes=True, posts=True, crs=act.single)
        parameters = [*([in_path("uuid")] if act.single else []), *heads]
        shown = None if act.status == 204 else answer
        said = _answer(self.shape, "Uitgevoerd.", shown, made=act.status == 201, crs=act.single)
        answers: Json = {str(act.status): said}
        found = self.operation(act.name, self.said_of(act), parameters, answers, act.scope, body, alone=not act.single)
        found["requestBody"]["required"] = act.body is not None
        return found | (EXTRA if act.extra else {})

    def combined(self, act: Act) -> Json:
        """An action of several parts: a body and an answer with each under its name."""
        several = Several(self.world, self.named, act)
        heads = headers(self.shape, writes=True, posts=True)
        optional = [each | {"required": False} if each["name"] == "Accept-Crs" else each for each in heads]
        parameters = [*([in_path("uuid")] if act.single else []), *optional]
        said = _answer(self.shape, "Alles is vastgelegd.", several.shown(), made=not act.single, wrote=True)
        answers: Json = {str(act.status): said}
        found = self.operation(act.name, act.name.replace("_", " ").capitalize(), parameters, answers, act.scope)
        found["responses"] |= _errors(self.shape, writes=True, posts=True)
        found["requestBody"] = {"required": True, "content": content(several.asked())}
        found["security"] = [{"JWT-Claims": each} for each in several.scopes()]
        found["description"] = "Alle onderdelen worden vastgelegd, of geen."
        return found | EXTRA

    def said_of(self, act: Act) -> str:
        """What an action does: `Zaaktype publiceren`; one on no record says it in its name, `Zaaknummer reserveren`."""
        verb = VERBS.get(act.name, act.name.replace("_", " "))
        return f"{self.title} {verb}" if act.single else verb.capitalize()

    def looked_up(self, name: str, lookup: Lookup) -> Json:
        field = self.shape.field(lookup.field)
        parameters = [query(lookup.parameter, bare(field), field.doc, required=True)]
        answers: Json = {"200": _answer(self.shape, "Het object.", shown_schema(self.world, self.shape))}
        return self.operation(name, f"Opvragen van één {self.noun} bij {lookup.parameter}", parameters, answers, "read")

    def paths(self) -> Iterator[tuple[str, str, Json]]:
        """Path, method and operation of every method letter, action and lookup."""
        letters: dict[str, tuple[str, str, Callable[[], Json]]] = {
            "L": (self.collection, "get", self.listed),
            "C": (self.collection, "post", self.created),
            "R": (self.one, "get", self.retrieved),
            "H": (self.one, "head", lambda: self.retrieved(head=True)),
            "U": (self.one, "put", lambda: self.updated(partial=False)),
            "P": (self.one, "patch", lambda: self.updated(partial=True)),
            "D": (self.one, "delete", self.destroyed),
        }
        for letter, (path, method, write) in letters.items():
            if letter in self.shape.said.methods:
                yield path, method, write() | (EXTRA if letter in self.shape.said.extra else {})
        if self.shape.said.zoek:
            yield self.collection + "/_zoek", "post", self.searched()
        for name, lookup in self.shape.said.lookups.items():
            yield f"{self.collection}/{name}", "get", self.looked_up(name, lookup)
        if self.shape.content is not None and self.shape.content.out is not None:
            yield self.one + "/download", "get", self.downloaded()
            yield self.one + "/download", "head", self.downloaded(head=True)
        for act in self.shape.acts:
            if act.parts:
                yield f"/{act.name}" + ("/{uuid}" if act.single else ""), "post", self.combined(act)
            else:
                yield (f"{self.one}/{act.name}" if act.single else f"/{act.name}"), "post", self.acted(act)

    def audits(self) -> Iterator[tuple[str, str, Json]]:
        """The audit trail under a root."""
        self.named.update(audit_trail(self.world.components[self.shape.component].abbreviation))
        parent = in_path(self.noun + "_uuid")
        path = f"{self.collection}/{{{parent['name']}}}/audittrail"
        trail = ref("AuditTrail")
        answers: Json = {"200": _answer(self.shape, "De regels, oudste eerst.", array(trail), crs=False)}
        yield path, "get", self.operation("audittrail_list", "Het audittrail", [parent], answers, AUDIT, alone=True)
        answers = {"200": _answer(self.shape, "De regel.", trail, crs=False)}
        parameters = [parent, in_path("uuid")]
        text = "Een regel van het audittrail"
        found = self.operation("audittrail_retrieve", text, parameters, answers, AUDIT, alone=True)
        yield path + "/{uuid}", "get", found


def paths_of(world: World, named: Named, shape: Shape) -> Iterator[tuple[str, str, Json]]:
    """Path, method and operation of everything that can be asked of a resource."""
    writer = _Writer(world, named, shape)
    yield from writer.paths()
    if shape.said.audit:
        yield from writer.audits()
