"""Who walks through the pages: people who can sign in, and the papers that they bring."""

from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress

from cchc.doors.portal.tests.situations import ELIGIBILITY, pdf, photo
from cchc.foundation.files.tests.factories import pdf as sheet
from cchc.foundation.identity.models import User
from cchc.foundation.identity.tests.factories import PASSWORD

__all__ = ["ELIGIBILITY", "PASSWORD", "confirmed", "may_sign_in", "paper", "pdf", "photo"]


def may_sign_in(user: User, username: str = "") -> User:
    """Give an account its password, and a name to sign in with."""
    user.set_password(PASSWORD)
    user.username = username or user.username
    user.save()
    return user


def confirmed(user: User) -> User:
    """A citizen's account whose e-mail is confirmed."""
    may_sign_in(user, user.email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def paper(folder: Path, name: str) -> Path:
    """A file to bring: a PDF or, by its name, a photo."""
    place = folder / name
    place.write_bytes(photo().read() if name.endswith(".jpg") else sheet(text=name))
    return place


def choose_file(page: Any, button: str, place: Path) -> None:
    """Press the button of a paper and choose a file, as a person does."""
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=button).click()
    chosen.value.set_files(place)
