"""Which circular a form is made by: number, title and notes are data, picked by the day of receipt."""

from dataclasses import dataclass
from datetime import date


class NoFormInForce(LookupError):
    """No circular known here had forms for dossiers of that day. Argument: the day."""


@dataclass(frozen=True)
class LegalForm:
    """A form (mẫu) of a circular, as its list of forms calls it."""

    number: str
    title: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edition:
    """The forms of one circular, in force from `effective_on` until the next edition."""

    effective_on: date
    circular: str
    receipt: LegalForm
    supplement: LegalForm
    refusal: LegalForm


_TWO_COPIES = (
    "Giấy tiếp nhận hồ sơ và hẹn trả kết quả được lập thành 02 liên; một liên chuyển kèm theo Phiếu kiểm soát quá "
    "trình giải quyết hồ sơ và được lưu tại Bộ phận Một cửa; một liên giao cho tổ chức, cá nhân nộp hồ sơ."
)
# NĐ 61/2018/NĐ-CP, art. 6.2.b, in force until 2025-06-30: it is said only where it was law on the day of receipt.
_BRING_THIS = (
    "Khi nhận kết quả phải mang theo giấy này; người được ủy quyền nhận thay mang thêm giấy ủy quyền của người đã "
    "ủy quyền."
)
_SUPPLEMENT = LegalForm("02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
_REFUSAL = LegalForm("03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ")
_RECEIPT = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"

# Newest first. TT 03/2025/TT-VPCP keeps forms 01 to 03 as they were and renumbers those that follow.
EDITIONS = (
    Edition(
        date(2025, 9, 15),
        "Thông tư số 03/2025/TT-VPCP",
        LegalForm("01", _RECEIPT, (_TWO_COPIES,)),
        _SUPPLEMENT,
        _REFUSAL,
    ),
    Edition(
        date(2025, 7, 1),
        "Thông tư số 01/2018/TT-VPCP",
        LegalForm("01", _RECEIPT, (_TWO_COPIES,)),
        _SUPPLEMENT,
        _REFUSAL,
    ),
    Edition(
        date(2019, 1, 6),
        "Thông tư số 01/2018/TT-VPCP",
        LegalForm("01", _RECEIPT, (_TWO_COPIES, _BRING_THIS)),
        _SUPPLEMENT,
        _REFUSAL,
    ),
)


def edition_on(received_on: date, editions: tuple[Edition, ...] = EDITIONS) -> Edition:
    """The forms for a dossier received on that day, also when it is printed years later. Raises NoFormInForce."""
    for edition in editions:
        if edition.effective_on <= received_on:
            return edition
    raise NoFormInForce(received_on)
