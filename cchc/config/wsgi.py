"""The program as a web server calls it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from cchc.config.children import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.config.settings.prod")
if os.environ.get("CCHC_UP"):  # a worker of `cchc up`: no worker outlives its server
    end_with_parent(os.getppid())
application = get_wsgi_application()

# What is loaded by now stays: no search for garbage looks at it again, and searches come less often.
get_resolver().url_patterns  # noqa: B018 - every page with all that it needs
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
