"""`cchc indicators recount`: every figure counted once more from the rows, another way; what differs is said."""

import argparse
from dataclasses import asdict
from datetime import date

from cchc.config.cli import FAILED, Refused, answer
from cchc.config.cli.running import ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whose figures, and as of which days."""
    asked = parser.add_subparsers(dest="asked", required=True)
    recount = asked.add_parser("recount", help="count every figure once more, another way, and say what differs")
    recount.add_argument("--agency", default="", help="unit code of the agency (all of today's)")
    recount.add_argument(
        "--as-of", action="append", type=date.fromisoformat, help="a day, 2026-11-18; several times"
    )
    recount.add_argument("--by-unit", action="store_true", help="for each unit too")
    recount.add_argument(
        "--mend", action="store_true", help="write the sums that figures are read from anew out of the rows, first"
    )
    recount.add_argument("--json", action="store_true", help="print JSON alone on stdout")


def run(options: argparse.Namespace) -> int:
    """Compare figures, the counts of their rows and the recount. Exit code 1 where they differ.

    `--mend` writes the sums of the agency anew before, so that what differs then is no matter of sums.
    """
    with ready():
        from cchc.foundation.identity.models import Agency, Unit
        from cchc.kernel import clock
        from cchc.steering.indicators.services import mend, recount

        agencies = list(Agency.objects.on(clock.today()))
        if options.agency:
            agencies = [agency for agency in agencies if agency.code == options.agency]
            if not agencies:
                raise Refused(f"no agency has the unit code {options.agency} today.")
        differing, compared, rows, sums = [], 0, 0, 0
        for agency in agencies:
            if options.mend:
                mended = mend(agency_id=agency.pk)
                rows, sums = rows + mended.rows, sums + mended.sums
            whose: list[int | None] = [None]
            if options.by_unit:
                whose += Unit.objects.filter(agency=agency).order_by("pk").values_list("pk", flat=True)
            found, count = recount(agency_id=agency.pk, as_of=options.as_of or [clock.now()], unit_ids=whose)
            differing += [{"agency": agency.code, **asdict(one)} for one in found]
            compared += count
    if options.json:
        plain = [{key: str(value) if key == "as_of" else value for key, value in one.items()} for one in differing]
        said = {"mended": {"rows": rows, "sums": sums}} if options.mend else {}
        answer({"compared": compared, "differing": plain, **said}, options.stdout)
    else:
        for one in differing:
            where = f"{one['indicator']} {one['reading']} {one['period']} {one['as_of']:%d/%m/%Y %H:%M}"
            counts = f"figure {one['figure']}, rows {one['rows']}, recount {one['recount']}"
            print(f"{where}, {one['what']}: {counts}")
        if options.mend:
            print(f"{rows} rows written, {sums} sums were wrong")
        print(f"{compared} figures compared, {len(differing)} differences")
    return FAILED if differing else 0
