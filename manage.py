"""Django's own commands, for engineers: `python manage.py makemigrations`. Offices use `cchc`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cchc.config.settings.dev")
    execute_from_command_line(sys.argv)
