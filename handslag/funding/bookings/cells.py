"""What a cell of an accounting export says: a sum in öre, or a day. Pure; knows no Django.

Every function raises ValueError, in Swedish, on what it cannot read: what is not understood is never taken for nothing.
"""

import datetime
import re
from decimal import Decimal

MOST_ORE = 900_000_000_000_000
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f']")
_DASHES = str.maketrans("–—−‐‑", "-----")
_UNIT = re.compile(r"(?:kr|sek|kronor)\.?$", re.IGNORECASE)
_PARTS = re.compile(r"(\d+)(?:[.,](\d+))?", re.ASCII)
_POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}", re.ASCII)
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}|\d{1,3}(?:,\d{3}){2,}", re.ASCII)
_TWO_WAYS = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)
_DAY = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:[T ][\d:.]+)?", re.ASCII)


def ore(text: str) -> int:
    """Return a sum in öre: "1 234,50", "-12", "12-", "(12)", "1.234,50 kr". An empty cell is 0: debit and credit share a row."""
    plain = _SPACES.sub("", text).translate(_DASHES)
    if not plain:
        return 0
    inner, is_below = _sign(_UNIT.sub("", plain))
    if _POINTED.fullmatch(inner):
        inner = inner.replace(".", "")
    elif _ENGLISH.fullmatch(inner):
        inner = inner.replace(",", "")
    elif _TWO_WAYS.fullmatch(inner):
        raise ValueError(
            f"”{text.strip()[:40]}” kan läsas på två sätt. Skriv tusental med mellanslag, ören med två siffror."
        )
    found = _PARTS.fullmatch(inner)
    if not found:
        raise ValueError(f"”{text.strip()[:40]}” är inget belopp. Skriv till exempel 1 234,50 eller -1 234,50.")
    decimals = (found[2] or "").rstrip("0")
    if len(decimals) > 2:
        raise ValueError(f"”{text.strip()[:40]}” har delar av ett öre.")
    size = int(Decimal(f"{found[1]}.{decimals or 0}") * 100)
    if size > MOST_ORE:
        raise ValueError(f"”{text.strip()[:40]}” är ett för stort belopp. Kontrollera det.")
    return -size if is_below else size


def _sign(plain: str) -> tuple[str, bool]:
    """Return a sum without its sign, and whether it is below zero: a minus before or after, or parentheses."""
    if plain.startswith("(") and plain.endswith(")"):
        return _UNIT.sub("", plain[1:-1]), True
    if plain.startswith("-"):
        return plain[1:], True
    return (_UNIT.sub("", plain[:-1]), True) if plain.endswith("-") else (plain.removeprefix("+"), False)


def day(text: str) -> datetime.date:
    """Return a day: "2024-03-01", "20240301", "2024/03/01"."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found:
            return datetime.date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        pass
    raise ValueError(f"”{text.strip()[:40]}” är ingen dag. Skriv den som 2024-03-01.")
