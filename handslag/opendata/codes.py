"""One code for a place or a sex, whatever a source calls it.

Sources number the same things differently, and differently from table to table: the country is 00, 0000, 0 or ALL, a
county 18 or 0018, women 2, 02, K or (in another table of the same source) 1. So a label is believed before a code. A
code is believed alone where there is no label, or where it is a municipality's, which is the same everywhere.
"""

import re
from collections.abc import Iterable, Mapping

from handslag.opendata import labels

SWEDEN = "00"
COUNTIES = {
    "01": "Stockholm", "03": "Uppsala", "04": "Södermanland", "05": "Östergötland", "06": "Jönköping",
    "07": "Kronoberg", "08": "Kalmar", "09": "Gotland", "10": "Blekinge", "12": "Skåne", "13": "Halland",
    "14": "Västra Götaland", "17": "Värmland", "18": "Örebro", "19": "Västmanland", "20": "Dalarna",
    "21": "Gävleborg", "22": "Västernorrland", "23": "Jämtland", "24": "Västerbotten", "25": "Norrbotten",
}  # fmt: skip
"""The counties by code. 02, 11, 15 and 16 are no longer in use."""

_SWEDEN = {"riket", "hela riket", "sverige", "hela landet", "sweden", "the whole country"}
_BY_NAME = {name.lower(): code for code, name in COUNTIES.items()} | {"sörmland": "04", "jämtland härjedalen": "23"}
_COUNTY_WORDS = re.compile(r"\b(region(?:en)?|läns?|county|landsting(?:et)?)\b|(?<=götaland)sregionen\b")
_MUNICIPALITY = re.compile(rf"(?:{'|'.join(COUNTIES)})\d\d")
_BARE_SEXES = {"T": "T", "K": "K", "M": "M", "1+2": "T", "ALL": "T", "TOT": "T", "TOTSA": "T"}


def sex(label: str, code: str = "") -> str:
    """Return "T", "K" or "M", "" where neither label nor code tells. A bare 1 or 2 never does."""
    said = labels.sex(label, code)
    return said if said or label not in ("", code) else _BARE_SEXES.get(code.upper(), "")


def area(label: str, code: str = "") -> str:
    """Return SCB's code of a place: "00" Sweden, "18" a county, "1880" a municipality, "" for another kind of place.

    label: what the source calls it, with or without a code first; "" where it has no label. code: the source's own.
    """
    name = " ".join(labels.without_code(label, code).lower().split())
    if not name or name == code.lower():
        return _by_code(code)
    if name in _SWEDEN:
        return SWEDEN
    stem = " ".join(_COUNTY_WORDS.sub(" ", name).split())
    if stem != name and (county := _BY_NAME.get(stem) or _BY_NAME.get(stem.removesuffix("s"))):
        return county
    first = label.split()[0]
    return next((each for each in (first, code) if _MUNICIPALITY.fullmatch(each)), "")


def _by_code(code: str) -> str:
    if code.upper() in ("ALL", "RIKET") or (code.isdecimal() and not int(code)):
        return SWEDEN
    county = code.removeprefix("00").zfill(2)
    return county if county in COUNTIES else code if _MUNICIPALITY.fullmatch(code) else ""


def is_sex(by_code: Mapping[str, str]) -> bool:
    """Whether a variable's labels (code -> label) are sexes: both women and men are among them, and little else."""
    found = [sex(label, code) for code, label in by_code.items()]
    return {"K", "M"} <= set(found) and len(found) <= 6


def is_area(by_code: Mapping[str, str]) -> bool:
    """Whether a variable's labels (code -> label) are places: most of them are Sweden, counties or municipalities.

    Years look like the codes of municipalities, so a label that is no more than a number is not counted.
    """
    found = [area(label, code) for code, label in by_code.items() if not label.strip().isdecimal()]
    return 2 * sum(map(bool, found)) > len(by_code)


def own_codes(by_code: Mapping[str, str], wanted: Iterable[str]) -> list[str]:
    """Return the source's own codes for places or sexes: own_codes({"0018": "Region Örebro län"}, ["18"]) -> ["0018"].

    by_code: the variable's code -> label. Raises LookupError naming the first that the source does not have.
    """
    known: dict[str, str] = {}
    resolve = sex if is_sex(by_code) else area
    for code, label in by_code.items():
        known.setdefault(resolve(label, code), code)
    found = []
    for each in wanted:
        if not each or each not in known:
            raise LookupError(each)
        found.append(known[each])
    return found
