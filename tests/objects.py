"""Object storage for tests: an S3 that rclone serves from a directory, and Azurite."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RCLONE = Path(sys.executable).parent / "rclone"
AZURITE = Path(__file__).parent / "azurite"
ACCOUNT = "devstoreaccount1"
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextmanager
def running(command: list[str], port: int, environ: dict[str, str], directory: Path) -> Iterator[None]:
    """A server on a port, until it is no longer needed."""
    with (directory / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | environ)
    try:
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as caller:
                if caller.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        else:
            raise AssertionError((directory / "server.log").read_text("utf8"))
        yield
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def s3(directory: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """An S3 with one bucket: the address and the options with which it is reached."""
    (directory / "emmer").mkdir(parents=True)
    port = free_port()
    command = [str(RCLONE), "serve", "s3", str(directory), "--addr", f"127.0.0.1:{port}"]
    with running(command, port, {"RCLONE_AUTH_KEY": '"sleutel,geheim"'}, directory.parent):
        options = {
            "endpoint": f"http://127.0.0.1:{port}",
            "access_key_id": "sleutel",
            "secret_access_key": "geheim",
            "region": "eu-west-1",
        }
        yield "s3://emmer/documenten", options


def is_installed(folder: Path, package: str) -> bool:
    """Install a node program from the lock file in a folder; False where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        return False
    lock = json.loads((folder / "package-lock.json").read_text("utf8"))
    wanted = lock["packages"][f"node_modules/{package}"]["version"]
    installed = folder / "node_modules" / package / "package.json"
    if not installed.exists() or json.loads(installed.read_text("utf8"))["version"] != wanted:
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True, capture_output=True
        )
    return True


@contextmanager
def azure(directory: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Azurite with one container: the address and the options with which it is reached."""
    directory.mkdir(parents=True)
    port = free_port()
    blob = AZURITE / "node_modules" / ".bin" / "azurite-blob"
    command = [
        str(blob),
        "--location",
        str(directory),
        "--blobPort",
        str(port),
        "--silent",
        "--skipApiVersionCheck",
        "--disableTelemetry",
    ]
    with running(command, port, {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{KEY}"}, directory.parent):
        options = {"endpoint": f"http://127.0.0.1:{port}/{ACCOUNT}", "account_name": ACCOUNT, "account_key": KEY}
        _make_container(port)
        yield "az://bak/documenten", options


def _make_container(port: int) -> None:
    """Make the container that the tests write to, with a request that is signed as Azure wants it."""
    import base64
    import hashlib
    import hmac
    import urllib.request
    from datetime import UTC, datetime

    now, version = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT"), "2023-11-03"
    said = f"x-ms-date:{now}\nx-ms-version:{version}\n/{ACCOUNT}/{ACCOUNT}/bak\nrestype:container"
    text = f"PUT\n\n\n\n\n\n\n\n\n\n\n\n{said}"
    signed = base64.b64encode(hmac.digest(base64.b64decode(KEY), text.encode(), hashlib.sha256)).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/{ACCOUNT}/bak?restype=container",
        method="PUT",
        headers={
            "x-ms-date": now,
            "x-ms-version": version,
            "Authorization": f"SharedKey {ACCOUNT}:{signed}",
            "Content-Length": "0",
        },
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 201
