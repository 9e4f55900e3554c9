"""`cchc manage ...`: Django's own commands, with the database of this installation."""

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whatever Django's command takes."""
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Run it."""
    from django.core.management import execute_from_command_line

    from cchc.config.cli.running import ready

    with ready(migrated=False):
        execute_from_command_line(["cchc manage", *options.words])
    return 0
