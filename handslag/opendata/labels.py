"""What a source's labels say. Its codes differ from table to table, so nothing is resolved by code."""

import re

_WOMEN = {"kvinnor", "kvinna", "flickor", "flicka", "women", "woman", "females", "female", "girls"}
_MEN = {"män", "man", "pojkar", "pojke", "men", "males", "male", "boys"}
_ALL = {"totalt", "total", "båda", "samtliga", "alla", "both", "all"}


def sex(label: str, code: str = "") -> str:
    """Return "T", "K" or "M" for a label ("2 Kvinnor", "Båda könen", "Män och kvinnor"), "" where it says neither."""
    words = set(re.findall(r"[^\W\d_]+", without_code(label, code).lower()))
    women, men = bool(words & _WOMEN), bool(words & _MEN)
    if (women and men) or (words & _ALL and not women and not men):
        return "T"
    return "K" if women else "M" if men else ""


def without_code(label: str, code: str) -> str:
    """Return a label without the code that it may start with: ("18 Örebro län", "18") -> "Örebro län"."""
    rest = label.removeprefix(code)
    return rest.lstrip(" :-–") or label.strip() if code and rest[:1] in (" ", ":") else label.strip()
