"""One page that asks a form step by step, as the rooms that use forms do; for the browser's test."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context, Template
from django.urls import include, path
from django.utils.translation import get_language

from cchc.foundation.forms.rules import Form
from cchc.foundation.forms.tests.factories import definition
from cchc.kernel.access import public
from cchc.kernel.clock import today

PAGE = Template(
    """{% load cchc forms_as_data i18n static %}<!doctype html><html lang="vi" data-bs-theme="light"
data-density="{{ density }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{% if errors %}Lỗi: {% endif %}{{ step.title.vi }}</title>
<link rel="stylesheet" href="{% static 'vendor/tabler/tabler.min.css' %}">
<link rel="stylesheet" href="{% static 'ui/tokens.css' %}">
<link rel="stylesheet" href="{% static 'ui/components.css' %}">
{% form_assets %}<script src="{% static 'ui/ui.js' %}" defer></script></head>
<body class="page--public"><main class="page"><div class="column">
{% if errors %}<div class="error-summary" role="alert"><ul class="plain">{% for id, words in errors|error_pairs %}
<li><a href="#{{ id }}">{{ words }}</a></li>{% endfor %}</ul></div>{% endif %}
<h1 class="step-title">{{ step.title.vi }}</h1>
<form method="post" novalidate>{% csrf_token %}{% render_step form step answers errors %}
<div class="btn-row btn-row--wide"><button class="btn btn--primary">Tiếp tục</button></div></form>
</div></main></body></html>"""
)
DRAFT: dict[str, Any] = {}


@public
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One step: a button inside the form changes the draft, "Tiếp tục" checks it."""
    form = Form.parse(definition())
    step = form.step(key)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        acted = form.act(DRAFT, request.POST)
        if acted is None:
            acted, errors = form.check(key, request.POST, DRAFT, today=today(), language=get_language() or "vi")
            status = 422 if errors else 200
        DRAFT.clear()
        DRAFT.update(acted)
    context = {
        "form": form, "step": step, "answers": DRAFT, "errors": errors, "request": request,
        "csrf_token": get_token(request), "density": request.GET.get("mat-do", "public"),
    }  # fmt: skip
    return HttpResponse(PAGE.render(Context(context)), status=status)


urlpatterns = [path("", include("cchc.foundation.forms.urls")), path("khai/<slug:key>", page)]
