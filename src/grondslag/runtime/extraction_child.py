"""The child of `extraction.py`: gives up all it can do, then reads the text of one document.

Its input is the document, its output one line that says how it went and then the text. Whatever a document makes of the
program that reads it, it can open no file and no connection, start no other program, and ends when its time is over.
"""

import ctypes
import importlib
import os
import pkgutil
import resource
import signal
import sys
from contextlib import suppress

from grondslag.runtime.extraction_formats import Refused, read

SECONDS = 20
"""So much time of a processor one document takes."""
MEMORY = 768 * 2**20
_NOBODY = 65534
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_LAZY = {"pdf": ("pypdf",), "mail": ("email", "pypdf")}
"""The packages of which a reader imports parts when it first needs them: afterwards no file can be opened."""


def main(arguments: list[str]) -> int:
    """Read what stands on the input. Arguments: pid of the parent, kind."""
    parent, kind = int(arguments[0]), arguments[1]
    for package in ("encodings", *_LAZY.get(kind, ())):
        _import_whole(package)
    with open(0, "rb", closefd=False) as file, open(1, "wb", closefd=False) as out:
        give_up(parent)
        try:
            text, is_cut = read(kind, file)
        except Refused as refused:
            out.write(f"refused {refused}\n".encode())
        except MemoryError:
            out.write(b"refused te-groot\n")
        except Exception:  # whatever a broken document makes of a parser
            out.write(b"refused onleesbaar\n")
        else:
            out.write(b"cut\n" if is_cut else b"read\n")
            out.write(text.encode("utf-8", "replace"))
    return 0


def _import_whole(package: str) -> None:
    for each in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        with suppress(ImportError):  # what is there only on another system, or with a library that is not here
            importlib.import_module(each.name)


def give_up(parent: int) -> None:
    """No rights, no network, no files, no other programs; little time and memory; and an end with the parent."""
    libc = ctypes.CDLL(None, use_errno=True)
    os.nice(19)
    if sys.platform == "linux":
        # Where a namespace of its own is not allowed, no descriptor can be opened all the same.
        own = 0 if os.geteuid() == 0 else _CLONE_NEWUSER
        libc.unshare(own | _CLONE_NEWNET | _CLONE_NEWIPC)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    if sys.platform == "linux":
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(1)
    # At the first limit of time it is told so, at the second it is over.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        with suppress(ValueError, OSError):  # a limit that is lower already stays
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
