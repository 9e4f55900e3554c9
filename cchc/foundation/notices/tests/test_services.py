"""People are told once, in the page and by a letter that a real mail server takes."""

import email.policy
import logging
import socket
from datetime import timedelta
from email.parser import BytesParser
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from cchc.foundation.audit.models import Entry
from cchc.foundation.identity.tests.factories import AccountFactory
from cchc.foundation.notices import services, tasks
from cchc.foundation.notices.choices import Kind
from cchc.foundation.notices.models import Notice
from cchc.foundation.notices.papers import blocks
from cchc.foundation.notices.querysets import unread_count
from cchc.foundation.notices.tests.factories import NOON, NoticeFactory
from cchc.kernel import batch

pytestmark = pytest.mark.django_db


def tell(**changed):
    told = {
        "user": None, "email": "huyen@vi-du.vn", "kind": Kind.ACCEPTED, "title": "Hồ sơ 0034 đã được tiếp nhận",
        "body": "Hẹn trả kết quả: 16:30 ngày 04/12/2026.", "path": "/ho-so/0034", "subject_type": "dossier",
        "subject_id": "0197", "at": NOON,
    }  # fmt: skip
    return services.tell(**(told | changed))


def jobs():
    return ProcrastinateJob.objects.filter(task_name="notices.send_letter")


class Box:
    """What a mail server's mailboxes hold; some addresses it does not know."""

    def __init__(self):
        self.letters = []
        self.unknown = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.unknown:
            return self.unknown[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append(BytesParser(policy=email.policy.default).parsebytes(envelope.content))
        return "250 OK"


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=True)


