"""What identity hears: allauth says that an e-mail was confirmed."""

from typing import Any

from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from cchc.foundation.identity import services
from cchc.kernel import clock


@receiver(email_confirmed)
def _confirmed(email_address: Any, **_: object) -> None:
    services.confirm_email(user=email_address.user, at=clock.now())
