"""The application for a web server."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handslag.settings")
application = get_wsgi_application()

# All that is loaded stays as long as the process: the views are loaded now, not in somebody's first visit,
# and the garbage collector need not walk through any of it again. About a tenth of a page's time.
import_module(settings.ROOT_URLCONF)
import_module("handslag.indicators.hiding").leave_to_worker()
gc.collect()
gc.freeze()
