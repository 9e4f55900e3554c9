"""The words of the desk's own pages: lists of the inbox, parts of a dossier's page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Tab(TextChoices):
    """The lists of the inbox. The value stands in the URL."""

    MINE = "cua-toi", _("Của tôi")
    UNASSIGNED = "chua-phan-cong", _("Đơn vị chưa phân công")
    INTAKE = "cho-tiep-nhan", _("Chờ tiếp nhận")
    WAITING = "cho-nguoi-nop", _("Chờ người nộp")
    HAND_OVER = "cho-tra", _("Chờ trả kết quả")
    DONE = "da-xong", _("Đã xong")


TOLD = {
    Tab.MINE: _("Việc giao cho tôi, hạn gần nhất ở trên"),
    Tab.UNASSIGNED: _("Bước đang ở đơn vị mà chưa ai nhận, hạn gần nhất ở trên"),
    Tab.INTAKE: _("Hồ sơ nộp trực tuyến chưa tiếp nhận, hạn trả lời gần nhất ở trên"),
    Tab.WAITING: _("Hồ sơ đang chờ người nộp bổ sung, đồng hồ tạm dừng"),
    Tab.HAND_OVER: _("Đã có kết quả, chờ người nộp đến nhận"),
    Tab.DONE: _("Việc tôi đã làm xong, mới nhất ở trên"),
}
"""What is in each list, in one line."""

NOTHING = {
    Tab.MINE: (_("Không còn việc nào giao cho mình"), _("Việc mới được giao sẽ hiện ở đây, hạn gần nhất ở trên.")),
    Tab.UNASSIGNED: (_("Không còn bước nào chờ phân công"), _("Mọi việc của đơn vị đều đã có người giữ.")),
    Tab.INTAKE: (_("Không còn hồ sơ nào chờ tiếp nhận"), _("Hồ sơ nộp trực tuyến sẽ hiện ở đây ngay khi gửi.")),
    Tab.WAITING: (_("Không có hồ sơ nào chờ người nộp"), _("Hồ sơ được yêu cầu bổ sung sẽ nằm ở đây.")),
    Tab.HAND_OVER: (_("Không còn kết quả nào chờ trả"), _("Kết quả vừa có sẽ hiện ở đây.")),
    Tab.DONE: (_("Chưa có việc nào làm xong"), _("Việc đã chuyển, đã trả kết quả sẽ hiện ở đây.")),
}
"""What an empty list says: that it is empty, and what would come here."""


class DueBy(TextChoices):
    """How soon work is due. The value stands in the URL."""

    OVERDUE = "qua-han", _("quá hạn")
    TODAY = "hom-nay", _("hôm nay")
    WEEK = "tuan-nay", _("tuần này")


NOTHING_DUE = {
    DueBy.OVERDUE: _("Không có việc nào quá hạn"),
    DueBy.TODAY: _("Không còn việc nào đến hạn hôm nay"),
    DueBy.WEEK: _("Không còn việc nào đến hạn tuần này"),
}


class Part(TextChoices):
    """The parts of a dossier's page. The value stands in the URL."""

    PAPERS = "giay-to", _("Giấy tờ")
    FACTS = "thong-tin", _("Thông tin")
    COURSE = "qua-trinh", _("Quá trình")
    RESULT = "ket-qua", _("Kết quả")


class Act(TextChoices):
    """What is done to a dossier at the desk. The value is the last part of the act's URL."""

    ACCEPT = "tiep-nhan", _("Tiếp nhận hồ sơ")
    TAKE = "nhan", _("Nhận việc")
    ASSIGN = "phan-cong", _("Phân công")
    FORWARD = "chuyen", _("Chuyển bước")
    FINISH = "hoan-thanh", _("Hoàn thành xử lý")
    HAND_OVER = "tra-ket-qua", _("Trả kết quả")
    SUPPLY = "bo-sung", _("Nhận giấy tờ bổ sung")
    ASK_MORE = "yeu-cau-bo-sung", _("Yêu cầu bổ sung")
    SEND_BACK = "tra-lai", _("Trả lại bước trước")
    RECALL = "thu-hoi", _("Thu hồi")
    FEE = "phi", _("Thu phí, lệ phí")
    CORRECT = "sua", _("Sửa thông tin tiếp nhận")
    LINK = "lien-ket", _("Liên kết tài khoản")
    WITHDRAW = "rut", _("Rút hồ sơ")
    STOP = "dung", pgettext_lazy("act", "Dừng xử lý")
    REFUSE = "tu-choi", _("Từ chối tiếp nhận")
    VOID = "huy-tiep-nhan", _("Hủy tiếp nhận")


HAPPENED = {
    "DossierFiled": _("nộp"),
    "DossierAccepted": _("tiếp nhận"),
    "DossierCorrected": _("sửa thông tin tiếp nhận của"),
    "DossierVoided": _("hủy tiếp nhận"),
    "DossierRefused": _("từ chối tiếp nhận"),
    "StepTaken": _("nhận"),
    "StepAssigned": _("phân công"),
    "StepForwarded": _("chuyển bước"),
    "StepSentBack": _("trả lại bước trước"),
    "StepRecalled": _("thu hồi"),
    "PaperJudged": _("ghi kết quả kiểm tra giấy tờ của"),
    "SupplementAsked": _("yêu cầu bổ sung"),
    "SupplementSupplied": _("bổ sung"),
    "WithdrawalAsked": _("đề nghị rút"),
    "WithdrawalDeclined": _("không đồng ý cho rút"),
    "DossierWithdrawn": _("rút"),
    "DossierStopped": _("dừng xử lý"),
    "DossierFinished": _("hoàn thành xử lý"),
    "ResultHandedOver": _("trả kết quả"),
    "FeeTaken": _("ghi thu phí, lệ phí của"),
    "FeeVoided": _("hủy ghi thu phí, lệ phí của"),
    "FileAdded": _("thêm tệp vào"),
    "AccessGiven": _("liên kết tài khoản với"),
    "DossierLate": _("báo quá hạn"),
    "DossierRescheduled": _("tính lại hạn của"),
    "StepHandedOn": _("giao lại"),
    "CounterHandedOn": _("chuyển sang quầy kế tiếp"),
    "Looked": _("xem"),
}
"""What somebody did to a dossier, by the name of the event, as a verb before "hồ sơ này"."""


def alone(said: object) -> str:
    """One of these verbs by itself: "Ghi thu phí, lệ phí", without the word that waits for its object."""
    words = str(said).removesuffix(" của").removesuffix(" với").removesuffix(" vào")
    return words[:1].upper() + words[1:]
