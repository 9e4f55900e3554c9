"""The gallery of the design system. Who may open it is said where it is mounted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cchc.ui import samples

DENSITIES = {"ban-lam-viec": "desk", "cong-khai": "public"}


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; `?mat-do=cong-khai` sets it all in the density of public pages."""
    density = DENSITIES.get(request.GET.get("mat-do", ""), "desk")
    return render(request, "ui/gallery.html", samples.context() | {"density": density, "densities": DENSITIES})
