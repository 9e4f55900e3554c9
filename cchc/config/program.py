"""The running program: web server and background worker as children, watched until one must not go on.

A web server or worker that dies is started again, a few times a minute at most: a page or a job may have taken its
memory. Without the database there is no program: then everything ends, and whoever started it (a service manager,
a person) sees it (docs/adr/0002).
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque

from cchc.config.children import before_exec
from cchc.config.environment import Environment
from cchc.config.postgres import CannotStart, EmbeddedPostgres
from cchc.config.state import state

_PATIENCE = 60  # seconds until the first page must have been answered
_GRACE = 4  # seconds for requests and jobs in hand when the program ends; PostgreSQL has 5 more
_RESTARTS, _WITHIN = 5, 60.0  # a child that dies more often than this is broken
_NAMES = {"web": "the web server", "jobs": "the background worker"}


def free_port(chosen: Environment) -> socket.socket:
    """The port to serve at: the one that was named, else 8000 or the next that nobody uses. Raises CannotStart.

    It comes as a socket that keeps the port and answers nobody. The web server's own workers share a port by
    SO_REUSEPORT, and so would those of a second program that found it free a moment ago: each would answer half.
    """
    ports = [chosen.port] if chosen.port is not None else range(8000, 8100)
    for port in ports:
        kept = socket.socket(socket.AF_INET6 if ":" in chosen.host else socket.AF_INET)
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of the last program still end
        try:
            kept.bind((chosen.host, port))
        except OSError as error:
            kept.close()
            refusal = error
            continue
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # from here on only who shares may bind
        return kept
    raise CannotStart(f"no port for {chosen.host} (asked for {ports[0]}): {refusal}. Name a free one in PORT.")


class Program:
    """Web server and worker of one installation, at one port."""

    def __init__(self, chosen: Environment, kept: socket.socket, server: EmbeddedPostgres | None) -> None:
        self.chosen = chosen
        self.kept = kept  # the port, until the program ends
        self.port = int(kept.getsockname()[1])
        self.server = server
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._starts = {name: deque[float](maxlen=_RESTARTS) for name in _NAMES}

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        return f"http://{self._here}:{self.port}"

    @property
    def _here(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.chosen.host, self.chosen.host)  # noqa: S104

    def prepare(self, *, demo: bool) -> None:
        """Bring tables up to date, load the demonstration if asked, gather static files. Raises CannotStart."""
        words = ["--demo"] if demo else []
        mark = self.chosen.var / "prepared"
        if mark.exists() and mark.read_text() == state(os.environ["DATABASE_URL"], *words):
            return
        code = self._child("preparing", ["-m", "cchc.config.preparing", *words]).wait()
        del self.children["preparing"]
        if code:
            raise CannotStart("the program could not be made ready; the lines above say why.")
        mark.write_text(state(os.environ["DATABASE_URL"], *words))

    def start(self) -> None:
        """Start web server and worker, and wait until the first page is answered. Raises CannotStart."""
        for name in _NAMES:
            self._start(name)
        deadline = time.monotonic() + _PATIENCE
        seen = "nothing"
        while (answer := self._first_page()) != "200":
            seen = answer or seen
            self._look()
            if time.monotonic() > deadline:
                raise CannotStart(f"{self.url}/ does not answer 200 but {seen}.")
            time.sleep(0.3 if answer else 0.05)

    def watch(self) -> None:
        """Stay until the database ends; a dead web server or worker is started again. Raises CannotStart."""
        while True:
            self._look()
            time.sleep(0.2)

    def stop(self) -> None:
        """End worker and web server: requests and jobs in hand have some seconds."""
        for child in self.children.values():
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _GRACE
        for child in self.children.values():
            try:
                child.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.children.clear()
        self.kept.close()

    def _look(self) -> None:
        if self.server is not None and self.server.process is not None and self.server.process.poll() is not None:
            raise CannotStart(
                f"PostgreSQL has ended; {self.server.log} says why. The next start recovers its rows."
            )
        for name, said in _NAMES.items():
            if self.children[name].poll() is None:
                continue
            starts = self._starts[name]
            if len(starts) == _RESTARTS and time.monotonic() - starts[0] < _WITHIN:
                raise CannotStart(f"{said} ends again and again; the lines above say why.")
            code = self.children[name].returncode
            sys.stderr.write(f"cchc: {said} has ended ({code}); starting it again.\n")
            self._start(name)

    def _start(self, name: str) -> None:
        self._starts[name].append(time.monotonic())
        self._child(name, self._web if name == "web" else ["-m", "cchc.config.cli", "jobs"])

    @property
    def _web(self) -> list[str]:
        return [
            "-m", "granian", "--interface", "wsgi", "--host", self.chosen.host, "--port", str(self.port),
            "--workers", str(self.chosen.web_workers), "--blocking-threads", str(self.chosen.web_threads),
            "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "3", "--log-level", "warning",
            "cchc.config.wsgi:application",
        ]  # fmt: skip

    def _child(self, name: str, words: list[str]) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, *words], stdin=subprocess.DEVNULL, stdout=sys.stderr, process_group=0,
            env=os.environ | {"CCHC_UP": "1", "PYTHONUNBUFFERED": "1"},
            preexec_fn=before_exec(None, signal.SIGKILL),
        )  # fmt: skip
        self.children[name] = child
        return child

    def _first_page(self) -> str:
        """What the first page answers: a status; empty where nobody listens yet."""
        hosts = [host for host in self.chosen.allowed_hosts if not host.startswith(("*", "."))]
        headers = {"Host": hosts[0] if hosts else f"{self._here}:{self.port}"}
        if self.chosen.behind_proxy:
            headers["X-Forwarded-Proto"] = "https"
        connection = http.client.HTTPConnection(self._here.strip("[]"), self.port, timeout=20)
        try:
            connection.request("GET", "/", headers=headers)
            return str(connection.getresponse().status)
        except OSError:
            return ""
        except http.client.HTTPException as error:
            return type(error).__name__
        finally:
            connection.close()
