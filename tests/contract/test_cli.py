"""The commands of `grondslag` beside a running demo, as a user types them."""

import asyncio
import html
import http.client
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pypdf import PdfReader

from grondslag.demo.inhoud import inhoud
from grondslag.runtime.clients import make_token
from grondslag.runtime.postgres import Cluster
from grondslag.targets import GROUPS
from tests.running import Running, run, serving
from tests.server import temporary_directory

EXPORT = Path(__file__).parents[3] / "shared" / "data" / "catalogi" / "catalogus-export.zip"
ZAKEN = "/zaken/api/v1/zaken"
APPLICATIES = "/autorisaties/api/v1/applicaties"
FOR = ("--activity", "dienstverlening")
"""A demo refuses who sees data of persons and says not why."""


@pytest.fixture(scope="module")
def demo() -> Iterator[Running]:
    """A demo that runs as long as the tests in this file."""
    with temporary_directory() as directory, serving(directory / "var", "--demo") as running:
        yield running


def token(demo: Running, client: str) -> str:
    return demo.command("token", client).out.strip()


def within_a_second(demo: Running, client: str, path: str, status: int) -> bool:
    made = token(demo, client)
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:
        if demo.ask(path, token=made).status == status:
            return True
        time.sleep(0.05)
    return False


# --- what it prints -----------------------------------------------------------------------------------------------


def test_the_printed_curl_line_lists_zaken(demo: Running) -> None:
    line = next(line for line in demo.told.splitlines() if line.startswith("curl "))
    words = shlex.split(line)
    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    answer = demo.ask(words[-1], **{name.replace("-", "_"): value for name, value in headers.items()})
    assert answer.status == 200
    assert json.loads(answer.body)["count"] > 300
    if shutil.which("curl"):
        done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)["count"] == json.loads(answer.body)["count"]


def test_the_second_client_of_the_demo_reads_less(demo: Running) -> None:
    everything = json.loads(demo.ask(ZAKEN, token=token(demo, "demo")).body)["count"]
    limited = json.loads(demo.ask(ZAKEN, token=token(demo, "demo-lezen")).body)["count"]
    assert 0 < limited < everything
    assert demo.ask(APPLICATIES, token=token(demo, "demo-lezen")).status == 403


def test_an_idle_server_is_small(demo: Running) -> None:
    status = Path(f"/proc/{demo.process.pid}/status").read_text(encoding="ascii")
    resident = int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
    assert resident < 150 * 1024


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_start_page_shows_live_counts_and_the_demo(demo: Running) -> None:
    answer = demo.ask("/", Accept="text/html")
    assert answer.status == 200
    assert demo.word("secret") in answer.body
    shown = re.search(r"<dt>zaken</dt>\s*<dd>([\d.]+)</dd>", answer.body)
    assert shown is not None
    counted = json.loads(demo.ask(ZAKEN, token=token(demo, "demo")).body)["count"]
    assert int(shown[1].replace(".", "")) == counted
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


def test_the_start_page_tells_how_to_download_a_document(demo: Running) -> None:
    page = html.unescape(demo.ask("/", Accept="text/html").body)
    line = next(line for line in re.findall(r"curl -H [^<]+", page) if "download" in line)
    assert shlex.split(line)[-3:-1] == ["-o", "document.pdf"]
    words = shlex.split(line)
    sent = urllib.request.Request(words[-1], headers=dict([words[words.index("-H") + 1].split(": ", 1)]))
    with urllib.request.urlopen(sent, timeout=20) as answer:
        [shown] = PdfReader(io.BytesIO(answer.read())).pages
    assert "Versie 3." in shown.extract_text()


def test_the_start_page_asks_for_a_person_and_tells_who_did(demo: Running) -> None:
    page = html.unescape(demo.ask("/", Accept="text/html").body)
    lines = [line for line in re.findall(r"curl -H [^<]+", page) if " -d " in line]
    person, log = (_posted(line) for line in lines)
    [found] = person["personen"]
    assert set(found) >= {"naam", "adressering", "geboorte"}
    used = log["processingActivities"][0]
    assert (used["name"], used["attributes"]["grondslag.client"]) == ("personen.bevragen", "demo")
    assert used["attributes"]["grondslag.objecten"] == ["personen.persoon"]


def _posted(line: str) -> Any:
    """What such a command answers, sent as curl does."""
    words = shlex.split(line)
    headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
    sent = urllib.request.Request(words[-1], words[words.index("-d") + 1].encode(), headers)
    with urllib.request.urlopen(sent, timeout=20) as answer:
        return json.load(answer)


