"""A light client: requests made beforehand, sent over kept connections, one at a time on each.

It runs as one thread over raw sockets, since its processor time is taken from the program's: about a tenth of a
millisecond a request. Each client has several browsers and uses them in turn, so that requests come to the workers
of the web server as from many people, and not by the luck of a few connections.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

BROWSERS = 8  # of each client


class WrongAnswer(Exception):
    """The program answered with another status than the act has."""


@dataclass
class Run:
    """What came of a run."""

    answered: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)  # seconds of each request

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        found = sorted(self.times)
        return 1000 * found[min(len(found) - 1, int(share * len(found)))]


class _Line:
    def __init__(self, port: int, source: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(30)
        self.began = 0.0
        self.missing = -1  # bytes of the body still to come; -1: the head is not here yet
        self.head = b""
        self.following = self  # the next browser of the same client

    def send(self, request: bytes) -> None:
        """Send one request."""
        self.missing, self.head, self.began = -1, b"", time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Read what has come; whether the answer is whole."""
        got = self.socket.recv(262_144)
        if not got:
            raise WrongAnswer("the program closed the connection")
        if self.missing >= 0:
            self.missing -= len(got)
            return self.missing <= 0
        self.head += got
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return False
        start = self.head.lower().find(b"content-length:", 0, end)
        length = int(self.head[start + 15 : self.head.find(b"\r", start)]) if start >= 0 else 0
        self.missing = length - (len(self.head) - end - 4)
        return self.missing <= 0


def run(
    port: int, requests: Sequence[bytes], clients: int, seconds: float = 0.0, status: bytes = b"",
    sources: Sequence[str] = ("127.0.0.1",),
) -> Run:  # fmt: skip
    """Send `requests`, each once and in order, with so many at a time; stop after `seconds` if these are given.

    `status` is what each must be answered with; without one, any success. `sources` are the loopback addresses
    that the clients come from. Raises WrongAnswer.
    """
    lines = [_Line(port, sources[n % len(sources)]) for n in range(clients) for _ in range(BROWSERS)]
    for n, line in enumerate(lines):
        line.following = lines[n - n % BROWSERS + (n + 1) % BROWSERS]
    done = Run()
    selector = selectors.EpollSelector()
    following = iter(requests)
    busy = 0
    began = time.perf_counter()
    until = began + seconds if seconds else float("inf")
    for line in lines:
        selector.register(line.socket, selectors.EVENT_READ, line)
    for line in lines[::BROWSERS]:
        request = next(following, None)
        if request is not None:
            line.send(request)
            busy += 1
    while busy:
        ready = selector.select(30)
        if not ready:
            raise WrongAnswer("no answer for 30 seconds")
        for key, _events in ready:
            line = key.data
            if not line.receive():
                continue
            now = time.perf_counter()
            if line.head[9:12] != status if status else line.head[9:10] not in b"23":
                raise WrongAnswer(line.head[:2000].decode(errors="replace"))
            done.answered += 1
            done.times.append(now - line.began)
            request = next(following, None) if now < until else None
            if request is None:
                busy -= 1
            else:
                line.following.send(request)
    done.seconds = time.perf_counter() - began
    for line in lines:
        line.socket.close()
    if seconds and done.seconds < seconds * 0.9:
        raise WrongAnswer(f"only {len(requests)} requests were ready for {seconds} seconds")
    return done
