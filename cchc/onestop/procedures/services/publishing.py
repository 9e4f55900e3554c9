"""Many drafts published at once: a catalogue that an office brings in is in force already, and long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cchc.foundation.identity.models import Agency, User
from cchc.kernel.lifecycle import Conflict
from cchc.onestop.procedures.models import Version
from cchc.onestop.procedures.permissions import require_manage
from cchc.onestop.procedures.services.catalogue import Refused, publish

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class NotReady:
    """A draft that cannot be published, and why."""

    version_id: int
    code: str
    why: Refused | Conflict


class NotAll(ValueError):
    """Some of several drafts cannot be published, so none was."""

    def __init__(self, found: Sequence[NotReady]) -> None:
        self.found = tuple(found)
        super().__init__("; ".join(f"{one.code}: {one.why}" for one in found))


@transaction.atomic
def publish_many(
    *, agency: Agency, drafts: Mapping[int, int], effective_on: date, by: User | None, at: datetime
) -> list[Version]:
    """Publish several drafts of an agency, all of them or none: NĐ 63/2010/NĐ-CP, art. 15.

    `drafts` has the revision that was shown of each. A draft that proposes a day of its own keeps that day. Raises
    NotAll with every draft that could not be, PermissionDenied.
    """
    require_manage(by, agency.pk, at)
    rows = Version.objects.filter(pk__in=drafts, procedure__agency=agency).select_related("procedure")
    published, failed = [], []
    for row in rows.order_by("procedure__code", "pk"):
        try:
            published.append(
                publish(
                    version_id=row.pk, revision=drafts[row.pk], effective_on=row.effective_from or effective_on,
                    by=by, at=at,
                )
            )  # fmt: skip
        except (Refused, Conflict) as why:
            failed.append(NotReady(row.pk, row.procedure.code, why))
    if failed:
        raise NotAll(failed)
    return published
