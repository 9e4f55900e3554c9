"""The program as a web server calls it."""

import os

from django.core.wsgi import get_wsgi_application

from cchc.config.children import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.config.settings.prod")
if os.environ.get("CCHC_UP"):  # a worker of `cchc up`: no worker outlives its server
    end_with_parent(os.getppid())
application = get_wsgi_application()
