"""A notice as an e-mail, in plain text and in simple HTML."""

from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import translation

from cchc.foundation.notices.choices import BY_CHOICE, Kind
from cchc.foundation.notices.models import Notice

ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058: mail programs post this to the link
STOPS = signing.Signer(salt="notices.stop")
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


def stop_token(user_id: int, kind: str) -> str:
    """What lets a person do without the letters of a kind, signed: who has the letter may, without signing in."""
    return STOPS.sign(f"{user_id}.{kind}")


def read_stop_token(token: str) -> tuple[int, Kind]:
    """Whose letters of which kind a token stops. Raises BadSignature, ValueError for a kind that does not stop."""
    user_id, _dot, kind = STOPS.unsign(token).partition(".")
    if kind not in BY_CHOICE:
        raise ValueError(kind)
    return int(user_id), Kind(kind)


def stop_link(notice: Notice) -> str:
    """Where its reader stops letters of this kind; empty where they may not, or where pages have no address."""
    if notice.user_id is None or notice.kind not in BY_CHOICE or not settings.PUBLIC_URL:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse("notices:stop", args=[stop_token(notice.user_id, notice.kind)])
    return settings.PUBLIC_URL.rstrip("/") + path_in(notice.language, path)


def letter(notice: Notice) -> EmailMultiAlternatives:
    """The letter to the notice's address, in its language. The same notice always has the same Message-ID."""
    path = path_in(notice.language, notice.path) if notice.path else ""
    link = settings.PUBLIC_URL.rstrip("/") + path if settings.PUBLIC_URL and path else ""
    stop = stop_link(notice)
    context = {"notice": notice, "link": link, "blocks": blocks(notice.body), "stop": stop}
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    with translation.override(notice.language):
        text = render_to_string("notices/letter.txt", context)
        html = render_to_string("notices/letter.html", context)
    message = EmailMultiAlternatives(
        subject=" ".join(notice.title.split()),
        body=text,
        to=[notice.email],
        headers={
            "Message-ID": f"<{notice.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
            **({"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": ONE_CLICK} if stop else {}),
        },
    )
    message.attach_alternative(html, "text/html")
    return message
