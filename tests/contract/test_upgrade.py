"""From the previous releases to now: a database it made and filled takes our migrations, and ends like a new one."""

import io
import re
import subprocess
import tarfile
import tomllib
from pathlib import Path

import grondslag
from grondslag.demo.inhoud import inhoud
from grondslag.runtime.migrate import component_folders, migrate_database, read_folders
from tests.contract.database_shape import definitions_of, run, tables_of
from tests.running import run as command
from tests.running import start
from tests.server import Databases

PACKAGE = Path(grondslag.__file__).parent
REPOSITORY = PACKAGE.parent.parent
RELEASES = Path(__file__).with_name("releases.toml")
_HEADING = re.compile(r"^## (\d+\.\d+\.\d+)", re.MULTILINE)
Version = tuple[int, ...]
_DOCUMENT = """
    with made as (
        insert into documenten.enkelvoudiginformatieobject select n.* from jsonb_populate_record(
            null::documenten.enkelvoudiginformatieobject,
            '{{"rev": 1, "bronorganisatie": "123456782", "creatiedatum": "2026-11-02", "titel": "x", "auteur": "x",
            "vertrouwelijkheidaanduiding": 1, "tonen_aan_initiator": false, "status": "", "formaat": "", "taal": "dut",
            "versie": 1, "begin_registratie": "2026-11-02T10:00:00Z", "bestandsnaam": "", "link": "",
            "beschrijving": "", "verschijningsvorm": "", "informatieobjecttype": "i", "locked": false,
            "bestandsdelen": [], "trefwoorden": [], "slot": ""}}'::jsonb || jsonb_build_object('id', gen_random_uuid(),
            'identificatie', gen_random_uuid(), 'is_gereed_voor_publicatie', {ready}::boolean)
        ) n
    )
    insert into documenten.telling_enkelvoudiginformatieobject
        (informatieobjecttype, vertrouwelijkheidaanduiding, aantal) values ('i', 1, 1)
"""
"""A document as the first release writes it, with its count."""
_UNKNOWN = """
    select count(*) from zaken.zaak z where betrokkenen = '{}'
        and exists (select from zaken.rol r where r.zaak = z.id and r.betrokkene_type = 'natuurlijk_persoon')
"""
_KEPT = "select count(*), count(opschorting), count(verlenging) from zaken.zaak"


def git(*arguments: str) -> bytes:
    """What git answers about this repository; nothing where there is none."""
    try:
        done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, check=False)
    except FileNotFoundError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def version_of(text: str) -> Version:
    """A version as numbers, so that 0.10 comes after 0.9."""
    return tuple(int(part) for part in text.split(".")[:3])


def earlier_releases(changelog: str, current: str) -> list[Version]:
    """The versions that a changelog names before the current one."""
    named = (version_of(found) for found in _HEADING.findall(changelog))
    return sorted(each for each in named if each < version_of(current))


def releases() -> dict[Version, str]:
    """The commit of each release that is written down, by its version."""
    return {version_of(name): commit for name, commit in tomllib.loads(RELEASES.read_text(encoding="utf-8")).items()}


def previous_releases() -> list[tuple[str, str]]:
    """The two newest releases before this version, each with its name and its commit."""
    found = sorted((each for each in releases().items() if each[0] < version_of(grondslag.__version__)), reverse=True)
    return [(".".join(map(str, version)), commit) for version, commit in found[:2]]


def package_of(commit: str, into: Path) -> Path:
    """The package of a release, taken out of the history."""
    archived = git("archive", commit, "--", "src")
    assert archived, f"the history has no {commit}: fetch it whole (git fetch --unshallow)"
    with tarfile.open(fileobj=io.BytesIO(archived)) as archive:
        archive.extractall(into, filter="data")
    return into / PACKAGE.relative_to(REPOSITORY)


def filled_by(package: Path, dsn: str, data: Path) -> None:
    """Let a release make its tables in a database, and fill them with its demo."""
    environ = {"GRONDSLAG_DATABASE": dsn, "PYTHONPATH": str(package.parent)}
    # Up to 0.2.0 it was not written down of which gemeente a database elsewhere is; content lies under its code.
    assert command("gemeente", "add", inhoud().code, inhoud().naam, data=data, environ=environ).code == 0
    running = start(data, "--demo", environ=environ)
    try:
        running.wait_until_ready()
    finally:
        running.stop()


