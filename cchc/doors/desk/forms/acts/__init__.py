"""What is typed on the pages of acts. Their fields are the arguments of the services."""

from cchc.doors.desk.forms.acts.counter import (
    Acceptance,
    Correction,
    FeeTaking,
    FeeVoiding,
    HandingOver,
    Linking,
    Supplying,
    Voiding,
)
from cchc.doors.desk.forms.acts.endings import Asking, Refusal, Stop, WithdrawalAnswer, WithdrawalWish
from cchc.doors.desk.forms.acts.steps import Assignment, Forwarding, ResultForm, SendingBack

__all__ = [
    "Acceptance",
    "Asking",
    "Assignment",
    "Correction",
    "FeeTaking",
    "FeeVoiding",
    "Forwarding",
    "HandingOver",
    "Linking",
    "Refusal",
    "ResultForm",
    "SendingBack",
    "Stop",
    "Supplying",
    "Voiding",
    "WithdrawalAnswer",
    "WithdrawalWish",
]
