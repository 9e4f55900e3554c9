"""Background work asked for in a transaction: its row commits with the change, so the queue is the outbox."""

import json
from typing import Any

from cchc.kernel import batch

_INSERT = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args) "
    "VALUES (%s::varchar, %s::varchar, %s::integer, %s::jsonb)"
)


def queue(task: Any, **args: Any) -> None:
    """Ask for `task` with arguments that JSON can say: along with the open batch, else at once."""
    row = (task.queue, task.name, task.priority, json.dumps(args))
    batch.add_call(_INSERT, row, otherwise=lambda: task.defer(**args))
