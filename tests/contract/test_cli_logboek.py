"""`grondslag logboek` beside a running server: who used data of whom; the log in a file, out and in again."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from grondslag.integration.logboek import otlp
from grondslag.registers.logboek import names
from tests.logboek_builders import BSN, REGISTER, a_record
from tests.running import Running, run, start
from tests.server import temporary_directory
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

TODAY = datetime.now(UTC).date().isoformat()
TRACE = f"{7:032x}"


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Running]:
    """A server with an activity in its register, and a record that another application handed in for it."""
    with temporary_directory() as folder:
        made = start(folder / "var")
        try:
            made.wait_until_ready()
            assert made.command("client", "add", "zaaksysteem", "--all").code == 0
            heads = {"Authorization": "Bearer " + made.command("token", "zaaksysteem").out.strip()}
            async with aiohttp.ClientSession(made.address, headers=heads) as session:
                await fill(session)
            yield made
        finally:
            made.stop()


async def fill(session: aiohttp.ClientSession) -> None:
    activity = await posted(session, ACTIVITEITEN, activiteit_body("meldingen"), 201)
    await posted(session, f"{activity['url'].split('localhost', 1)[1].split('/', 1)[1]}/versies", versie_body(), 201)
    now = datetime.now(UTC).replace(microsecond=0)
    key = activity["url"].rpartition("/")[2]
    marker = b"\x01" + b"\xee" * 16
    record = a_record(7, tijd=now, einde=now, activiteit=key, versie=1, betrokkene=marker)
    sent = otlp.line([("zaken", record)], REGISTER, {}).replace(marker.hex().encode(), BSN.encode())
    assert await posted(session, "/logboek/api/v1/v1/traces", json.loads(sent), 200) == {}


async def posted(session: aiohttp.ClientSession, path: str, body: Any, status: int) -> Any:
    async with session.post("/" + path.lstrip("/"), json=body) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


def search(running: Running, *arguments: str, given: str = "") -> Any:
    return run("logboek", "search", *arguments, data=running.data, given=given)


def test_who_used_data_of_a_person_for_what_and_on_what_ground(running: Running) -> None:
    done = search(running, "--bsn-stdin", given=f"{BSN}\n")
    assert done.code == 0, done.err
    head, *rows = [each.split("\t") for each in done.out.splitlines()]
    assert head == ["when", "client", "purpose", "ground", "what", "seen", "trace"]
    (row,) = [each for each in rows if each[-1] == TRACE]
    assert row[1:] == [
        "zaaksysteem",
        "Meldingen behandelen: Een melding oplossen, en de melder laten weten hoe.",
        "algemeen_belang (Gemeentewet art. 160)",
        "logboek: zaken.zaak.lezen",
        "zaken.zaak/00000000-0000-4000-8000-000000000007",
        TRACE,
    ]
    assert BSN not in done.out + done.err
    again = search(running, "--bsn-stdin", given=f"{BSN}\n")
    assert "grondslag\t-\t-\tlogboek: logboek.doorzoeken" in again.out, "who looked is in the log too"


def test_by_trace_and_activity_as_a_table_or_as_the_standard_writes_it(running: Running) -> None:
    assert TRACE in search(running, "--trace", TRACE).out
    assert TRACE in search(running, "--activity", "meldingen", "--from", TODAY, "--to", TODAY).out
    (shown,) = json.loads(search(running, "--trace", TRACE, "--json").out)
    assert shown["attributes"][names.CLIENT] == "zaaksysteem"
    empty = search(running, "--activity", "meldingen", "--from", "2020-01-01", "--to", "2020-02-01")
    assert (empty.code, empty.err.splitlines()[-1]) == (0, "Nothing was found.")
    few = search(running, "--bsn-stdin", "--limit", "1", given=BSN)
    assert "There is more" in few.err


@pytest.mark.parametrize(
    ("arguments", "given", "code", "told"),
    [
        ((), "", 2, "Say what to look for"),
        (("--bsn", "--bsn-stdin"), BSN, 2, "Say what to look for"),
        (("--bsn", BSN), "", 2, "--bsn asks for a number, --bsn-stdin reads it"),
        (("--bsn-stdin",), "123456789", 1, "This is no BSN"),
        (("--bsn-stdin",), "", 1, "This is no BSN"),
        (("--trace", "x"), "", 1, "A trace is 32 hexadecimal digits"),
        (("--activity", "onbekend"), "", 1, "There is no verwerkingsactiviteit onbekend"),
        (("--bsn-stdin", "--for", "inzagee"), BSN, 1, "There is no verwerkingsactiviteit inzagee in force"),
        (("--trace", TRACE, "--from", "2026-02-01", "--to", "2026-01-01"), "", 2, "--to lies before --from"),
    ],
)
def test_a_wrong_question_is_told(
    running: Running, arguments: tuple[str, ...], given: str, code: int, told: str
) -> None:
    done = search(running, *arguments, given=given)
    assert (done.code, told in done.err) == (code, True), done.err
    assert BSN not in done.err


def test_without_a_purpose_nobody_looks_where_that_is_refused(running: Running) -> None:
    done = search(running, "--bsn-stdin", given=BSN)
    assert (done.code, "the log keeps this use without a purpose" in done.err) == (0, True)
    environ = {"GRONDSLAG_UNKNOWN_USE": "refuse"}
    done = run("logboek", "search", "--bsn-stdin", data=running.data, given=BSN, environ=environ)
    assert (done.code, done.out) == (1, "")
    assert "no verwerkingsactiviteit inzage in force: `grondslag activity list` shows which there are" in done.err


def test_out_checked_elsewhere_and_in_again(running: Running, tmp_path: Path) -> None:
    path, key = tmp_path / "log.jsonl", tmp_path / "key.txt"
    out = running.command("logboek", "export", "--from", TODAY, "--to", TODAY, "-o", str(path))
    assert out.code == 0, out.err
    key.write_text(running.command("logboek", "key").out)
    assert key.read_text().startswith("ed25519:")
    assert key.read_text().strip() in out.out
    assert BSN not in path.read_text()
    checked = run("logboek", "verify", str(path), "--key", str(key))
    assert (checked.code, "as it was signed" in checked.out) == (0, True), checked.err
    again = running.command("logboek", "import", str(path), "--key", key.read_text().strip())
    assert again.code == 0, again.err
    assert "0 new, " in again.out
    path.write_bytes(path.read_bytes().replace(b"zaaksysteem", b"zaaksysteen"))
    for command in (("verify", str(path)), ("import", str(path), "--data", str(running.data))):
        refused = run("logboek", *command, "--key", str(key))
        assert (refused.code, "is not as it was signed" in refused.err) == (1, True), refused.err


def test_a_file_of_ours_is_kept_by_an_installation_that_knows_our_key(running: Running, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    assert running.command("logboek", "export", "--from", TODAY, "--to", TODAY, "-o", str(path)).code == 0
    key = running.command("logboek", "key").out.strip()
    with temporary_directory() as folder:
        done = run("logboek", "import", str(path), "--key", key, data=folder / "var")
        assert done.code == 0, done.err
        assert " new, 0 known, 0 refused" in done.out
        found = run("logboek", "search", "--trace", TRACE, data=folder / "var")
        assert "zaaksysteem" in found.out
        assert run("logboek", "search", "--bsn-stdin", data=folder / "var", given=BSN).err.endswith(
            "Nothing was found.\n"
        ), "persons are found by the keys of who wrote it alone"
