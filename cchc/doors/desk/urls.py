"""Pages of the staff."""

from django.urls import path

from cchc.doors.desk.views import calendar, dossier, inbox, intake, record, why
from cchc.doors.desk.views.acts import counter, endings, steps
from cchc.doors.desk.views.acts.page import act_view
from cchc.foundation.identity.permissions import is_staff
from cchc.kernel.access import opens_to
from cchc.ui.views import gallery

app_name = "desk"
urlpatterns = [
    path("thu-vien-giao-dien", opens_to(is_staff)(gallery), name="gallery"),
    path("tiep-nhan", intake.intake, name="intake"),
    path("tiep-nhan/thu-tuc", intake.procedures, name="intake-procedures"),
    path("tiep-nhan/tep", intake.attach, name="intake-attach"),
    path("tiep-nhan/<str:called>/giay-hen.pdf", intake.receipt, name="receipt"),
    path("tiep-nhan/<str:called>/phieu-yeu-cau-bo-sung.pdf", intake.supplement, name="supplement"),
    path("tiep-nhan/<str:called>/phieu-tu-choi.pdf", intake.refusal, name="refusal"),
    path("viec", inbox.inbox, name="inbox"),
    path("viec/ho-so/<str:number>", dossier.dossier, name="dossier"),
    path("viec/ho-so/<str:number>/giay-to/<str:key>", dossier.judge, name="judge"),
    path("viec/ho-so/<str:number>/tep/<uuid:pk>", dossier.file, name="dossier-file"),
    path("viec/ho-so/<str:number>/ket-qua/tep", dossier.result_file, name="dossier-result-file"),
    path("viec/ho-so/<str:number>/giay-tiep-nhan", dossier.receipt, name="dossier-receipt"),
    path("viec/ho-so/<str:number>/phieu-bo-sung/<int:position>", dossier.supplement, name="dossier-supplement"),
    path("viec/ho-so/<str:number>/phieu-tu-choi", dossier.refusal, name="dossier-refusal"),
    path("viec/ho-so/<str:number>/vi-sao", why.why_seen, name="why"),
    path("viec/ho-so/<str:number>/nhat-ky", record.dossier_record, name="dossier-record"),
    path("viec/ho-so/<str:number>/nhan", act_view(steps.Take), name="take"),
    path("viec/ho-so/<str:number>/phan-cong", act_view(steps.Assign), name="assign"),
    path("viec/ho-so/<str:number>/chuyen", act_view(steps.Forward), name="forward"),
    path("viec/ho-so/<str:number>/tra-lai", act_view(steps.SendBack), name="send-back"),
    path("viec/ho-so/<str:number>/thu-hoi", act_view(steps.Recall), name="recall"),
    path("viec/ho-so/<str:number>/hoan-thanh", act_view(steps.Finish), name="finish"),
    path("viec/ho-so/<str:number>/tiep-nhan", act_view(counter.Accept), name="accept"),
    path("viec/ho-so/<str:number>/bo-sung", act_view(counter.Supply), name="supply"),
    path("viec/ho-so/<str:number>/tra-ket-qua", act_view(counter.HandOver), name="hand-over"),
    path("viec/ho-so/<str:number>/phi", act_view(counter.TakeFee), name="fee"),
    path("viec/ho-so/<str:number>/phi/<uuid:fee>/huy", act_view(counter.VoidFee), name="void-fee"),
    path("viec/ho-so/<str:number>/sua", act_view(counter.Correct), name="correct"),
    path("viec/ho-so/<str:number>/lien-ket", act_view(counter.Link), name="link"),
    path("viec/ho-so/<str:number>/huy-tiep-nhan", act_view(counter.Void), name="void"),
    path("viec/ho-so/<str:number>/yeu-cau-bo-sung", act_view(endings.AskMore), name="ask-more"),
    path("viec/ho-so/<str:number>/tu-choi", act_view(endings.Refuse), name="refuse"),
    path("viec/ho-so/<str:number>/dung", act_view(endings.Stop), name="stop"),
    path("viec/ho-so/<str:number>/rut", act_view(endings.Withdraw), name="withdraw"),
    path("quan-tri/nhat-ky", record.record, name="record"),
    path("quan-tri/lich-lam-viec", calendar.calendar, name="calendar"),
    path("quan-tri/lich-lam-viec/doi", calendar.change, name="calendar-change"),
]
