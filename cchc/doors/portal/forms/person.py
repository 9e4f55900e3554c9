"""The first step of every form: whose dossier it is, how they are reached, where the result goes.

It is a form as data like those of the procedures, so that it looks, saves and complains in the same way.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cchc.foundation.forms.rules import Form, Step, address_text
from cchc.onestop.dossiers.choices import Behalf, Delivery

STEP = "person"
_DELIVERIES = [
    (Delivery.COUNTER, "Tại quầy, mang giấy tiếp nhận", "At the counter, with the receipt"),
    (Delivery.POST, "Qua bưu chính công ích, người nhận trả cước", "By public post, at the receiver's cost"),
    (Delivery.ONLINE, "Bản điện tử trong tài khoản này", "Electronically, in this account"),
]


def _field(name: str, kind: str, label: str, label_en: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "label": label, "label_en": label_en, **more}


_NAME = _field("name", "text", "Họ và tên", "Full name", autocomplete="name")
_PERSONAL = _field(
    "personal", "personal_number", "Số định danh cá nhân", "Personal number", hint="12 chữ số trên thẻ căn cước",
    hint_en="The 12 digits on the identity card",
)  # fmt: skip
_TAX = _field("tax", "tax_code", "Mã số thuế", "Tax code")
_SUBMITTER = [
    _field("submitter_name", "text", "Họ và tên người nộp", "Submitter's full name", autocomplete="name"),
    _field(
        "submitter_number", "personal_number", "Số định danh cá nhân của người nộp", "Submitter's personal number",
        hint="12 chữ số trên thẻ căn cước", hint_en="The 12 digits on the identity card",
    ),
]  # fmt: skip
_KIND = _field(
    "kind", "choice", "Chủ hồ sơ là", "The holder is",
    options=[
        {"value": "citizen", "label": "Cá nhân", "label_en": "A person"},
        {"value": "organisation", "label": "Tổ chức, doanh nghiệp", "label_en": "An organisation or enterprise"},
    ],
)  # fmt: skip
_CITIZEN, _FIRM = {"field": "kind", "is": "citizen"}, {"field": "kind", "is": "organisation"}


def _who(behalf: str) -> list[dict[str, Any]]:
    if behalf == Behalf.FIRM:
        firm = {**_NAME, "label": "Tên tổ chức, doanh nghiệp", "label_en": "Name of the organisation"}
        return [firm | {"autocomplete": "organization"}, _TAX, *_SUBMITTER]
    if behalf == Behalf.AUTHORISED:
        holder = {**_NAME, "label": "Tên chủ hồ sơ", "label_en": "Name of the holder", "autocomplete": "off"}
        personal = _PERSONAL | {
            "label": "Số định danh cá nhân của chủ hồ sơ",
            "label_en": "Holder's personal number",
        }
        return [
            _KIND, holder, personal | {"when": _CITIZEN}, _TAX | {"when": _FIRM}, *_SUBMITTER,
        ]  # fmt: skip
    return [_NAME, _PERSONAL]


@lru_cache(maxsize=64)
def person_form(behalf: str, cases: tuple[str, ...] = (), has_account: bool = True) -> Form:
    """The form for oneself, for one's firm, or for somebody who gave authority.

    `cases` are those with time limits of their own, where the procedure has several. Without an account there is
    no place for an electronic result.
    """
    fields = _who(behalf)
    if len(cases) > 1:
        options = [{"value": f"c{n}", "label": case or "Trường hợp khác"} for n, case in enumerate(cases)]
        fields.append(_field("case", "choice", "Trường hợp giải quyết", "Case", options=options))
    deliveries = [row for row in _DELIVERIES if has_account or row[0] != Delivery.ONLINE]
    fields += [
        _field("place", "address", "Địa chỉ của chủ hồ sơ", "Holder's address"),
        _field("phone", "phone", "Điện thoại", "Telephone"),
        _field(
            "email", "email", "Thư điện tử", "E-mail", hint="Nhận tin khi hồ sơ có thay đổi",
            hint_en="To hear of every change",
        ),
        _field(
            "delivery", "choice", "Nhận kết quả", "How to collect the result",
            options=[{"value": value, "label": vi, "label_en": en} for value, vi, en in deliveries],
        ),
        _field(
            "delivery_address", "text", "Địa chỉ nhận kết quả", "Address for the result",
            hint="Bỏ trống nếu nhận ở địa chỉ trên", hint_en="Leave empty for the address above",
            when={"field": "delivery", "is": "post"},
        ),
    ]  # fmt: skip
    types = {"address": "object"}
    optional = {"email", "delivery_address"}
    return Form.parse(
        {
            "version": 1,
            "schema": {
                "type": "object",
                "required": [field["id"] for field in fields if field["id"] not in optional],
                "properties": {field["id"]: {"type": types.get(field["kind"], "string")} for field in fields},
            },
            "layout": {
                "steps": [{"key": STEP, "title": "Người nộp", "title_en": "Applicant", "fields": fields}],
            },
        }
    )


def the_step(form: Form) -> Step:
    """The one step of it."""
    return form.steps[0]


def filed(behalf: str, answers: Mapping[str, Any], cases: tuple[str, ...] = ()) -> dict[str, Any]:
    """What was typed, with what a dossier takes from it: kind of holder, their number, address on one line."""
    kinds: dict[str, str] = {Behalf.SELF: "citizen", Behalf.FIRM: "organisation"}
    kind = kinds.get(behalf) or answers.get("kind") or "citizen"
    place = answers.get("place")
    case = str(answers.get("case") or "")[1:]
    return {
        **answers,
        "kind": kind,
        "number": answers.get("tax" if kind == "organisation" else "personal") or "",
        "address": address_text(place) if isinstance(place, Mapping) else "",
        "limit_case": cases[int(case)] if case.isdecimal() and int(case) < len(cases) else "",
    }
