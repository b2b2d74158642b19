import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from handslag.accounts.personas import PERSONAS


class Command(BaseCommand):
    help = "Startar webbservern (gunicorn). Porten tas från --port eller PORT, annars 8000."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args, **options):
        call_command("collectstatic", interactive=False, verbosity=0)
        port = options["port"]
        self.stdout.write(f"Handslag: http://{options['host']}:{port} (eller http://localhost:{port})")
        if settings.DEMO:
            self.stdout.write("Prova som (på sidan Logga in): " + "; ".join(p.title for p in PERSONAS))
        self.stdout.write("Avsluta med Ctrl-C.")
        self.stdout.flush()
        gunicorn = os.path.join(os.path.dirname(sys.executable), "gunicorn")  # noqa: PTH118, PTH120
        bind = f"{options['host']}:{port}"
        workers = str(options["workers"])
        log = ["--access-logfile", "/dev/null", "--log-level", "warning"]
        os.execv(gunicorn, [gunicorn, "handslag.wsgi", "--bind", bind, "--workers", workers, "--threads", "4", *log])
