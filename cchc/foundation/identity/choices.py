"""The words of people and organisations, and every right there is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgencyKind(TextChoices):
    """What an agency is in the province: Luật Tổ chức chính quyền địa phương."""

    PROVINCE = "province", _("Ủy ban nhân dân tỉnh")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    BRANCH = "branch", _("Đơn vị trực thuộc sở")
    COMMUNE = "commune", _("Ủy ban nhân dân cấp xã")
    SERVICE_CENTRE = "service_centre", _("Trung tâm Phục vụ hành chính công")


class Scope(TextChoices):
    """How far the rights of a position reach."""

    UNIT = "unit", _("Đơn vị và các đơn vị bên trong")
    AGENCY = "agency", _("Toàn cơ quan")


class Kind(TextChoices):
    """Whether an account is of the office or of those it serves."""

    STAFF = "staff", _("Cán bộ, công chức, viên chức")
    APPLICANT = "applicant", _("Người dân, doanh nghiệp")


class ApplicantKind(TextChoices):
    """Who may hold a dossier (chủ hồ sơ)."""

    CITIZEN = "citizen", _("Cá nhân")
    ORGANISATION = "organisation", _("Tổ chức, doanh nghiệp")


class NumberKind(TextChoices):
    """Of which paper a number is by which the office knows somebody."""

    PERSONAL = "personal", _("Số định danh cá nhân")
    TAX = "tax", _("Mã số thuế")
    OTHER = "other", _("Số hộ chiếu, giấy tờ khác")


class LinkBasis(TextChoices):
    """Why an account stands for an applicant: never because it says so."""

    OFFICER = "officer", _("Công chức đã xem giấy tờ")


class Right(TextChoices):
    """What a position may allow. Rooms ask for these; `can_x` in each room says what they mean there."""

    RECEIVE = "receive", _("Tiếp nhận hồ sơ")
    HAND_OVER = "hand_over", _("Trả kết quả")
    PROCESS = "process", _("Xử lý hồ sơ")
    ASSIGN = "assign", _("Phân công, thu hồi việc")
    APPROVE = "approve", _("Phê duyệt, ký")
    SEE_ALL = "see_all", _("Xem mọi hồ sơ trong phạm vi")
    STEER = "steer", _("Theo dõi kế hoạch cải cách hành chính")
    MANAGE_PROCEDURES = "manage_procedures", _("Quản lý thủ tục hành chính")
    MANAGE_PEOPLE = "manage_people", _("Quản lý tổ chức, nhân sự")
    MANAGE_CALENDAR = "manage_calendar", _("Quản lý lịch làm việc")
    READ_AUDIT = "read_audit", _("Xem nhật ký")


# What a session knows beside the account: last use, whether staff, what must be done first, whether over.
SEEN, STAFF, MUST_CHANGE, ENDED = "seen", "staff", "must_change", "ended"
