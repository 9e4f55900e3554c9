"""What is done before the first page is served: tables, demonstration, static files. A process of its own."""

import argparse
import hashlib
import sys
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


class Refused(Exception):
    """The demonstration has no place in this installation."""


def fingerprint() -> str:
    """What changes whenever a static file comes, goes or changes."""
    found = hashlib.sha256(f"{django.__version__} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            found.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()


def gather_static_files() -> None:
    """Copy, name by content and compress the static files, where any changed since the last time."""
    mark = Path(settings.STATIC_ROOT) / ".fingerprint"
    now = fingerprint()
    if not mark.exists() or mark.read_text() != now:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(now)


def load_demonstration() -> None:
    """Load the demonstration office once. Raises Refused where a real office works with this database."""
    from cchc.foundation.identity.models import Agency
    from cchc.kernel import clock

    if Agency.objects.filter(is_demo=False).exists():
        raise Refused("--demo is refused: a real office works with this database. Take another CCHC_VAR for it.")
    if Agency.objects.filter(is_demo=True).exists():
        return
    print("Loading the demonstration office; this is done once.", file=sys.stderr)
    import_module("cchc.demo.services").load(at=clock.now())


def main(argv: list[str]) -> int:
    """Make everything ready. Gives the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    options = parser.parse_args(argv)
    django.setup()
    from cchc.config import tables

    with tables.alone():
        tables.migrate()
        if options.demo:
            try:
                load_demonstration()
            except Refused as refused:
                print(f"cchc: {refused}", file=sys.stderr)
                return 2
    gather_static_files()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