def test_everything_a_page_links_to_is_there(demo: Running) -> None:
    for page in ("/", *(f"/docs/{name}" for name in GROUPS["all"])):
        body = demo.ask(page, Accept="text/html").body
        for link in sorted(set(re.findall(r'(?:href|src|data-openapi)="(/[^"#]*)"', body))):
            answer = demo.ask(link)
            assert answer.status == (403 if link.startswith("/beheer") else 200), f"{page} -> {link}"
            if link.startswith("/static/"):
                assert "immutable" in answer.headers["cache-control"]
        assert not re.findall(r'(?:href|src)="https?://', body)


@pytest.mark.parametrize(
    "path",
    ["/nergens", "/docs/niets", "/static/nergens.js", "/static/..%2f..%2fsite.py", "/ref/fouten/<b>/", "/beheer/x"],
)
def test_what_is_not_there_is_not_found(demo: Running, path: str) -> None:
    answer = demo.ask(path, Accept="text/html")
    assert answer.status == (403 if path.startswith("/beheer") else 404)
    assert "<b>" not in answer.body


def test_the_addresses_that_serve_prints_can_be_opened(demo: Running) -> None:
    for path in ("/zaken/api/v1", "/zaken/api/v1/"):
        seen = demo.ask(path, Accept="text/html")
        assert (seen.status, seen.headers["location"]) == (303, "/docs/zaken")
        links = json.loads(demo.ask(path).body)["links"]
        assert demo.ask(links["openapi.json"]).status == demo.ask(links["openapi.yaml"]).status == 200
    for path in ("/zaken/api/v1/niets", "/klanten/api/v1/klanten"):
        missed = demo.ask(path, Accept="text/html")
        assert (missed.status, json.loads(missed.body)["code"]) == (404, "not_found")


def test_pages_are_only_read(demo: Running) -> None:
    assert demo.ask("/", method="POST").status == 405
    assert demo.ask("/", method="HEAD").body == ""


def test_health_and_metrics(demo: Running) -> None:
    assert demo.ask("/health/live").status == 200
    assert json.loads(demo.ask("/health/ready").body) == {"status": "ok"}
    demo.ask(ZAKEN, token=token(demo, "demo"))
    assert re.search(r'grondslag_requests_total\{.*resource="zaken\.zaak".*\} \d+', demo.ask("/metrics").body)


def test_the_selectielijst_is_served(demo: Running) -> None:
    root = "/selectielijst/api/v1"
    first = json.loads(demo.ask(f"{root}/resultaten").body)
    assert (first["count"], len(first["results"])) == (346, 100)
    following = json.loads(demo.ask(first["next"]).body)
    assert following["previous"].endswith("page=1")
    one = json.loads(demo.ask(first["results"][0]["url"]).body)
    assert one == first["results"][0]
    own = json.loads(demo.ask(f"{root}/resultaten?procesType={one['procesType']}").body)
    assert {each["procesType"] for each in own["results"]} == {one["procesType"]}
    assert len(json.loads(demo.ask(f"{root}/procestypen?jaar=2020").body)) == 29
    assert demo.ask(f"{root}/resultaten?page=9").status == 404


# --- commands beside it -------------------------------------------------------------------------------------------


def test_a_client_with_all_rights_works_within_a_second(demo: Running) -> None:
    done = demo.command("client", "add", "alles", "--all", *FOR)
    assert done.code == 0
    assert "secret: " in done.out
    assert within_a_second(demo, "alles", ZAKEN, 200)


def test_a_client_without_rights_is_known_and_may_nothing(demo: Running) -> None:
    assert demo.command("client", "add", "bekend").code == 0
    assert within_a_second(demo, "bekend", ZAKEN, 403)
    assert "bekend\tnone" in demo.command("client", "list").out


def test_a_client_that_is_removed_may_nothing(demo: Running) -> None:
    assert demo.command("client", "add", "weg", "--all", *FOR).code == 0
    made = token(demo, "weg")
    assert within_a_second(demo, "weg", ZAKEN, 200)
    assert demo.command("client", "remove", "weg").code == 0
    deadline = time.monotonic() + 1.0
    while demo.ask(ZAKEN, token=made).status == 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert json.loads(demo.ask(ZAKEN, token=made).body)["code"] == "invalid-client-identifier"
    assert "\nweg\t" not in demo.command("client", "list").out


