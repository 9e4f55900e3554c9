"""As many dossiers as a province has after years, by COPY: each with its papers, steps and work, all consistent.

One specialist of the first office did it all. What grows with the years is what is done: two hundred are open,
however many there are, so that pages of the same length are compared: half of them with the specialist, the others
in the unit for anybody. The rest is done: the work closed by the specialist, the result handed over.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from benchmarks.office import Province

_SPAN = timedelta(days=5 * 365)
_BLOCK = 5000
_OPEN = 200


def _uuid(at: datetime, number: int, kind: int) -> UUID:
    """A key that sorts by its time, as the program makes them."""
    value = int(at.timestamp() * 1000) << 80 | 7 << 76 | kind << 64 | 2 << 62 | number
    return UUID(int=value)


class Loader:
    """Rows for each table, made one dossier at a time and sent in blocks."""

    def __init__(self, province: Province, now: datetime) -> None:
        from cchc.demo.services.filling import answers
        from cchc.foundation.forms.rules import Form
        from cchc.onestop.procedures.querysets import snapshot

        self.province, self.now = province, now
        self.office = province.offices[0]
        self.process = snapshot(self.office.rules_id)
        self.rng = Random(19)
        self.answers = json.dumps(answers(Form.parse(self.process.form), self.rng, now.date()))
        self.step = self.process.steps[2]

    def load(self, count: int) -> None:
        """Write `count` dossiers, then let PostgreSQL look at what it has."""
        from django.db import connection

        from cchc.foundation.work.models import WorkItem
        from cchc.onestop.dossiers.models import Dossier, Paper, StepRun

        # What a row does not say is as its model says, so that a column more changes nothing here.
        usual = {
            model._meta.db_table: {column.column: column.get_default() for column in model._meta.concrete_fields}
            for model in (Dossier, Paper, StepRun, WorkItem)
        }
        with connection.cursor() as cursor:
            for first in range(0, count, _BLOCK):
                rows: dict[str, list[dict[str, Any]]] = {table: [] for table in usual}
                for number in range(first, min(first + _BLOCK, count)):
                    for table, row in self._dossier(number, count):
                        rows[table].append(usual[table] | row)
                for table, columns in usual.items():
                    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                        for row in rows[table]:
                            copy.write_row(list(row.values()))
            cursor.execute(f"VACUUM ANALYZE {', '.join(usual)}")
            self._tally()
            cursor.execute("VACUUM ANALYZE indicators_posting, indicators_subtotal")

    def _tally(self) -> None:
        """Write down what the dossiers add to the counts, as their events would have, and add it up."""
        from cchc.foundation.worktime.rules import ZONE
        from cchc.steering.indicators import services

        services.retally(self.office.agency.pk)
        services.fold()
        services.tidy(today=self.now.astimezone(ZONE).date())

    def _dossier(self, number: int, count: int) -> Iterator[tuple[str, dict[str, Any]]]:
        from cchc.foundation.work.services import search_text

        office, rng, step = self.office, self.rng, self.step
        person = rng.choice(self.province.applicants)
        opens = min(count, _OPEN)
        turn, rest = divmod(number, count // opens)
        is_done = rest > 0 or turn >= opens
        is_mine = is_done or turn % 2 == 0
        # What is done goes back for years; what is open came in the last weeks.
        back = _SPAN * (1 - number / count) if is_done else timedelta(days=20) * rng.random()
        filed = self.now - back - timedelta(days=6 if is_done else 0)
        due = filed + timedelta(days=7)
        taken, closed = filed + timedelta(hours=2), filed + timedelta(days=rng.random() * 6)
        legal = f"{office.agency.code}-{filed:%y%m%d}-{number:07}"
        reference = f"{filed:%y%m%d}-{number:09}"
        search = (
            search_text(reference, person.name, person.number, "", "", person.phone) + " " + search_text(legal)
        )
        key = _uuid(filed, number, 1)
        leads = (office.unit, *office.units)
        lead = leads[number % len(leads)].pk
        specialist, officer, unit = office.specialist.pk, office.officer.pk, office.unit.pk
        yield (
            "dossiers_dossier",
            {
                "id": key, "agency_id": office.agency.pk, "procedure_id": office.procedure_id,
                "rules_id": office.rules_id, "channel": "online" if number % 3 else "counter",
                "reference": reference, "number": legal,
                "state": "returned" if is_done else "processing" if is_mine else "accepted",
                "counter_id": office.counter.pk, "unit_id": office.counter.pk if is_done else unit,
                "lead_unit_id": lead, "handler_id": specialist if is_mine and not is_done else None,
                "step": "" if is_done else step.key, "applicant_id": person.pk, "applicant_kind": person.kind,
                "applicant_name": person.name, "applicant_number": person.number, "address": person.address,
                "phone": person.phone, "answers": self.answers, "delivery": "counter", "fee_due": 0,
                "limit_amount": 5, "limit_unit": "working_day", "filed_at": filed, "accepted_at": filed,
                "accepted_by_id": officer, "clock_from": filed, "due_at": due,
                "closed_at": closed if is_done else None, "returned_at": closed if is_done else None,
                "search": search, "version": 3, "changed_by_id": specialist,
                "changed_at": closed if is_done else taken,
            },
        )  # fmt: skip
        for position, paper in enumerate(self.process.papers, 1):
            yield (
                "dossiers_paper",
                {
                    "id": _uuid(filed, number, 1 + position), "dossier_id": key, "key": paper.key,
                    "position": position, "name": paper.name, "originals": 1, "copies": 0, "handed_in": True,
                    "on_paper": True,
                },
            )  # fmt: skip
        yield (
            "dossiers_steprun",
            {
                "id": _uuid(filed, number, 10), "dossier_id": key, "key": step.key, "name": step.name,
                "position": 3, "unit_id": unit, "assignee_id": specialist if is_mine else None,
                "from_unit_id": office.counter.pk, "from_user_id": officer, "days": step.days,
                "handed_over_at": filed, "paper_travelled": True,
                "taken_at": taken if is_mine else None, "due_at": due, "ended_at": closed if is_done else None,
                "ended_by_id": specialist if is_done else None, "outcome": "finished" if is_done else "",
            },
        )  # fmt: skip
        yield (
            "work_workitem",
            {
                "id": _uuid(filed, number, 11), "agency_id": office.agency.pk, "unit_id": unit,
                "assignee_id": specialist if is_mine else None, "lane": "step", "subject_type": "dossier",
                "subject_id": key, "topic_id": office.procedure_id, "label": legal, "who": person.name,
                "title": self.process.name, "step": step.name, "progress": "3/7", "allotted_days": step.days,
                "path": f"/viec/ho-so/{legal}", "search": search, "opened_at": filed, "due_at": due,
                "sort_at": due, "sender_id": officer,
                "closed_at": closed if is_done else None, "closed_by_id": specialist if is_done else None,
            },
        )  # fmt: skip
