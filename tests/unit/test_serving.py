"""A port belongs to one server, from before anything is started; and there is room for many who connect to it."""

import socket
import subprocess
import sys

import pytest

from grondslag.serving import listening
from grondslag.settings import StartError

HERE = "127.0.0.1"


def test_a_port_that_is_taken_is_refused_before_it_answers() -> None:
    with listening(HERE, 0) as door:
        port = door.getsockname()[1]
        told = f"^Port {port} on {HERE} cannot be used: Address already in use. Choose another with --port.$"
        with pytest.raises(StartError, match=told):
            listening(HERE, port)


def test_of_two_that_bind_one_port_only_one_listens() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((HERE, 0))
        port = other.getsockname()[1]
        with listening(HERE, port), pytest.raises(OSError, match="in use"):
            other.listen()


def test_who_serves_opens_more_files_than_a_process_begins_with() -> None:
    program = (
        "import resource; from grondslag.commands.serving import open_many_files\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 4096)); open_many_files()\n"
        "print(resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "(4096, 4096)\n"
