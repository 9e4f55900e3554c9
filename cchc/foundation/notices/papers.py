"""A notice as an e-mail, in plain text and in simple HTML."""

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from cchc.foundation.notices.models import Notice


def letter(notice: Notice) -> EmailMultiAlternatives:
    """The letter to the notice's address, in its language. The same notice always has the same Message-ID."""
    link = settings.PUBLIC_URL.rstrip("/") + notice.path if settings.PUBLIC_URL and notice.path else ""
    context = {"notice": notice, "link": link}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    with translation.override(notice.language):
        text = render_to_string("notices/letter.txt", context)
        html = render_to_string("notices/letter.html", context)
    message = EmailMultiAlternatives(
        subject=" ".join(notice.title.split()),
        body=text,
        to=[notice.email],
        headers={"Message-ID": f"<{notice.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    return message
