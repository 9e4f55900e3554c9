"""Forms being filled in: begun with the first answer, kept field by field, filed once or gone after a while."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from cchc.foundation.files import services as files
from cchc.foundation.files.models import StoredFile
from cchc.foundation.identity.models import Agency, User
from cchc.kernel import batch, events
from cchc.kernel.compiled import Compiled
from cchc.kernel.identifiers import plain_code, uuid7
from cchc.kernel.lifecycle import Stale
from cchc.onestop.dossiers.choices import Behalf
from cchc.onestop.dossiers.events import DraftExpired
from cchc.onestop.dossiers.models import Attachment, Dossier, Draft, DraftPaper
from cchc.onestop.procedures.querysets import snapshot

PERSON_STEP = "nguoi-nop"  # whom the dossier is for: the first step of every form


class AlreadyFiled(ValueError):
    """The draft has become a dossier; `dossier` is it."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__(_("Hồ sơ này đã nộp."))
        self.dossier = dossier


class Changed(Stale):
    """Another tab or device saved this step after it was shown. `theirs` is what it saved."""

    def __init__(self, theirs: Mapping[str, Any], at: datetime) -> None:
        super().__init__(None, at)
        self.theirs = theirs


def hashed(secret: str) -> str:
    """What is stored of a secret code: useless to whoever reads the table."""
    return (
        salted_hmac("cchc.dossiers.secret", plain_code(secret), algorithm="sha256").hexdigest() if secret else ""
    )


def owns(draft: Draft, user: Any, secret: str) -> bool:
    """Whether a draft is this person's: by their account, or by the code in their browser."""
    if draft.owner_id is not None:
        return bool(user is not None and user.is_authenticated and user.pk == draft.owner_id)
    return bool(secret) and constant_time_compare(draft.secret, hashed(secret))


def _held(draft_id: UUID, by: Any, secret: str) -> Draft:
    found = _hold(pk=draft_id)
    if not found:
        raise Draft.DoesNotExist
    return own(found[0], by, secret)


_hold = Compiled(lambda pk: Draft.objects.select_for_update().filter(pk=pk), pk=UUID(int=0))


def own(draft: Draft, by: Any, secret: str) -> Draft:
    """A draft that is this person's and not filed yet. Raises PermissionDenied, AlreadyFiled."""
    if not owns(draft, by, secret):
        raise PermissionDenied(_("Bản nháp này của người khác."))
    if draft.dossier_id is not None:
        dossier = Dossier.objects.get(pk=draft.dossier_id)
        raise AlreadyFiled(dossier)
    return draft


def _save(draft: Draft, at: datetime, *changed: str) -> Draft:
    """Write the columns `changed` of a held draft; it is kept for so many days from now."""
    draft.saved_at, draft.version = at, draft.version + 1
    draft.expires_at = at + timedelta(days=settings.DRAFT_DAYS)
    draft.warned_at = None
    batch.write(draft, "saved_at", "version", "expires_at", "warned_at", *changed)
    return draft


@transaction.atomic
def begin(
    *, rules_id: int, by: User | None, secret: str, behalf: Behalf, eligibility: Mapping[str, str],
    person: Mapping[str, Any], at: datetime, draft_id: UUID | None = None,
) -> Draft:  # fmt: skip
    """Begin a form with its first answers. Without an account only where the procedure allows it.

    Sent twice with the same `draft_id`, it answers with the draft of the first time.
    """
    process = snapshot(rules_id)
    if by is None and not process.anonymous_allowed:
        raise PermissionDenied(_("Thủ tục này cần đăng nhập để nộp trực tuyến."))
    draft, _made = Draft.objects.get_or_create(
        pk=draft_id or uuid7(),
        defaults={
            "owner": by, "secret": "" if by else hashed(secret), "rules_id": rules_id, "behalf": behalf,
            "eligibility": dict(eligibility), "person": dict(person), "created_at": at, "saved_at": at,
            "saved": {PERSON_STEP: at.isoformat()}, "expires_at": at + timedelta(days=settings.DRAFT_DAYS),
        },
    )  # fmt: skip
    if not owns(draft, by, secret):
        raise PermissionDenied(_("Bản nháp này của người khác."))
    return draft


@transaction.atomic
def save_answers(
    *, draft_id: UUID, step: str, answers: Mapping[str, Any], seen: str | None, by: User | None, secret: str,
    at: datetime,
) -> Draft:  # fmt: skip
    """Keep what was typed in one step, right or wrong. Raises Changed where another tab saved it meanwhile.

    `seen` is the mark of the last save that the page showed (`draft.saved[step]`); None overwrites on purpose.
    """
    draft = _held(draft_id, by, secret)
    last = draft.saved.get(step, "")
    if seen is not None and last and seen != last:
        raise Changed({key: draft.answers.get(key) for key in answers}, datetime.fromisoformat(last))
    draft.answers = {**draft.answers, **answers}
    draft.saved = {**draft.saved, step: at.isoformat()}
    return _save(draft, at, "answers", "saved")


