"""The running program: web server and background worker as children, watched until one must not go on.

A worker that dies is started again, since a job may take its memory with it and jobs are taken up again. Without
the database or the web server there is no program: then everything ends, and whoever started it (a service
manager, a person) sees it (docs/adr/0002).
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
_RESTARTS, _WITHIN = 5, 60.0  # a worker that dies more often than this is broken


def free_port(chosen: Environment) -> int:
    """The port to serve at: the one that was named, else 8000 or the next that nobody uses. Raises CannotStart."""
    ports = [chosen.port] if chosen.port is not None else range(8000, 8100)
    for port in ports:
        with socket.socket(socket.AF_INET6 if ":" in chosen.host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((chosen.host, port))
            except OSError as error:
                refusal = error
                continue
            return int(trial.getsockname()[1])
    raise CannotStart(f"no port for {chosen.host} (asked for {ports[0]}): {refusal}. Name a free one in PORT.")


class Program:
    """Web server and worker of one installation, at one port."""

    def __init__(self, chosen: Environment, port: int, server: EmbeddedPostgres | None) -> None:
        self.chosen = chosen
        self.port = port
        self.server = server
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._worker_starts: deque[float] = deque(maxlen=_RESTARTS)

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
        self._start_web()
        self._start_worker()
        deadline = time.monotonic() + _PATIENCE
        seen = "nothing"
        while (answer := self._first_page()) != "200":
            seen = answer or seen
            self._look()
            if time.monotonic() > deadline:
                raise CannotStart(f"{self.url}/ does not answer 200 but {seen}.")
            time.sleep(0.3 if answer else 0.05)

    def watch(self) -> None:
        """Stay until the database or the web server ends, and start a dead worker again. Raises CannotStart."""
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

    def _look(self) -> None:
        if self.server is not None and self.server.process is not None and self.server.process.poll() is not None:
            raise CannotStart(
                f"PostgreSQL has ended; {self.server.log} says why. The next start recovers its rows."
            )
        if self.children["web"].poll() is not None:
            raise CannotStart("the web server has ended.")
        if self.children["jobs"].poll() is not None:
            first = self._worker_starts[0]
            if len(self._worker_starts) == _RESTARTS and time.monotonic() - first < _WITHIN:
                raise CannotStart("the background worker ends again and again.")
            self._start_worker()

    def _start_web(self) -> None:
        self._child(
            "web",
            ["-m", "granian", "--interface", "wsgi", "--host", self.chosen.host, "--port", str(self.port),
             "--workers", str(self.chosen.web_workers), "--blocking-threads", str(self.chosen.web_threads),
             "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "3", "--log-level", "warning",
             "cchc.config.wsgi:application"],
        )  # fmt: skip

    def _start_worker(self) -> None:
        self._worker_starts.append(time.monotonic())
        self._child("jobs", ["-m", "cchc.config.cli", "jobs"])

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