@pytest.fixture
def smtp(settings):
    """A real mail server on a free port, and settings that use it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    box = Box()
    server = Server(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "Một cửa <mot-cua@skhcn.example>"
    yield box
    server.stop()


def test_who_is_told_finds_it_in_the_page_and_gets_a_letter():
    user = AccountFactory(language="en")
    notice = tell(user=user)
    assert Notice.objects.of(user).unread().get() == notice
    assert unread_count(user) == 1
    assert notice.language == "en"
    assert jobs().get().args == {"notice_id": str(notice.pk)}
    assert Entry.objects.about("notice", notice.pk).get().kind == "NoticeTold"


def test_without_a_mail_server_people_are_told_in_the_page_only(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    notice = tell(user=AccountFactory())
    assert not jobs().exists()
    assert services.deliver(notice_id=notice.pk, at=NOON) is False


def test_without_an_address_no_letter_is_queued():
    tell(user=AccountFactory(), email="")
    assert not jobs().exists()


def test_a_notice_is_for_somebody_and_leads_nowhere_else():
    for wrong in ({"email": ""}, {"path": "https://vi-du.vn"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            tell(**wrong)


def test_a_change_that_is_undone_tells_nobody():
    with pytest.raises(RuntimeError), transaction.atomic():
        tell()
        raise RuntimeError
    assert not Notice.objects.exists()
    assert not jobs().exists()


def test_telling_joins_the_batch_of_its_act():
    with transaction.atomic(), batch.gathered():
        notice = tell()
        assert not Notice.objects.exists()
    assert Notice.objects.get() == notice


def test_the_letter_says_what_the_notice_says_and_where_to_look(smtp, settings):
    settings.PUBLIC_URL = "https://dvc.gialai.example/"
    notice = tell()
    tasks.send_letter(**jobs().get().args)
    [letter] = smtp.letters
    assert letter["Subject"] == "Hồ sơ 0034 đã được tiếp nhận"
    assert letter["To"] == "huyen@vi-du.vn"
    assert letter["From"] == "Một cửa <mot-cua@skhcn.example>"
    assert letter["Message-ID"] == f"<{notice.pk}@skhcn.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = letter.get_body((kind,)).get_content()
        assert "16:30 ngày 04/12/2026" in text
        assert "https://dvc.gialai.example/ho-so/0034" in text
    notice.refresh_from_db()
    assert notice.emailed_at is not None


def test_who_reads_english_is_led_to_the_english_page(smtp, settings):
    settings.PUBLIC_URL = "https://dvc.gialai.example/"
    services.deliver(notice_id=tell(path="/thong-bao?sau=x", language="en").pk, at=NOON)
    [letter] = smtp.letters
    for kind in ("plain", "html"):
        assert "https://dvc.gialai.example/en/thong-bao?sau=x" in letter.get_body((kind,)).get_content()


def test_a_letter_shows_lists_as_lists_with_their_headings(smtp):
    body = "Ba việc\n\nQuá hạn (2)\n- Việc một\n- Việc <hai>\n\nĐến hạn (1)\n- Việc ba\n\nHết\nthư"
    assert blocks(body) == [
        ("text", ["Ba việc"]), ("heading", ["Quá hạn (2)"]), ("list", ["Việc một", "Việc <hai>"]),
        ("heading", ["Đến hạn (1)"]), ("list", ["Việc ba"]), ("text", ["Hết", "thư"]),
    ]  # fmt: skip
    services.deliver(notice_id=tell(body=body).pk, at=NOON)
    [letter] = smtp.letters
    html = letter.get_body(("html",)).get_content()
    assert html.count("</li>") == 3 and html.count("</h2>") == 2
    assert "Việc &lt;hai&gt;" in html
    assert body.replace("\n", "") in letter.get_body(("plain",)).get_content().replace("\r", "").replace("\n", "")


def test_a_letter_holds_no_markup_but_its_own_and_no_second_header(smtp):
    notice = tell(title="<b>Tin</b>\r\nBcc: ai-do@vi-du.vn", body="<script>1</script> & “trích”")
    services.deliver(notice_id=notice.pk, at=NOON)
    [letter] = smtp.letters
    assert letter["Subject"] == "<b>Tin</b> Bcc: ai-do@vi-du.vn"
    assert letter["Bcc"] is None
    assert "<script>" not in letter.get_body(("html",)).get_content()
    assert "<script>1</script> & “trích”" in letter.get_body(("plain",)).get_content()


def test_a_letter_goes_out_once_however_often_it_is_asked_for(smtp):
    notice = tell()
    assert [services.deliver(notice_id=notice.pk, at=NOON) for _ in range(3)] == [True, False, False]
    assert len(smtp.letters) == 1


def test_a_letter_of_a_notice_that_is_gone_is_not_sent(smtp):
    assert services.deliver(notice_id=UUID(int=1), at=NOON) is False


def test_a_server_that_is_away_is_tried_again_later_and_seen_by_the_administrator(smtp, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    notice = tell()
    with pytest.raises(services.Unreachable) as away:
        tasks.send_letter(**jobs().get().args)
    assert tasks.LATER.get_retry_decision(exception=away.value, job=jobs().get()) is not None
    assert Notice.objects.undelivered(NOON - timedelta(days=1)).get().failure.startswith("ConnectionRefusedError")
    settings.EMAIL_PORT = port
    assert services.deliver(notice_id=notice.pk, at=NOON) is True
    notice.refresh_from_db()
    assert (notice.failed_at, notice.failure) == (None, "")
    assert not Notice.objects.undelivered(NOON + timedelta(days=1)).exists()


def test_a_full_mailbox_is_tried_again_and_an_unknown_one_is_not(smtp):
    smtp.unknown = {"day@vi-du.vn": "452 mailbox full", "khong-co@vi-du.vn": "550 no such user"}
    full, nobody = tell(email="day@vi-du.vn"), tell(email="khong-co@vi-du.vn")
    with pytest.raises(services.Unreachable):
        services.deliver(notice_id=full.pk, at=NOON)
    assert services.deliver(notice_id=nobody.pk, at=NOON) is False
    assert list(Notice.objects.undelivered(NOON - timedelta(days=1))) == [full, nobody]
    assert "550" in Notice.objects.get(pk=nobody.pk).failure


def test_reading_marks_it_read_once_and_only_ones_own():
    notice = NoticeFactory()
    later = NOON + timedelta(hours=1)
    assert services.mark_read(notice_id=notice.pk, by=notice.user, at=NOON).read_at == NOON
    assert services.mark_read(notice_id=notice.pk, by=notice.user, at=later).read_at == NOON
    with pytest.raises(Notice.DoesNotExist):
        services.mark_read(notice_id=notice.pk, by=AccountFactory(), at=NOON)


def test_all_read_leaves_what_came_after():
    user = AccountFactory()
    NoticeFactory.create_batch(3, user=user)
    late = NoticeFactory(user=user, created_at=NOON + timedelta(minutes=1))
    other = NoticeFactory()
    assert services.mark_all_read(by=user, at=NOON) == 3
    assert set(Notice.objects.unread()) == {late, other}
