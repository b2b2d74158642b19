"""One step on one database, in a process of its own: `python -m bench.run build` or `measure`.

Settings are read once a process, and what building leaves in memory must not be measured.
"""

import importlib
import os
import signal
import sys

import django


def main(step: str) -> int:
    """Run the step on the database that DATABASE_URL names; return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handslag.settings")
    django.setup()
    return importlib.import_module(f"bench.{step}").main() or 0


if __name__ == "__main__":
    # A terminated step must still stop the web server that it started.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    sys.exit(main(sys.argv[1]))
