"""`make bench`: measure filing and pages, print the tables, write var/bench.json."""

import argparse
import json
import os
from datetime import datetime, timezone

from benchmarks.served import ROOT, installation, say, warn


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="dossiers behind the pages (100000)")
    parser.add_argument("--rounds", type=int, default=4, help="interleaved rounds (4)")
    parser.add_argument("--seconds", type=float, default=5, help="of each run of a round (5)")
    parser.add_argument("--clients", type=int, nargs="*", default=[1, 4, 8], help="clients at a time (1 4 8)")
    parser.add_argument("--only", choices=["filing", "pages"], help="one of the two parts")
    options = parser.parse_args()
    from benchmarks import filing, office, pages

    at = datetime.now(timezone.utc)
    report = {"filing": [], "pages": []}
    load = os.getloadavg()[0]
    if load > 0.5:
        warn(f"The machine is not quiet: {load:.1f} processes were running already. Only ratios mean anything.")
    with installation() as bench:
        province = office.build(at)
        bench.copy("province")  # without what the first part files
        if options.only != "pages":
            with bench.program() as port, bench.program(settings="benchmarks.uncounted.settings") as bare:
                say(filing.HEAD)
                acts = filing.acts(province, at)
                cells = filing.measure(bench, (port, bare), acts, options.clients, options.rounds, options.seconds)
            report["filing"] = [
                {
                    "act": cell.act, "clients": cell.clients, "share_multi": cell.share_multi,
                    "share_cte": cell.share_cte, "share_uncounted": cell.share_bare,
                    "kept_of_uncounted": cell.kept, "kept_by_processor": cell.kept_cpu,
                    "statements": cell.statements, "rounds": cell.rounds,
                }
                for cell in cells
            ]  # fmt: skip
        if options.only != "filing":
            say(f"\n{pages.HEAD}")
            found = pages.measure(bench, province, options.size, options.rounds, at)
            report["pages"] = [
                {
                    "page": one.page, "dossiers": one.dossiers, "p50_ms": one.p50_ms, "p95_ms": one.p95_ms,
                    "statements": one.statements,
                }
                for one in found
            ]  # fmt: skip
    path = ROOT / "var/bench.json"
    path.write_text(json.dumps(report, indent=1))
    say(f"\nWritten to {path.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
