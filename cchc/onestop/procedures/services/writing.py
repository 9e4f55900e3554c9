"""A version's content into its tables. Only drafts are written to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import models

from cchc.foundation.forms.rules import Form, FormFault
from cchc.foundation.identity.models import Unit, User
from cchc.kernel.text import fold, slug
from cchc.onestop.procedures import rules
from cchc.onestop.procedures.models import (
    LISTS,
    PLAIN,
    Fee,
    Field,
    LegalBasis,
    PaperRequired,
    Step,
    TimeLimit,
    Version,
)
from cchc.onestop.procedures.rules import Content, Fault, to_json

_PARTS: tuple[tuple[str, type[models.Model]], ...] = (
    ("limits", TimeLimit),
    ("fees", Fee),
    ("papers", PaperRequired),
    ("legal_bases", LegalBasis),
    ("steps", Step),
)
_REPORTED = {"limits": "time_limits"}


def faults_of(content: Content) -> tuple[Fault, ...]:
    """Why a content cannot be kept: by rule, by the form it carries, or because a text is too long."""
    return (*rules.faults(content), *_form_faults(content), *_too_long(content))


def _form_faults(content: Content) -> Iterator[Fault]:
    if content.form is not None:
        try:
            Form.parse(content.form)
        except FormFault as fault:
            yield Fault("form", f"Biểu mẫu: {fault}")


def _limits(model: type[models.Model]) -> Iterator[tuple[str, int]]:
    for field in model._meta.concrete_fields:
        base = getattr(field, "base_field", field)
        longest = getattr(base, "max_length", None)
        if longest:
            yield field.attname, int(longest)


def _too_long(content: Content) -> Iterator[Fault]:
    for name, longest in _limits(Version):
        value = getattr(content, name, "")
        for text in value if isinstance(value, tuple) else [value]:
            if isinstance(text, str) and len(text) > longest:
                yield Fault(name, f"Dài {len(text)} ký tự, tối đa {longest}")
    if len(content.field.name) > 300 or len(content.field.key) > 200:
        yield Fault("field", "Tên lĩnh vực dài quá 300 ký tự")
    for part, model in _PARTS:
        for line in getattr(content, part):
            for name, longest in _limits(model):
                text = getattr(line, name, "")
                if isinstance(text, str) and len(text) > longest:
                    yield Fault(
                        _REPORTED.get(part, part), f"“{text[:40]}…” dài {len(text)} ký tự, tối đa {longest}"
                    )


def settled(content: Content, fields: dict[str, Field]) -> Content:
    """The content with its field as the catalogue already names it, so that one field is not kept twice."""
    known = fields.get(content.field.key) or fields.get(slug(content.field.name))
    if known is None:
        return content
    name = rules.FieldName(key=known.key, name=known.name, name_en=known.name_en or content.field.name_en)
    return replace(content, field=name)


def known_fields() -> dict[str, Field]:
    """The fields of administration by key, and by folded name."""
    found: dict[str, Field] = {}
    for field in Field.objects.order_by("-pk"):
        found[slug(field.name)] = field
        found[field.key] = field
    return found


def write(version: Version, content: Content, fields: dict[str, Field], units: dict[str, Unit]) -> None:
    """Fill a draft with a settled content, its lines too."""
    for name in PLAIN:
        setattr(version, name, getattr(content, name))
    for name in LISTS:
        setattr(version, name, list(getattr(content, name)))
    version.results = to_json(content.results)
    version.eligibility = to_json(content.eligibility)
    version.field = _field(content.field, fields)
    version.content_hash = rules.content_hash(content)
    version.search = fold(" ".join([content.code, content.name, *content.keywords]))
    version.warnings = [fault.words for fault in rules.warnings(content)]
    version.warnings += [f"Không có đơn vị “{code}”" for code in unknown_units(content.steps, units)]
    fresh = version.pk is None
    version.save()
    for part, model in _PARTS:
        if not fresh:
            model._default_manager.filter(version=version).delete()
        rows = [
            model(version=version, **_columns(line, order, units))
            for order, line in enumerate(getattr(content, part), 1)
        ]
        if rows:
            model._default_manager.bulk_create(rows)


def _field(name: rules.FieldName, fields: dict[str, Field]) -> Field:
    field = fields.get(name.key)
    if field is None:
        field = Field.objects.create(key=name.key, name=name.name, name_en=name.name_en)
        fields[field.key] = fields[slug(field.name)] = field
    elif name.name_en and not field.name_en:
        field.name_en = name.name_en
        field.save(update_fields=["name_en"])
    return field


def _columns(line: Any, order: int, units: dict[str, Unit]) -> dict[str, Any]:
    plain = {
        name: getattr(line, name) for name in line.__dataclass_fields__ if name not in ("unit_id", "unit_name")
    }
    for name in ("moves", "variables"):
        if name in plain:
            plain[name] = to_json(plain[name])
    if "unit_code" in plain:
        plain["unit"] = units.get(plain["unit_code"])
    return plain | {"order": order}


def units_of(agency_id: int) -> dict[str, Unit]:
    """The units of an agency, and of those inside it, that exist, by code."""
    rows = Unit.objects.filter(agency=agency_id, ends_on=None)
    return {unit.code: unit for unit in rows}


def unknown_units(steps: Iterable[rules.Step], units: Mapping[str, Unit]) -> tuple[str, ...]:
    """Codes in a process that no unit of the agency carries."""
    return tuple(sorted({step.unit_code for step in steps if step.unit_code and step.unit_code not in units}))


def touched(version: Version, by: User | None, at: datetime) -> None:
    """Note on a version who changed it and when."""
    version.revision += 1
    version.changed_by, version.changed_at = by, at
