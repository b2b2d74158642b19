import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from handslag.accounts.personas import PERSONAS

log = logging.getLogger("handslag.serve")
PAUSE = 5.0
"""Seconds before a helper that has ended is started again."""


class Command(BaseCommand):
    help = (
        "Startar webbservern (gunicorn). Porten tas från --port eller PORT, annars 8000. Med --with-worker, "
        "och alltid i demon, startas också den process som arbetar av kön."
    )

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--with-worker", action="store_true", default=settings.DEMO)

    def handle(self, *args, **options):
        if static_files_changed():
            call_command("collectstatic", interactive=False, verbosity=0)
        port = options["port"]
        self.stdout.write(f"Handslag: http://{options['host']}:{port} (eller http://localhost:{port})")
        if settings.DEMO:
            self.stdout.write("Prova som (på sidan Logga in): " + "; ".join(p.title for p in PERSONAS))
        self.stdout.write("Avsluta med Ctrl-C.")
        self.stdout.flush()
        helpers = [[str(beside("handslag")), "worker", "--interval", "2"]] if options["with_worker"] else []
        sys.exit(run_together(web_command(options["host"], port, options["workers"]), *helpers))


def static_files_changed() -> bool:
    """Whether some file to be served is newer than what was last collected."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    collected = manifest.stat().st_mtime
    found = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    return any(Path(path).stat().st_mtime > collected for path in found)


def beside(program: str) -> Path:
    """Return a program of the same environment as this one."""
    return Path(sys.executable).parent / program


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command line of the web server. Addresses are not logged: they may hold what a person wrote."""
    where = ["--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4"]
    return [str(beside("gunicorn")), "handslag.wsgi", *where, "--log-level", "warning", "--no-control-socket"]


def run_together(first: list[str], *helpers: list[str], pause: float = PAUSE) -> int:
    """Run the commands until the first ends or we are told to stop; then end them all, and return the first's code.

    A helper that ends meanwhile is started again after `pause` seconds.
    """
    running = [subprocess.Popen(command) for command in (first, *helpers)]
    stopping = threading.Event()

    def stop(*_: object) -> None:
        stopping.set()
        for process in running:
            if process.poll() is None:
                process.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        code = _wait(running, helpers, stopping, pause)
    except KeyboardInterrupt:
        code = 0
    stop()
    for process in running:
        process.wait(timeout=30)
    return code


def _wait(
    running: list[subprocess.Popen], helpers: Sequence[list[str]], stopping: threading.Event, pause: float
) -> int:
    """Wait for the first process, and start helpers that have ended again. running: the first, then the helpers."""
    due: dict[int, float] = {}
    while (code := _ended(running[0], within=min(1.0, pause))) is None:
        for place, command in enumerate(helpers, start=1):
            if stopping.is_set() or (ended := running[place].poll()) is None:
                continue
            if place not in due:
                due[place] = time.monotonic() + pause
                log.error("%s ended with code %s; it is started again in %g s", command[1], ended, pause)
            elif time.monotonic() >= due[place]:
                del due[place]
                running[place] = subprocess.Popen(command)
    return code


def _ended(process: subprocess.Popen, *, within: float) -> int | None:
    """Return the process's code if it ends within so many seconds."""
    try:
        return process.wait(timeout=within)
    except subprocess.TimeoutExpired:
        return None
