"""Answers to a form and files for papers, invented but of the right shape."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from cchc.demo import names
from cchc.foundation.files import services as files
from cchc.foundation.files.models import StoredFile
from cchc.foundation.forms.choices import DateLimit, Kind
from cchc.foundation.forms.rules import Field, Form
from cchc.foundation.identity.models import Agency, User
from cchc.ui.typst import pdf

_TEMPLATE = Path(__file__).parents[1] / "paper.typ"
_WHEN = datetime(2021, 1, 4, 8).astimezone()

_SAID = {
    "serial": "XR-{0}", "model": "Model {0}", "hieu": "XGEO GC{0}", "so": "{0}/2023", "hang": "Samsung",
    "nuoc": "Hàn Quốc", "chuc": "Giám đốc", "noi": "Phòng X-quang, tầng {1}",
}  # fmt: skip


@lru_cache(maxsize=128)
def sheet(title: str, holder: str) -> bytes:
    """A page that says what paper it stands for, and that it is invented."""
    return pdf(_TEMPLATE, {"title": title, "holder": holder}, at=_WHEN)


def paper(*, title: str, agency: Agency, by: User | None, at: datetime) -> StoredFile:
    """A file that stands for a paper."""
    upload = ContentFile(sheet(title, "Dữ liệu minh họa"), name=f"{title[:80].rstrip(' .')}.pdf")
    return files.store(upload=upload, agency=agency, by=by, at=at)


def answers(form: Form, rng: Random, day: date) -> dict[str, Any]:
    """Something for every question that the form asks, conditions followed."""
    kept: dict[str, Any] = {}
    for _round in range(3):  # an answer may open further questions
        posted: dict[str, Any] = {}
        for step in form.shown_steps(kept):
            for field in step.fields:
                if form.visible(field, kept) and field.id not in kept and field.kind is not Kind.FILE:
                    posted |= _posted(field, field.id, rng, day)
        if not posted:
            break
        kept = form.merge(kept, posted)
    return _mended(form, kept, day)


def _mended(form: Form, kept: dict[str, Any], day: date) -> dict[str, Any]:
    """The answers with those that the form refuses replaced by others that it takes."""
    for name in form.check(None, {}, kept, today=day).errors:
        field = form.fields.get(name)
        if field is None:
            continue
        for value in ("false", "true", *(option.value for option in field.options)):
            tried = form.merge(kept, {name: value})
            if name not in form.check(None, {}, tried, today=day).errors:
                kept = tried
                break
    return kept


def _posted(field: Field, name: str, rng: Random, day: date) -> Mapping[str, Any]:
    kind = field.kind
    if kind is Kind.GROUP:
        rows: dict[str, Any] = {f"{name}-rows": str(max(1, field.least_rows))}
        for index in range(max(1, field.least_rows)):
            for part in field.fields:
                rows |= _posted(part, f"{name}-{index}-{part.id}", rng, day)
        return rows
    if kind is Kind.ADDRESS:
        return {
            f"{name}-province": "52",
            f"{name}-ward": _ward(rng),
            f"{name}-rest": f"{rng.randint(1, 99)} Hùng Vương",
        }
    return {name: _value(field, rng, day)}


def _ward(rng: Random) -> str:
    from cchc.foundation.forms.rules.places import wards

    return rng.choice(wards("52")).code


def _value(field: Field, rng: Random, day: date) -> Any:
    kind = field.kind
    if kind in (Kind.CHOICE, Kind.MULTI):
        return field.options[0].value if rng.random() < 0.7 else rng.choice(field.options).value
    if kind is Kind.YES_NO:
        return "true"
    if kind is Kind.CHECKBOX:
        return "true"
    if kind in (Kind.NUMBER, Kind.MONEY):
        return _number(field, rng)
    if kind is Kind.DATE:
        future = field.date_limit in (DateLimit.FUTURE, DateLimit.FROM_TODAY)
        moved = day + timedelta(days=rng.randint(30, 700)) * (1 if future else -1)
        return moved.strftime("%d/%m/%Y")
    if kind is Kind.PERSONAL_NUMBER:
        return names.personal_number(rng)[0]
    if kind is Kind.TAX_CODE:
        return names.tax_code(rng)
    if kind is Kind.PHONE:
        return names.phone(rng)
    if kind is Kind.EMAIL:
        return "lien-he@example.com"
    return _text(field, rng)


def _number(field: Field, rng: Random) -> str:
    least = int(field.least or (100_000_000 if field.kind is Kind.MONEY else 1))
    most = int(field.most) if field.most is not None else least * 9
    value = rng.randint(least, max(least, min(most, least * 9)))
    return str(value // 1_000_000 * 1_000_000 or value) if field.kind is Kind.MONEY else str(value)


def _text(field: Field, rng: Random) -> str:
    label = field.label.text("vi").lower()
    if "họ và tên" in label or "người" in label:
        return names.person(rng)
    if "tên" in label and ("cơ sở" in label or "tổ chức" in label or "bên" in label):
        return names.firm(rng)
    for part, said in _SAID.items():
        if part in field.id.lower():
            return said.format(rng.randint(100, 999), rng.randint(1, 3))
    return "Theo hồ sơ kèm theo (minh họa)"
