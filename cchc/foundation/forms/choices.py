"""The kinds of fields, and what a check says in both languages.

A form's words carry their language with them (they are data, not program text), so these do as well.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a field asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    MULTI = "multi"
    CHECKBOX = "checkbox"
    YES_NO = "yes_no"
    ADDRESS = "address"
    PERSONAL_NUMBER = "personal_number"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    GROUP = "group"
    FILE = "file"


class When(StrEnum):
    """How a condition compares."""

    IS = "is"
    IN = "in"
    NOT = "not"


class DateLimit(StrEnum):
    """Where a date must lie, seen from the day of the check."""

    PAST = "past"
    UNTIL_TODAY = "until_today"
    FROM_TODAY = "from_today"
    FUTURE = "future"


# Up to this many options are radios, all in sight; more are a list that can be filtered.
MOST_RADIOS = 7
# Rows of a repeated group: what a definition may allow at most, and what it allows when it says nothing.
MOST_ROWS, USUAL_ROWS = 200, 50
LONGEST_TEXT, LONGEST_LONG_TEXT = 500, 10_000
# Names of steps that pages of the portal already use.
TAKEN_STEPS = frozenset({"giay-to", "kiem-tra", "da-nop", "xoa", "luu", "bat-dau", "nguoi-nop", "doi-ban"})

# {Label} begins with a capital, {label} runs on inside a sentence.
MESSAGES: dict[str, tuple[str, str]] = {
    "required": ("Nhập {label}", "Enter: {label}"),
    "choose": ("Chọn {label}", "Choose: {label}"),
    "answer": ("Chọn “Có” hoặc “Không”: {label}", "Choose “Yes” or “No”: {label}"),
    "tick": ("Đánh dấu vào ô “{Label}”", "Tick the box “{Label}”"),
    "attach": ("Tải lên {label}", "Upload: {label}"),
    "option": ("Chọn {label} trong danh sách", "Choose from the list: {label}"),
    "rows_min": (
        "{Label} phải có ít nhất {limit} mục, đang có {given}",
        "{Label}: at least {limit} needed, {given} given",
    ),
    "rows_max": (
        "{Label} có nhiều nhất {limit} mục, đang có {given}",
        "{Label}: at most {limit} allowed, {given} given",
    ),
    "number": ("{Label} phải là số, ví dụ 1.234,5", "{Label} must be a number, such as 1.234,5"),
    "integer": ("{Label} phải là số nguyên, ví dụ 12", "{Label} must be a whole number, such as 12"),
    "digits": ("{Label} có nhiều nhất 15 chữ số", "{Label} can have 15 digits at most"),
    "min": ("{Label} phải từ {limit} trở lên", "{Label} must be {limit} or more"),
    "max": ("{Label} không được quá {limit}", "{Label} must be {limit} or less"),
    "date": ("{Label} phải là ngày có thật", "{Label} must be a real date"),
    "past": ("{Label} phải trước hôm nay", "{Label} must be before today"),
    "until_today": ("{Label} không được sau hôm nay", "{Label} must not be after today"),
    "from_today": ("{Label} không được trước hôm nay", "{Label} must not be before today"),
    "future": ("{Label} phải sau hôm nay", "{Label} must be after today"),
    "short": (
        "{Label} phải có ít nhất {limit} ký tự, đang có {given}",
        "{Label} must have at least {limit} characters, it has {given}",
    ),
    "long": (
        "{Label} dài nhất {limit} ký tự, đang có {given}",
        "{Label} can have {limit} characters at most, it has {given}",
    ),
    "pattern": ("{Label} chưa đúng dạng", "{Label} is not in the right form"),
    "personal_number": (
        "{Label} phải có 12 chữ số, đang có {given}",
        "{Label} must have 12 digits, it has {given}",
    ),
    "personal_number_letters": ("{Label} chỉ gồm chữ số", "{Label} consists of digits only"),
    "personal_number_place": (
        "{Label} phải bắt đầu bằng mã nơi đăng ký khai sinh, từ 001 đến 096",
        "{Label} must begin with the code of the place of registration, 001 to 096",
    ),
    "tax_code": (
        "{Label} phải có 10, 12 hoặc 13 chữ số, đang có {given}",
        "{Label} must have 10, 12 or 13 digits, it has {given}",
    ),
    "tax_code_check": (
        "{Label} có chữ số không khớp; xem lại trên giấy chứng nhận đăng ký",
        "{Label} has a digit that does not fit; see the certificate of registration",
    ),
    "phone": (
        "{Label} phải có 10 hoặc 11 chữ số, bắt đầu bằng 0, hoặc bắt đầu bằng + và mã nước",
        "{Label} must have 10 or 11 digits beginning with 0, or begin with + and a country code",
    ),
    "email": ("{Label} phải có dạng ten@vi-du.vn", "{Label} must look like name@example.vn"),
    "province": ("Chọn tỉnh, thành phố: {label}", "Choose the province: {label}"),
    "ward": ("Chọn xã, phường, đặc khu: {label}", "Choose the commune: {label}"),
    "ward_elsewhere": (
        "Xã, phường, đặc khu phải thuộc tỉnh, thành phố đã chọn: {label}",
        "The commune must lie in the province chosen: {label}",
    ),
    "rest": ("Nhập số nhà, đường, thôn: {label}", "Enter house number, street, village: {label}"),
    "type": ("Khai lại {label}", "Enter again: {label}"),
}

WORDS: dict[str, tuple[str, str]] = {
    "yes": ("Có", "Yes"),
    "no": ("Không", "No"),
    "skipped": ("Không khai", "Not given"),
    "currency": ("đồng", "đồng"),
}
