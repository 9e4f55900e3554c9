"""The first step of every form: whose dossier it is, how they are reached, where the result goes.

It is a form as data like those of the procedures, so that it looks, saves and complains in the same way.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cchc.foundation.forms.rules import Form, Step, address_text
from cchc.onestop.dossiers.choices import Behalf, Delivery

STEP = "person"
PERSONAL = "personal"  # the paper that most have, and that stands there first
PAPERS = ("personal_paper", "submitter_number_paper")  # which paper: of the holder, of the submitter
_PAPER_NUMBER = r"^[A-Za-z0-9][A-Za-z0-9-]{3,19}$"
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


def _identity(number: dict[str, Any], other: str, whose: tuple[str, str] = ("", "")) -> list[dict[str, Any]]:
    """A personal number, or that of another paper: foreigners have none, and here neither is proved."""
    paper = f"{number['id']}_paper"
    options = [
        {"value": PERSONAL, "label": "Căn cước", "label_en": "Identity card"},
        {"value": "other", "label": "Giấy tờ khác, ví dụ hộ chiếu", "label_en": "Another, such as a passport"},
    ]
    return [
        _field(paper, "choice", f"Giấy tờ tùy thân{whose[0]}", f"Identity paper{whose[1]}", options=options),
        number | {"when": {"field": paper, "is": PERSONAL}},
        _field(
            other, "text", f"Số hộ chiếu hoặc giấy tờ khác{whose[0]}", f"Number of the paper{whose[1]}",
            hint="Một cửa đối chiếu khi tiếp nhận, trả kết quả: mang giấy tờ ấy theo", width="short",
            hint_en="The counter compares it with the paper: bring it along", when={"field": paper, "is": "other"},
            messages={"pattern": "{Label} gồm 4 đến 20 chữ cái không dấu, chữ số, gạch ngang"},
            messages_en={"pattern": "{Label}: 4 to 20 letters, digits, dashes"},
        ),
    ]  # fmt: skip


_SUBMITTER = [
    _field("submitter_name", "text", "Họ và tên người nộp", "Submitter's full name", autocomplete="name"),
    *_identity(
        _field(
            "submitter_number", "personal_number", "Số định danh cá nhân của người nộp",
            "Submitter's personal number", hint="12 chữ số trên thẻ căn cước",
            hint_en="The 12 digits on the identity card",
        ),
        "submitter_other", (" của người nộp", " of the submitter"),
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
        identity = _identity(personal, "other", (" của chủ hồ sơ", " of the holder"))
        return [
            _KIND,
            holder,
            *(_only(_CITIZEN, field) for field in identity),
            _TAX | {"when": _FIRM},
            *_SUBMITTER,
        ]
    return [_NAME, *_identity(_PERSONAL, "other")]


def _only(condition: dict[str, Any], field: dict[str, Any]) -> dict[str, Any]:
    return field | {"when": [condition, *([field["when"]] if "when" in field else [])]}


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
                "properties": {
                    field["id"]: {"type": types.get(field["kind"], "string")}
                    | ({"pattern": _PAPER_NUMBER} if "messages" in field else {})
                    for field in fields
                },
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
    number = answers.get("tax" if kind == "organisation" else "personal") or ""
    if kind == "citizen" and answers.get(PAPERS[0]) == "other":
        number = str(answers.get("other") or "").upper()
    others = {}
    if answers.get(PAPERS[1]) == "other":
        others["submitter_number"] = answers.get("submitter_other") or ""
    case = str(answers.get("case") or "")[1:]
    return {
        **answers,
        **others,
        "kind": kind,
        "number": number,
        "address": address_text(place) if isinstance(place, Mapping) else "",
        "limit_case": cases[int(case)] if case.isdecimal() and int(case) < len(cases) else "",
    }