def test_a_secret_may_come_by_standard_input(demo: Running) -> None:
    done = run("client", "add", "stil", "--secret-file", "-", data=demo.data, given="s" * 40 + "\n")
    assert (done.code, done.out) == (0, "client_id: stil\n")
    assert within_a_second(demo, "stil", ZAKEN, 403)
    told = json.loads(demo.ask(APPLICATIES, token=make_token("stil", "s" * 40, time.time())).body)
    assert told["code"] == "permission_denied"


def test_a_secret_under_another_key_is_replaced_without_being_read(demo: Running) -> None:
    other = {"GRONDSLAG_SECRET_KEY": "another key of at least thirty-two bytes"}
    assert run("client", "add", "anders", data=demo.data, environ=other).code == 0
    assert "under another key" in demo.command("token", "anders").err
    assert demo.command("client", "add", "anders", "--replace", "--all", *FOR).code == 0
    assert within_a_second(demo, "anders", ZAKEN, 200)


def test_a_client_with_a_list_of_rights(demo: Running) -> None:
    zaaktypen = json.loads(demo.ask("/catalogi/api/v1/zaaktypen", token=token(demo, "demo")).body)["results"]
    file = demo.data.parent / "rights.json"
    item = {
        "component": "zrc",
        "scopes": ["zaken.lezen"],
        "zaaktype": zaaktypen[0]["url"],
        "maxVertrouwelijkheidaanduiding": "zeer_geheim",
    }
    file.write_text(json.dumps({"label": "Een zaaktype", "autorisaties": [item]}))
    done = demo.command("client", "add", "lijst", "--rights", str(file), "--secret", "x" * 32, *FOR)
    assert (done.code, done.out) == (0, "client_id: lijst\n")
    assert within_a_second(demo, "lijst", ZAKEN, 200)
    found = json.loads(demo.ask(ZAKEN, token=token(demo, "lijst")).body)["results"]
    assert {each["zaaktype"] for each in found} == {zaaktypen[0]["url"]}


def test_other_rights_take_the_place_of_those_of_a_known_client(demo: Running) -> None:
    assert demo.command("client", "add", "wissel", "--all", *FOR).code == 0
    file = demo.data.parent / "less.json"
    file.write_text(json.dumps({"autorisaties": [{"component": "ztc", "scopes": ["catalogi.lezen"]}]}))
    refused = demo.command("client", "add", "wissel", "--rights", str(file))
    assert (refused.code, "known already" in refused.err) == (1, True)
    assert demo.command("client", "add", "wissel", "--rights", str(file), "--replace").code == 0
    assert "wissel\tsome" in demo.command("client", "list").out
    assert within_a_second(demo, "wissel", ZAKEN, 403)
    assert demo.command("client", "add", "wissel", "--all", "--replace").code == 0
    assert within_a_second(demo, "wissel", ZAKEN, 200)
    before = token(demo, "wissel")
    file.write_text(json.dumps({"autorisaties": [{"component": "zrc", "scopes": ["zaken.lezen"]}]}))
    assert demo.command("client", "add", "wissel", "--rights", str(file), "--replace").code == 1
    assert demo.ask(ZAKEN, token=before).status == 200, "who is refused other rights keeps the secret"


def test_a_bound_to_what_is_ready_for_publication_goes_with_the_rights(demo: Running) -> None:
    file, applicaties = demo.data.parent / "ready.json", "/autorisaties/api/v1/applicaties/consumer?clientId=gereed"
    item = {"component": "ztc", "scopes": ["catalogi.lezen"]}
    for said in (True, False):
        rights = {"autorisaties": [item]} | ({"alleenIsGereedVoorPublicatie": True} if said else {})
        file.write_text(json.dumps(rights))
        assert demo.command("client", "add", "gereed", "--rights", str(file), "--replace").code == 0
        shown = json.loads(demo.ask(applicaties, token=token(demo, "demo")).body)
        assert shown["alleenIsGereedVoorPublicatie"] is said


