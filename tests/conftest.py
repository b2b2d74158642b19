"""Makes a bare `pytest` run as `make test` does, whatever the caller's shell says."""

import gc
import os
import shutil
import tempfile

import django
from hypothesis import settings as hypothesis_settings

# Most of what a test makes goes away without help. To look for rings after every 700 objects takes a tenth to a fifth of
# the time of all tests.
gc.set_threshold(20_000, 50, 100)

# How long a case takes is nothing that a test may fail on: the machine may be busy. Thirty cases of each, every time others.
hypothesis_settings.register_profile("ours", deadline=None, max_examples=30)
hypothesis_settings.load_profile("ours")

pytest_plugins = ["tests.databases", "tests.browser_fixtures", "tests.example_fixtures"]

KEPT = "HANDSLAG_TEST_DATABASE"  # set by tests.postgres, together with DATABASE_URL

for name in [name for name in os.environ if name.startswith("HANDSLAG_") and name != KEPT]:
    del os.environ[name]
if KEPT not in os.environ:
    os.environ.pop("DATABASE_URL", None)  # no test may reach the caller's own database

# A folder for each process: parallel workers, and two runs at once, share no file.
DATA_DIR = tempfile.mkdtemp(prefix="handslag-test-")
os.environ |= {
    "HANDSLAG_DATA_DIR": DATA_DIR,
    "HANDSLAG_DEMO": "0",
    "HANDSLAG_HTTPS": "0",
    "HANDSLAG_HOSTS": "localhost,127.0.0.1,testserver",
    "HANDSLAG_SECRET_KEY": "only-for-checks-and-tests",
    "DJANGO_SETTINGS_MODULE": "handslag.settings",
}
# Here and not by pytest-django's option: that one reads the settings before this file.
django.setup()
# A slow hash is what an installation wants; it is Django's, and no test is about it.
from django.conf import settings  # noqa: E402, after the setup

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    shutil.rmtree(DATA_DIR, ignore_errors=True)
