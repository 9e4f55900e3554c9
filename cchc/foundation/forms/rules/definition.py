"""What a form is made of, once read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cchc.foundation.forms.choices import MESSAGES, MOST_RADIOS, DateLimit, Kind, When

Answers = Mapping[str, Any]


class FormFault(ValueError):
    """A definition that cannot be a form. `place` says where (`layout.steps[1].fields[0].kind`), `reason` why."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


@dataclass(frozen=True)
class Words:
    """A text in Vietnamese, and in English where the form has it."""

    vi: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.vi)

    def text(self, language: str) -> str:
        """The text in `language`; in Vietnamese where it is not translated."""
        return (self.en or self.vi) if language.startswith("en") else self.vi


@dataclass(frozen=True)
class Condition:
    """Holds when the field's answer is one of `values`, or (`not`) is given and is none of them."""

    field: str
    how: When
    values: tuple[Any, ...]

    def holds(self, answer: Any) -> bool:
        """Whether it holds for this answer; a field that takes several holds by any of them."""
        given = [_plain(item) for item in (answer if isinstance(answer, list) else [answer])]
        given = [item for item in given if item not in (None, "")]
        matched = any(_same(item, value) for item in given for value in self.values)
        return bool(given) and not matched if self.how is When.NOT else matched


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float | str) else None


def _same(left: Any, right: Any) -> bool:
    # True == 1 in Python, not in an answer.
    return left == right and isinstance(left, bool) == isinstance(right, bool)


@dataclass(frozen=True)
class Option:
    """One of the answers to choose from."""

    value: str
    label: Words
    hint: Words = Words()


@dataclass(frozen=True)
class Field:
    """One question. Its id stays the same in every version of the form."""

    id: str
    kind: Kind
    label: Words
    hint: Words = Words()
    required: bool = False
    when: tuple[Condition, ...] = ()  # all must hold
    options: tuple[Option, ...] = ()
    fields: tuple["Field", ...] = ()  # of a repeated group
    item: Words = Words()  # how one row of a group is called
    unit: Words = Words()  # of a number
    integer: bool = False
    plain: bool = False  # a number that is no amount: a year is written 1980, never 1.980
    least: float | None = None
    most: float | None = None
    shortest: int | None = None
    longest: int | None = None
    pattern: str = ""
    date_limit: DateLimit | None = None
    rest_optional: bool = False  # an address that may end at the commune
    autocomplete: str = ""
    short: bool = False
    paper: str = ""  # the paper of the procedure under which a file is kept
    messages: Mapping[str, Words] = field(default_factory=dict, hash=False)

    @property
    def least_rows(self) -> int:
        """How many rows, options or files are needed when it is answered at all."""
        return int(self.least or 0)

    @property
    def as_radios(self) -> bool:
        """Whether the options stand all in sight."""
        return len(self.options) <= MOST_RADIOS

    def say(self, code: str, language: str, **given: Any) -> str:
        """What a check says of this field: its own words where the form has them."""
        label = self.label.text(language)
        own = self.messages.get(code)
        words = own.text(language) if own else MESSAGES[code][language.startswith("en")]
        return fill(words, Label=label, label=run_on(label), **given)


def fill(words: str, **given: Any) -> str:
    """`words` with `{name}` replaced; braces of other names stay, since words may be data."""
    for name, value in given.items():
        words = words.replace("{" + name + "}", str(value))
    return words


def run_on(label: str) -> str:
    """A label inside a sentence: its first letter small, unless the word is an abbreviation."""
    if len(label) > 1 and label[1].isupper():
        return label
    return label[:1].lower() + label[1:]


@dataclass(frozen=True)
class Step:
    """One topic, one page."""

    key: str
    title: Words
    fields: tuple[Field, ...]
    intro: Words = Words()
    when: tuple[Condition, ...] = ()

    def every(self) -> Iterator[Field]:
        """The fields, and those inside its groups."""
        for one in self.fields:
            yield one
            yield from one.fields
