"""Figures, their rows, what they are bound to, values declared, and the count made anew beside them."""

from cchc.steering.indicators.services.asked import Asked, asked, facts
from cchc.steering.indicators.services.asking import (
    Asking,
    ask_again,
    ask_due,
    asking_of,
    set_asking,
    tell_due_values,
)
from cchc.steering.indicators.services.binding import (
    CannotMeasure,
    Measure,
    bind,
    figure_of,
    measures,
    preview,
    unbind,
)
from cchc.steering.indicators.services.computing import (
    by_unit,
    endangering,
    figure,
    figures,
    order_of,
    outlook,
    rows,
    trend,
)
from cchc.steering.indicators.services.declaring import (
    CannotDeclare,
    approve,
    ask_value,
    declare,
    path_of,
    proofs,
    send_back,
)
from cchc.steering.indicators.services.exporting import FILE_KINDS, as_csv, as_xlsx
from cchc.steering.indicators.services.handing_on import hand_on_value, hand_on_values, told_of_closing
from cchc.steering.indicators.services.listing import (
    ENDANGERING,
    Wanted,
    figure_wanted,
    is_of_people,
    part_name,
    rows_wanted,
)
from cchc.steering.indicators.services.overview import Overview, overview
from cchc.steering.indicators.services.recounting import Counted, Difference, compare, counted_anew, recount
from cchc.steering.indicators.services.tallying import (
    Mended,
    affected,
    catch_up,
    fold,
    hear,
    mend,
    reckon,
    retally,
    take_away,
    take_in,
    tally,
    tidy,
)
from cchc.steering.indicators.services.withdrawing import take_back, withdraw

__all__ = [
    "ENDANGERING", "FILE_KINDS", "Asked", "Asking", "CannotDeclare", "CannotMeasure", "Counted", "Difference",
    "Measure", "Mended", "Overview", "Wanted", "affected", "approve", "as_csv", "as_xlsx", "ask_again", "ask_due",
    "ask_value", "asked", "asking_of", "bind", "by_unit", "catch_up", "compare", "counted_anew", "declare",
    "endangering", "facts", "figure", "figure_of", "figure_wanted", "figures", "fold", "hand_on_value",
    "hand_on_values", "hear", "is_of_people", "measures", "mend", "order_of", "outlook", "overview",
    "part_name", "path_of", "preview", "proofs", "reckon", "recount", "retally", "rows", "rows_wanted",
    "send_back", "set_asking", "take_away", "take_back", "take_in", "tally", "tell_due_values", "tidy",
    "told_of_closing", "trend", "unbind", "withdraw",
]  # fmt: skip
