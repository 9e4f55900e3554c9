"""What PostgreSQL alone does: pgbench inserting the rows that the program itself was about to write.

The rows are those of a real act, caught where kernel's batch would send them. Only what must be unique is made
anew: keys by the server (`uuidv7()`), references out of them, numbers from the counter row of one office in a
hundred. Every other value is a parameter, as it is for the program; pgbench prepares each statement once.
"""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks.office import OFFICES

_TPS = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_DONE = re.compile(r"transactions actually processed: (\d+)")
_FAILED = re.compile(r"number of failed transactions: (\d+)")


class _Undo(Exception):
    """The rows are known; nothing is written."""


def caught(act: Callable[[], Any]) -> Any:
    """The batch that an act of the program would write, without what it adds to the counts of the plan."""
    from django.db import transaction

    from cchc.kernel import batch
    from cchc.steering.indicators.models import Posting

    found: list[Any] = []
    write = batch._write

    def catch(current: Any) -> None:
        found.append(current)
        raise _Undo

    batch._write = catch
    try:
        with transaction.atomic():
            act()
    except _Undo:
        pass
    finally:
        batch._write = write
    found[0].rows = [row for row in found[0].rows if not isinstance(row, Posting)]
    return found[0]


@dataclass(frozen=True)
class Floor:
    """The two scripts of an act and the values of their parameters."""

    multi: str
    cte: str
    values: dict[str, str]

    def run(
        self, script: str, binary: Path, url: str, clients: int, seconds: float, folder: Path
    ) -> tuple[int, float]:
        """How many transactions of "multi" or "cte" were done, and how many a second."""
        file = folder / f"{script}.sql"
        file.write_text(getattr(self, script))
        told = [part for name, value in self.values.items() for part in ("-D", f"{name}={value}")]
        done = subprocess.run(
            [str(binary), "-n", "-M", "prepared", "-c", str(clients), "-j", str(min(clients, 2)),
             "-T", str(max(1, round(seconds))), "-f", str(file), *told, url],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        tps, failed = _TPS.search(done.stdout), _FAILED.search(done.stdout)
        done_count = _DONE.search(done.stdout)
        if done.returncode or tps is None or done_count is None or (failed and int(failed[1])):
            raise RuntimeError(f"pgbench: {done.stdout}\n{done.stderr}")
        return int(done_count[1]), float(tps[1])


class _Writer:
    """Statements over the rows of a batch, their values as parameters of pgbench."""

    def __init__(self, batch: Any, code: str) -> None:
        self.batch, self.code = batch, code
        self.values: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self.dossier = batch.rows[0]
        uses = Counter(value for row in batch.rows for value in vars(row).values() if isinstance(value, UUID))
        others = (row.pk for row in batch.rows[1:] if isinstance(row.pk, UUID) and uses[row.pk] > 1)
        self.keys = {self.dossier.pk: "dossier", **{key: f"k{n}" for n, key in enumerate(others)}}

    def parameter(self, value: Any) -> str:
        """A parameter with this value."""
        text = str(value)
        if not text:
            return "''"  # pgbench takes no empty value
        if text not in self._names:
            self._names[text] = f"p{len(self._names)}"
            self.values[self._names[text]] = text
        return f":{self._names[text]}"

    def of_office(self, text: str) -> str:
        """A text in which the code of the office stands for that of any of the hundred."""
        before, code, after = text.partition(self.code)
        if not code:
            return f"{self.parameter(text)}::text"
        head, tail = self.code[:4], self.code[6:]  # 000.07.60.H21
        number = "lpad(:office::text, 2, '0')"
        first, last = self.parameter(before + head), self.parameter(tail + after)
        return f"({first}::text || {number} || {last}::text)"

    def value(self, row: Any, column: Any, say: Callable[[str], str]) -> str:
        """One value of one row. `say` tells how what the first statement gave is named."""
        from django.db import connection

        from cchc.kernel.batch import Taken

        kind = (column.db_type(connection) or "text").replace("bigserial", "bigint")
        given = getattr(row, column.attname)
        if isinstance(given, Taken):
            number = f"lpad({say('number')}::text, {given.width}, '0')"
            return f"({self.of_office(given.before)} || {number})::{kind}"
        if given in self.keys if isinstance(given, UUID) else False:
            return f"{say(self.keys[given])}::{kind}"
        if column.primary_key:
            return "uuidv7()"
        if column.name == "reference":
            return f"right(replace({say('dossier')}::text, '-', ''), 20)::{kind}"
        prepared = column.get_db_prep_save(given, connection)
        if prepared is None:
            return f"NULL::{kind}"
        if hasattr(prepared, "obj"):
            prepared = json.dumps(prepared.obj, ensure_ascii=False, default=str)
        return f"{self.parameter(prepared)}::{kind}"

    def inserts(self, say: Callable[[str], str]) -> Iterator[str]:
        """One statement for the rows of each table, and one for each job."""
        from cchc.kernel.batch import _columns

        groups: dict[type[Any], list[Any]] = {}
        for row in self.batch.rows:
            groups.setdefault(type(row), []).append(row)
        for model, rows in groups.items():
            columns = _columns(model)
            names = ", ".join(f'"{column.column}"' for column in columns)
            lines = (", ".join(self.value(row, column, say) for column in columns) for row in rows)
            values = ", ".join(f"({line})" for line in lines)
            yield f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {values}'
        for call, params in self.batch.calls:
            marks = iter([self.parameter(value) for value in params])
            yield re.sub("%s", lambda _, marks=marks: next(marks), call)


def build(batch: Any, code: str, draft: str = "") -> Floor:
    """Both scripts for the rows of a batch, caught at the office with `code`.

    The first statement gives every key that another one needs: the counter's, or, for a draft that becomes a
    dossier, its UPDATE. `draft` is the key of any draft, in which `:draft` stands for its number.
    """
    from cchc.kernel.batch import Taken

    writer = _Writer(batch, code)
    taken = next((v for row in batch.rows for v in vars(row).values() if isinstance(v, Taken)), None)
    keys = ", ".join(f"uuidv7() AS {name}" for key, name in writer.keys.items() if name != "dossier")
    if taken:
        (_, _), (_, day) = taken.key
        first = (
            f'INSERT INTO "dossiers_daynumber" (code, day, last) VALUES ({writer.of_office(code)}, '
            f"{writer.parameter(day)}::date, 1) ON CONFLICT (code, day) DO UPDATE "
            f'SET last = "dossiers_daynumber".last + 1 RETURNING last AS number, uuidv7() AS dossier'
        )
    else:
        first = (
            f'UPDATE "dossiers_draft" SET dossier_id = uuidv7(), saved_at = now() WHERE id = {draft}::uuid '
            "RETURNING dossier_id AS dossier"
        )
    first += f", {keys}" if keys else ""
    head = rf"\set office random(0, {OFFICES - 1})" if taken else r"\set draft random(1, :drafts)"
    multi = [head, "BEGIN;", rf"{first} \gset"]
    multi += [f"{statement};" for statement in writer.inserts(lambda name: f":{name}")]
    multi.append("COMMIT;")
    parts = [f"n AS ({first})"]
    parts += [
        f"r{index} AS ({statement})"
        for index, statement in enumerate(writer.inserts(lambda name: f"(SELECT {name} FROM n)"))
    ]
    cte = f"{head}\nWITH {', '.join(parts)} SELECT dossier FROM n;"
    return Floor("\n".join(multi), cte, writer.values)
