"""Pages for citizens and firms."""

from django.urls import path

from cchc.doors.portal.views import catalogue, check, dossier, mine, papers, start, steps, supply, tracking

app_name = "portal"
urlpatterns = [
    # What the office offers
    path("", catalogue.home, name="home"),
    path("tim-kiem", catalogue.results, name="results"),
    path("tim-kiem/khong-thay", catalogue.missed, name="missed"),
    path("thu-tuc/<str:code>", catalogue.procedure, name="procedure"),
    path("tra-cuu", tracking.tracking, name="tracking"),
    # Filing
    path("nop-ho-so/<str:code>", start.start, name="filing-start"),
    path("nop-ho-so/<str:code>/<uuid:draft_id>", steps.resume, name="filing-resume"),
    path("nop-ho-so/<str:code>/<uuid:draft_id>/doi-ban", steps.renew, name="filing-renew"),
    path("nop-ho-so/<str:code>/<uuid:draft_id>/xoa", steps.discard, name="filing-discard"),
    path("nop-ho-so/<str:code>/<uuid:draft_id>/giay-to", papers.papers, name="filing-papers"),
    path("nop-ho-so/<str:code>/<uuid:draft_id>/giay-to/dung-lai", papers.reuse, name="filing-reuse"),
    path("nop-ho-so/<str:code>/<uuid:draft_id>/giay-to/<uuid:paper>", papers.show, name="filing-paper"),
    path("nop-ho-so/<str:code>/<uuid:draft_id>/giay-to/<uuid:paper>/xoay", papers.turn, name="filing-paper-turn"),
    path(
        "nop-ho-so/<str:code>/<uuid:draft_id>/giay-to/<uuid:paper>/xoa", papers.remove, name="filing-paper-remove"
    ),
    path("nop-ho-so/<str:code>/<uuid:draft_id>/kiem-tra", check.check, name="filing-check"),
    path("nop-ho-so/<str:code>/<uuid:draft_id>/<slug:key>", steps.step, name="filing-step"),
    # One's own dossiers
    path("ho-so-cua-toi", mine.mine, name="mine"),
    path("ho-so-cua-toi/lien-ket", mine.link, name="link"),
    path("tra-cuu/mo", mine.open_by_code, name="open"),
    path("tra-cuu/dong", mine.close, name="close"),
    path("ho-so/<str:number>", dossier.dossier, name="dossier"),
    path("ho-so/<str:number>/da-nop", dossier.confirmation, name="confirmation"),
    path("ho-so/<str:number>/cach-tinh", dossier.reckoning, name="dossier-reckoning"),
    path("ho-so/<str:number>/bo-sung", supply.supply, name="supply"),
    path("ho-so/<str:number>/bo-sung/tep", supply.upload, name="supply-upload"),
    path("ho-so/<str:number>/rut", supply.withdraw, name="withdraw"),
    path("ho-so/<str:number>/ket-qua.pdf", dossier.result, name="dossier-result"),
    path("ho-so/<str:number>/giay/<slug:kind>.pdf", dossier.paper, name="dossier-paper"),
    path("ho-so/<str:number>/tep/<uuid:attachment>", dossier.file, name="dossier-file"),
]
