"""Drafts, publication, replacement, withdrawal, and where a procedure is filed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from cchc.foundation.identity.models import Agency, Unit, User
from cchc.kernel import events, generations
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.procedures import rules
from cchc.onestop.procedures.choices import TRANSITIONS, Act, FiledOnline, State
from cchc.onestop.procedures.events import (
    DraftChanged,
    DraftDiscarded,
    FilingPlaceSet,
    PublicationRecalled,
    VersionDrafted,
    VersionPublished,
    VersionWithdrawn,
)
from cchc.onestop.procedures.models import FilingPlace, Procedure, Version
from cchc.onestop.procedures.permissions import require_manage
from cchc.onestop.procedures.querysets import CATALOGUE
from cchc.onestop.procedures.rules import Content, Fault
from cchc.onestop.procedures.services.writing import (
    faults_of,
    known_fields,
    settled,
    touched,
    units_of,
    unknown_units,
    write,
)

ONE_DAY = timedelta(days=1)


class Refused(ValueError):
    """A content that cannot be kept or published. `faults` says why, part by part, in Vietnamese."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.words for fault in self.faults))


def _by(user: User | None) -> int | None:
    return user.pk if user else None


@transaction.atomic
def draft(
    *, agency: Agency, content: Content, effective_from: date | None = None, by: User | None, at: datetime
) -> Version:
    """Begin a draft: of a procedure new to the agency, or of one that it has.

    `effective_from` is a proposal, until it is published. Raises Refused, Conflict where a draft is open.
    """
    require_manage(by, agency.pk, at)
    _accept(content)
    fields = known_fields()
    procedure, _ = Procedure.objects.get_or_create(agency=agency, code=content.code)
    procedure = Procedure.objects.select_for_update().get(pk=procedure.pk)
    if procedure.versions.drafts().exists():
        raise Conflict(f"Thủ tục {procedure.code} đang có một bản thảo")
    version = _begun(procedure, effective_from, by, at)
    write(version, settled(content, fields), fields, units_of(agency.pk))
    generations.bump(CATALOGUE)
    events.publish(
        VersionDrafted(version_id=version.pk, procedure_id=procedure.pk, code=procedure.code, by_id=_by(by), at=at)
    )
    return version


def _begun(procedure: Procedure, effective_from: date | None, by: User | None, at: datetime) -> Version:
    last = procedure.versions.aggregate(last=Max("number"))["last"] or 0
    return Version(
        procedure=procedure, number=last + 1, effective_from=effective_from, changed_by=by, changed_at=at
    )


def _accept(content: Content) -> None:
    found = faults_of(content)
    if found:
        raise Refused(found)


@transaction.atomic
def change_draft(
    *, version_id: int, revision: int, content: Content, effective_from: date | None = None, by: User | None,
    at: datetime,
) -> Version:  # fmt: skip
    """Let a draft say something else. Raises Refused, Stale, NotAllowed where it is published already."""
    version = Version.objects.locked(version_id, revision)
    require_manage(by, version.procedure.agency_id, at)
    TRANSITIONS.after(version.state, Act.CHANGE)
    if content.code != version.procedure.code:
        raise Refused([Fault("code", f"Bản thảo này là của thủ tục {version.procedure.code}")])
    _accept(content)
    fields = known_fields()
    version.effective_from = effective_from or version.effective_from
    touched(version, by, at)
    write(version, settled(content, fields), fields, units_of(version.procedure.agency_id))
    generations.bump(CATALOGUE)
    events.publish(DraftChanged(version_id=version.pk, content_hash=version.content_hash, by_id=_by(by), at=at))
    return version


@transaction.atomic
def discard_draft(*, version_id: int, revision: int, by: User | None, at: datetime) -> None:
    """Throw a draft away; a procedure that never had another version goes with it. Raises Stale, NotAllowed."""
    version = Version.objects.locked(version_id, revision)
    procedure = version.procedure
    require_manage(by, procedure.agency_id, at)
    TRANSITIONS.after(version.state, Act.CHANGE)
    event = DraftDiscarded(
        version_id=version.pk, procedure_id=procedure.pk, code=procedure.code, by_id=_by(by), at=at
    )
    version.delete()
    if not procedure.versions.exists() and not procedure.filing_places.exists():
        procedure.delete()
    generations.bump(CATALOGUE)
    events.publish(event)


@transaction.atomic
def publish(*, version_id: int, revision: int, effective_on: date, by: User | None, at: datetime) -> Version:
    """Publish a draft from a day on: NĐ 63/2010/NĐ-CP, art. 15. What was in force ends on the day before.

    The process is checked here; a sum of steps that differs from the limit warns and does not refuse. Raises
    Refused, Stale, NotAllowed; Conflict where another version begins on that day or later.
    """
    version = Version.objects.locked(version_id, revision)
    procedure = Procedure.objects.select_for_update().get(pk=version.procedure_id)
    require_manage(by, procedure.agency_id, at)
    version.state = TRANSITIONS.after(version.state, Act.PUBLISH)
    _ready(version)
    before = _make_room(procedure, effective_on, by, at)
    version.effective_from, version.effective_to, version.published_at = effective_on, None, at
    touched(version, by, at)
    version.save()
    generations.bump(CATALOGUE)
    events.publish(
        VersionPublished(
            version_id=version.pk, procedure_id=procedure.pk, effective_on=effective_on,
            replaced=before.pk if before else None, by_id=_by(by), at=at,
        )
    )  # fmt: skip
    return version


def unready(content: Content, units: Mapping[str, Unit]) -> list[Fault]:
    """What stops a draft from being published, by its own content and the units of its agency."""
    found = [*faults_of(content), *rules.process_faults(content.steps)]
    return found + [Fault("steps", f"Không có đơn vị “{code}”") for code in unknown_units(content.steps, units)]