@transaction.atomic
def save_person(
    *, draft_id: UUID, person: Mapping[str, Any], by: User | None, secret: str, at: datetime,
    behalf: Behalf | None = None, seen: str | None = None,
) -> Draft:  # fmt: skip
    """Keep whom the dossier is for, and how the result is wanted. `seen` and Changed as in `save_answers`."""
    draft = _held(draft_id, by, secret)
    last = draft.saved.get(PERSON_STEP, "")
    if seen is not None and last and seen != last:
        raise Changed({key: draft.person.get(key) for key in person}, datetime.fromisoformat(last))
    draft.person = {**draft.person, **person}
    draft.saved = {**draft.saved, PERSON_STEP: at.isoformat()}
    draft.behalf = behalf or draft.behalf
    return _save(draft, at, "person", "saved", "behalf")


@batch.at_once()
def add_file(
    *, draft_id: UUID, key: str, file: StoredFile, by: User | None, secret: str, at: datetime,
    reused_from: Attachment | None = None,
) -> DraftPaper:  # fmt: skip
    """Put a file to a paper of the draft."""
    draft = _held(draft_id, by, secret)
    there = _of_key(draft_id=draft.pk, key=key)
    paper = next((one for one in there if one.file_id == file.pk), None)
    if paper is None:
        paper = batch.new(
            DraftPaper, draft_id=draft.pk, key=key, file_id=file.pk, added_at=at,
            position=max((one.position for one in there), default=-1) + 1,
            reused_from_id=reused_from.pk if reused_from else None,
        )  # fmt: skip
        batch.add(paper)
    _save(draft, at)
    return paper


_of_key = Compiled(
    lambda draft_id, key: DraftPaper.objects.filter(draft_id=draft_id, key=key), draft_id=UUID(int=0), key="a key"
)


@transaction.atomic
def attach(
    *, draft_id: UUID, key: str, upload: "File[bytes]", by: User | None, secret: str, at: datetime
) -> DraftPaper:
    """Take a file that somebody brought for a paper of the draft. Raises files.FileRefused.

    The same content brought again to the same paper (a network that failed after it had arrived) is one file.
    """
    draft = _held(draft_id, by, secret)
    agency = Agency.objects.get(pk=snapshot(draft.rules_id).agency_id)
    file = files.store(upload=upload, agency=agency, by=by, at=at)
    same = draft.papers.filter(key=key, file__sha256=file.sha256).select_related("file").first()
    if same is not None:
        files.discard(file_id=file.pk, by=by, at=at)
        return same
    return add_file(draft_id=draft_id, key=key, file=file, by=by, secret=secret, at=at)


@transaction.atomic
def turn_file(*, draft_id: UUID, paper_id: UUID, by: User | None, secret: str, at: datetime) -> None:
    """Turn a file of the draft a quarter clockwise; one that is reused was filed before and stays as it was."""
    draft = _held(draft_id, by, secret)
    paper = draft.papers.filter(pk=paper_id, reused_from=None).first()
    if paper is not None:
        files.rotate(file_id=paper.file_id, degrees=90, by=by, at=at)
        _save(draft, at)


@transaction.atomic
def renew(*, draft_id: UUID, rules_id: int, by: User | None, secret: str, at: datetime) -> Draft:
    """Go on under the version now in force: answers and files stay where field and paper kept their keys."""
    draft = _held(draft_id, by, secret)
    old, new = snapshot(draft.rules_id), snapshot(rules_id)
    if old.procedure_id != new.procedure_id:
        raise PermissionDenied(_("Bản nháp này của thủ tục khác."))
    draft.rules_id = rules_id
    return _save(draft, at, "rules_id")


@transaction.atomic
def remove_file(*, draft_id: UUID, paper_id: UUID, by: User | None, secret: str, at: datetime) -> None:
    """Take a file off the draft; it is given up, unless it was reused from a dossier."""
    draft = _held(draft_id, by, secret)
    rows = draft.papers.filter(pk=paper_id)
    brought = _brought(rows)
    rows.delete()
    _give_up(brought, by, at)
    _save(draft, at)


@transaction.atomic
def replace_file(
    *, draft_id: UUID, paper_id: UUID, file: StoredFile, by: User | None, secret: str, at: datetime
) -> None:
    """Put another file (a turned one) in the place of one of the draft."""
    draft = _held(draft_id, by, secret)
    draft.papers.filter(pk=paper_id).update(file=file)
    _save(draft, at)


@transaction.atomic
def discard(*, draft_id: UUID, by: User | None, secret: str, at: datetime) -> None:
    """Throw a draft away with the files that were brought for it, at its owner's wish."""
    draft = _held(draft_id, by, secret)
    brought = _brought(draft.papers.all())
    draft.delete()
    _give_up(brought, by, at)


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Throw away drafts that nobody has touched for the days set, and their files. Answers how many."""
    gone = list(Draft.objects.select_for_update(skip_locked=True).filter(dossier=None, expires_at__lte=at))
    for draft in gone:
        events.publish(DraftExpired(draft_id=draft.pk, by_id=None, at=at))
        brought = _brought(draft.papers.all())
        draft.delete()
        _give_up(brought, None, at)
    return len(gone)


def _brought(papers: QuerySet[DraftPaper]) -> list[UUID]:
    """The files that were brought for a draft, not those that a dossier already has."""
    return list(papers.filter(reused_from=None).values_list("file", flat=True))


def _give_up(file_ids: list[UUID], by: User | None, at: datetime) -> None:
    for file_id in file_ids:
        if not DraftPaper.objects.filter(file=file_id).exists():
            files.discard(file_id=file_id, by=by, at=at)
