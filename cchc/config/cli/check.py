"""`cchc check`: what is configured, what is missing, and how to add it."""

import argparse
import importlib.util
import os
import shutil
import smtplib
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from cchc.config.cli import FAILED, answer
from cchc.config.cli.running import environment, ready
from cchc.config.environment import Environment

OK, WARNING, MISSING, BROKEN = "ok", "warning", "missing", "broken"
_GB = 1024**3


@dataclass(frozen=True)
class Finding:
    """One part of the installation: its state, in words, and what to do. One may do without what is `missing`."""

    part: str
    state: str
    says: str
    how: str = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    """How to answer."""
    parser.add_argument("--json", action="store_true", help="print JSON alone on stdout")


def run(options: argparse.Namespace) -> int:
    """Look at every part. 1 where one is broken, that is: needed or configured, and not working."""
    chosen = environment()
    found = list(_findings(chosen))
    if options.json:
        answer([asdict(finding) for finding in found], options.stdout)
    else:
        for finding in found:
            print(f"{finding.state:<8} {finding.part:<12} {finding.says}")
            if finding.how:
                print(f"{'':<21} → {finding.how}")
    return FAILED if any(finding.state == BROKEN for finding in found) else 0


def _findings(chosen: Environment) -> Iterator[Finding]:
    with ExitStack() as stack:
        try:
            stack.enter_context(ready(migrated=False))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was asked for
            yield Finding("database", BROKEN, str(error), "see docs/operations.md, “Database”")
        else:
            yield from _database(chosen)
    checks: tuple[Callable[[Environment], Finding], ...] = (
        _secret, _address, _mail, _scanner, _recognition, _browser, _disk
    )  # fmt: skip
    for check in checks:
        yield check(chosen)


def _database(chosen: Environment) -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    from cchc.config.tables import missing_migrations

    try:
        connection.ensure_connection()
        version = connection.pg_version // 10000  # type: ignore[attr-defined]  # PostgreSQL's own
        missing = missing_migrations()
    except DatabaseError as error:
        yield Finding("database", BROKEN, str(error).strip(), "look at DATABASE_URL and at the server")
        return
    where = "its own" if not chosen.database_url else "at DATABASE_URL"
    if version < 15:
        yield Finding("database", BROKEN, f"PostgreSQL {version}, {where}", "take PostgreSQL 15 or newer")
    else:
        yield Finding("database", OK, f"PostgreSQL {version}, {where}")
    if missing:
        yield Finding(
            "tables", WARNING, f"{len(missing)} migrations not applied", "the next `cchc up` applies them"
        )
    else:
        yield Finding("tables", OK, "up to date")
        yield _office()


def _office() -> Finding:
    from cchc.foundation.identity.models import Agency

    if Agency.objects.filter(is_demo=True).exists():
        return Finding("office", OK, "the demonstration office")
    agency = Agency.objects.order_by("pk").first()
    if agency is None:
        return Finding(
            "office", MISSING, "no agency yet", "`cchc init` begins one, `cchc up --demo` a demonstration"
        )
    return Finding("office", OK, f"{agency.name} ({agency.code})")


def _secret(chosen: Environment) -> Finding:
    if chosen.given_secret_key:
        if len(chosen.given_secret_key) < 40:
            return Finding("secret", WARNING, "SECRET_KEY is short", "give it 50 random characters or more")
        return Finding("secret", OK, "SECRET_KEY is given")
    path = chosen.var / "secret-key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("secret", WARNING, f"others may read {path}", f"chmod 600 {path}")
    return Finding("secret", OK, f"kept in {path}")


def _address(chosen: Environment) -> Finding:
    how = "CCHC_PUBLIC_URL=https://… CCHC_ALLOWED_HOSTS=… CCHC_BEHIND_PROXY=true: docs/operations.md, “Address”"
    if not chosen.public_url:
        says = "letters and receipts cannot name this installation's address"
        if "*" in chosen.allowed_hosts:
            says = "any host name is answered, and receipts name whichever a visitor asked for"
        return Finding("address", WARNING, says, how)
    if not chosen.is_https:
        return Finding("address", WARNING, f"{chosen.public_url} is not encrypted", how)
    if "*" in chosen.allowed_hosts:
        return Finding("address", WARNING, "any host name is answered", how)
    return Finding("address", OK, chosen.public_url)


def _mail(chosen: Environment) -> Finding:
    how = "CCHC_EMAIL_HOST, _PORT, _USER, _PASSWORD, _TLS, _FROM: docs/operations.md, “E-mail”"
    if not chosen.email_host:
        return Finding("e-mail", MISSING, "no letters are sent; notices stand in the pages", how)
    try:
        with smtplib.SMTP(chosen.email_host, chosen.email_port, timeout=5) as server:
            if chosen.email_tls:
                server.starttls()
            if chosen.email_user:
                server.login(chosen.email_user, chosen.email_password)
    except (OSError, smtplib.SMTPException) as error:
        return Finding("e-mail", BROKEN, f"{chosen.email_host}:{chosen.email_port}: {error}", how)
    return Finding("e-mail", OK, f"{chosen.email_host}:{chosen.email_port}, from {chosen.email_from}")


def _scanner(chosen: Environment) -> Finding:
    how = "apt-get install clamav-daemon; CCHC_CLAMD=/run/clamav/clamd.ctl (or host:port)"
    if not chosen.clamd:
        return Finding("scanner", MISSING, "uploads are not scanned for malware, and pages say so", how)
    host, _, port = chosen.clamd.rpartition(":")
    try:
        with socket.socket(socket.AF_INET if host else socket.AF_UNIX) as talk:
            talk.settimeout(5)
            talk.connect((host, int(port)) if host else chosen.clamd)
            talk.sendall(b"zPING\0")
            answered = talk.recv(16)
    except (OSError, ValueError) as error:
        return Finding("scanner", BROKEN, f"{chosen.clamd}: {error}", how)
    state = OK if answered.startswith(b"PONG") else BROKEN
    return Finding("scanner", state, f"{chosen.clamd} answers {answered.decode(errors='replace').strip(chr(0))}")


def _recognition(chosen: Environment) -> Finding:
    if shutil.which("tesseract") and importlib.util.find_spec("ocrmypdf"):
        return Finding("OCR", OK, "scans can be made searchable")
    return Finding(
        "OCR", MISSING, "scans stay pictures", "apt-get install tesseract-ocr-vie; pip install ocrmypdf"
    )


def _browser(chosen: Environment) -> Finding:
    if shutil.which("chromium"):
        return Finding("Chromium", OK, "journeys can be tested")
    return Finding("Chromium", MISSING, "only tests need it", "apt-get install chromium")


def _disk(chosen: Environment) -> Finding:
    place = chosen.var if chosen.var.exists() else chosen.var.parent
    free = shutil.disk_usage(place).free
    if not os.access(place, os.W_OK):
        return Finding("disk", BROKEN, f"{place} cannot be written", "set CCHC_VAR to a folder of this user")
    state = OK if free > 5 * _GB else WARNING
    return Finding("disk", state, f"{free / _GB:.0f} GB free under {place}", "" if state == OK else "make room")
