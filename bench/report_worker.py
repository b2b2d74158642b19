"""The peak of memory of the real worker, newly started, while it builds the example's full report as PDF."""

import sys
import tempfile
from pathlib import Path

from tests import server

EXAMPLE, PLAN = "orebro", "orebro-2020-2023"
# Between the bench and the worker: on Linux a process's peak begins with that of the process that starts it.
_WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=sys.stderr)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak() -> float:
    """Return megabytes (of 1000 kB). Raises RuntimeError where the report is not built."""
    with tempfile.TemporaryDirectory(prefix="handslag-peak-") as folder:
        settings = server.environment(Path(folder))
        server.in_process("bench.report_worker", settings, "ask")
        worker = server.command("worker", "--batch", "--no-startup-delay", "--interval", "0.1")
        watched = server.run([sys.executable, "-c", _WATCH, *worker], settings)
        if server.in_process("bench.report_worker", settings, "state").strip() != "done":
            raise RuntimeError(watched.stderr)
    most = int(watched.stdout)
    return most / 1_000_000 if sys.platform == "darwin" else most * 1024 / 1_000_000


def ask() -> None:
    """Fill an empty database with the example, and its queue with the report."""
    from django.conf import settings
    from django.core.management import call_command

    from handslag.exchange.loader import load
    from handslag.exchange.reader import read
    from handslag.places.national import load_national
    from handslag.plans.models import Plan
    from handslag.reports import actions
    from handslag.reports.models import Report
    from handslag.trust.changes import OPERATOR

    call_command("migrate", verbosity=0)
    load_national()
    load(read(Path(settings.EXAMPLES_DIR) / EXAMPLE))
    report = Report(plan=Plan.objects.get(key=PLAN), template="full", title="Uppföljning")
    actions.ask_for_draft(actions.start(report, by=OPERATOR), "pdf", by=0, site="http://localhost/")


def state() -> None:
    """Print how it went with the file."""
    from handslag.reports.models import BuiltFile

    print(BuiltFile.objects.get().state)


if __name__ == "__main__":
    import django

    django.setup()
    {"ask": ask, "state": state}[sys.argv[1]]()
