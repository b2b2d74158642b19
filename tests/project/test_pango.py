"""What the set-up says about the libraries that PDF needs."""

import subprocess
import sys
from pathlib import Path

import pytest

from handslag.documents import pdf

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def pango(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    import pango

    return pango


def test_a_system_that_has_the_libraries_is_told_nothing() -> None:
    run = subprocess.run([sys.executable, SCRIPTS / "pango.py", "--only-tell"], capture_output=True, text=True)

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_a_system_that_lacks_one_is_told_which_packages_and_that_all_else_works(pango, monkeypatch, capsys) -> None:
    monkeypatch.setitem(pango.LIBRARIES, "PangoFT2", ("libno-such-thing.so.0",))
    monkeypatch.setattr(pango, "install", lambda: pytest.fail("it was only to tell"))

    pango.main("--only-tell")

    said = capsys.readouterr().err
    assert "lacks PangoFT2. All else works." in said
    assert all(package in said for package in pango.PACKAGES)


def test_it_installs_only_where_it_may(pango, monkeypatch, capsys) -> None:
    ran = []
    monkeypatch.setitem(pango.LIBRARIES, "Pango", ("libno-such-thing.so.0",))
    monkeypatch.setattr(pango.subprocess, "run", lambda command, **_: ran.append(command))

    for may, times in ((None, 0), ([], 2)):
        monkeypatch.setattr(pango, "may_install", lambda may=may: may)
        pango.main()
        assert len(ran) == times
    assert "PDF" in capsys.readouterr().err


def test_set_up_and_writer_name_the_same_packages(pango) -> None:
    assert pango.PACKAGES == pdf.NEEDED
