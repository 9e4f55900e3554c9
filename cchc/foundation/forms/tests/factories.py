"""Definitions of forms, as situations."""

import copy
from typing import Any

from cchc.foundation.forms.rules import Form

RADIATION: dict[str, Any] = {
    "version": 1,
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["ho_ten", "so_dinh_danh", "vai", "ngay_cap", "dia_chi", "thiet_bi", "cam_doan"],
        "properties": {
            "ho_ten": {"type": "string", "maxLength": 120},
            "so_dinh_danh": {"type": "string"},
            "vai": {"type": "string", "enum": ["nhan_vien", "hop_dong"]},
            "so_hop_dong": {"type": "string", "pattern": "^[0-9]{1,4}/[0-9]{4}/HD$"},
            "ngay_cap": {"type": "string", "format": "date"},
            "dien_thoai": {"type": "string"},
            "thu_dien_tu": {"type": "string"},
            "dia_chi": {"type": "object"},
            "co_cap_cuu": {"type": "boolean"},
            "linh_vuc": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            "noi_cap": {"type": "string"},
            "so_do": {"type": "array"},
            "thiet_bi": {
                "type": "array", "minItems": 1, "maxItems": 3,
                "items": {
                    "type": "object",
                    "required": ["loai", "so_luong"],
                    "properties": {
                        "loai": {"type": "string", "enum": ["co_dinh", "di_dong"]},
                        "so_luong": {"type": "integer", "minimum": 1, "maximum": 50},
                        "cong_suat": {"type": "number", "minimum": 0},
                        "bien_so": {"type": "string"},
                    },
                },
            },
            "gia_tri": {"type": "integer", "maximum": 100000000000},
            "ghi_chu": {"type": "string", "maxLength": 2000},
            "cam_doan": {"type": "boolean"},
        },
    },
    "layout": {
        "steps": [
            {
                "key": "nguoi-phu-trach", "title": "Người phụ trách an toàn", "title_en": "Safety officer",
                "intro": "Người trực tiếp chịu trách nhiệm về an toàn bức xạ.",
                "fields": [
                    {"id": "ho_ten", "kind": "text", "label": "Họ và tên", "label_en": "Full name",
                     "autocomplete": "name"},
                    {"id": "so_dinh_danh", "kind": "personal_number", "label": "Số định danh cá nhân",
                     "hint": "12 chữ số trên thẻ căn cước"},
                    {"id": "vai", "kind": "choice", "label": "Người này là", "options": [
                        {"value": "nhan_vien", "label": "Nhân viên của cơ sở", "label_en": "Employee"},
                        {"value": "hop_dong", "label": "Người làm theo hợp đồng"}],
                     "messages": {"choose": "Chọn người này là ai"}},
                    {"id": "so_hop_dong", "kind": "text", "label": "Số hợp đồng", "width": "short",
                     "when": {"field": "vai", "is": "hop_dong"},
                     "messages": {"pattern": "{Label} phải có dạng 12/2026/HD"}},
                    {"id": "ngay_cap", "kind": "date", "label": "Ngày cấp chứng chỉ", "limit": "past"},
                    {"id": "dien_thoai", "kind": "phone", "label": "Điện thoại"},
                    {"id": "thu_dien_tu", "kind": "email", "label": "Thư điện tử"},
                ],
            },
            {
                "key": "co-so", "title": "Cơ sở",
                "fields": [
                    {"id": "dia_chi", "kind": "address", "label": "Địa chỉ cơ sở"},
                    {"id": "co_cap_cuu", "kind": "yes_no", "label": "Có khoa cấp cứu"},
                    {"id": "linh_vuc", "kind": "multi", "label": "Lĩnh vực", "options": [
                        {"value": "y_te", "label": "Y tế"}, {"value": "cong_nghiep", "label": "Công nghiệp"}]},
                    {"id": "noi_cap", "kind": "choice", "label": "Nơi cấp", "options": [
                        {"value": f"n{n}", "label": f"Cục số {n}"} for n in range(12)]},
                    {"id": "so_do", "kind": "file", "label": "Sơ đồ mặt bằng", "paper": "so-do"},
                ],
            },
            {
                "key": "thiet-bi", "title": "Thiết bị",
                "fields": [
                    {"id": "thiet_bi", "kind": "group", "label": "Thiết bị",
                     "item": "Thiết bị", "item_en": "Device",
                     "fields": [
                         {"id": "loai", "kind": "choice", "label": "Loại", "options": [
                             {"value": "co_dinh", "label": "Cố định"}, {"value": "di_dong", "label": "Di động"}]},
                         {"id": "so_luong", "kind": "number", "label": "Số lượng"},
                         {"id": "cong_suat", "kind": "number", "label": "Công suất", "unit": "kW"},
                         {"id": "bien_so", "kind": "text", "label": "Biển số xe",
                          "when": {"field": "loai", "is": "di_dong"}},
                     ]},
                    {"id": "gia_tri", "kind": "money", "label": "Giá trị"},
                    {"id": "ghi_chu", "kind": "long_text", "label": "Ghi chú"},
                ],
            },
            {
                "key": "cap-cuu", "title": "Cấp cứu", "when": {"field": "co_cap_cuu", "is": True},
                "fields": [{"id": "cam_doan", "kind": "checkbox", "label": "Trực bức xạ cả ngày đêm"}],
            },
        ],
    },
}  # fmt: skip

FILLED = {
    "ho_ten": "Nguyễn Thị Ngọc Huyền",
    "so_dinh_danh": "052 187 004 318",
    "vai": "nhan_vien",
    "ngay_cap": "5.2.2026",
    "dia_chi-province": "52",
    "dia_chi-ward": "21583",
    "dia_chi-rest": "01 Minh Họa",
    "co_cap_cuu": "false",
    "thiet_bi-rows": "1",
    "thiet_bi-0-loai": "co_dinh",
    "thiet_bi-0-so_luong": "1",
    "thiet_bi-0-cong_suat": "1.234,5",
    "gia_tri": "1.024.000 đồng",
}


def definition(**changed: Any) -> dict[str, Any]:
    """The definition of a form with all kinds of fields, to be changed by a test."""
    return copy.deepcopy(RADIATION) | changed


def form() -> Form:
    """The form of that definition."""
    return Form.parse(definition())


def one_field(kind: str, spec: dict[str, Any], *, required: bool = False, **layout: Any) -> Form:
    """A form that asks one thing, called `x`, with the label "Số liệu"."""
    return Form.parse({
        "schema": {"type": "object", "properties": {"x": spec}, "required": ["x"] if required else []},
        "layout": {"steps": [{"key": "mot", "title": "Một", "fields": [
            {"id": "x", "kind": kind, "label": "Số liệu", **layout}]}]},
    })  # fmt: skip