def test_a_database_of_a_previous_release_becomes_one_of_this_version(databases: Databases, tmp_path: Path):
    for name, commit in previous_releases():
        into = tmp_path / name
        into.mkdir()
        becomes_one_of_this_version(name, commit, databases, into)


def becomes_one_of_this_version(name: str, commit: str, databases: Databases, into: Path) -> None:
    """Fill a database by a release and take it to this version: nothing is lost, and all agrees."""
    old, ours, data = databases.empty(), component_folders(PACKAGE), into / "var"
    theirs = package_of(commit, into)
    assert read_folders(component_folders(theirs)), f"{name} has no migrations"
    filled_by(theirs, old, data)
    kept = run(old, lambda connection: connection.fetchrow(_KEPT))
    assert min(kept) > 0, "a required field without a default fails on rows only"
    migrate_database(old, ours, "pre")
    assert run(old, lambda connection: connection.fetchval(_UNKNOWN)) == 0, "read by this version, it has no record"
    migrate_database(old, ours)
    assert run(old, lambda connection: connection.fetchrow(_KEPT)) == kept
    checked = command("check", data=data, environ={"GRONDSLAG_DATABASE": old})
    assert (checked.out, checked.code) == ("All agrees.\n", 0), checked.err
    new = databases.fresh()
    for component in ours:
        for ask in (tables_of, definitions_of):
            found, wanted = (
                run(dsn, lambda connection, ask=ask, each=component: ask(connection, each)) for dsn in (old, new)
            )
            assert found == wanted, f"{component} upgraded from {name} differs from a new one"
    databases.drop(old)
    databases.drop(new)


def test_documents_are_counted_anew_with_what_makes_them_ready_for_publication(databases: Databases, tmp_path: Path):
    old, ours = databases.empty(), component_folders(PACKAGE)
    first = {"documenten": tmp_path / "sql"}
    first["documenten"].mkdir()
    released = ours["documenten"] / "0001_pre_documenten.sql"
    (first["documenten"] / released.name).write_bytes(released.read_bytes())
    migrate_database(old, first)

    def add(ready: str) -> None:
        run(old, lambda connection: connection.execute(_DOCUMENT.format(ready=ready)))

    for ready in ("true", "false", "null"):
        add(ready)
    migrate_database(old, ours, "pre")
    add("true")  # the previous version still serves
    migrate_database(old, ours)
    told = run(
        old,
        lambda connection: connection.fetch(
            "select is_gereed_voor_publicatie, sum(aantal)::int from documenten.telling_enkelvoudiginformatieobject "
            "group by 1 order by 1"
        ),
    )
    assert [tuple(row) for row in told] == [(False, 1), (True, 2), (None, 1)]
    checked = command("check", data=tmp_path / "var", environ={"GRONDSLAG_DATABASE": old})
    assert (checked.out, checked.code) == ("All agrees.\n", 0), checked.err
    databases.drop(old)


def test_released_migrations_stay_as_they_were(tmp_path: Path):
    for name, commit in previous_releases():
        theirs = package_of(commit, tmp_path / name)
        for path in sorted(theirs.rglob("sql/*.sql")):
            now = PACKAGE / path.relative_to(theirs)
            assert now.exists(), f"{now.name} of {name} is gone"
            assert now.read_bytes() == path.read_bytes(), f"{now} changed since {name}"


def test_every_earlier_release_in_the_changelog_is_written_down_with_its_commit():
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert sorted(each for each in releases() if each < version_of(grondslag.__version__)) == earlier_releases(
        changelog, grondslag.__version__
    )
    for version, commit in releases().items():
        name = ".".join(map(str, version))
        was = git("show", f"{commit}:src/grondslag/__init__.py").decode()
        assert f'"{name}"' in was, f"{commit} is no {name}"
        tagged = git("rev-parse", "--verify", "--quiet", f"v{name}^{{commit}}").decode().strip()
        assert tagged in {"", commit}, f"the tag of {name} is at another commit"


def test_an_earlier_release_in_the_changelog_cannot_be_passed_over():
    changelog = "# Changelog\n\n## 0.10.0 (2027-01-01)\n\n## 0.9.1 (2026-12-01)\n\n## 0.1.0 (2026-11-24)\n"
    assert earlier_releases(changelog, "0.10.0") == [(0, 1, 0), (0, 9, 1)]
    assert earlier_releases(changelog, "0.9.1") == [(0, 1, 0)]
    assert earlier_releases(changelog, "0.1.0") == []