def _ready(version: Version) -> None:
    content = version.as_content()
    units = units_of(version.procedure.agency_id)
    if found := unready(content, units):
        raise Refused(found)
    for step in version.steps.all():  # a draft may be older than its units
        if step.unit_code and step.unit_id != units[step.unit_code].pk:
            step.unit = units[step.unit_code]
            step.save(update_fields=["unit"])
    version.warnings = [fault.words for fault in rules.warnings(content)]


def _make_room(procedure: Procedure, effective_on: date, by: User | None, at: datetime) -> Version | None:
    """End what is in force on the day before. Two versions never are on one day."""
    later = procedure.versions.exclude(state=State.DRAFT).filter(
        Q(effective_from__gte=effective_on) | Q(state=State.WITHDRAWN, effective_to__gte=effective_on)
    )
    if later.exists():
        raise Conflict(f"Thủ tục {procedure.code} có bản có hiệu lực từ {effective_on:%d/%m/%Y} hoặc sau đó")
    before = procedure.versions.filter(state=State.PUBLISHED).order_by("-effective_from").first()
    if before is None:
        return None
    before.state = TRANSITIONS.after(before.state, Act.REPLACE)
    before.effective_to = effective_on - ONE_DAY
    touched(before, by, at)
    before.save(update_fields=["state", "effective_to", "revision", "changed_by", "changed_at"])
    return before


@transaction.atomic
def replace(*, version_id: int, content: Content, effective_on: date, by: User | None, at: datetime) -> Version:
    """Replace a published version by another content from a day on: a draft, published in the same act.

    Raises what `draft` and `publish` raise.
    """
    old = Version.objects.select_related("procedure__agency").get(pk=version_id)
    fresh = draft(agency=old.procedure.agency, content=content, effective_from=effective_on, by=by, at=at)
    return publish(version_id=fresh.pk, revision=fresh.revision, effective_on=effective_on, by=by, at=at)


@transaction.atomic
def withdraw(
    *, version_id: int, revision: int, last_day: date, reason: str, by: User | None, at: datetime
) -> Version:
    """Abolish a procedure after a last day (bãi bỏ); its dossiers are finished by the version they have.

    Raises Stale, NotAllowed; Refused where the version is not in force on that day.
    """
    version = Version.objects.locked(version_id, revision)
    require_manage(by, version.procedure.agency_id, at)
    version.state = TRANSITIONS.after(version.state, Act.WITHDRAW)
    if version.effective_from is None or last_day < version.effective_from:
        raise Refused([Fault("last_day", "Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi")])
    version.effective_to, version.withdrawn_reason = last_day, reason
    touched(version, by, at)
    version.save(
        update_fields=["state", "effective_to", "withdrawn_reason", "revision", "changed_by", "changed_at"]
    )
    generations.bump(CATALOGUE)
    events.publish(
        VersionWithdrawn(
            version_id=version.pk, procedure_id=version.procedure_id, last_day=last_day, reason=reason,
            by_id=_by(by), at=at,
        )
    )  # fmt: skip
    return version


@transaction.atomic
def recall(*, version_id: int, revision: int, today: date, reason: str, by: User | None, at: datetime) -> Version:
    """Take back a publication that is not yet in force; what it would have replaced goes on.

    Raises Stale, NotAllowed; Conflict where it is in force, or another draft is open.
    """
    version = Version.objects.locked(version_id, revision)
    procedure = Procedure.objects.select_for_update().get(pk=version.procedure_id)
    require_manage(by, procedure.agency_id, at)
    begun = version.effective_from is None or version.effective_from <= today
    if version.state != State.PUBLISHED or begun or procedure.versions.drafts().exists():
        raise Conflict("Chỉ thu hồi được bản chưa có hiệu lực, khi không có bản thảo nào khác")
    before_day = version.effective_from - ONE_DAY if version.effective_from else None
    version.state, version.published_at = State.DRAFT, None
    touched(version, by, at)
    version.save(update_fields=["state", "published_at", "revision", "changed_by", "changed_at"])
    before = procedure.versions.filter(state=State.REPLACED, effective_to=before_day).first()
    if before is not None:
        before.state, before.effective_to = State.PUBLISHED, None
        touched(before, by, at)
        before.save(update_fields=["state", "effective_to", "revision", "changed_by", "changed_at"])
    generations.bump(CATALOGUE)
    events.publish(
        PublicationRecalled(version_id=version.pk, procedure_id=procedure.pk, reason=reason, by_id=_by(by), at=at)
    )
    return version


@transaction.atomic
def set_filing_place(
    *, procedure_id: int, place: FiledOnline, url: str = "", starts_on: date, by: User | None, at: datetime
) -> FilingPlace:
    """Say where a procedure is filed online from a day on; what was said for later days is void.

    Raises Refused where the national portal is named without an address.
    """
    procedure = Procedure.objects.select_for_update().get(pk=procedure_id)
    require_manage(by, procedure.agency_id, at)
    if place == FiledOnline.NATIONAL and not url.startswith("https://"):
        raise Refused(
            [Fault("url", "Nhập địa chỉ của thủ tục trên Cổng Dịch vụ công quốc gia, bắt đầu bằng https://")]
        )
    procedure.filing_places.filter(starts_on__gte=starts_on).delete()
    procedure.filing_places.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on)).update(ends_on=starts_on - ONE_DAY)
    setting = FilingPlace.objects.create(procedure=procedure, place=place, url=url, starts_on=starts_on)
    generations.bump(CATALOGUE)
    events.publish(
        FilingPlaceSet(procedure_id=procedure.pk, place=place, url=url, starts_on=starts_on, by_id=_by(by), at=at)
    )
    return setting
