"""Under which terms published figures are given out, and how often: data (open_data.json), not text of a page."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("open_data.json")


@dataclass(frozen=True)
class OpenData:
    """What stands beside every figure that leaves the program for everybody."""

    licence_vi: str
    licence_en: str
    most_a_minute: int  # so many files from one address

    def licence(self, language: str) -> str:
        """The terms, in a language."""
        return self.licence_en if language.startswith("en") else self.licence_vi


@cache
def open_data() -> OpenData:
    """The terms that come with the program."""
    told = json.loads(_TABLE.read_text())
    return OpenData(told["licence"]["vi"], told["licence"]["en"], told["most_a_minute"])
