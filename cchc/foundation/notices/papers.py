"""A notice as an e-mail, in plain text and in simple HTML."""

from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils import translation

from cchc.foundation.notices.models import Notice

Block = tuple[str, Sequence[str]]  # "heading", "list" or "text", and its lines


def blocks(body: str) -> list[Block]:
    """The text of a notice as a reader sees it: paragraphs, lists (lines with "- "), headings over the lists."""
    found: list[tuple[str, list[str]]] = []
    for part in body.replace("\r\n", "\n").split("\n\n"):
        fresh = True
        for line in filter(None, (one.strip() for one in part.split("\n"))):
            kind = "list" if line.startswith("- ") else "text"
            if fresh or found[-1][0] != kind:
                found.append((kind, []))
            found[-1][1].append(line.removeprefix("- "))
            fresh = False
    return [
        ("heading", lines) if kind == "text" and len(lines) == 1 and after == "list" else (kind, lines)
        for (kind, lines), after in zip(found, [*(kind for kind, _lines in found[1:]), ""], strict=True)
    ]


def path_in(language: str, path: str) -> str:
    """The page at `path` as who reads that language opens it; paths are told in the office's own."""
    with translation.override(settings.LANGUAGE_CODE):
        return translate_url(path, language)


def letter(notice: Notice) -> EmailMultiAlternatives:
    """The letter to the notice's address, in its language. The same notice always has the same Message-ID."""
    path = path_in(notice.language, notice.path) if notice.path else ""
    link = settings.PUBLIC_URL.rstrip("/") + path if settings.PUBLIC_URL and path else ""
    context = {"notice": notice, "link": link, "blocks": blocks(notice.body)}
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
