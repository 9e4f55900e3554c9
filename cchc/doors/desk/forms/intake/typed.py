"""What is typed at the counter, as it was typed: shown again whatever happens, nothing refused."""

import json
import re
from dataclasses import dataclass, field
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import QueryDict

from cchc.foundation.identity.choices import ApplicantKind
from cchc.foundation.identity.models import Applicant
from cchc.foundation.identity.rules import (
    plain_number,
)
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers.choices import Channel, Delivery

_TAX_CODE = re.compile(r"\d{10}(-?\d{3})?")
_signer = Signer(salt="cchc.desk.applicant")


TEXTS = (
    "number", "known", "name", "address", "phone", "email", "submitter_name", "submitter_number", "words", "case",
    "sets", "delivery_address", "message", "supply_on", "reason", "chosen",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """An applicant whom the office has, as the page showed them; signed, so that a number cannot be swapped."""

    id: int
    kind: str
    number: str
    name: str
    address: str
    phone: str
    email: str
    seen: bool

    @classmethod
    def of(cls, row: Applicant) -> "Known":
        """The applicant's row, as the page shows it."""
        return cls(
            row.pk, row.kind, row.number, row.name, row.address, row.phone, row.email, row.seen_at is not None
        )

    @property
    def token(self) -> str:
        """What the page carries along."""
        return _signer.sign(json.dumps(list(vars(self).values()), ensure_ascii=False))

    @classmethod
    def read(cls, token: str) -> "Known | None":
        """What an earlier page carried; None where it is not ours."""
        try:
            return cls(*json.loads(_signer.unsign(token))) if token else None
        except (BadSignature, ValueError, TypeError):
            return None


@dataclass
class PaperTyped:
    """One line of papers as typed."""

    ticked: bool = False
    originals: str = ""
    copies: str = ""
    kept: list[str] = field(default_factory=list)  # ids of files already here
    words: str = ""  # what is missing of it
    reuse: str = ""  # the id of an attachment of an earlier dossier


class Faults(dict[str, str]):
    """What is wrong, by field; nothing for the others, so that templates may ask for each."""

    def __missing__(self, field: str) -> str:
        return ""


@dataclass
class Typed:
    """All that stands in the form, as it was typed."""

    dossier_id: UUID
    counter_id: int
    rules_id: int | None = None
    channel: str = Channel.COUNTER
    delivery: str = Delivery.COUNTER
    seen: bool = False
    has_number: bool = True
    papers_all: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    papers: dict[str, PaperTyped] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> str:
        """A text field by its name."""
        if name in TEXTS:
            return self.texts.get(name, "")
        raise AttributeError(name)

    def paper(self, key: str) -> PaperTyped:
        """What was typed of one paper."""
        return self.papers.setdefault(key, PaperTyped(ticked=self.papers_all))


def read(given: QueryDict, counter_id: int) -> Typed:
    """What was typed, field by field. Nothing is refused here."""
    typed = Typed(uuid_of(given.get("dossier_id", "")) or uuid7(), counter_id)
    typed.texts = {name: str(given[name]).strip() for name in TEXTS if name in given}
    rules = given.get("rules", "")
    typed.rules_id = int(rules) if rules.isdecimal() else None
    if typed.chosen and typed.words and typed.words != typed.chosen:
        typed.rules_id = None  # other words were typed over the name of what was chosen
    typed.channel = Channel.POST if given.get("channel") == Channel.POST else Channel.COUNTER
    delivery = given.get("delivery", "")
    typed.delivery = delivery if delivery in Delivery.values else Delivery.COUNTER
    typed.seen, typed.has_number = "seen" in given, "no_number" not in given
    typed.papers_all = "papers_all" in given
    for name, values in given.lists():
        part, dash, key = name.partition("-")
        if not dash:
            continue
        if part == "in":
            typed.paper(key).ticked = True
        elif part in ("originals", "copies", "words", "reuse"):
            setattr(typed.paper(key), part, values[-1].strip())
        elif part == "kept":
            typed.paper(key).kept = values
        elif part == "var":
            typed.variables[key] = values[-1].strip()
    return typed


def kind_of(number: str) -> ApplicantKind | None:
    """Whose number it is, by its shape: 12 digits a person's, 10 (or 10 and 3) a tax code; None for neither."""
    if len(number) == 12 and number.isdecimal():
        return ApplicantKind.CITIZEN
    return ApplicantKind.ORGANISATION if _TAX_CODE.fullmatch(number) else None


def known_for(typed: Typed) -> Known | None:
    """The applicant whom an earlier page found, while the number is still theirs."""
    known = Known.read(typed.known)
    return known if known is not None and known.number == plain_number(typed.number) else None


def uuid_of(text: str) -> UUID | None:
    """A key as a page carries it; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
