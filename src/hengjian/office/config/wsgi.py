"""The server entry point: `granian --interface wsgi hengjian.office.config.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengjian.office.config.settings")
application = get_wsgi_application()
