"""What the tests of intake share: what an officer types, a file, papers that lie with the office already."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from cchc.doors.desk.tests.situations import blank_pdf
from cchc.kernel import generations
from cchc.kernel.identifiers import uuid7
from cchc.onestop.dossiers import services
from cchc.onestop.dossiers.models import Attachment
from cchc.onestop.dossiers.tests import factories
from cchc.onestop.procedures.models import PaperRequired

PAGE = "/tiep-nhan"


def typed(place, **more):
    """What an officer sends who has typed everything."""
    return {
        "act": "nhan",
        "dossier_id": str(uuid7()),
        "counter": place.counter.pk,
        "number": "052187000015",
        "name": "Rơ Châm H'Lưỡng",
        "phone": "0905 000 276",
        "seen": "1",
        "rules": place.version.pk,
        "channel": "counter",
        "in-phieu": "1",
        "in-giay-2": "1",
        "delivery": "counter",
    } | more


def without(fields, *names):
    return {name: value for name, value in fields.items() if name not in names}


def pdf(name="so-do.pdf"):
    return SimpleUploadedFile(name, blank_pdf(), "application/pdf")


def on_file(place, **told):
    """A known person with a paper on file from a dossier that was accepted."""
    PaperRequired.objects.filter(version=place.version, key="phieu").update(kind="phieu-khai-bao")
    generations.forget_all()
    person = services.Person(kind="citizen", number="052187000015", name="Rơ Châm H'Lưỡng", seen=True)
    first = services.intake(
        dossier_id=uuid7(), counter_id=place.counter.pk, rules_id=place.version.pk, channel="counter",
        person=person, by=place.officer, at=factories.MORNING,
        papers=[services.PaperIn(key="phieu", handed_in=True, files=[factories.stored(place.agency)])], **told,
    )  # fmt: skip
    return Attachment.objects.get(paper__dossier=first.pk)


def unmarked(text):
    """The words of a page, without the marks that set figures in their own digits."""
    return re.sub(r"\s+", " ", re.sub(r"</?(span|b|time)[^>]*>", "", text)).replace("\u00a0", " ")
