"""`cchc import procedures|people|plan|dossiers FILE`: what the pages take in too, from a terminal."""

import argparse
import sys
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from cchc.config.cli import FAILED, Refused, answer
from cchc.config.cli.running import ready

if TYPE_CHECKING:
    from cchc.foundation.identity.models import Agency
    from cchc.onestop.dossiers.choices import Stage
    from cchc.onestop.dossiers.services.history.working import Progress
    from cchc.onestop.procedures.services import ImportReport


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to take in, and how carefully."""
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind, says in (
        ("procedures", "procedures: .xlsx, .csv, .json, .jsonl, .gz of these"),
        ("people", "units, positions and staff: .xlsx"),
        ("plan", "a plan, to be reviewed before it is one: .txt, .md, .docx, .xlsx, .pdf with text"),
        ("dossiers", "past dossiers from another system's export: .xlsx, .csv"),
    ):
        own = kinds.add_parser(kind, help=says)
        own.add_argument("file", type=Path, metavar="FILE")
        own.add_argument(
            "--agency", default="", help="unit code (mã đơn vị) of the agency; not needed where one is"
        )
        own.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        own.add_argument("--json", action="store_true", help="print JSON alone on stdout")
        if kind in ("procedures", "dossiers"):
            own.add_argument("--skip-errors", action="store_true", help="take the rows without an error")
        if kind == "procedures":
            own.add_argument(
                "--in-force-from", type=date.fromisoformat, metavar="DAY",
                help="publish what the file brings, from its own days or else from this one (2021-01-01): "
                "for a catalogue that is in force already",
            )  # fmt: skip
        if kind == "dossiers":
            own.add_argument(
                "--mapping", action="append", default=[], metavar="COLUMN=HEADING",
                help="which heading holds what, as in received=“Ngày nhận HS”; kept for the next such file",
            )  # fmt: skip
            own.add_argument(
                "--word", action="append", default=[], metavar="KIND:SAID=MEANT",
                help="what a word means, as in status:“Xong”=done or procedure:“Cấp phép”=1.002145; kept too",
            )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Take the file in. 0 where it could be read, also with rows that have errors; 2 where not."""
    from django.utils import translation

    if not options.file.is_file():
        raise Refused(f"{options.file}: there is no such file.")
    if options.kind == "plan" and options.dry_run:
        return _plan_read(options)
    with ready(), translation.override("vi"):
        from django.db import transaction

        with transaction.atomic():
            agency = _agency(options)
            doors = {"procedures": _procedures, "people": _people, "plan": take_plan, "dossiers": _dossiers}
            report = doors[options.kind](options, agency)
            if options.dry_run:
                transaction.set_rollback(True)
    return report


def _agency(options: argparse.Namespace) -> "Agency":
    """The agency meant: named, or the only one that it can be. A dry run makes one up where there is none."""
    from cchc.foundation.identity.choices import AgencyKind
    from cchc.foundation.identity.models import Agency
    from cchc.foundation.identity.services import open_agency
    from cchc.kernel import clock

    found = list(Agency.objects.on(clock.today()))
    if options.agency:
        found = [agency for agency in found if agency.code == options.agency]
        if not found:
            raise Refused(f"no agency has the unit code {options.agency} today.")
    elif len(found) > 1:
        found = [agency for agency in found if agency.is_host] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused("say whose with --agency: " + ", ".join(f"{agency.code} {agency.name}" for agency in found))
    if not options.dry_run:
        raise Refused("there is no agency yet: `cchc init` begins one.")
    return open_agency(
        kind=AgencyKind.DEPARTMENT, code="000", name="–", short_name="–", starts_on=clock.today(), by=None,
        at=clock.now(),
    )  # fmt: skip


