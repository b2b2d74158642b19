"""Fields of forms about money."""

import re
from typing import Any

from django import forms

MOST = 9_000_000_000_000
_WRITTEN_ROUND = re.compile(r"\s|kr(onor)?\.?$", re.IGNORECASE)


class KronorField(forms.IntegerField):
    """Whole kronor, as people write them: "7 803 798 kr". Empty is not known, which is not zero."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("min_value", 0)
        super().__init__(max_value=MOST, localize=True, **kwargs)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_WRITTEN_ROUND.sub("", value) if isinstance(value, str) else value)
