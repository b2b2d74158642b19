"""The commands a newcomer types: what they promise, and what they say when something is missing."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def make(*arguments: str, **environment: str) -> str:
    """Output of make with these arguments, in a plain environment with these variables."""
    plain = {"PATH": os.environ["PATH"], **environment}
    run = subprocess.run(["make", *arguments], cwd=ROOT, env=plain, capture_output=True, text=True, check=True)
    return run.stdout


@pytest.fixture
def show_url(tmp_path: Path) -> list[str]:
    """Arguments that print the DATABASE_URL that the Makefile's commands would see."""
    extra = tmp_path / "extra.mk"
    extra.write_text('show-url: ; @echo "url=$$DATABASE_URL"\n')
    return ["-f", "Makefile", "-f", str(extra), "show-url"]


def test_help_names_every_target() -> None:
    targets = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    named = set(re.findall(r"^make (\w+)", make(), re.MULTILINE))

    assert named == set(" ".join(targets).split()) - {"help"}


def test_a_database_of_the_callers_shell_is_left_alone(show_url: list[str]) -> None:
    assert make(*show_url, DATABASE_URL="postgresql://in.use/production").strip() == "url="


def test_a_database_named_on_the_command_line_is_obeyed(show_url: list[str]) -> None:
    assert make(*show_url, "DATABASE_URL=sqlite:///other").strip() == "url=sqlite:///other"


def run_port_free(port: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "scripts" / "port_free.py", str(port)]
    return subprocess.run(command, capture_output=True, text=True)


def test_a_taken_port_is_said_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        run = run_port_free(port)

    assert run.returncode == 1
    assert run.stderr.startswith(f"Port {port} is in use")
    assert run_port_free(port).returncode == 0


@pytest.mark.parametrize("port", ["", "http", "-1", "0", "65536"])
def test_an_impossible_port_is_refused(port: str) -> None:
    assert run_port_free(port).returncode == 1


def set_up_with(folder: Path, *, python3: str | None) -> subprocess.CompletedProcess[str]:
    """Run scripts/environment on an empty machine whose only Python is this shell script."""
    programs = folder / "bin"
    programs.mkdir()
    for name in ("dirname", "basename"):
        (programs / name).symlink_to(shutil.which(name) or name)
    if python3 is not None:
        (programs / "python3").write_text(python3)
        (programs / "python3").chmod(0o755)
    (folder / "scripts").mkdir()
    script = shutil.copy(ROOT / "scripts" / "environment", folder / "scripts")
    command = ["/bin/sh", script, "run"]
    return subprocess.run(command, env={"PATH": str(programs)}, capture_output=True, text=True)


def test_a_missing_python_is_said_in_two_lines(tmp_path: Path) -> None:
    run = set_up_with(tmp_path, python3=None)

    assert run.returncode == 1
    assert run.stderr.startswith("Handslag needs Python 3.11 or later, and none was found.\n")
    assert run.stderr.count("\n") == 2


def test_a_missing_venv_package_is_said_in_two_lines(tmp_path: Path) -> None:
    run = set_up_with(tmp_path, python3='#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n')

    assert run.returncode == 1
    assert run.stderr.endswith("sudo apt install python3-venv\n")
    assert run.stderr.count("\n") == 2
