"""`cchc`: what an office does from a terminal. One module a command; only the one that is asked for is loaded."""

import argparse
import json
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import TextIO

# name: (module beside this one, what it does). A module has `arguments(parser)` and `run(options) -> exit code`.
COMMANDS = {
    "up": ("up", "start the program: database, web pages, background jobs"),
    "init": ("init", "begin a real office: agency, unit code, calendar, first administrator"),
    "check": ("check", "what is configured, what is missing, how to add it"),
    "demo": ("demo", "the demonstration: who may sign in"),
    "import": ("imports", "take in procedures, people, a plan or past dossiers from a file"),
    "indicators": ("indicators", "count every figure once more, another way"),
    "jobs": ("jobs", "run background jobs only, on a machine of their own"),
    "manage": ("manage", "Django's own commands, for engineers"),
}
FAILED, UNUSABLE = 1, 2  # exit codes: it did not work; it could not be tried (bad arguments, no database)


class Refused(Exception):
    """A command cannot do what was asked. The message is for whoever typed it."""


def answer(content: object, stdout: TextIO) -> None:
    """Print what `--json` promises: this, and nothing else, on stdout."""
    print(json.dumps(content, ensure_ascii=False, indent=2), file=stdout, flush=True)


def main(argv: list[str] | None = None) -> int:
    """Run the command named by the first argument. Gives the exit code."""
    words = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.config.settings.prod")
    parser = argparse.ArgumentParser(prog="cchc", description="Cải cách hành chính: the office's program.")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    modules: dict[str, ModuleType] = {}
    for name, (module, says) in COMMANDS.items():
        own = commands.add_parser(name, help=says, description=says.capitalize() + ".", add_help=name != "manage")
        if words[:1] == [name]:
            modules[name] = import_module(f"cchc.config.cli.{module}")
            modules[name].arguments(own)
    options = parser.parse_args(words)
    return _run(modules[options.command], options)


def _run(module: ModuleType, options: argparse.Namespace) -> int:
    """Run one command; with `--json` everything but its answer goes to stderr."""
    options.stdout = sys.stdout
    if getattr(options, "json", False):
        sys.stdout = sys.stderr
    try:
        return int(module.run(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return FAILED
    except Exception as error:
        from cchc.config.postgres import CannotStart

        if not isinstance(error, CannotStart | Refused):
            raise
        print(f"cchc: {error}", file=sys.stderr)
        return UNUSABLE
    finally:
        sys.stdout = options.stdout
