"""Becomes a PostgreSQL program: gives up root, asks to die with the parent, then execs.

Run as a script by `postgres_process`, never imported: standard library only, and nothing of ours on the path.
Arguments: parent pid, uid, gid (-1 keeps the user), capability to keep (-1 for none), then the command line.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAPABILITY_VERSION_3 = 0x20080522

# Before the change of user: Python itself may lie where the other user cannot look.
_libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: list[str]) -> None:
    """Exec the command line given; returns only by raising."""
    parent, uid, gid, capability = (int(each) for each in arguments[:4])
    command = arguments[4:]
    if capability >= 0:
        _prctl(PR_SET_KEEPCAPS, 1)
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if capability >= 0:
        _keep(capability)
    if sys.platform == "linux":
        # After the change of user, which clears it; it survives the exec.
        _prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            sys.exit("the parent ended before PostgreSQL began")
    os.umask(0o077)
    os.execv(command[0], command)  # noqa: S606 - becoming that program is the purpose


def _prctl(option: int, *values: int) -> None:
    padded = [ctypes.c_ulong(each) for each in (*values, 0, 0, 0, 0)[:4]]
    if _libc.prctl(ctypes.c_int(option), *padded) != 0:
        sys.exit(f"prctl({option}) failed: {os.strerror(ctypes.get_errno())}")


def _keep(capability: int) -> None:
    """Keep one capability through the exec, as an ambient one, and drop all others."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    bit = 1 << capability
    sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if _libc.capset(ctypes.byref(header), ctypes.byref(sets)) != 0:
        sys.exit(f"capset failed: {os.strerror(ctypes.get_errno())}")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)


if __name__ == "__main__":
    main(sys.argv[1:])