def _procedures(options: argparse.Namespace, agency: "Agency") -> int:
    from cchc.kernel import clock
    from cchc.onestop.procedures.readers import Unreadable
    from cchc.onestop.procedures.services import import_procedures

    tries_only = options.dry_run and options.in_force_from is None  # what is published is tried by doing it
    try:
        report = import_procedures(
            file=options.file, agency=agency, dry_run=tries_only, skip_errors=options.skip_errors, by=None,
            at=clock.now(),
        )  # fmt: skip
    except (Unreadable, OSError) as error:
        raise Refused(f"{options.file}: {error}") from error
    published = _publish(report, agency, options.in_force_from) if options.in_force_from else 0
    plain = replace(report, dry_run=options.dry_run).as_json()
    if options.json:
        answer(plain | ({"published": published} if options.in_force_from else {}), options.stdout)
        return 0
    _tell(plain["errors"], "lỗi")
    _tell(plain["warnings"], "lưu ý")
    done = "chạy thử, chưa ghi" if options.dry_run else ("đã ghi" if report.written else "chưa ghi")
    print(f"{plain['read']} dòng, nhận {plain['accepted']}, {len(plain['errors'])} lỗi: {done}")
    if options.in_force_from:
        print(f"công bố {published} thủ tục{', chạy thử' if options.dry_run else ''}")
    return 0


def _publish(report: "ImportReport", agency: "Agency", day: date) -> int:
    """Publish the drafts that a file brought, all or none; how many it were."""
    from cchc.kernel import clock
    from cchc.onestop.procedures.models import Version
    from cchc.onestop.procedures.services import NotAll, publish_many

    if not report.written:
        return 0
    brought = Version.objects.drafts().filter(pk__in=[one.version_id for one in report.outcomes])
    drafts = dict(brought.values_list("pk", "revision"))
    try:
        return len(publish_many(agency=agency, drafts=drafts, effective_on=day, by=None, at=clock.now()))
    except NotAll as error:
        lines = "\n".join(f"  {one.code}: {one.why}" for one in error.found)
        raise Refused(f"nothing was taken in, since not all could be published:\n{lines}") from error


def _people(options: argparse.Namespace, agency: "Agency") -> int:
    from cchc.foundation.identity.readers import Unreadable
    from cchc.foundation.identity.services.importing import import_people
    from cchc.kernel import clock

    try:
        report = import_people(
            file=options.file.read_bytes(), agency=agency, dry_run=options.dry_run, by=None, at=clock.now()
        )
    except (Unreadable, OSError) as error:
        raise Refused(f"{options.file}: {error}") from error
    plain = asdict(report)
    if options.json:
        answer(plain, options.stdout)
        return 0
    for fault in plain["faults"]:
        print(f"{fault['sheet']}, dòng {fault['row']}, {fault['column']}: {fault['message']}")
    for name, label in (
        ("units", "đơn vị"),
        ("positions", "vị trí"),
        ("staff", "người"),
        ("holdings", "giữ vị trí"),
    ):
        tally = plain[name]
        print(f"{label}: {tally['new']} mới, {tally['changed']} đổi, {tally['same']} như cũ")
    print("đã ghi" if report.accepted else "chưa ghi")
    return FAILED if report.faults and not options.dry_run else 0


def _plan_read(options: argparse.Namespace) -> int:
    """Say what stands in a plan. Nothing is written, and no database is needed."""
    from cchc.steering.plans import readers

    try:
        reading = readers.read(options.file.name, options.file.read_bytes())
    except (readers.Unreadable, OSError) as error:
        raise Refused(f"{options.file}: {error}") from error
    if options.json:
        answer(reading.as_json(), options.stdout)
        return 0
    head = reading.head
    print(f"{head.title or 'Không có tên'}, số {head.number or 'chưa rõ'}, ngày {head.signed_on or 'chưa rõ'}")
    for doubt in (*head.doubts, *reading.doubts):
        print(f"cần xem: {doubt}")
    for place, doubt in reading.doubtful():
        print(f"cần xem, {place}: {doubt}")
    for left in reading.left_over:
        print(f"chưa xếp, {left.source.place}: {left.text}")
    print(
        f"{len(reading.targets)} câu chỉ tiêu, {len(reading.tasks)} nhiệm vụ, "
        f"{len(reading.assignments)} phân công, "
        f"{len(reading.commitments)} cam kết, {len(reading.left_over)} dòng chưa xếp: chạy thử, chưa ghi"
    )
    return 0


