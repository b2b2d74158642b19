import os
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from handslag.accounts.personas import PERSONAS


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
        commands = [web_command(options["host"], port, options["workers"])]
        if options["with_worker"]:
            commands.append([str(beside("handslag")), "worker", "--interval", "2"])
        sys.exit(run_together(commands))


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


def run_together(commands: list[list[str]]) -> int:
    """Run the commands until the first of them ends or we are told to stop; then end them all."""
    running = [subprocess.Popen(command) for command in commands]

    def stop(*_: object) -> None:
        for process in running:
            if process.poll() is None:
                process.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        code = running[0].wait()
    except KeyboardInterrupt:
        code = 0
    stop()
    for process in running:
        process.wait(timeout=30)
    return code
