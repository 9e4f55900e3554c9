from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "cchc.foundation.notices"
    label = "notices"
    verbose_name = "thông báo"

    def ready(self) -> None:
        """Show in the frame of every page how many notices are unread."""
        from cchc.foundation.notices.querysets import unread_count
        from cchc.ui.hooks import hooks

        hooks.unread = unread_count
