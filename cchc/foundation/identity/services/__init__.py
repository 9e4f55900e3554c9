"""Every change to people and organisations. `by` is who acts; None is the program itself."""

from cchc.foundation.identity.services.access import (
    TooManyAttempts,
    confirm_email,
    count_attempt,
    end_sessions,
    forget_attempts,
    forget_old_attempts,
    issue_password,
    record_closed_sign_in,
    record_password_change,
    require_attempt,
    reset_password,
)
from cchc.foundation.identity.services.applicants import (
    WrongApplicant,
    applicant_for,
    change_applicant,
    link,
    look_up,
    mark_seen,
    unlink,
)
from cchc.foundation.identity.services.importing import ImportReport, import_people
from cchc.foundation.identity.services.organisation import (
    Impossible,
    change_agency,
    change_unit,
    close_agency,
    close_unit,
    define_position,
    merge_agencies,
    move_unit,
    open_agency,
    open_unit,
)
from cchc.foundation.identity.services.people import (
    AlreadyTaken,
    change_person,
    create_staff,
    deactivate,
    end_holding,
    end_stand_in,
    hold,
    reactivate,
    register_applicant_account,
    stand_in,
)

__all__ = [
    "AlreadyTaken", "ImportReport", "Impossible", "TooManyAttempts", "WrongApplicant", "applicant_for",
    "change_agency", "change_applicant", "change_person", "change_unit", "close_agency", "close_unit",
    "confirm_email", "count_attempt", "create_staff", "deactivate", "define_position", "end_holding",
    "end_sessions", "end_stand_in", "forget_attempts", "forget_old_attempts", "hold", "import_people",
    "issue_password", "link", "look_up", "mark_seen", "merge_agencies", "move_unit", "open_agency",
    "open_unit", "reactivate", "record_closed_sign_in", "record_password_change",
    "register_applicant_account", "require_attempt", "reset_password", "stand_in", "unlink",
]  # fmt: skip
