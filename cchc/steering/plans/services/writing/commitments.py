"""Commitments of a review into those of a plan, and what carries them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cchc.steering.plans.choices import FoundBy
from cchc.steering.plans.models import Commitment, CommitmentLink, ImportRow
from cchc.steering.plans.services.writing.acceptance import LOOKED, Acceptance, is_same
from cchc.steering.plans.services.writing.targets import TargetWriter
from cchc.steering.plans.services.writing.tasks import TaskWriter


class CommitmentWriter:
    """Commitments, with the tasks and targets that carry them."""

    def __init__(self, whole: Acceptance, tasks: TaskWriter, targets: TargetWriter) -> None:
        self.whole, self.tasks, self.targets = whole, tasks, targets

    def write(self, rows: Sequence[ImportRow]) -> None:
        """Commitments, and what carries them where that is new or a person said so."""
        known = {commitment.pk: commitment for commitment in self.whole.plan.commitments.all()}
        fresh, links = [], []
        for row in rows:
            commitment = known.get(row.of_id) if row.of_id else None
            if commitment is None:
                commitment = Commitment(plan=self.whole.plan)
                fresh.append(commitment)
                self._fill_commitment(commitment, row)
                links += self._links(commitment, row)
            elif not is_same(row):
                self._fill_commitment(commitment, row)
                commitment.removed_at = None
                commitment.save()
                if set(row.touched) & {"tasks", "targets"}:
                    commitment.carried_by.all().delete()
                    links += self._links(commitment, row)
            self.whole.count(row, commitment.pk)
        Commitment.objects.bulk_create(fresh)
        CommitmentLink.objects.bulk_create(links)

    def _fill_commitment(self, commitment: Commitment, row: ImportRow) -> None:
        value = row.value
        commitment.text, commitment.part = value["text"], value["part"][:255]
        commitment.position, commitment.line, commitment.lines = row.position, row.line, row.lines
        commitment.time_text = value["time"]["text"][:500]
        due = value["time"]["due"]
        commitment.due_on = date.fromisoformat(due) if due else None

    def _links(self, commitment: Commitment, row: ImportRow) -> list[CommitmentLink]:
        seen = row.state in LOOKED
        tasks = [self.tasks.by_key[key] for key in row.value["tasks"] if key in self.tasks.by_key]
        statements = {str(pk): statement for pk, statement in self.targets.by_row.items()}
        targets = {statements[key].target_id for key in row.value["targets"] if key in statements}
        said: dict[str, Any] = {
            "commitment": commitment, "found_by": FoundBy.PERSON if row.touched else FoundBy.RULE,
            "confirmed": seen, "by": self.whole.by if seen else None, "at": self.whole.at,
        }  # fmt: skip
        return [
            *(CommitmentLink(**said, task=task) for task in dict.fromkeys(tasks)),
            *(CommitmentLink(**said, target_id=target) for target in sorted(targets)),
        ]

    def end(self, pk: UUID) -> None:
        """It is no more in the plan."""
        Commitment.objects.filter(pk=pk).update(removed_at=self.whole.at)