def test_rights_that_break_a_rule_leave_no_client(demo: Running) -> None:
    file = demo.data.parent / "wrong.json"
    file.write_text(json.dumps({"label": "Fout", "autorisaties": [{"component": "zrc", "scopes": ["zaken.lezen"]}]}))
    done = demo.command("client", "add", "fout", "--rights", str(file))
    assert done.code == 1
    assert "is refused: " in done.err
    assert "autorisaties.0.zaaktype (required)" in done.err
    assert "Dit " not in done.err
    assert "fout" not in demo.command("client", "list").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("client", "add", "kort", "--secret", "kort"), 1, "at least 32"),
        (("client", "add", "demo"), 1, "known already"),
        (("client", "add", "grondslag-zaken"), 1, "our own"),
        (("client", "add", "grondslag", "--all"), 1, "our own"),
        (("client", "add", "x" * 51), 1, "50 characters"),
        (("client", "add", "x", "--all", "--rights", "y"), 2, "not both"),
        (("client", "add", "x", "--rights", "/nergens.json"), 1, "cannot be read"),
        (("client", "remove", "niemand"), 1, "not known"),
        (("token", "niemand"), 1, "not known"),
        (
            ("serve", "--target", "onzin"),
            1,
            "no component onzin; choose from all, autorisaties, besluiten, catalogi",
        ),
        (("serve", "--host", "onzin.invalid"), 1, "host is wrong: onzin.invalid is no address of this machine"),
        (("client", "add", "x", "--secret-file", "/nergens"), 1, "The secret in /nergens cannot be read: No such file"),
        (("serve", "--gemeente", "9999", "--port", "0"), 1, "not on the list"),
        (("explain", "zaken.onzin"), 1, "There is no zaken.onzin"),
        (("oas", "onzin"), 1, "There is no component onzin"),
        (("import", "catalogus", "/nergens.zip"), 1, "cannot be read"),
        (("gemeente", "add", "1810", "Nog een"), 1, "on the list already"),
        (("client",), 2, "Usage"),
        (("onzin",), 2, "No such command"),
    ],
)
def test_what_is_refused_is_one_sentence(demo: Running, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = demo.command(*arguments) if len(arguments) > 1 else demo.command(*arguments[:1])
    assert done.code == code
    assert said in done.err + done.out
    if code == 1:
        assert done.err.count("\n") == 1
        assert "Traceback" not in done.err


def test_a_second_server_is_refused(demo: Running) -> None:
    same_data = demo.command("serve", "--port", "0")
    assert (same_data.code, same_data.err.count("\n")) == (1, 1)
    assert "in use by another grondslag" in same_data.err
    assert "gemeente add --dsn" in same_data.err, "what to do to serve two gemeenten at once"
    port = demo.address.rpartition(":")[2]
    with temporary_directory() as elsewhere:
        done = Running(elsewhere / "var", demo.process, demo.out).command("serve", "--port", port)
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert f"Port {port}" in done.err
        assert not (elsewhere / "var").exists()


def test_the_demo_agrees_with_itself(demo: Running) -> None:
    assert demo.command("check").out == "All agrees.\n"


def test_what_does_not_agree_is_told_and_put_right(demo: Running) -> None:
    dsn = Cluster(demo.data).dsn(f"gemeente_{inhoud().code}")

    async def spoil() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            two = "(select id from zaken.zaak where cardinality(rollen) > 1 order by id limit 2)"
            await connection.execute(f"update zaken.zaak set rollen = rollen[2:] where id in {two}")
            await connection.execute(f"update zaken.zaak set status = null where id in {two}")
            # As if a rol had gone, and as if one had come.
            some = "(select id from zaken.zaak where betrokkenen <> '{}' order by id limit 1)"
            await connection.execute(f"update zaken.zaak set betrokkenen = '{{}}' where id in {some}")
            most = "(select id from zaken.zaak where betrokkenen <> '{}' order by id desc limit 1)"
            await connection.execute(
                f"update zaken.zaak set betrokkenen = betrokkenen || 'bsn:x'::text where id in {most}"
            )
            await connection.execute("update zaken.telling_zaak set aantal = aantal + 1 where ctid = '(0,1)'")
        finally:
            await connection.close()

    asyncio.run(spoil())
    told = demo.command("check")
    assert told.code == 1
    assert re.findall(r"^(\S+)(?: \(count\))?: differs in (\d)", told.out, re.MULTILINE) == [
        ("zaken.zaak.rollen", "2"),
        ("zaken.zaak.status", "2"),
        ("zaken.zaak.betrokkenen", "2"),
        ("zaken.zaak", "1"),
    ]
    assert demo.command("check", "--repair").out.count("repaired") == 4
    assert demo.command("check").out == "All agrees.\n"


def test_content_that_was_damaged_is_told_when_all_is_read_again(demo: Running) -> None:
    path = next((demo.data / "inhoud" / inhoud().code).glob("[!.]*/*"))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes((content[-1] ^ 1,)))
    try:
        assert demo.command("check").out == "All agrees.\n"
        told = demo.command("check", "--deep", "--repair")
        assert (told.code, "content that is not what came" in told.out, path.name[:64] in told.out) == (1, True, True)
    finally:
        path.write_bytes(content)
    assert demo.command("check", "--deep").out == "All agrees.\n"