def take_plan(options: argparse.Namespace, agency: "Agency") -> int:
    """Lay a plan before whoever reviews it. Nothing of it is a plan before they accept it.

    A file whose review is still open is not begun twice: the command says where it goes on.
    """
    from cchc.foundation.files.services import FileRefused
    from cchc.kernel import clock
    from cchc.steering.plans.readers import Unreadable
    from cchc.steering.plans.services import begin_import

    at = clock.now()
    try:
        whole = begin_import(agency=agency, name=options.file.name, data=options.file.read_bytes(), by=None, at=at)
    except (Unreadable, FileRefused, OSError) as error:
        raise Refused(f"{options.file}: {error}") from error
    counts = whole.rows.counts()
    if options.json:
        plain = {
            "import": str(whole.pk), "rows": counts["all"], "to_look": counts["to_look"],
            "left_over": counts["left_over"], "resumed": whole.begun_at != at,
            "updates": whole.updates.slug if whole.updates else None, "path": f"/ke-hoach/nhap/{whole.pk}",
        }  # fmt: skip
        answer(plain, options.stdout)
        return 0
    begun = "đang xem lại dở" if whole.begun_at != at else "chờ xem lại"
    print(
        f"{whole.name}: {counts['all']} mục {begun}, cần xem {counts['to_look']}, "
        f"chưa xếp {counts['left_over']}: mở /ke-hoach/nhap/{whole.pk}"
    )
    if whole.updates:
        print(f"là bản mới của “{whole.updates}”: chỉ những gì khác mới cần xem")
    return 0


def _dossiers(options: argparse.Namespace, agency: "Agency") -> int:
    """Take past dossiers in, all or with `--skip-errors` those without an error; a line says how far it is."""
    from cchc.kernel import clock
    from cchc.onestop.dossiers.services import history

    tell = _progress()

    try:
        said = history.said_of(agency, options.mapping, options.word)
        with options.file.open("rb") as content:
            report = history.import_history(
                name=options.file.name, content=content, agency=agency, dry_run=options.dry_run,
                skip_errors=options.skip_errors, said=said, by=None, at=clock.now(), tell=tell,
            )  # fmt: skip
    except history.Unmapped as unmapped:
        raise Refused(history.how_to_map(options.file.name, unmapped.head)) from unmapped
    except history.NoCounter as error:
        raise Refused("the agency has no counter yet: `cchc import people` brings its units.") from error
    except (history.Unreadable, history.NotUnderstood, OSError) as error:
        raise Refused(f"{options.file}: {error}") from error
    finally:
        print(file=sys.stderr)
    if options.json:
        answer(report.as_json(), options.stdout)
        return 0
    for fault in report.errors:
        print(f"lỗi, dòng {fault['row']}, {fault['number'] or '–'}: {history.fault_words(fault)}")
    for line in report.lines():
        print(line)
    return 0


def _progress() -> "Progress":
    """Say on one line what is being done and how far it is; a line a stage."""
    started, last = monotonic(), ""

    def tell(stage: "Stage", seen: int, total: int) -> None:
        nonlocal last
        begins = "\r" if stage == last else "\n" if last else ""
        last = stage
        counted = f": {seen} / {total}" if total else ""
        print(
            f"{begins}{stage.label}{counted}, {monotonic() - started:.0f} giây",
            end="",
            file=sys.stderr,
            flush=True,
        )

    return tell


def _tell(remarks: list[dict[str, Any]], what: str) -> None:
    for remark in remarks:
        print(
            f"{what}, dòng {remark['row']}, {remark['code'] or '–'}, {remark['field'] or '–'}: {remark['message']}"
        )
