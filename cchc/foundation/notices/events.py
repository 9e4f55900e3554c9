"""What is said of notices."""

from dataclasses import dataclass

from cchc.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeTold(Event):
    """Somebody was told something; `by_email`: a letter goes out as well."""

    notice_id: str
    about: str  # "dossier 0197…"
    kind: str
    by_email: bool


@dataclass(frozen=True, kw_only=True)
class LettersChosen(Event):
    """A person said which letters they do without; `by_link`: by the link of a letter, without signing in."""

    user_id: int
    unwanted: tuple[str, ...]
    by_link: bool
