"""What every page may say of the installation and of who looks at it: `site` in every template."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language

from cchc.kernel.clock import today
from cchc.kernel.generations import kept
from cchc.ui import menu
from cchc.ui.hooks import Search, hooks


@dataclass(frozen=True)
class Office:
    """The agency that a page speaks for."""

    id: int
    name: str
    name_en: str
    short_name: str
    address: str
    phone: str
    email: str

    @property
    def title(self) -> str:
        """Its name in the language of the page."""
        return self.name_en if get_language() == "en" and self.name_en else self.name


def _in_force(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


@kept("people")
def top_office(day: date) -> Office | None:
    """The agency in whose name this installation speaks; where none is named, the one on top of the tree."""
    rows = apps.get_model("identity.Agency")._default_manager.filter(_in_force(day))
    fields = ("id", "name", "name_en", "short_name", "address", "phone", "email")
    row = rows.order_by("-is_host", F("parent_id").asc(nulls_first=True), "id").values(*fields).first()
    return Office(**row) if row else None


@kept("people")
def holds_demonstration() -> bool:
    """Whether any agency here is a demonstration."""
    return bool(apps.get_model("identity.Agency")._default_manager.filter(is_demo=True).exists())


@kept("people")
def names_of(ids: tuple[int, ...]) -> dict[int, str]:
    """The full names behind ids of accounts."""
    people = apps.get_model("identity.User")._default_manager.filter(pk__in=ids)
    return dict(people.values_list("pk", "full_name"))


@dataclass(frozen=True)
class Language:
    """A language of the page, and the same page in it."""

    code: str
    name: str
    url: str
    current: bool


class Site:
    """The frame of one page. Each answer is worked out when the template asks, once."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def user(self) -> Any:
        """Who looks at the page; None where nobody is known yet."""
        return getattr(self._request, "user", None)

    @cached_property
    def is_signed_in(self) -> bool:
        """Whether an account is behind the page."""
        return bool(self.user and self.user.is_authenticated)

    @cached_property
    def is_staff(self) -> bool:
        """Whether someone of the office looks."""
        return self.is_signed_in and bool(self.user.is_staff)

    @cached_property
    def office(self) -> Office | None:
        """The agency on top; None before `cchc init`."""
        return top_office(today())

    @cached_property
    def own_office(self) -> str:
        """The short name of the agency of the one who looks, else of the one on top."""
        agency = getattr(self.user, "agency", None) if self.is_signed_in else None
        if agency is not None:
            return str(agency.short_name)
        return self.office.short_name if self.office else "CCHC"

    @cached_property
    def is_demo(self) -> bool:
        """Whether the strip "DỮ LIỆU MINH HỌA" stands on the page."""
        return holds_demonstration()

    @cached_property
    def languages(self) -> list[Language]:
        """This page in each language: /… in Vietnamese, /en/… in English."""
        return [
            Language(code, name, self._in_language(code), code == get_language())
            for code, name in settings.LANGUAGES
        ]

    def _in_language(self, code: str) -> str:
        """The address of this page in a language, and of the page to which it leads back."""
        path = self._request.get_full_path()
        back = self._request.GET.get("next", "")
        if back.startswith("/"):
            query = self._request.GET.copy()
            query["next"] = _translated(back, code)
            path = f"{self._request.path}?{query.urlencode(safe='/')}"
        return _translated(path, code)

    @cached_property
    def other_languages(self) -> list[Language]:
        """The languages that the page is not in."""
        return [language for language in self.languages if not language.current]

    @cached_property
    def hours(self) -> list[str]:
        """When the office is open, line by line."""
        if hooks.office_hours is None or self.office is None:
            return []
        return list(hooks.office_hours(self.office.id))

    def _menu(self, place: str) -> list[menu.Line]:
        return menu.lines(place, self.user, self._request.path) if self.user is not None else []

    @cached_property
    def public_menu(self) -> list[menu.Line]:
        """The head of public pages."""
        return self._menu(menu.PUBLIC)

    @cached_property
    def desk_menu(self) -> list[menu.Line]:
        """The bar of the staff, by what they may do."""
        return self._menu(menu.DESK)

    @cached_property
    def account_menu(self) -> list[menu.Line]:
        """What stands below one's name."""
        return self._menu(menu.ACCOUNT)

    @cached_property
    def foot_menu(self) -> list[menu.Line]:
        """The third column of the public foot."""
        return self._menu(menu.FOOT)

    @cached_property
    def stands_in_for(self) -> list[str]:
        """Whose work the one who looks does today, as stand-in."""
        if not self.is_staff:
            return []
        day = today()
        ids = {grant.for_id for grant in self.user.grants if grant.for_id is not None and grant.runs_on(day)}
        return sorted(names_of(tuple(sorted(ids))).values()) if ids else []

    @cached_property
    def unread(self) -> int:
        """Notices not yet read."""
        return hooks.unread(self.user) if hooks.unread and self.is_signed_in else 0

    @cached_property
    def notices_url(self) -> str | None:
        """One's notices."""
        return menu.url_of(hooks.notices_url) if self.is_signed_in else None

    @property
    def search(self) -> Search | None:
        """The search box of the staff."""
        return hooks.search

    @cached_property
    def search_url(self) -> str | None:
        """Where the search box sends."""
        return menu.url_of(hooks.search.url_name) if hooks.search else None

    @cached_property
    def search_text(self) -> str:
        """What was searched for, so that the box still says it."""
        return self._request.GET.get(hooks.search.parameter, "") if hooks.search else ""

    @cached_property
    def help_url(self) -> str | None:
        """The help page."""
        return menu.url_of(hooks.help_url)

    @cached_property
    def sign_in_url(self) -> str | None:
        """The sign-in page, which comes back to this one."""
        return menu.url_of(hooks.sign_in_url)

    @cached_property
    def sign_out_url(self) -> str | None:
        """Where signing out is sent."""
        return menu.url_of(hooks.sign_out_url)

    @property
    def home_url(self) -> str:
        """The public home in the language of the page."""
        return "/" if get_language() == settings.LANGUAGE_CODE else f"/{get_language()}/"

    @property
    def start_url(self) -> str:
        """Where a signed-in person begins: the inbox, or one's dossiers."""
        return menu.url_of(settings.LOGIN_REDIRECT_URL) or self.home_url


def _translated(path: str, code: str) -> str:
    plain = path.removeprefix("/en") if path == "/en" or path.startswith(("/en/", "/en?")) else path
    plain = plain if plain.startswith("/") else f"/{plain}"
    return plain if code == settings.LANGUAGE_CODE else f"/{code}{plain}"


def page(request: HttpRequest) -> dict[str, Any]:
    """`site`: the frame of every page."""
    return {"site": Site(request)}
