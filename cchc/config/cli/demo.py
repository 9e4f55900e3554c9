"""`cchc demo logins`: who may sign in to the demonstration, by role."""

import argparse
import json

from cchc.config.cli import Refused, answer
from cchc.config.cli.running import environment


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be asked of the demonstration."""
    asked = parser.add_subparsers(dest="asked", required=True)
    logins = asked.add_parser("logins", help="who may sign in, by role, with their passwords")
    logins.add_argument("--json", action="store_true", help="print JSON alone on stdout")


def run(options: argparse.Namespace) -> int:
    """Print what was written when the demonstration was loaded."""
    path = environment().var / "demo-logins.json"
    if not path.exists():
        raise Refused("the demonstration is not loaded here: `cchc up --demo` loads it.")
    rows = json.loads(path.read_text())
    if options.json:
        answer(rows, options.stdout)
        return 0
    for row in rows:
        print(f"{row['role']:<14} {row['username']:<24} {row['password']:<20} {row['name']}")
    return 0
