"""The counts kept ready: postings written along with events, added up behind, read by figures."""

from cchc.steering.indicators.services.tallying.folding import fold, tidy
from cchc.steering.indicators.services.tallying.keeping import (
    Mended,
    affected,
    catch_up,
    mend,
    reckon,
    retally,
    take_away,
    take_in,
)
from cchc.steering.indicators.services.tallying.posting import hear, tally
from cchc.steering.indicators.services.tallying.reading import Sums, Window, read, window_of

__all__ = [
    "Mended", "Sums", "Window", "affected", "catch_up", "fold", "hear", "mend", "read", "reckon", "retally",
    "take_away", "take_in", "tally", "tidy", "window_of",
]  # fmt: skip
