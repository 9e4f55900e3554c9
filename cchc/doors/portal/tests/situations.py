"""What the tests of filing share: an office that takes dossiers online, a form, a way through it."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Access
from cchc.onestop.dossiers.services import Item
from cchc.onestop.dossiers.tests.factories import MORNING, Office, office
from cchc.onestop.procedures.models import FilingPlace

FORM: dict[str, Any] = {
    "version": 1,
    "schema": {
        "type": "object",
        "required": ["ten_co_so", "co_ho_so", "thiet_bi"],
        "properties": {
            "ten_co_so": {"type": "string"},
            "ghi_chu": {"type": "string"},
            "co_ho_so": {"type": "boolean"},
            "ly_do": {"type": "string"},
            "thiet_bi": {
                "type": "array", "minItems": 1,
                "items": {
                    "type": "object", "required": ["ten"],
                    "properties": {"ten": {"type": "string"}, "nam": {"type": "integer"}},
                },
            },
        },
    },
    "layout": {
        "steps": [
            {
                "key": "co-so", "title": "Cơ sở", "title_en": "Facility",
                "fields": [
                    {"id": "ten_co_so", "kind": "text", "label": "Tên cơ sở"},
                    {"id": "ghi_chu", "kind": "long_text", "label": "Ghi chú"},
                    {"id": "co_ho_so", "kind": "yes_no", "label": "Đã có hồ sơ thiết bị"},
                ],
            },
            {
                "key": "ly-do", "title": "Lý do", "when": {"field": "co_ho_so", "is": False},
                "fields": [{"id": "ly_do", "kind": "text", "label": "Lý do chưa có"}],
            },
            {
                "key": "thiet-bi", "title": "Thiết bị",
                "fields": [
                    {
                        "id": "thiet_bi", "kind": "group", "label": "Thiết bị", "item": "Thiết bị",
                        "fields": [
                            {"id": "ten", "kind": "text", "label": "Tên thiết bị"},
                            {"id": "nam", "kind": "number", "label": "Năm sản xuất"},
                        ],
                    }
                ],
            },
        ]
    },
}  # fmt: skip
ELIGIBILITY = [
    {
        "key": "y-te", "text": "Thiết bị dùng để chẩn đoán y tế?",
        "options": [
            {"value": "co", "label": "Có"},
            {
                "value": "khong", "label": "Không", "eligible": False,
                "reason": "Thủ tục này chỉ dành cho thiết bị chẩn đoán y tế.",
                "instead": "Nộp thủ tục cấp giấy phép sử dụng thiết bị bức xạ.",
            },
        ],
    }
]  # fmt: skip
PERSON = {
    "name": "Nguyễn Thị Ngọc Huyền", "personal": "052 187 004 318", "phone": "0905 000 118", "email": "",
    "personal_paper": "personal", "submitter_number_paper": "personal",
    "place-province": "52", "place-ward": "21583", "place-rest": "01 đường Minh Họa", "delivery": "counter",
}  # fmt: skip


def online_office(**told: Any) -> Office:
    """An office whose procedure is filed here, with a form of three steps of which one is asked by condition."""
    asked: dict[str, Any] = {"form": FORM, "papers": 2} | told
    place = office(**asked)
    FilingPlace.objects.create(procedure=place.version.procedure, place="here", starts_on=date(2021, 1, 1))
    generations.forget_all()
    return place


def code_of(place: Office) -> str:
    """The procedure's code, as it stands in addresses."""
    return str(place.version.procedure.code)


def pdf(name: str = "don.pdf", **save: Any) -> SimpleUploadedFile:
    """A PDF of one page; no two have the same bytes."""
    made, out = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.docinfo["/Title"] = uuid7().hex
    made.save(out, **save)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def photo(name: str = "anh.jpg") -> SimpleUploadedFile:
    """A photo as a phone makes it."""
    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def begun(client: Client, place: Office, query: str = "cho=self", **person: Any) -> str:
    """Begin a draft by its first page; answers the address under which its pages stand."""
    base = f"/nop-ho-so/{code_of(place)}/{uuid7()}"
    response = client.post(f"{base}/nguoi-nop?{query}", PERSON | person)
    assert response.status_code == 302, response.text
    return base


def filled_in(client: Client, place: Office, query: str = "cho=self", **person: Any) -> str:
    """A draft ready to be checked: each page continued, each paper with a file."""
    base = begun(client, place, query, **person)
    posts = [
        ("co-so", {"ten_co_so": "Phòng khám An Khê", "co_ho_so": "true"}),
        ("thiet-bi", {"thiet_bi-0-ten": "Máy A"}),
    ]
    for key, answers in posts if place.version.form else []:
        assert client.post(f"{base}/{key}", answers).status_code == 302
    for paper in place.version.papers.order_by("order"):
        assert client.post(f"{base}/giay-to", {"key": paper.key, "file": pdf()}).status_code == 302
    return base


def filed(client: Client, place: Office, query: str = "cho=self", **person: Any) -> str:
    """File a dossier; answers the address of its confirmation."""
    base = filled_in(client, place, query, **person)
    response = client.post(f"{base}/kiem-tra", {"declared": "1"})
    assert response.status_code == 302, response.text
    return response["Location"]


def accepted(place, dossier):
    return services.accept(dossier_id=dossier.pk, version=dossier.version, by=place.officer, at=MORNING)


def asked(place, dossier, *items):
    told = items or (Item(key="phieu", name="Phiếu khai báo", words="Ảnh mờ, chụp lại."),)
    services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, items=told, message="", by=place.officer, at=MORNING
    )
    dossier.refresh_from_db()
    return dossier


def read(page):
    """The text of a page without the marks around its figures."""
    return re.sub(r"</?(span|time|b)[^>]*>", "", page.text)


def see(user, dossier):
    Access.objects.create(dossier=dossier, user=user, basis="officer", at=MORNING)
    return dossier
