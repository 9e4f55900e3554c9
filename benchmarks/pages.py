"""Pages at a thousand dossiers and at many, by turns over two databases: how much they slow down as rows grow."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import urlencode

from benchmarks import client
from benchmarks.browser import Browser
from benchmarks.loader import Loader
from benchmarks.office import PLAN, Province
from benchmarks.served import Installation, say, using
from benchmarks.statements import statements_of

SMALL = 1000
PAGES = ("inbox", "list", "search", "tracking", "dossier", "plan")
MOST_RATIO = {"inbox": 1.25, "list": 1.25, "search": 3.0, "tracking": 1.5, "dossier": 1.5, "plan": 1.5}
_FROM_ONE_ADDRESS = 15  # the tracking page answers so many a minute to one address, and some more


@dataclass(frozen=True)
class Found:
    """What is known of a page over so many dossiers."""

    page: str
    dossiers: int
    p50_ms: float
    p95_ms: float
    statements: int
    slowest_ms: float  # the longest statement at the server, of a few requests


@dataclass(frozen=True)
class Row:
    """What the requests are made of: one dossier of the specialist, open or done."""

    label: str
    who: str
    number: str
    is_open: bool
    mark: str


class Requests:
    """Requests of the specialist, or of a stranger, for one page over one database."""

    def __init__(self, province: Province, port: int, rows: Sequence[Row]) -> None:
        self.specialist = Browser(port, province.offices[0].specialist)
        self.stranger = Browser(port)
        self.rows, self.rng = rows, Random(23)

    def make(self, page: str, count: int) -> list[bytes]:
        """So many requests for a page."""
        one: Callable[[int], bytes] = getattr(self, page)
        return [one(n) for n in range(count)]

    def _row(self) -> Row:
        return self.rng.choice(self.rows)

    def inbox(self, n: int) -> bytes:
        """D1: what is given to me."""
        return self.specialist.get("/viec?tab=cua-toi")

    def list(self, n: int) -> bytes:
        """What I have done: its first page, and as often a page from somewhere deep in it."""
        told = {"tab": "da-xong"}
        if n % 2:
            told["sau"] = next(row for row in iter(self._row, None) if not row.is_open).mark
        return self.specialist.get(f"/viec?{urlencode(told)}")

    def search(self, n: int) -> bytes:
        """The search box of the inbox, in both lists: a frequent name, a whole name, numbers, what nobody has."""
        row = self._row()
        texts = ("nguyen", row.who, row.label, row.number[-6:], row.label[-7:], "khong co ai ten nay")
        tab = ("da-xong", "cua-toi")[n // len(texts) % 2]
        return self.specialist.get(f"/viec?{urlencode({'tab': tab, 'q': texts[n % len(texts)]})}")

    def tracking(self, n: int) -> bytes:
        """P10: a stranger asks for a number."""
        return self.stranger.get(f"/tra-cuu?{urlencode({'so': self._row().label})}")

    def dossier(self, n: int) -> bytes:
        """D3: one dossier, opened from its list."""
        row = self._row()
        tab = "cua-toi" if row.is_open else "da-xong"
        return self.specialist.get(f"/viec/ho-so/{row.label}?{urlencode({'tab': tab})}")

    def plan(self, n: int) -> bytes:
        """S1: every indicator, with its months and its units; today, and as of a day of the past years."""
        told = {"den": f"{2022 + n % 4}-{n % 12 + 1:02}-20"} if n % 2 else {}
        return self.specialist.get(f"/ke-hoach/{PLAN}{f'?{urlencode(told)}' if told else ''}")


def measure(
    installation: Installation, province: Province, size: int, rounds: int, at: datetime, count: int = 60
) -> list[Found]:
    """Ask for each page over both databases by turns."""
    sizes = (SMALL, size)
    with ExitStack() as stack:
        asked: dict[int, Requests] = {}
        ports: dict[int, int] = {}
        for dossiers in sizes:
            name = f"cchc_{dossiers}"
            installation.copy(name, of="province")
            with using(name):
                Loader(province, at).load(dossiers)
                rows = _rows(province)
            ports[dossiers] = stack.enter_context(installation.program(name))
            asked[dossiers] = Requests(province, ports[dossiers], rows)
        found: list[Found] = []
        for page in PAGES:
            runs: dict[int, list[client.Run]] = {dossiers: [] for dossiers in sizes}
            sources = _Sources(page)
            for dossiers in sizes:
                _ask(ports[dossiers], asked[dossiers].make(page, 60), sources)
            for _round in range(rounds):
                for dossiers in sizes:
                    runs[dossiers].append(_ask(ports[dossiers], asked[dossiers].make(page, count), sources))
            pair = [_found(installation, page, n, ports[n], asked[n], runs[n], sources) for n in sizes]
            found += pair
            for one in pair:
                say(line(one, pair[0]))
    return found


def _rows(province: Province, most: int = 2000) -> list[Row]:
    from cchc.foundation.work.models import WorkItem
    from cchc.kernel.paging import _pack

    items: Any = WorkItem.objects.filter(assignee=province.offices[0].specialist).order_by("?")[:most]
    numbers = {row.name: row.number for row in province.applicants}
    return [
        Row(
            item.label, item.who, numbers.get(item.who, ""), item.closed_at is None,
            _pack([item.closed_at, item.pk]) if item.closed_at else "",
        )
        for item in items
    ]  # fmt: skip


class _Sources:
    """The addresses that requests come from: each asks the tracking page only as often as a person may."""

    def __init__(self, page: str) -> None:
        self.is_limited, self.used = page == "tracking", 0

    def next(self) -> str:
        """The next one."""
        if not self.is_limited:
            return "127.0.0.1"
        self.used += 1
        return f"127.1.{self.used // 250}.{self.used % 250 + 1}"


def _ask(port: int, requests: list[bytes], sources: _Sources) -> client.Run:
    whole = client.Run()
    for first in range(0, len(requests), _FROM_ONE_ADDRESS):
        run = client.run(
            port, requests[first : first + _FROM_ONE_ADDRESS], 1, status=b"200", sources=[sources.next()]
        )
        whole.answered += run.answered
        whole.seconds += run.seconds
        whole.times += run.times
    return whole


def _found(
    installation: Installation, page: str, dossiers: int, port: int, asked: Requests, runs: list[client.Run],
    sources: _Sources,
) -> Found:  # fmt: skip
    whole = client.Run(times=[one for run in runs for one in run.times])
    seen = [statements_of(installation, port, request, sources.next()) for request in asked.make(page, 12)]
    return Found(
        page, dossiers, round(whole.percentile(0.5), 1), round(whole.percentile(0.95), 1), seen[0].count,
        round(max(one.slowest_ms for one in seen), 1),
    )  # fmt: skip


HEAD = f"{'page':<10}{'dossiers':>10}{'p50':>8}{'p95':>8} ms{'SQL':>6}{'slowest':>9} ms{'p95 ratio':>11}"


def line(one: Found, small: Found) -> str:
    """A page as a line of the table."""
    ratio = f"{one.p95_ms / small.p95_ms:>11.2f}" if one is not small else ""
    return (
        f"{one.page:<10}{one.dossiers:>10}{one.p50_ms:>8.1f}{one.p95_ms:>8.1f}   {one.statements:>6}"
        f"{one.slowest_ms:>9.1f}   {ratio}"
    )
