"""What a version of a procedure says: the legal parts, and what the office adds to work by it.

One shape for all: the importer makes it, the database keeps it, the pages read it, the export writes it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True, kw_only=True)
class FieldName:
    """A field of administration (lĩnh vực): its code where the source gives one, else its folded name."""

    key: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class TimeLimit:
    """One time limit (thời hạn giải quyết), for a channel or a case, or for all.

    `amount` is None where the source names none, `unit` is empty where it names an amount alone: neither is
    guessed. `text` is what the source says beside it.
    """

    channel: str = ""
    case: str = ""
    amount: Decimal | None = None
    unit: str = ""
    text: str = ""
    text_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A name that a formula may use: a field's id in the form's answers, and how to ask for it at the counter."""

    key: str
    label: str
    label_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A charge or fee (phí, lệ phí): an amount in đồng, or a formula over the answers; neither: not known."""

    name: str
    kind: str = "fee"
    channel: str = ""
    case: str = ""
    amount: Decimal | None = None
    formula: str = ""
    variables: tuple[Variable, ...] = ()
    text: str = ""
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperRequired:
    """A paper that a dossier must have (thành phần hồ sơ). `key` stays the same across versions.

    `kind` names papers that are the same thing in several procedures, so that one on file can be used again.
    """

    key: str
    name: str
    originals: int | None = 1  # None: the source does not say
    copies: int | None = 0
    required: bool = True
    case: str = ""
    kind: str = ""
    template_name: str = ""
    template_url: str = ""
    by_form: bool = False  # filed online, the answers of the form stand for it
    replaced_by: str = ""  # code of a result that stands for the paper (MA_KQ_THAYTHE)
    note: str = ""
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """What may follow a step: `forward` or `send_back` to another step, or `finish`, which leads nowhere."""

    act: str
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the internal process (quy trình nội bộ) that the authority approves.

    `unit_code` empty and `unit_id` None: the counter that took the dossier in. `right` is what one must hold
    there. `days` are working days, quarters too.
    """

    key: str
    order: int
    name: str
    right: str
    days: Decimal
    unit_code: str = ""
    unit_id: int | None = None
    unit_name: str = ""
    role: str = ""
    result: str = ""
    moves: tuple[Move, ...] = ()
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class LegalBasis:
    """A legal text on which a procedure stands (căn cứ pháp lý)."""

    number: str = ""  # where the source gives a title alone
    title: str = ""
    url: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    issued_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the applicant gets (kết quả thực hiện), with its code on the national portal."""

    name: str
    code: str = ""
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionOption:
    """An answer to a question asked before filing. Not eligible: why, and what to do instead."""

    value: str
    label: str
    eligible: bool = True
    reason: str = ""
    instead: str = ""
    instead_code: str = ""
    label_en: str = ""
    reason_en: str = ""
    instead_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question asked before filing, one a page, to spare a dossier that could only be refused."""

    key: str
    text: str
    options: tuple[QuestionOption, ...]
    hint: str = ""
    text_en: str = ""
    hint_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a version says: NĐ 63/2010/NĐ-CP, art. 8; then the portal's parts; then the office's own."""

    code: str
    name: str
    field: FieldName
    name_en: str = ""
    summary: str = ""
    summary_en: str = ""
    # Article 8
    sequence: str = ""
    manner: str = ""
    sets: int | None = None
    papers: tuple[PaperRequired, ...] = ()
    papers_text: str = ""
    limits: tuple[TimeLimit, ...] = ()
    subjects: tuple[str, ...] = ()
    applicant_kinds: tuple[str, ...] = ()
    executing_agency: str = ""
    competent_agency: str = ""
    authorised_agency: str = ""
    coordinating_agency: str = ""
    results: tuple[Result, ...] = ()
    conditions: str = ""
    fees: tuple[Fee, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    # The portal
    decision_number: str = ""
    levels: tuple[str, ...] = ()
    kind: str = ""
    keywords: tuple[str, ...] = ()
    receiving_address: str = ""
    related: tuple[str, ...] = ()
    source_url: str = ""
    # Service, each with its day
    online_level: str = ""
    online_since: date | None = None
    payment_online: date | None = None
    eligible_listed: date | None = None
    works_on_phones: date | None = None
    decentralised_by: str = ""
    decentralised_on: date | None = None
    in_baseline: date | None = None
    # The office
    supplement_clock: str = "reset"
    anonymous_allowed: bool = False
    steps: tuple[Step, ...] = ()
    form: Mapping[str, Any] | None = None
    eligibility: tuple[Question, ...] = ()


# Filled from the agency's own tables when a version is read, so no part of what the version says.
_RESOLVED = {"unit_id", "unit_name"}


def to_json(value: Any) -> Any:
    """A part, or all of it, as JSON: what is empty is left out, so that a field added later changes no hash."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            f.name: to_json(getattr(value, f.name))
            for f in fields(value)
            if f.name not in _RESOLVED and not _is_default(f, getattr(value, f.name))
        }
    return value


def _is_default(of: Any, value: Any) -> bool:
    return of.default is not MISSING and bool(value == of.default)


def from_json(kind: type[Any], raw: Any, path: str = "") -> Any:
    """The part that `raw` describes. Raises ValueError, whose words begin with the path of what is wrong."""
    if not isinstance(raw, Mapping):
        raise ValueError(f"{path or kind.__name__}: cần một đối tượng JSON")
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind) if f.name not in _RESOLVED}
    unknown = sorted(set(raw) - set(known))
    if unknown:
        raise ValueError(f"{_join(path, unknown[0])}: không có mục này")
    missing = [name for name, f in known.items() if f.default is MISSING and name not in raw]
    if missing:
        raise ValueError(f"{_join(path, missing[0])}: thiếu")
    return kind(**{name: _value(hints[name], value, _join(path, name)) for name, value in raw.items()})


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _value(hint: Any, raw: Any, path: str) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return None if raw is None else _value(inner[0], raw, path)
    if origin is tuple:
        if not isinstance(raw, list):
            raise ValueError(f"{path}: cần một danh sách")
        return tuple(_value(inner[0], item, f"{path}[{index}]") for index, item in enumerate(raw))
    if hasattr(hint, "__dataclass_fields__"):
        return from_json(hint, raw, path)
    try:
        return _scalar(hint, raw)
    except (ValueError, ArithmeticError, TypeError):
        raise ValueError(f"{path}: không đọc được {raw!r}") from None


def _scalar(hint: Any, raw: Any) -> Any:
    if hint is Decimal:
        if isinstance(raw, bool):
            raise ValueError
        number = Decimal(str(raw))
        if not number.is_finite():
            raise ValueError
        return number
    if hint is date:
        return date.fromisoformat(raw)
    if hint in (bool, int, str):
        if type(raw) is not hint:
            raise ValueError
        return raw
    if not isinstance(raw, Mapping):  # a form
        raise ValueError
    return dict(raw)


def content_hash(content: Content) -> str:
    """The same for the same content, whatever file it came from: what tells an importer that nothing changed."""
    plain = json.dumps(to_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
