"""Filing: the counter's intake and the citizen's submit, each as one request, beside both floors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from statistics import median
from typing import Any
from urllib.parse import quote
from uuid import UUID

from benchmarks import client, floor, processor
from benchmarks.browser import Browser
from benchmarks.office import Province
from benchmarks.served import Installation, say
from benchmarks.statements import statements_of

CLIENTS = (1, 4, 8)
WARM = 2400  # requests until each worker of the web server has met each office, on each of its connections
MOST_A_SECOND = 1500  # requests made beforehand for each second of a run
FLOOR_DRAFTS = 20_000
_DRAFT = "00000000-0000-7000-8000-{0:012x}"


@dataclass(frozen=True)
class Act:
    """One act of filing: how its requests are made, and what one of them writes."""

    name: str
    requests: Callable[[int, int], list[bytes]]  # port, how many
    floor: floor.Floor
    event: str
    papers: int
    jobs: int


@dataclass(frozen=True)
class Cell:
    """What is known of an act with so many clients."""

    act: str
    clients: int
    share_multi: float
    share_cte: float
    share_bare: float  # of MULTI, where nothing is written down for the counts of the plan
    kept: float  # of the answers a second that there are then
    kept_cpu: float  # likewise, by the processor's time of one
    statements: int
    rounds: int
    rates: tuple[float, float, float]  # program, MULTI, CTE: medians of answers a second
    cpu_ms: tuple[float, float, float]  # the same: milliseconds of processor for one, everything that takes part
    p50_ms: float
    p95_ms: float


def acts(province: Province, at: datetime) -> tuple[Act, Act]:
    """Both acts, with their floors made from what the program itself would write now."""
    office = province.offices[0]
    from cchc.foundation.identity.models import User
    from cchc.onestop.dossiers import services

    officer = User.objects.signed_in(office.officer.pk)
    intake = floor.caught(lambda: services.intake(**_told(province, officer, at)))
    _drafts(province, FLOOR_DRAFTS, 0)
    citizen = User.objects.signed_in(province.citizens[1].pk)
    submit = floor.caught(lambda: services.submit(draft_id=UUID(_DRAFT.format(1)), by=citizen, secret="", at=at))
    code = office.agency.code
    said = "('00000000-0000-7000-8000-' || lpad(to_hex(:draft::bigint), 12, '0'))"
    submitted = floor.build(submit, code, said)
    submitted.values["drafts"] = str(FLOOR_DRAFTS)
    return (
        Act("intake", _Intakes(province), floor.build(intake, code), "DossierAccepted", *_count(intake)),
        Act("submit", _Submits(province), submitted, "DossierFiled", *_count(submit)),
    )


def _count(batch: Any) -> tuple[int, int]:
    from cchc.onestop.dossiers.models import Paper

    return sum(isinstance(row, Paper) for row in batch.rows), len(batch.calls)


def _told(province: Province, officer: Any, at: datetime) -> dict[str, Any]:
    from cchc.kernel.identifiers import uuid7
    from cchc.onestop.dossiers.choices import Channel
    from cchc.onestop.dossiers.services import PaperIn, Person
    from cchc.onestop.procedures.querysets import snapshot

    office, row = province.offices[0], province.applicants[0]
    papers = [PaperIn(key=p.key, handed_in=True, on_paper=True) for p in snapshot(office.rules_id).papers]
    person = Person(
        kind=row.kind, name=row.name, number=row.number, address=row.address, phone=row.phone, id=row.pk, seen=True
    )
    return {
        "dossier_id": uuid7(), "counter_id": office.counter.pk, "rules_id": office.rules_id,
        "channel": Channel.COUNTER, "person": person, "papers": papers, "by": officer, "at": at, "fee_due": 0,
    }  # fmt: skip


class _Intakes:
    """Requests of the counters: officers in turn, an applicant whom the office knows, four papers on the desk."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.rng = Random(11)

    def __call__(self, port: int, count: int) -> list[bytes]:
        """So many different intakes."""
        from cchc.doors.desk.forms.intake import Known
        from cchc.kernel.identifiers import uuid7
        from cchc.onestop.procedures.querysets import snapshot

        offices = [(office, Browser(port, office.officer)) for office in self.province.offices]
        people = [(row, Known.of(row).token) for row in self.province.applicants]
        process = snapshot(offices[0][0].rules_id)
        papers: dict[str, Any] = {}
        for paper in process.papers:
            papers |= {f"in-{paper.key}": "1", f"originals-{paper.key}": paper.originals or 0}
            papers[f"copies-{paper.key}"] = paper.copies or 0
        made = []
        for n in range(count):
            office, browser = offices[n % len(offices)]
            row, token = self.rng.choice(people)
            fields = {
                "dossier_id": uuid7(), "counter": office.counter.pk, "number": row.number, "known": token,
                "name": row.name, "address": row.address, "phone": row.phone, "email": "", "seen": "1",
                "submitter_name": "", "submitter_number": "", "words": process.name, "chosen": process.name,
                "rules": office.rules_id, **papers, "delivery": "counter", "sets": 1, "delivery_address": "",
                "channel": "counter", "act": "nhan",
            }  # fmt: skip
            made.append(browser.post("/tiep-nhan", fields))
        return made


