"""Plans: what the office promised, who does it by when, how it goes, and how a document became a plan."""

from cchc.steering.plans.models.importing import ImportRow, PlanImport
from cchc.steering.plans.models.plan import Commitment, CommitmentLink, FigureRelease, Plan, PlanLink, TaskGroup
from cchc.steering.plans.models.targets import Contradiction, Milestone, Statement, Target
from cchc.steering.plans.models.tasks import Party, Product, Task
from cchc.steering.plans.models.work import Assignee, Evidence, HandedOn, Period, ProgressNote, Reminder, Stage

__all__ = [
    "Assignee", "Commitment", "CommitmentLink", "Contradiction", "Evidence", "FigureRelease", "HandedOn",
    "ImportRow", "Milestone", "Party", "Period", "Plan", "PlanImport", "PlanLink", "Product", "ProgressNote",
    "Reminder", "Stage", "Statement", "Target", "Task", "TaskGroup",
]  # fmt: skip
