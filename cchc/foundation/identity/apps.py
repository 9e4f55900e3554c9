from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "cchc.foundation.identity"
    label = "identity"
    verbose_name = "con người, tổ chức"

    def ready(self) -> None:
        """Hang the pages into the frame of every page."""
        from cchc.foundation.identity.permissions import manages_people
        from cchc.kernel.access import signed_in
        from cchc.ui import menu

        menu.register("administration", _("Quản trị"), "identity:tree", manages_people, order=90)
        menu.register("account", _("Tài khoản"), "account_own", signed_in, order=10, place=menu.ACCOUNT)
