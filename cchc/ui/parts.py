"""What views hand to components, where a component takes more than words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Column:
    """A column of `<c-data-table :columns>`. Sorted by it: `direction` ascending or descending."""

    label: Words
    width: int | None = None
    num: bool = False
    sort_url: str = ""
    direction: str = ""
    pick: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter in force, of `<c-filter-bar :active>`, and the list without it: "Hạn: tuần này"."""

    label: Words
    url: str


@dataclass(frozen=True)
class Act:
    """What may be done with a file, of `<c-file-row :acts>`: a link, or a button that posts."""

    label: Words
    url: str
    post: bool = False
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Mark:
    """A state in words, tone and icon."""

    label: Words
    tone: str
    icon: str


@dataclass(frozen=True)
class Effect:
    """What follows from an act, said before it is done."""

    words: Words
    tone: str = "neutral"
    icon: str = "info-circle"


@dataclass(frozen=True)
class Happening:
    """A line of `<c-timeline :items>`. Kinds: past, now, expected, pause, message.

    `at` None shows no hour; a date shows no hour either. `who` is a person or a unit, `note` their own words.
    """

    text: Words
    at: datetime | date | None = None
    who: Words = ""
    note: str = ""
    kind: str = "past"
    icon: str = ""
    url: str = ""
    url_text: Words = ""
