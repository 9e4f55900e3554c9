"""A form: what of it is asked, what was answered, what is still wrong."""

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from cchc.foundation.forms.choices import MOST_ROWS, WORDS, Kind
from cchc.foundation.forms.rules import parsing, reading
from cchc.foundation.forms.rules.checking import address_faults, fault_of, filed_value
from cchc.foundation.forms.rules.definition import Answers, Condition, Field, FormFault, Step
from cchc.foundation.forms.rules.posting import Posted, take
from cchc.foundation.forms.rules.reading import Unreadable

ADD, REMOVE, REFRESH, DETACH = (
    "_add",
    "_remove",
    "_refresh",
    "_detach",
)  # names of the submit buttons that are no "continue"


class Checked(NamedTuple):
    """The answers, and what is wrong with them: the name of a control, and what to say there, in page order."""

    answers: dict[str, Any]
    errors: dict[str, str]


@dataclass(frozen=True)
class Line:
    """One answer in words."""

    id: str  # of the field
    label: str
    text: str  # "Không khai" where it was skipped
    is_skipped: bool
    row: str = ""  # "Thiết bị 2": of a repeated group, else empty


@dataclass(frozen=True)
class Section:
    """What was answered in one step."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Form:
    """A form as its definition draws it. Hashable by its definition's text, so that it may be kept."""

    steps: tuple[Step, ...]
    source: str  # the definition, as JSON text

    def __hash__(self) -> int:
        return hash(self.source)

    @classmethod
    def parse(cls, definition: Mapping[str, Any] | str) -> "Form":
        """The form in a definition (docs/forms.md). Raises FormFault, which names the place."""
        try:
            text = definition if isinstance(definition, str) else json.dumps(definition, ensure_ascii=False)
            return _parsed(text)
        except FormFault:
            raise
        except (TypeError, ValueError, RecursionError) as error:
            raise FormFault("/", "không phải JSON đúng") from error

    @functools.cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the answers."""
        found: dict[str, Any] = json.loads(self.source)["schema"]
        return found

    @functools.cached_property
    def fields(self) -> dict[str, Field]:
        """The fields by id; those inside groups too."""
        return {field.id: field for step in self.steps for field in step.every()}

    def step(self, key: str) -> Step | None:
        """The step of this key, or None."""
        return next((step for step in self.steps if step.key == key), None)

    def visible(self, part: Step | Field, answers: Answers, row: Answers | None = None) -> bool:
        """Whether a step or a field is asked, given the answers so far (and those of its row in a group)."""
        return self.holds(part.when, answers, row or {})

    def shown_steps(self, answers: Answers) -> tuple[Step, ...]:
        """The steps that are asked: the pages there are, and their number."""
        return tuple(
            step
            for step in self.steps
            if self.visible(step, answers) and any(self.visible(field, answers) for field in step.fields)
        )

    def holds(self, when: tuple[Condition, ...], answers: Answers, row: Answers) -> bool:
        """Whether all these conditions hold, given the answers so far and those of the same row."""
        return all(self._one_holds(condition, answers, row) for condition in when)

    def _one_holds(self, condition: Condition, answers: Answers, row: Answers) -> bool:
        step = self._step_of.get(condition.field)
        field = self.fields[condition.field]
        if step is None:  # asked in the same row
            asked, value = self.holds(field.when, answers, row), row.get(condition.field)
        else:
            asked = self.holds(step.when, answers, {}) and self.holds(field.when, answers, {})
            value = answers.get(condition.field)
        if not asked:
            return False
        try:
            return condition.holds(reading.stored(field, value))
        except Unreadable:
            return False

    @functools.cached_property
    def _step_of(self) -> dict[str, Step]:
        return {field.id: step for step in self.steps for field in step.fields}

    # What is typed

    def merge(self, answers: Answers, posted: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
        """The draft with what was posted: a whole page, or a single field saved by itself.

        Fields that were not posted stay as they are; what cannot be read is kept as it was typed.
        """
        sent = Posted(posted)
        draft = dict(answers)
        for step in self.steps:
            for field in step.fields:
                take(field, draft, sent, prefix + field.id)
        return draft

    def act(self, answers: Answers, posted: Mapping[str, Any], prefix: str = "") -> dict[str, Any] | None:
        """The draft after a button inside the form was pressed (another row, one row less, a province chosen).

        None where "continue" was pressed: only then are the answers checked.
        """
        sent = Posted(posted)
        if not {ADD, REMOVE, REFRESH, DETACH} & set(sent.values):
            return None
        draft = self.merge(answers, posted, prefix)
        name = sent.last(ADD).removeprefix(prefix)
        field = self.fields.get(name)
        if field is not None and field.kind is Kind.GROUP and len(self.rows(field, draft)) < int(field.most or 0):
            draft[name] = [*self.rows(field, draft), {}]
        name, _, index = sent.last(REMOVE).removeprefix(prefix).partition("-")
        field = self.fields.get(name)
        if field is not None and field.kind is Kind.GROUP and index.isascii() and index.isdigit():
            rows = self.rows(field, draft)
            draft[name] = rows[: int(index[:4])] + rows[int(index[:4]) + 1 :]
        name, _, file_id = sent.last(DETACH).partition(":")
        field = self.fields.get(name)
        return self.detach(draft, name, file_id) if field is not None and field.kind is Kind.FILE else draft

    def rows(self, field: Field, answers: Answers) -> list[dict[str, Any]]:
        """The rows of a group; at least as many as it asks for, one at the beginning."""
        kept = answers.get(field.id)
        rows = [dict(row) for row in kept if isinstance(row, Mapping)] if isinstance(kept, list) else []
        wanted = max(field.least_rows, 0 if isinstance(kept, list) else 1)
        return rows + [{} for _ in range(wanted - len(rows))]

    def attach(self, answers: Answers, field_id: str, file_id: str, name: str) -> dict[str, Any]:
        """The draft with a stored file under a field of kind file. Files come only by this way, never posted."""
        kept = self.detach(answers, field_id, file_id)
        return {**kept, field_id: [*kept[field_id], {"id": file_id, "name": name}]}

    def detach(self, answers: Answers, field_id: str, file_id: str) -> dict[str, Any]:
        """The draft without that file."""
        kept = answers.get(field_id)
        files = [one for one in kept if isinstance(one, Mapping)] if isinstance(kept, list) else []
        return {**answers, field_id: [one for one in files if one.get("id") != file_id]}

    # What is wrong

    def check(
        self, step_key: str | None, posted: Mapping[str, Any], answers: Answers | None = None, *,
        today: date, language: str = "vi", prefix: str = "",
    ) -> Checked:  # fmt: skip
        """Take what was posted into the draft and check one step; all of them where no step is named.

        For one step the draft comes back whole. For all, the answers come back as they are filed: parts that
        were not asked are gone.
        """
        draft = self.merge(answers or {}, posted, prefix)
        errors: dict[str, str] = {}
        for step in self.steps:
            if (step_key is None or step.key == step_key) and self.visible(step, draft):
                for field in step.fields:
                    if self.visible(field, draft):
                        self._check(field, draft, draft, prefix + field.id, errors, today, language)
        if step_key is not None:
            return Checked(draft, errors)
        filed = self.asked(draft)
        if not errors:
            self._check_schema(filed, errors, language, prefix)
        return Checked(filed, errors)

    def _check(
        self, field: Field, kept: Answers, draft: Answers, name: str, errors: dict[str, str], today: date,
        language: str,
    ) -> None:  # fmt: skip
        if field.kind is Kind.ADDRESS:
            for part, code in address_faults(field, kept.get(field.id)):
                errors[f"{name}-{part}"] = field.say(code, language)
        elif field.kind is Kind.GROUP:
            self._check_rows(field, draft, name, errors, today, language)
        else:
            fault = fault_of(field, kept.get(field.id), today)
            if fault is not None:
                errors[name] = field.say(fault.code, language, **fault.given)

    def _check_rows(
        self, field: Field, draft: Answers, name: str, errors: dict[str, str], today: date, language: str
    ) -> None:
        kept = draft.get(field.id)
        rows = [row for row in kept if isinstance(row, Mapping)] if isinstance(kept, list) else []
        filled = rows if field.required else [row for row in rows if any(row.values())]
        if len(rows) < field.least_rows and (field.required or filled):
            errors[name] = field.say("rows_min", language, limit=field.least_rows, given=len(rows))
        if len(rows) > int(field.most or MOST_ROWS):
            errors[name] = field.say("rows_max", language, limit=int(field.most or MOST_ROWS), given=len(rows))
        if not filled:
            return
        for index, row in enumerate(rows):
            for part in field.fields:
                if self.visible(part, draft, row):
                    self._check(part, row, draft, f"{name}-{index}-{part.id}", errors, today, language)

    def asked(self, answers: Answers) -> dict[str, Any]:
        """The answers to what is asked, and nothing else: what is filed."""
        filed: dict[str, Any] = {}
        for step in self.steps:
            if not self.visible(step, answers):
                continue
            for field in step.fields:
                if not self.visible(field, answers):
                    continue
                if field.kind is Kind.GROUP:
                    value: Any = self._asked_rows(field, answers)
                else:
                    value = filed_value(field, answers.get(field.id))
                if value is not None:
                    filed[field.id] = value
        return filed

    def _asked_rows(self, field: Field, answers: Answers) -> list[dict[str, Any]] | None:
        kept = answers.get(field.id)
        rows = []
        for row in kept if isinstance(kept, list) else []:
            if isinstance(row, Mapping):
                parts = [part for part in field.fields if self.visible(part, answers, row)]
                given = {part.id: filed_value(part, row.get(part.id)) for part in parts}
                rows.append({name: value for name, value in given.items() if value is not None})
        rows = rows if field.required else [row for row in rows if row]
        return rows or None

    def _check_schema(self, filed: dict[str, Any], errors: dict[str, str], language: str, prefix: str) -> None:
        """The schema has the last word; what hidden parts would require is not asked for."""
        schema = {**self.schema, "required": [name for name in self.schema.get("required", []) if name in filed]}
        for error in Draft202012Validator(_without_required(schema)).iter_errors(filed):
            name = str(error.absolute_path[0]) if error.absolute_path else ""
            if name in self.fields:
                errors.setdefault(prefix + name, self.fields[name].say("type", language))

    # What is read

    def summary(self, answers: Answers, language: str = "vi") -> tuple[Section, ...]:
        """All that is asked, with the answers in words, step by step."""
        return tuple(
            Section(step.key, step.title.text(language), tuple(self._lines(step, answers, language)))
            for step in self.shown_steps(answers)
        )

    def _lines(self, step: Step, answers: Answers, language: str) -> Iterator[Line]:
        for field in step.fields:
            if not self.visible(field, answers):
                continue
            if field.kind is not Kind.GROUP:
                yield _line(field, answers, language)
                continue
            kept = answers.get(field.id)
            rows = [row for row in kept if isinstance(row, Mapping)] if isinstance(kept, list) else []
            if not rows:
                yield Line(field.id, field.label.text(language), _skipped(language), True)
            item = field.item or field.label
            for index, row in enumerate(rows, 1):
                for part in field.fields:
                    if self.visible(part, answers, row):
                        yield _line(part, row, language, f"{item.text(language)} {index}")


def merge(form: Form, answers: Answers, posted_part: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The draft with one part more: `Form.merge` by another name, for what saves field by field."""
    return form.merge(answers, posted_part, prefix)


@functools.lru_cache(maxsize=256)
def _parsed(text: str) -> Form:
    steps, _ = parsing.parse(json.loads(text, parse_constant=_no_constant))
    return Form(steps, text)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _line(field: Field, answers: Answers, language: str, row: str = "") -> Line:
    text = reading.spoken_text(field, answers.get(field.id), language)
    return Line(field.id, field.label.text(language), text or _skipped(language), not text, row)


def _skipped(language: str) -> str:
    return WORDS["skipped"][language.startswith("en")]


def _without_required(schema: Any) -> Any:
    """The schema without `required`: what must be given was checked with the conditions in mind."""
    if isinstance(schema, dict):
        return {key: _without_required(value) for key, value in schema.items() if key != "required"}
    return [_without_required(one) for one in schema] if isinstance(schema, list) else schema
