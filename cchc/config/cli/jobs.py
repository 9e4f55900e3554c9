"""`cchc jobs`: run background jobs; `cchc up` starts one of these itself."""

import argparse
import os


def arguments(parser: argparse.ArgumentParser) -> None:
    """How much it does at a time."""
    parser.add_argument("--threads", type=int, default=2, help="jobs at a time (2)")
    parser.add_argument(
        "--silence",
        type=float,
        default=20.0,
        help="seconds without a sign of life of another, to take its jobs (20)",
    )


def run(options: argparse.Namespace) -> int:
    """Run until asked to end, giving way to who answers pages."""
    os.nice(5)
    from cchc.config.cli.running import ready

    with ready():
        from cchc.config.jobs import work

        work(options.threads, options.silence)
    return 0
