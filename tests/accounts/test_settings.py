"""A setting that is missing or cannot be read stops the start and is named."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured

GOOD = {"HANDSLAG_SECRET_KEY": "a-key-of-this-test", "HANDSLAG_HOSTS": "handslag.example.invalid"}
READ = """
import json
from handslag import settings as s
names = "DEBUG DEMO HTTPS SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS SECRET_KEY ALLOWED_HOSTS"
names += " DEFAULT_COUNTY EMAIL_BACKEND EMAIL_HOST EMAIL_PORT EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_USE_TLS"
print(json.dumps({name: getattr(s, name) for name in [*names.split(), "EMAIL_USE_SSL"]}))
"""


def start(folder: Path, values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own that has only these values in its environment."""
    kept = {"PATH": os.environ["PATH"], "HANDSLAG_DATA_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", READ], cwd=configured.BASE_DIR, env=kept | values, capture_output=True, text=True
    )


def read(folder: Path, **values: str) -> dict[str, object]:
    """The settings of an installation that starts."""
    run = start(folder, GOOD | values)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_setting_is_named(tmp_path: Path, name: str) -> None:
    run = start(tmp_path, {key: value for key, value in GOOD.items() if key != name})

    assert run.returncode != 0
    assert f"ImproperlyConfigured: {name} must be set" in run.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HANDSLAG_DEMO", "ja"),
        ("HANDSLAG_DEMO", "true"),
        ("HANDSLAG_HTTPS", "yes"),
        ("HANDSLAG_SMTP_PORT", "smtp"),
        ("HANDSLAG_SMTP_SECURITY", "ssl"),
        ("HANDSLAG_LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "oracle9://nowhere"),
        ("DATABASE_URL", "a file"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path, name: str, value: str) -> None:
    run = start(tmp_path, GOOD | {name: value})

    assert run.returncode != 0
    assert f"ImproperlyConfigured: {name} " in run.stderr


def test_a_message_never_prints_the_databases_password(tmp_path: Path) -> None:
    run = start(tmp_path, GOOD | {"DATABASE_URL": "postgrse://handslag:hemligt@localhost/handslag"})

    assert run.returncode != 0
    assert "hemligt" not in run.stderr


def test_an_installation_is_strict_when_nothing_else_is_said(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert not found["DEBUG"] and not found["DEMO"]
    assert found["HTTPS"] and found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 31_536_000
    assert found["DEFAULT_COUNTY"] == ""
    assert found["EMAIL_BACKEND"].endswith("smtp.EmailBackend")


def test_the_demo_has_debug_off_and_sends_no_mail(tmp_path: Path) -> None:
    found = read(tmp_path, HANDSLAG_DEMO="1")

    assert found["DEMO"] and not found["DEBUG"]
    assert found["DEFAULT_COUNTY"] == "orebro"
    assert found["EMAIL_BACKEND"].endswith("outbox.OutboxBackend")


def test_a_demo_makes_a_key_of_its_own_once(tmp_path: Path) -> None:
    values = {"HANDSLAG_SECRET_KEY": "", "HANDSLAG_DEMO": "1"}
    first, second = read(tmp_path, **values), read(tmp_path, **values)

    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 50
    assert (tmp_path / "demo-secret-key").stat().st_mode & 0o077 == 0


def test_hosts_are_read_from_a_list(tmp_path: Path) -> None:
    found = read(tmp_path, HANDSLAG_HOSTS="a.example.invalid, b.example.invalid,")
    assert found["ALLOWED_HOSTS"] == ["a.example.invalid", "b.example.invalid"]


# The way to the mail server


def test_letters_go_to_this_machine_in_the_open_and_without_a_login_when_nothing_is_said(tmp_path: Path) -> None:
    found = read(tmp_path)

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("localhost", 25)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("", "")
    assert not found["EMAIL_USE_TLS"] and not found["EMAIL_USE_SSL"]


@pytest.mark.parametrize(
    ("security", "port", "starttls", "tls"), [("starttls", "587", True, False), ("tls", "465", False, True)]
)
def test_the_way_to_the_mail_server_is_encrypted_with_a_login(
    tmp_path: Path, security: str, port: str, starttls: bool, tls: bool
) -> None:
    found = read(
        tmp_path,
        HANDSLAG_SMTP_HOST="post.example.invalid",
        HANDSLAG_SMTP_PORT=port,
        HANDSLAG_SMTP_SECURITY=security,
        HANDSLAG_SMTP_USER="handslag",
        HANDSLAG_SMTP_PASSWORD="hemligt lösen",
    )

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("post.example.invalid", int(port))
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("handslag", "hemligt lösen")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starttls, tls)


def test_a_fault_in_the_mail_settings_does_not_print_the_password(tmp_path: Path) -> None:
    run = start(tmp_path, GOOD | {"HANDSLAG_SMTP_SECURITY": "ja", "HANDSLAG_SMTP_PASSWORD": "hemligt"})

    assert "ImproperlyConfigured: HANDSLAG_SMTP_SECURITY " in run.stderr
    assert "hemligt" not in run.stderr
