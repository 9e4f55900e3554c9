"""What a paper says, as plain values: whoever prints takes them from rows, tests write them down."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every paper of a dossier carries.

    agency, counter: the two lines of the head, such as "Sở Khoa học và Công nghệ" and "Bộ phận Tiếp nhận và
    Trả kết quả"; the head prints them in capitals. place: where the counter stands, such as "Quy Nhơn".
    issued_at: when the paper is made; it dates the paper. number: the dossier's number (mã hồ sơ), empty
    before acceptance. serial: the paper's own number, such as "34/BPTNTKQ"; left out when empty. applicant,
    address, phone, email: of whoever the dossier belongs to; empty ones stay as dots. request: what is
    asked, the procedure's name. qr_url: where the QR leads; what stands before its "?" is printed beside
    it. is_demo: invented data, marked on every page.
    """

    agency: str
    counter: str
    place: str
    agency_address: str
    agency_phone: str
    issued_at: datetime
    number: str
    applicant: str
    address: str
    phone: str
    email: str
    request: str
    qr_url: str
    is_demo: bool
    serial: str = ""


@dataclass(frozen=True)
class PaperLine:
    """A paper handed in: its name, and how many originals, copies and electronic files of it."""

    name: str
    originals: int = 0
    copies: int = 0
    files: int = 0


@dataclass(frozen=True, kw_only=True)
class ReceiptContent(Sheet):
    """Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả.

    sets: how many sets (bộ) of the dossier. limit_text: the time limit with its unit, such as "11 ngày làm
    việc". received_at picks the edition of the form. due_at: None where the law sets no limit.
    return_place: where the result is collected, or the post's address. fee_text: such as "1.024.000 đồng,
    chưa nộp"; no line when empty. book, line: of the register (sổ theo dõi hồ sơ). submitter, receiver:
    names below the signatures. version: 2 and more reissue a corrected receipt, with the reason of the
    correction.
    """

    received_at: datetime
    due_at: datetime | None
    limit_text: str
    papers: tuple[PaperLine, ...]
    sets: int
    return_place: str
    book: str
    line: str
    submitter: str
    receiver: str
    fee_text: str = ""
    version: int = 1
    correction_reason: str = ""


@dataclass(frozen=True)
class Wanted:
    """One thing to supply or put right, with the officer's words about it."""

    what: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplementContent(Sheet):
    """Form 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ.

    received_on picks the edition of the form: the day of receipt, or of filing where nothing is accepted
    yet. reference: the submission reference, printed where there is no number yet. answer_by: until when to
    supply, if a day is set. clock_text: what becomes of the time limit, such as "Thời hạn giải quyết được
    tính lại từ đầu sau khi nhận đủ hồ sơ." contact, contact_phone: whom to ask. officer: who signs.
    """

    received_on: date
    items: tuple[Wanted, ...]
    reason: str
    contact: str
    contact_phone: str
    officer: str
    reference: str = ""
    answer_by: datetime | None = None
    clock_text: str = ""


@dataclass(frozen=True, kw_only=True)
class RefusalContent(Sheet):
    """Form 03, Phiếu từ chối tiếp nhận giải quyết hồ sơ; `reasons` one by one, `contact` whom to ask."""

    received_on: date
    reasons: tuple[str, ...]
    submitter: str
    officer: str
    reference: str = ""
    contact: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmationContent(Sheet):
    """Bản xác nhận đã gửi: what the applicant keeps between filing online and acceptance. No legal form.

    reference: the submission reference (mã nộp). answer_by: until when the counter answers. next_steps:
    what happens now, in order. secret_code: opens this one dossier where it was filed without an account;
    empty otherwise.
    """

    reference: str
    submitted_at: datetime
    submitter: str
    papers: tuple[PaperLine, ...]
    answer_by: datetime | None = None
    next_steps: tuple[str, ...] = ()
    secret_code: str = ""


@dataclass(frozen=True)
class DayLine:
    """A day of the reckoning: its number where it counts, None where it does not, and why."""

    on: date
    number: str | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DueDateContent(Sheet):
    """Cách tính hạn: each calendar day from receipt to due date, counted or skipped and why."""

    received_at: datetime
    due_at: datetime
    limit_text: str
    days: tuple[DayLine, ...]
