"""The document of a plan, whatever its file, as one stream of lines and rows. No database."""

from cchc.steering.plans.readers.files import ENDINGS, LARGEST, lines_of, read
from cchc.steering.plans.readers.unreadable import Unreadable

__all__ = ["ENDINGS", "LARGEST", "Unreadable", "lines_of", "read"]