class _Submits:
    """Requests of citizens: each files a form of their own that is filled in, with four papers attached."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.used = FLOOR_DRAFTS

    def __call__(self, port: int, count: int) -> list[bytes]:
        """So many drafts, written at once, and the requests that file them."""
        from django.db import connection

        from cchc.onestop.procedures.querysets import snapshot

        first = self.used + 1
        _drafts(self.province, count, self.used)
        self.used += count
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE dossiers_draft, dossiers_draftpaper")
        citizens = [Browser(port, row) for row in self.province.citizens]
        code = quote(snapshot(self.province.offices[0].rules_id).code)
        return [
            citizens[n % len(citizens)].post(f"/nop-ho-so/{code}/{_DRAFT.format(n)}/kiem-tra", {"declared": "1"})
            for n in range(first, first + count)
        ]


def _drafts(province: Province, count: int, after: int) -> None:
    """Write filled-in forms numbered from `after` + 1, the n-th of citizen and office n mod 100."""
    import json

    from django.db import connection

    from cchc.demo.services.filling import answers
    from cchc.doors.portal.forms.person import filed, person_form
    from cchc.foundation.forms.rules import Form
    from cchc.kernel.clock import today
    from cchc.onestop.dossiers.choices import Behalf
    from cchc.onestop.procedures.querysets import snapshot

    process = snapshot(province.offices[0].rules_id)
    form = Form.parse(process.form)
    day = today()
    said = json.dumps(answers(form, Random(3), day))
    person = filed(Behalf.SELF, answers(person_form(Behalf.SELF), Random(4), day))
    owners = [citizen.pk for citizen in province.citizens]
    rules = [office.rules_id for office in province.offices]
    key = "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_draft (id, owner_id, secret, rules_id, behalf, eligibility, person, answers, "
            "saved, created_at, saved_at, expires_at, version) "
            f"SELECT {key}, (%s::bigint[])[n %% 100 + 1], '', (%s::bigint[])[n %% 100 + 1], 'self', '{{}}', "
            "%s::jsonb, %s::jsonb, '{}', now(), now(), now() + interval '30 days', 8 "
            "FROM generate_series(%s::bigint, %s::bigint) AS n",
            [owners, rules, json.dumps(person), said, after + 1, after + count],
        )
        cursor.execute(
            "INSERT INTO dossiers_draftpaper (id, draft_id, key, position, file_id, added_at) "
            f"SELECT uuidv7(), {key}, paper, 0, %s::uuid, now() "
            "FROM generate_series(%s::bigint, %s::bigint) AS n, unnest(%s::text[]) AS paper",
            [province.file_id, after + 1, after + count, [paper.key for paper in process.papers]],
        )


_COUNTED = """SELECT (SELECT count(*) FROM dossiers_dossier), (SELECT count(*) FROM dossiers_paper),
    (SELECT count(*) FROM audit_entry WHERE kind = '{event}'), (SELECT count(*) FROM procrastinate_jobs),
    (SELECT count(*) FROM indicators_posting)"""


class Lost(Exception):
    """What was answered is not what was written."""


def measure(
    installation: Installation,
    ports: tuple[int, int],
    found: Sequence[Act],
    clients: Sequence[int],
    rounds: int,
    seconds: float,
) -> list[Cell]:
    """Run the program and both floors by turns, each as long. Raises Lost where rows and answers differ.

    `ports` are the program's, and that of one that writes nothing down for the counts of the plan.
    """
    port, bare = ports
    web, bare_web = installation.webs[-2:]
    from cchc.config.postgres import programs

    pgbench, folder, url = programs() / "pgbench", installation.chosen.var, installation.server.url()
    cells = []
    for act in found:
        for one in ports:
            client.run(one, act.requests(one, WARM), 8, status=b"303" if act.name == "intake" else b"302")
        statements = statements_of(installation, port, act.requests(port, 1)[0]).count
        for number in clients:
            shares: list[tuple[float, ...]] = []
            rates: list[tuple[float, float, float]] = []
            runs: list[client.Run] = []
            costs: list[tuple[float, ...]] = []
            for _round in range(rounds):
                installation.web = bare_web
                without, bare_cost = _checked(installation, bare, act, number, seconds, posted=0)
                installation.web = web
                run, cost = _checked(installation, port, act, number, seconds)
                floors, spent = [], [cost]
                for script in ("multi", "cte"):
                    installation.run("CHECKPOINT")
                    before = _processor(installation)
                    done, rate = act.floor.run(script, pgbench, url, number, seconds, folder)
                    spent.append(1000 * (_processor(installation) - before) / done)
                    floors.append(rate)
                shares.append(
                    (
                        run.rate / floors[0],
                        run.rate / floors[1],
                        without.rate / floors[0],
                        run.rate / without.rate,
                        bare_cost / cost,
                    )
                )
                rates.append((run.rate, floors[0], floors[1]))
                costs.append(tuple(spent))
                runs.append(run)
            cell = Cell(
                act.name, number, *(round(median(part), 3) for part in zip(*shares, strict=True)), statements,
                rounds, tuple(round(median(part), 1) for part in zip(*rates, strict=True)),
                tuple(round(median(part), 2) for part in zip(*costs, strict=True)),
                median(run.percentile(0.5) for run in runs), median(run.percentile(0.95) for run in runs),
            )  # fmt: skip
            cells.append(cell)
            say(line(cell))
    return cells


def _processor(installation: Installation) -> float:
    server = installation.server.process
    return processor.seconds(server.pid) + processor.seconds(installation.web) + processor.own_seconds()


def _checked(
    installation: Installation, port: int, act: Act, clients: int, seconds: float, posted: int = 1
) -> tuple[client.Run, float]:
    """A run of the program, and what one request cost."""
    requests = act.requests(port, int(MOST_A_SECOND * seconds))
    installation.run("CHECKPOINT")
    counted = _COUNTED.format(event=act.event)
    before = installation.run(counted)[0]
    status = b"303" if act.name == "intake" else b"302"
    processor_before = _processor(installation)
    run = client.run(port, requests, clients, seconds, status)
    cost = 1000 * (_processor(installation) - processor_before) / run.answered
    after = installation.run(counted)[0]
    written = tuple(now - then for now, then in zip(after, before, strict=True))
    n = run.answered
    expected = (n, n * act.papers, n, n * act.jobs, n * posted)
    if written != expected:
        raise Lost(f"{act.name}: dossiers, papers, events, jobs, postings written {written}, answered {expected}")
    return run, cost


HEAD = (
    f"{'act':<8}{'clients':>8}{'of MULTI':>10}{'of CTE':>8}{'uncounted':>11}{'kept':>6}{'by cpu':>8}"
    f"{'SQL':>5}{'a second':>10}{'MULTI':>8}{'CTE':>8}"
    f"{'p50':>8}{'p95':>8} ms{'processor':>11}{'MULTI':>7}{'CTE':>7} ms"
)


def line(cell: Cell) -> str:
    """A cell as a line of the table."""
    program, multi, cte = cell.rates
    cost, multi_cost, cte_cost = cell.cpu_ms
    return (
        f"{cell.act:<8}{cell.clients:>8}{cell.share_multi:>10.2f}{cell.share_cte:>8.2f}"
        f"{cell.share_bare:>11.2f}{cell.kept:>6.2f}{cell.kept_cpu:>8.2f}{cell.statements:>5}"
        f"{program:>10.0f}{multi:>8.0f}{cte:>8.0f}{cell.p50_ms:>8.1f}{cell.p95_ms:>8.1f}   "
        f"{cost:>11.2f}{multi_cost:>7.2f}{cte_cost:>7.2f}"
    )
