"""Past dossiers from elsewhere: files read, compared, taken in, withdrawn. docs/adr has the decision."""

from cchc.onestop.dossiers.readers import Reading, Unreadable
from cchc.onestop.dossiers.services.history.reporting import HistoryReport
from cchc.onestop.dossiers.services.history.resolving import NoCounter
from cchc.onestop.dossiers.services.history.runs import (
    DROPPABLE,
    accept_history,
    begin_history,
    drop_history,
    go_on,
    import_history,
    map_headings,
    read_history,
    remember,
    write_history,
)
from cchc.onestop.dossiers.services.history.saying import (
    CHOICES,
    NotUnderstood,
    failure_words,
    fault_words,
    how_to_map,
    said_of,
)
from cchc.onestop.dossiers.services.history.staging import Unmapped
from cchc.onestop.dossiers.services.history.undoing import LaterRun, ask_withdrawal_of_run, keep_run, withdraw_run
from cchc.onestop.dossiers.services.history.working import RunBusy, Work, has_stopped, work_on

__all__ = [
    "CHOICES", "DROPPABLE", "HistoryReport", "LaterRun", "NoCounter", "NotUnderstood", "Reading", "RunBusy",
    "Unmapped", "Unreadable", "Work", "accept_history", "ask_withdrawal_of_run", "begin_history", "drop_history",
    "failure_words", "fault_words", "go_on", "has_stopped", "how_to_map", "import_history", "keep_run",
    "map_headings", "read_history", "remember", "said_of", "withdraw_run", "work_on", "write_history",
]  # fmt: skip
