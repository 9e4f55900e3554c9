"""Processes that end with this one, whatever ends it, and that may run as somebody else."""

import ctypes
import os
import pwd
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(parent: int, with_signal: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send `with_signal` to this process when its parent ends; end now where it already has."""
    _libc.prctl(_PR_SET_PDEATHSIG, with_signal)
    if os.getppid() != parent:
        os._exit(1)


def before_exec(user: pwd.struct_passwd | None, with_signal: signal.Signals) -> Callable[[], None]:
    """What a child does before it becomes another program: leave root, and ask to end with its parent.

    The order matters: the kernel forgets the signal of the parent's end when the user changes.
    """
    parent = os.getpid()

    def prepare() -> None:
        if user is not None:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        end_with_parent(parent, with_signal)

    return prepare
