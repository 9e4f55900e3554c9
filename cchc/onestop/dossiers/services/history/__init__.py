"""Past dossiers from elsewhere: files read, compared, taken in, withdrawn. docs/adr has the decision."""

from cchc.onestop.dossiers.readers import Reading, Unreadable
from cchc.onestop.dossiers.services.history.resolving import NoCounter
from cchc.onestop.dossiers.services.history.runs import (
    DROPPABLE,
    HistoryReport,
    LaterRun,
    RunBusy,
    accept_history,
    ask_withdrawal_of_run,
    begin_history,
    drop_history,
    import_history,
    map_headings,
    read_history,
    remember,
    withdraw_run,
    write_history,
)
from cchc.onestop.dossiers.services.history.saying import CHOICES, NotUnderstood, how_to_map, said_of
from cchc.onestop.dossiers.services.history.staging import Unmapped

__all__ = [
    "CHOICES", "DROPPABLE", "HistoryReport", "LaterRun", "NoCounter", "NotUnderstood", "Reading", "RunBusy",
    "Unmapped", "Unreadable", "accept_history", "ask_withdrawal_of_run", "begin_history", "drop_history",
    "how_to_map", "import_history", "map_headings", "read_history", "remember", "said_of",
    "withdraw_run", "write_history",
]  # fmt: skip
