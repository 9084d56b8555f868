"""Everything an operator can set: one frozen record, read once at start, and the only reader of the environment.

Lowest to highest: the default, `grondslag.toml` (or the file that `GRONDSLAG_CONFIG` names), the environment
(`GRONDSLAG_<NAME>`), the command line.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

PREFIX = "GRONDSLAG_"
_FILE = "grondslag.toml"
_SECRET = ("database", "secret_key", "documents_options", "pdp_secret", "brp_headers", "brp_update_headers")
# Names that hosting platforms give to a setting; our own name goes before them.
_ALSO_CALLED = {"port": "PORT"}
_TRUE, _FALSE = ("true", "1", "yes", "ja", "on"), ("false", "0", "no", "nee", "off", "")

Port = Annotated[int, Meta(ge=0, le=65535)]


class StartError(Exception):
    """A reason to stop before serving: one sentence that tells the operator what to do. The command line prints it."""

    @property
    def sentence(self) -> str:
        return str(self)


def _text(description: str) -> Meta:
    return Meta(description=description)


class Settings(Struct, frozen=True, kw_only=True):
    """What the operator chose; every field is documented in its own declaration."""

    data: Annotated[
        str, _text("Directory for all that is kept on disk: database, content, keys, list of gemeenten.")
    ] = "var"
    database: Annotated[
        str, _text("DSN of the PostgreSQL database; empty: the embedded PostgreSQL in the data directory.")
    ] = ""
    run_as: Annotated[
        str, _text("User for the embedded PostgreSQL when started as root; empty: who owns its data, else nobody.")
    ] = ""
    host: Annotated[str, _text("Address to listen on.")] = "127.0.0.1"
    port: Annotated[Port, _text("Port to listen on; PORT is read too.")] = 8000
    public_url: Annotated[
        str, _text("Address under which clients know this server; empty: only loopback names are answered.")
    ] = ""
    trusted_proxies: Annotated[
        tuple[str, ...], _text("Addresses or networks of the proxies whose X-Forwarded-* headers are believed.")
    ] = ()
    target: Annotated[tuple[str, ...], _text("Components that this process serves, or `all`.")] = ("all",)
    neighbours: Annotated[
        dict[str, str],
        _text("Base URL of each component that runs in another process: `catalogi=http://host/catalogi/api/v1`."),
    ] = {}
    selectielijst_url: Annotated[
        str, _text("Address of a Selectielijst API; empty: the list that comes with the package.")
    ] = ""
    allow_private_urls: Annotated[
        bool | tuple[str, ...],
        _text("Whether references may lead to private addresses; or the list of `host:port` that may."),
    ] = False
    secret_key: Annotated[
        str, _text("Key under which stored secrets are encrypted, at least 32 bytes; goes before `secret_key_file`.")
    ] = ""
    secret_key_file: Annotated[
        str, _text("File that holds that key; empty: `secret.key` in the data directory, made at first use.")
    ] = ""
    iat_window: Annotated[int, Meta(ge=1, description="Seconds that a token is valid after its `iat`.")] = 3600
    pdp_url: Annotated[
        str,
        _text(
            "Address of an external decision point (AuthZEN) that must allow every request too; empty: none is asked."
        ),
    ] = ""
    pdp_secret: Annotated[str, _text("Bearer token that is sent to that decision point; empty: none.")] = ""
    pdp_ca: Annotated[
        str, _text("File with the authorities (PEM) that its certificate must come from; empty: those of the machine.")
    ] = ""
    pdp_cert: Annotated[
        str, _text("File with the certificate (PEM, with its chain) that is shown to it (mutual TLS); empty: none.")
    ] = ""
    pdp_key: Annotated[
        str, _text("File with the key of that certificate (PEM, no password); empty: it stands in `pdp_cert`.")
    ] = ""
    pdp_timeout_ms: Annotated[
        int,
        Meta(ge=10, le=10_000, description="Milliseconds that the decision point has; later it is as if it were away."),
    ] = 1000
    body_limit: Annotated[
        int, Meta(ge=1024, description="Largest body of a request in bytes, documents left aside.")
    ] = 4 * 2**20
    documents: Annotated[
        str,
        _text(
            "Where the content of documents lies: a directory, `s3://bucket/prefix` or `az://container/prefix`; "
            "empty: `inhoud` in the data directory."
        ),
    ] = ""
    documents_options: Annotated[
        dict[str, str],
        _text("How object storage is reached: `endpoint=https://host,access_key_id=…`; else by AWS_… or AZURE_…."),
    ] = {}
    upload_limit: Annotated[
        int, Meta(ge=1024, description="Largest content in one request in bytes; larger documents come in parts.")
    ] = 8 * 2**30
    part_size: Annotated[
        int, Meta(ge=1024, description="Size in bytes of the parts in which large documents are sent.")
    ] = 64 * 2**20
    unjudged_limit: Annotated[
        int,
        Meta(ge=1024, description="Content that may be coming in at once, in bytes; a client may use a quarter of it."),
    ] = 64 * 2**30
    statement_timeout_ms: Annotated[
        int, Meta(ge=100, description="Milliseconds after which the database gives up on one statement.")
    ] = 10_000
    pool_size: Annotated[int, Meta(ge=2, le=1000, description="Connections per process and database, at most.")] = 10
    worker: Annotated[
        bool,
        _text("Whether `serve` delivers notifications and does other work in the background; else run `worker`."),
    ] = True
    unknown_use: Annotated[
        Literal["warn", "refuse"],
        _text(
            "What happens to a request for data of persons without a known processing activity: `warn` counts it, "
            "`refuse` answers 403, and a command that uses them stops. A demo that is not told refuses requests."
        ),
    ] = "warn"
    correctie_zaaktype: Annotated[
        str,
        _text(
            "Identificatie of the zaaktype in which requests to correct data of persons are dealt with (AVG art. 16); "
            "empty: they are refused."
        ),
    ] = ""
    brp_url: Annotated[
        str, _text("Root of a real BRP API that is asked about persons; empty: the persons kept here are the source.")
    ] = ""
    brp_headers: Annotated[
        dict[str, str],
        _text(
            "Headers for that API: `X-API-KEY=…,X-Doelbinding={activiteit}`; `{activiteit}` becomes the identificatie "
            "of the processing activity."
        ),
    ] = {}
    brp_update_url: Annotated[
        str,
        _text("Root of the Update API beside that BRP API, to follow persons there; empty: they cannot be followed."),
    ] = ""
    brp_update_headers: Annotated[
        dict[str, str], _text("Headers for that Update API, written as `brp_headers`; those are not sent to it.")
    ] = {}
    cloudevents_source: Annotated[
        str, _text("The source of our CloudEvents, such as `urn:nld:oin:<OIN>:systeem:<name>`.")
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        _text("How much is logged; a demo that is not told logs at `warning`."),
    ] = "info"
    demo: Annotated[
        bool, _text("Fill an empty database with a fictitious gemeente, and print a client and secret for it.")
    ] = False

    def __repr__(self) -> str:
        shown = (f"{name}={'…' if name in _SECRET and value else repr(value)}" for name, value in _items(self))
        return f"Settings({', '.join(shown)})"

    @property
    def data_dir(self) -> Path:
        """The data directory as an absolute path."""
        return Path(self.data).absolute()


def load(environ: Mapping[str, str] | None = None, cwd: Path | None = None, **given: Any) -> Settings:
    """The settings in force; `given` comes from the command line, where None says nothing."""
    environ = os.environ if environ is None else environ
    chosen: dict[str, Any] = {}
    sources: dict[str, str] = {}
    options = "option --{name}", {name: value for name, value in given.items() if value is not None}
    for source, values in (_from_file(environ, cwd or Path.cwd()), _from_environment(environ), options):
        for name, value in values.items():
            sources[name] = source.format(name=name.replace("_", "-"), NAME=name.upper())
            chosen[name] = _converted(name, value, sources[name])
    if chosen.get("demo"):
        # Who tries something reads the terminal.
        chosen.setdefault("log_level", "warning")
        chosen.setdefault("unknown_use", "refuse")
        chosen.setdefault("correctie_zaaktype", "correctieverzoek")
    return _checked(Settings(**chosen), sources)


def settings_table() -> list[dict[str, str]]:
    """One row per setting: name, environment, type, default and description, for the reference page."""
    defaults = Settings()
    return [
        {
            "name": name,
            "environment": PREFIX + name.upper(),
            "type": _type_in_words(hint),
            "default": _default_in_words(getattr(defaults, name)),
            "description": next(meta.description or "" for meta in get_args(hint)[1:] if meta.description),
        }
        for name, hint in _HINTS.items()
    ]


_HINTS: dict[str, Any] = get_type_hints(Settings, include_extras=True)


def _items(settings: Settings) -> list[tuple[str, Any]]:
    return [(name, getattr(settings, name)) for name in settings.__struct_fields__]


def _from_file(environ: Mapping[str, str], cwd: Path) -> tuple[str, dict[str, Any]]:
    named = environ.get(PREFIX + "CONFIG", "")
    path = cwd / (named or _FILE)
    if not named and not path.exists():
        return "", {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise StartError(f"The settings file {path} cannot be read: {failure.strerror}.") from failure
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as failure:
        raise StartError(f"The settings file {path} is not TOML: {failure}.") from failure
    if unknown := [name for name in values if name not in _HINTS]:
        raise StartError(f"The settings file {path} has unknown names: {', '.join(sorted(unknown))}.")
    return f"file {path}".replace("{", "{{").replace("}", "}}"), values


def _from_environment(environ: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {}
    for name in _HINTS:
        for variable in (_ALSO_CALLED.get(name, ""), PREFIX + name.upper()):
            if variable in environ and not _is_service_link(environ[variable]):
                values[name] = environ[variable]
    return "environment, " + PREFIX + "{NAME}", values


def _is_service_link(value: str) -> bool:
    """Kubernetes sets GRONDSLAG_PORT to an address when a service is called grondslag."""
    return value.startswith(("tcp://", "udp://"))


def _converted(name: str, value: Any, source: str) -> Any:
    """The value in the type of the field; lists, numbers and yes or no may be written as text."""
    hint = _HINTS[name]
    try:
        return msgspec.convert(_from_text(hint, value) if isinstance(value, str) else value, hint)
    except (msgspec.ValidationError, ValueError) as failure:
        shown = "what it holds" if name in _SECRET else repr(value)
        raise StartError(f"Setting {name} ({source}) is wrong: {shown} is {_not_what(hint)}.") from failure


def _not_what(hint: Any) -> str:
    """What a value should have been, in words: the choices, the bounds, or the form."""
    plain, *metas = get_args(hint)
    if get_origin(plain) is Literal:
        return f"none of {', '.join(get_args(plain))}"
    least = next((meta.ge for meta in metas if meta.ge is not None), None)
    most = next((meta.le for meta in metas if meta.le is not None), None)
    words = {str: "text", int: "a whole number", bool: "yes or no", tuple: "a list", dict: "a list of name=value"}
    form = " or ".join(words[kind] for kind in sorted(_kinds(hint), key=list(words).index))
    below = "" if least is None else f" of {least} or more" if most is None else f" from {least} to {most}"
    return f"not {form}{below}"


def _from_text(hint: Any, text: str) -> Any:
    kinds = _kinds(hint)
    if bool in kinds and text.strip().lower() in (*_TRUE, *_FALSE):
        return text.strip().lower() in _TRUE
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if tuple in kinds:
        return parts
    if dict in kinds:
        return dict(_pair(part) for part in parts)
    return int(text) if int in kinds else text


def _kinds(hint: Any) -> set[Any]:
    """The plain types that a field may hold."""
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    members = get_args(plain) if isinstance(plain, UnionType) else (plain,)
    return {get_origin(member) or member for member in members}


def _pair(part: str) -> tuple[str, str]:
    name, mark, value = part.partition("=")
    if not mark:
        raise ValueError(f"expected name=value, got {part!r}")
    return name.strip(), value.strip()


def _checked(settings: Settings, sources: Mapping[str, str]) -> Settings:
    """Refuse what has the right type and yet cannot work."""

    def wrong(name: str, why: str) -> StartError:
        return StartError(f"Setting {name} ({sources[name.partition('.')[0]]}) is wrong: {why}.")

    for name, url in [("public_url", settings.public_url), ("selectielijst_url", settings.selectielijst_url)] + [
        (f"neighbours.{component}", url) for component, url in settings.neighbours.items()
    ]:
        if url and not url.startswith(("http://", "https://")):
            raise wrong(name, f"{url!r} is not an http or https address")
    if settings.database and not settings.database.startswith(("postgresql://", "postgres://")):
        raise wrong("database", "a DSN begins with postgresql://")
    for name in ("pdp_url", "brp_url", "brp_update_url"):
        if (url := getattr(settings, name)) and not _is_plain(url):
            raise wrong(name, "it is not an http or https address without user, query and fragment")
    if unused := _unused(settings):
        raise wrong(*unused)
    if not settings.target:
        raise wrong("target", "name a component, or all")
    return settings


def _unused(settings: Settings) -> tuple[str, str] | None:
    """What would not be used without another setting, and why."""
    if settings.brp_update_url and not settings.brp_url:
        return "brp_update_url", "it goes with brp_url, which says where persons are asked"
    files = {"pdp_ca": settings.pdp_ca, "pdp_cert": settings.pdp_cert, "pdp_key": settings.pdp_key}
    given = [name for name, file in files.items() if file]
    if given and not settings.pdp_url.startswith("https://"):
        return given[0], "pdp_url is not an https address, so it would not be used"
    if settings.pdp_key and not settings.pdp_cert:
        return "pdp_key", "it is the key of pdp_cert, which is empty"
    return None


def _is_plain(url: str) -> bool:
    """Whether it is an address to put a path behind, that holds no secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    return plain and not re.search(r"[\s?#]", url)


def _type_in_words(hint: Any) -> str:
    plain = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(plain) is Literal:
        return " | ".join(get_args(plain))
    words = {str: "text", int: "number", bool: "yes or no", tuple[str, ...]: "list", dict[str, str]: "name=value list"}
    if plain in words:
        return words[plain]
    return " or ".join(words[each] for each in get_args(plain))


def _default_in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value) if value != {} else ""
