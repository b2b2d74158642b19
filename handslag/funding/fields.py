"""Fields of forms about money."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 9_000_000_000_000
_WRITTEN_ROUND = re.compile(r"\s|kr(onor)?\.?$", re.IGNORECASE)


class KronorField(forms.IntegerField):
    """Whole kronor, as people write them: "7 803 798 kr". Empty is not known, which is not zero."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MOST, "required": False, "localize": True, **kwargs})
        self.error_messages |= {
            "min_value": _("Skriv minst %(limit_value)s krona."),
            "max_value": _("Kontrollera beloppet: det är större än vad som ryms."),
        }

    def to_python(self, value: Any) -> int | None:
        """Return the sum, None for an empty one. Raises ValidationError on anything but whole kronor from zero."""
        plain = _WRITTEN_ROUND.sub("", str(value)) if value is not None else ""
        if plain and not (plain.isascii() and plain.isdigit()):
            raise forms.ValidationError(_("Skriv hela kronor, till exempel 300 000."))
        return super().to_python(plain)