def test_an_administrator_comes_in_once(demo: Running) -> None:
    link = demo.command("beheerder", "add", "Jo").out.strip()
    assert link.startswith(demo.address + "/beheer/toegang/")
    assert demo.ask(link).status == 200, "looking does not use the link"
    assert demo.ask(link, method="POST", Origin="https://elders.example").status == 403
    used = demo.ask(link, method="POST")
    assert (used.status, used.headers["location"]) == (303, "/beheer")
    assert {"HttpOnly", "SameSite=Strict"} <= set(used.headers["set-cookie"].split("; "))
    cookie = used.headers["set-cookie"].partition(";")[0]
    assert demo.ask(link, method="POST").status == 404
    assert demo.ask(link).status == 404
    again = demo.ask(link, Cookie=cookie)
    assert (again.status, again.headers["location"]) == (303, "/beheer"), "a used link leads on who is logged in"
    page = demo.ask("/beheer", Cookie=cookie)
    assert (page.status, "ingelogd als Jo" in page.body) == (200, True)
    assert {"Mag alles", "Mag wat in de autorisaties staat"} <= set(re.findall("<td.*>(.*)</td>", page.body))
    assert re.search(r"<summary>\d+ migraties uitgevoerd</summary>", page.body)
    assert "U bent niet ingelogd" in demo.ask("/beheer").body
    assert demo.ask("/beheer").status == 403
    assert demo.ask("/beheer/uitloggen", method="POST", Cookie=cookie).status == 303
    assert demo.ask("/beheer", Cookie=cookie).status == 403


@pytest.mark.skipif(not EXPORT.exists(), reason="the public export lies beside the project, and is not here")
def test_a_real_catalogue_is_read_and_can_be_read_again(demo: Running) -> None:
    first = demo.command("import", "catalogus", str(EXPORT))
    assert first.code == 0, first.out + first.err
    assert re.search(r"^ZaakType: .*\b(9|10) kept", first.out, re.MULTILINE)
    assert "StatusType: 69 kept" in first.out
    assert "RolType: 42 kept" in first.out
    again = demo.command("import", "catalogus", str(EXPORT))
    assert again.code == 0
    assert "ZaakType: 10 known" in again.out
    url = "/catalogi/api/v1/zaaktypen?status=alles"
    assert json.loads(demo.ask(url, token=token(demo, "demo")).body)["count"] == 21


def test_a_zip_that_lies_is_refused(demo: Running) -> None:
    file = demo.data.parent / "lies.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    done = demo.command("import", "catalogus", str(file))
    assert done.code == 1
    assert "not the name of a JSON file" in done.err


def test_the_environment_decides_too(demo: Running) -> None:

    done = run("client", "list", environ={"GRONDSLAG_DATA": str(demo.data)})
    assert "demo\tall" in done.out
    assert run("client", "list", environ={"GRONDSLAG_DATABASE": "postgresql://x@127.0.0.1:1/x"}).code == 1


def test_help_is_everywhere(demo: Running) -> None:

    listed = re.findall(r"^  ([a-z]+) ", run("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert {"serve", "migrate", "client", "token", "import", "oas", "explain", "rules", "gemeente"} <= set(listed)
    for name in listed:
        done = run(name, "--help")
        assert done.code == 0
        assert done.out.startswith("Usage: ")
    assert os.environ.get("GRONDSLAG_DATA") is None


def test_who_sends_too_much_hears_so(demo: Running) -> None:
    """Also a client that closes after its answer, and sends all before it reads."""
    host, _, port = demo.address.removeprefix("http://").rpartition(":")
    token = make_token(demo.word("client"), demo.word("secret"), time.time())
    heads = {"Authorization": f"Bearer {token}", "Accept-Crs": "EPSG:4326", "Connection": "close"}
    for _ in range(5):
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        connection.request("POST", ZAKEN, b" " * (6 * 2**20), heads | {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (413, "request_entity_too_large")
        connection.close()
