"""The gallery of the design system, which doors mount for whom they choose; and the mark that browsers ask for."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from cchc.kernel.access import public
from cchc.ui import samples

DENSITIES = {"ban-lam-viec": "desk", "cong-khai": "public"}


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; `?mat-do=cong-khai` sets it all in the density of public pages."""
    density = DENSITIES.get(request.GET.get("mat-do", ""), "desk")
    return render(request, "ui/gallery.html", samples.context() | {"density": density, "densities": DENSITIES})


@require_safe
@public
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """The mark of the program, for browsers that show a PDF and ask at the root."""
    return HttpResponseRedirect(static("ui/favicon.svg"))
