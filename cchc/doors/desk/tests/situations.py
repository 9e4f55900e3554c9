"""Dossiers in the situations that acts meet, and how a test sends a form."""

import html
import io
from datetime import UTC, datetime, timedelta

import pikepdf

from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Dossier, Draft, DraftPaper
from cchc.onestop.dossiers.tests.factories import (
    MORNING,
    applicant_account,
    done,
    stored,
    taken_in,
    with_specialist,
)

NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)  # 10:00 on Wednesday


def filed_online(place, **told):
    """A dossier that a citizen filed and that waits for the counter."""
    account = applicant_account()
    draft = Draft.objects.create(
        owner=account, rules=place.version, created_at=MORNING, saved_at=MORNING,
        expires_at=MORNING + timedelta(days=30),
        person={"kind": "citizen", "name": "Rơ Châm H'Lưỡng", "phone": "0905123456", "number": "", **told},
    )  # fmt: skip
    for key in ("phieu", "giay-2"):
        DraftPaper.objects.create(draft=draft, key=key, file=stored(place.agency), added_at=MORNING)
    dossier, _secret = services.submit(draft_id=draft.pk, by=account, secret="", at=MORNING)
    return Dossier.objects.get(pk=dossier.pk)


def waiting(place):
    """A dossier for which the applicant must bring more."""
    dossier = with_specialist(place)
    services.ask_more(
        dossier_id=dossier.pk, version=dossier.version, message="", by=place.specialist, at=MORNING,
        items=[services.Item(key="giay-2", name="Giấy tờ 2", words="Đã hết hạn")],
    )  # fmt: skip
    return Dossier.objects.get(pk=dossier.pk)


def handed_on(place):
    """A dossier that the specialist has just handed on to the director."""
    dossier = with_specialist(place)
    return services.forward(
        dossier_id=dossier.pk, version=dossier.version, to_step="ky", assignee_id=place.director.pk,
        by=place.specialist, at=MORNING + timedelta(minutes=30),
    )  # fmt: skip


def to_be_withdrawn(place):
    """A dossier that its applicant wants back."""
    dossier = with_specialist(place)
    return services.ask_withdrawal(
        dossier_id=dossier.pk, version=dossier.version, reason="Nộp nhầm thủ tục", by=place.officer, at=MORNING
    )


SITUATIONS = {
    "online": filed_online, "taken in": taken_in, "with specialist": with_specialist, "with director": handed_on,
    "waiting": waiting, "withdrawal": to_be_withdrawn, "done": done,
}  # fmt: skip


def url_of(dossier, act):
    """The page of an act on a dossier."""
    return f"/viec/ho-so/{dossier}/{act.value}"


def send(client, user, dossier, act, **typed):
    """Send the form of an act as somebody."""
    client.force_login(user)
    return client.post(url_of(dossier, act), {"version": dossier.version, **typed})


def said(response, client):
    """What the next page says after an act."""
    assert response.status_code == 302, response.context and response.context["form"].errors
    return plain(client.get(response.headers["Location"]))


def plain(response):
    """The page as a person reads it: figures not set apart, marks as marks."""
    return html.unescape(response.text.replace('<span class="fig">', "").replace("</span>", ""))


def blank_pdf():
    """A PDF of one empty page."""
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(content)
    return content.getvalue()
