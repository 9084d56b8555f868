"""The commands of `grondslag` without a server, and what a server leaves behind."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from grondslag.demo.inhoud import inhoud
from tests.running import run, serving, start
from tests.server import Databases, temporary_directory


def postgres_runs(data: Path) -> bool:
    try:
        pid = int((data / "postgres" / "cluster" / "postmaster.pid").read_text(encoding="ascii").split("\n")[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError):
        return False
    return True


def made_at(data: Path) -> int:
    """When the cluster was made."""
    return (data / "postgres" / "cluster" / "PG_VERSION").stat().st_mtime_ns


def test_a_server_stops_cleanly_and_comes_back_as_it_was(data_dir: Path) -> None:
    with serving(data_dir, "--demo") as running:
        assert "zaken ..." in running.told
        secret = running.word("secret")
        assert running.stop(signal.SIGINT) == 0
    assert not postgres_runs(data_dir)
    assert "Traceback" not in running.out.with_suffix(".err").read_text(encoding="utf-8")
    made = made_at(data_dir)
    with serving(data_dir, "--demo") as again:
        # What makes a start slow is not done again: the cluster, its tables, and the demo.
        assert made_at(data_dir) == made
        assert "..." not in again.told
        assert again.word("secret") == secret
        assert again.stop(signal.SIGTERM) == 0
    assert not postgres_runs(data_dir)
    done = run("client", "list", data=data_dir)
    assert re.search(r"^demo\tall\tDemo\t", done.out, re.MULTILINE)
    assert not postgres_runs(data_dir)


def test_a_demo_that_was_broken_off_is_made_anew(data_dir: Path) -> None:
    running = start(data_dir, "--demo")
    deadline = time.monotonic() + 60
    while not any(each.is_file() for each in (data_dir / "inhoud").rglob("*")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(running.process.pid, signal.SIGKILL)
    running.process.wait()
    with serving(data_dir, "--demo") as again:
        assert "zaken ..." in again.told
        assert again.command("check").out == "All agrees.\n"


def test_gemeenten_and_what_belongs_to_each(data_dir: Path) -> None:
    assert run("gemeente", "add", "9001", "Gemeente Een", data=data_dir).code == 0
    assert run("gemeente", "add", "9002", "Gemeente Twee", data=data_dir).code == 0
    listed = run("gemeente", "list", data=data_dir).out.splitlines()
    assert listed == ["9001\tGemeente Een\tembedded/gemeente_9001", "9002\tGemeente Twee\tembedded/gemeente_9002"]
    assert run("client", "add", "jan", "--gemeente", "9002", data=data_dir).code == 0
    assert "jan" not in run("client", "list", data=data_dir).out
    assert "jan" in run("client", "list", "--gemeente", "9002", data=data_dir).out
    assert run("migrate", "--phase", "pre", "--gemeente", "9002", data=data_dir).out == "Nothing to apply.\n"


@pytest.mark.parametrize(
    "command",
    [
        "client list",
        "token jan",
        "client remove jan",
        "activity tie a --client b",
        "check",
        "backup kopie.tar",
        "gemeente list",
    ],
)
def test_a_command_that_reads_makes_nothing(data_dir: Path, command: str) -> None:
    done = run(*command.split(), data=data_dir)
    assert not data_dir.exists() or list(data_dir.iterdir()) == []
    if command != "gemeente list":
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert "There is nothing yet" in done.err


def test_a_command_that_makes_a_gemeente_says_so(data_dir: Path) -> None:
    first = run("beheerder", "add", data=data_dir)
    assert (first.code, first.out.count("/beheer/toegang/")) == (0, 1)
    assert first.err.startswith(f"{data_dir} held no gemeente: made an empty one, 0000.")
    again = run("beheerder", "add", data=data_dir)
    assert (again.code, again.err) == (0, "")


def test_the_first_gemeente_takes_the_place_of_one_without_a_name(data_dir: Path) -> None:
    with serving(data_dir) as running:
        assert "(0000)" in running.told
        beside = running.command("gemeente", "add", "1999", "Gemeente Voorbeeld")
        assert (beside.code, "stop `grondslag serve` first" in beside.err) == (1, True)
    added = run("gemeente", "add", "1999", "Gemeente Voorbeeld", data=data_dir)
    assert (added.code, added.out) == (0, "1999\tGemeente Voorbeeld\n")
    with serving(data_dir) as running:
        assert "Gemeente Voorbeeld (1999)" in running.told
    assert run("gemeente", "list", data=data_dir).out == "1999\tGemeente Voorbeeld\tembedded/gemeente_1999\n"


def test_content_is_found_again_beside_a_database_elsewhere(databases: Databases, data_dir: Path) -> None:
    environ = {"GRONDSLAG_DATABASE": databases.empty()}
    running = start(data_dir, "--demo", environ=environ)
    running.wait_until_ready()
    running.stop()
    listed = run("gemeente", "list", data=data_dir, environ=environ).out
    assert listed.startswith(f"{inhoud().code}\t{inhoud().naam}\t")
    assert "embedded" not in listed
    assert run("check", data=data_dir, environ=environ).out == "All agrees.\n"
    databases.drop(environ["GRONDSLAG_DATABASE"])


def test_the_first_gemeente_beside_a_database_elsewhere(databases: Databases, data_dir: Path) -> None:
    environ = {"GRONDSLAG_DATABASE": databases.empty()}
    running = start(data_dir, environ=environ)
    running.wait_until_ready()
    beside = run("gemeente", "add", "1999", "Gemeente Voorbeeld", data=data_dir, environ=environ)
    assert (beside.code, "stop `grondslag serve` first" in beside.err) == (1, True)
    running.stop()
    assert run("gemeente", "list", data=data_dir, environ=environ).out.startswith("0000\t")
    assert "mean" not in run("gemeente", "add", "1999", "Gemeente Voorbeeld", data=data_dir, environ=environ).out
    assert run("client", "add", "jan", data=data_dir, environ=environ).code == 0
    assert "mean 1999" in run("gemeente", "add", "1998", "Elders", data=data_dir, environ=environ).out
    databases.drop(environ["GRONDSLAG_DATABASE"])


def test_a_gemeente_that_is_used_stays_the_first_and_that_is_told(data_dir: Path) -> None:
    assert run("client", "add", "jan", data=data_dir).code == 0
    added = run("gemeente", "add", "1999", "Gemeente Voorbeeld", data=data_dir)
    assert added.code == 0
    assert "mean 0000 (Gemeente), the first on the list" in added.out
    assert "There is nothing yet" in run("client", "list", "--gemeente", "1999", data=data_dir).err
    assert "jan" in run("client", "list", data=data_dir).out


def test_a_backup_is_put_back_elsewhere(data_dir: Path) -> None:
    assert run("client", "add", "jan", "--all", "--secret", "y" * 40, data=data_dir).code == 0
    file = data_dir.parent / "backup.tar"
    assert run("backup", str(file), data=data_dir).code == 0
    with temporary_directory() as directory:
        other = directory / "var"
        assert run("restore", str(file), data=other).code == 0
        assert re.search(r"^jan\tall\t", run("client", "list", data=other).out, re.MULTILINE)
        again = run("restore", str(file), data=other)
        assert (again.code, "--force" in again.err) == (1, True)
        assert run("restore", str(file), "--force", data=other).code == 0
        assert "0000\t" in run("gemeente", "list", data=other).out
        # The key is not in the backup: the token needs the one it was made with.
        assert "another key" in run("token", "jan", data=other).err


def test_a_backup_tells_whose_it_is_and_goes_back_there(data_dir: Path) -> None:
    assert run("gemeente", "add", "1999", "Gemeente Voorbeeld", data=data_dir).code == 0
    assert run("client", "add", "jan", data=data_dir).code == 0
    file = data_dir.parent / "backup.tar"
    made = run("backup", str(file), data=data_dir)
    assert re.match(r".*backup\.tar: gemeente 1999 Gemeente Voorbeeld, 1 files of \S+, \d+\.\d MB\.\n", made.out)
    again = run("backup", str(file), data=data_dir)
    assert (again.code, "is there already" in again.err) == (1, True)
    assert run("backup", str(file), "--force", data=data_dir).code == 0
    with temporary_directory() as directory:
        assert run("restore", str(file), data=directory / "new").out.endswith("in gemeente 1999 Gemeente Voorbeeld.\n")
        other = directory / "other"
        assert run("gemeente", "add", "1998", "Elders", data=other).code == 0
        refused = run("restore", str(file), data=other)
        assert (refused.code, refused.err.count("\n")) == (1, 1)
        assert "is of gemeente 1999 Gemeente Voorbeeld and this is 1998 Elders" in refused.err
        forced = run("restore", str(file), "--force", data=other)
        assert "of gemeente 1999 Gemeente Voorbeeld, in gemeente 1998 Elders." in forced.out


def test_a_broken_file_is_no_backup(data_dir: Path) -> None:
    file = data_dir.parent / "broken.tar"
    file.write_bytes(b"x" * 2000)
    done = run("restore", str(file), data=data_dir)
    assert done.code == 1
    assert done.err.count("\n") == 1


def test_a_demo_with_a_part_of_the_components_is_refused(data_dir: Path) -> None:
    done = run("serve", "--demo", "--target", "catalogi,autorisaties", data=data_dir)
    assert done.code == 1
    assert "served whole" in done.err


def test_the_demo_leaves_a_gemeente_alone(data_dir: Path) -> None:
    assert run("gemeente", "add", "1999", "Gemeente Voorbeeld", data=data_dir).code == 0
    done = run("serve", "--demo", "--port", "0", data=data_dir)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "is gemeente 1999 (Gemeente Voorbeeld)" in done.err
    assert not (data_dir / "postgres").exists()


def test_the_demo_leaves_a_database_in_use_alone(data_dir: Path) -> None:
    assert run("gemeente", "add", inhoud().code, "Echt", data=data_dir).code == 0
    assert run("client", "add", "jan", data=data_dir).code == 0
    done = run("serve", "--demo", "--port", "0", data=data_dir)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "in use and not by the demo" in done.err
    assert re.findall(r"^jan\t", run("client", "list", data=data_dir).out, re.MULTILINE)


def test_the_demo_has_its_own_selectielijst(data_dir: Path) -> None:
    elsewhere = {"GRONDSLAG_SELECTIELIJST_URL": "https://lijst.example/api/v1"}
    done = run("serve", "--demo", data=data_dir, environ=elsewhere)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "leave selectielijst_url out" in done.err
    assert not data_dir.exists()


def test_behind_a_proxy_it_tells_where_it_listens(data_dir: Path) -> None:
    running = start(data_dir, environ={"GRONDSLAG_PUBLIC_URL": "https://zaken.gemeente.example"})
    running.wait_until_ready()
    assert running.address == "https://zaken.gemeente.example"
    assert re.search(r"^  listens on +127\.0\.0\.1 port \d+, for the proxy$", running.told, re.MULTILINE)
    assert running.stop() == 0


@pytest.mark.parametrize("command", ["rules", "explain zaken.zaak", "oas catalogi", "oas zaken --yaml"])
def test_what_was_derived_is_told(command: str) -> None:
    done = run(*command.split())
    assert done.code == 0, done.out + done.err
    assert len(done.out) > 1000
