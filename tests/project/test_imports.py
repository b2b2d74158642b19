"""Imports and relations point downwards only."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).parent / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the project in `folder`, as `make check` does."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("COV_")}
    command = [LINT, "--config", folder / "pyproject.toml", "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product's code, to plant a fault in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    only_code = shutil.ignore_patterns("static", "templates", "locale", "__pycache__")
    shutil.copytree(ROOT / "handslag", tmp_path / "handslag", ignore=only_code)
    return tmp_path


def test_contracts_are_kept() -> None:
    run = lint(ROOT)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("trust", "import handslag.plans", "Apps import downwards only"),
        ("public", "import handslag.exchange", "Apps import downwards only"),
        ("swedish", "import django.utils.text", "The arithmetic knows no web framework"),
    ],
)
def test_contracts_catch_a_planted_import(copy: Path, module: str, line: str, contract: str) -> None:
    (copy / "handslag" / module / "planted.py").write_text(line + "\n")

    run = lint(copy)

    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{contract} BROKEN" in run.stdout


def test_a_new_app_needs_a_layer(copy: Path) -> None:
    (copy / "handslag" / "stray").mkdir()
    (copy / "handslag" / "stray" / "__init__.py").touch()

    assert lint(copy).returncode == 1


def layers() -> list[set[str]]:
    """The layers of the first contract, highest first, each as a set of app names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]
    return [{name.strip(" ()") for name in layer.split("|")} for layer in contract["layers"]]


def test_relations_point_down() -> None:
    """A foreign key given as text is no import, so the contracts do not see it."""
    height = {name: -number for number, layer in enumerate(layers()) for name in layer}
    ours = [model for model in apps.get_models() if model.__module__.startswith("handslag.")]

    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in ours
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model in ours
        if field.related_model._meta.app_label != model._meta.app_label
        if height[field.related_model._meta.app_label] >= height[model._meta.app_label]
    ]

    assert ours
    assert upward == []


READS_FILES = ("pydantic", "yaml", "openpyxl", "icalendar")
WRITES_REPORTS = ("weasyprint", "pikepdf", "docx", "pptx", "resvg_py", "lxml", "PIL", "xlsxwriter")


HIDES = ("scipy.optimize", "scipy.sparse", "scipy.stats")
"""What only working out what to hide takes: a third of what a web process may hold."""


def test_a_web_process_holds_neither_what_reading_files_nor_what_writing_reports_nor_what_hiding_takes() -> None:
    told = "import sys, handslag.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
    heavy = f"[each for each in {READS_FILES + WRITES_REPORTS + HIDES} if each in sys.modules]"
    asks = "from handslag.indicators import hiding; print(hiding._left_to_worker)"
    estimates = f"from handslag import stats; print([each for each in {HIDES} if each in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", f"{told}; print({heavy}); {asks}; {estimates}"],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True,
    )  # fmt: skip

    assert run.stdout.split("\n") == ["[]", "True", "[]", ""], run.stderr
