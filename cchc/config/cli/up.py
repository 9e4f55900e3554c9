"""`cchc up`: everything that an office needs, as one program with three children."""

import argparse
import fcntl
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from cchc.config.cli import FAILED, Refused
from cchc.config.cli.running import environment
from cchc.config.database import database, held
from cchc.config.program import Program, free_port


class _Ended(BaseException):
    """Somebody asked the program to end."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said of the start."""
    parser.add_argument(
        "--demo", action="store_true", help="load the demonstration office, if it is not there yet"
    )


def run(options: argparse.Namespace) -> int:
    """Start, say where, and stay until asked to end or until the database or the web server ends."""
    chosen = environment()
    record = chosen.var / "running.json"
    with held(chosen.var / "serving.lock", fcntl.LOCK_EX) as alone:
        if not alone:
            where = json.loads(record.read_text())["url"] if record.exists() else "starting"
            raise Refused(f"already running over {chosen.var}: {where}")
        try:
            with _until_asked_to_end(), database(chosen, serving=True) as server:
                program = Program(chosen, free_port(chosen), server)
                try:
                    program.prepare(demo=options.demo)
                    program.start()
                    record.write_text(json.dumps({"url": program.url}))
                    _say(program.url, chosen.var / "demo-logins.json")
                    program.watch()
                finally:
                    program.stop()
        except _Ended:
            return 0
        finally:
            record.unlink(missing_ok=True)
    return FAILED


@contextmanager
def _until_asked_to_end() -> Iterator[None]:
    """Leave the block at the first signal; a second one does not disturb the leaving."""
    asked = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(number: int, frame: FrameType | None) -> None:
        for each in asked:
            signal.signal(each, signal.SIG_IGN)
        raise _Ended

    for each in asked:
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:  # nohup keeps its word
            signal.signal(each, end)
    yield


def _say(url: str, logins: Path) -> None:
    """Tell whoever started it where it is, and who may sign in to the demonstration."""
    print(f"Ready: {url}")
    if logins.exists():
        print("\nThe demonstration (minh họa): sign in as")
        for login in json.loads(logins.read_text()):
            print(f"  {login['role']:<14} {login['username']:<24} {login['password']:<20} {login['name']}")
        print("\nCtrl-C ends it.")
    sys.stdout.flush()
