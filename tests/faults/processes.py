"""Starting, watching and killing `cchc up` from outside, as a service manager or a power cut would."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def until(condition: Callable[[], object], seconds: float = 60) -> bool:
    """Whether `condition` comes true within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def surroundings(var: Path, **more: str) -> dict[str, str]:
    """The environment of an installation over `var`, with nothing of the tests' own."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PORT"}}
    return kept | {"CCHC_VAR": str(var), "DJANGO_SETTINGS_MODULE": "tests.faults.settings"} | more


def cchc(var: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "cchc.config.cli", *words],
        env=surroundings(var, **more), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def _parents() -> dict[int, tuple[int, str]]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                found[int(entry.name)] = (int(fields[1]), fields[0])
    return found


def alive(pid: int) -> bool:
    """Whether a process still runs; one that waits to be buried does not."""
    return _parents().get(pid, (0, "Z"))[1] != "Z"


def below(pid: int) -> set[int]:
    """The process's children, and theirs."""
    parents = _parents()
    found = {pid}
    while True:
        more = {child for child, (parent, _) in parents.items() if parent in found} - found
        if not more:
            return found - {pid}
        found |= more


def words_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


class Up:
    """`cchc up` over one folder, its words in a file."""

    def __init__(self, var: Path, *words: str, **more: str) -> None:
        self.port = free_port()
        self.out = var.parent / f"{var.name}.out"
        with self.out.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cchc.config.cli", "up", *words],
                env=surroundings(var, PORT=str(self.port), **more), cwd=ROOT, stdout=out, stderr=out,
            )  # fmt: skip

    def wait_until_ready(self) -> None:
        until(lambda: self.ready_line in self.said or self.process.poll() is not None, 120)
        assert self.ready_line in self.said, self.said

    @property
    def said(self) -> str:
        return self.out.read_text()

    @property
    def ready_line(self) -> str:
        return f"Ready: http://127.0.0.1:{self.port}\n"

    def status(self) -> int:
        """What the first page answers; 0 where nobody does."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
                return int(answer.status)
        except OSError:
            return 0

    def child(self, mark: str, under: int | None = None) -> int:
        """The child whose command line has `mark`."""
        parents = _parents()
        above = under or self.process.pid
        (found,) = [pid for pid, (parent, _) in parents.items() if parent == above and mark in words_of(pid)]
        return found

    def end(self, number: signal.Signals = signal.SIGINT) -> float:
        """Ask it to end; gives the seconds that it took until nothing of it was left."""
        left = below(self.process.pid)
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(30)
        assert [words_of(pid) for pid in left if alive(pid)] == [], "children outlived the parent"
        return time.monotonic() - began


@contextlib.contextmanager
def up(var: Path, *words: str, **more: str) -> Iterator[Up]:
    """A running program, which ends with the block."""
    running = Up(var, *words, **more)
    try:
        running.wait_until_ready()
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
            running.process.wait()
