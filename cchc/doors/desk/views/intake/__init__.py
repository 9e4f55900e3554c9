"""Counter intake: one page from the person's number to the printed receipt, by keyboard alone."""

from cchc.doors.desk.views.intake.page import attach, intake, procedures
from cchc.doors.desk.views.intake.prints import receipt, refusal, supplement

__all__ = ["attach", "intake", "procedures", "receipt", "refusal", "supplement"]
