"""Answers that sources gave, where they lie beside the project. They are no part of it: tests are skipped without."""

import json
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "api_samples"


def recorded(name: str) -> Any:
    """Return a recorded answer, or skip the test that asks for it."""
    if not (SAMPLES / name).exists():
        pytest.skip("the recorded answers are not at hand")
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))
