"""Försäkringskassan's open statistics, API v1: sick leave by diagnosis and county.

A wrong parameter is answered with an empty list and no error. `andel` is a share of the cases, not of the people.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from handslag.opendata import codes
from handslag.opendata.answers import Answer
from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.records import MISSING, SUPPRESSED, Observation
from handslag.opendata.transport import MAX_BYTES, Keep, Transport

__all__ = ["BASE_URL", "NAME", "ONGOING_BY_COUNTY", "Forsakringskassan"]

NAME = "Försäkringskassan"
BASE_URL = "https://www.forsakringskassan.se/api/sprstatistikrapportera/public/v1"
ONGOING_BY_COUNTY = "sjp-pagaende-sjukfall-diagnos/SJPPagSjukfallDiagnosLan.json"
"""Ongoing cases of sick leave by chapter of diagnosis (diagnoskapitel_kod) and county (lan_kod)."""
SHARE_OF_CASES = "Andel av sjukfallen, inte av befolkningen."

_UNITS = {"antal": "antal", "andel": "andel av sjukfallen"}
_APART = ("lan_kod", "kon_kod", "ar", "manad")

Choice = str | int | Iterable[str | int]


class Forsakringskassan:
    """Asks Försäkringskassan. timeout, rate, max_bytes, keep and more options: see Transport."""

    def __init__(
        self, base_url: str = BASE_URL, *, timeout: float = 30, rate: float = 5, max_bytes: int = MAX_BYTES,
        keep: Keep | None = None, **options: Any,
    ) -> None:  # fmt: skip
        self.transport = Transport(
            NAME, base_url, timeout=timeout, rate=rate, max_bytes=max_bytes, keep=keep, **options
        )

    def data(self, table: str = ONGOING_BY_COUNTY, **selection: Choice) -> Iterator[Observation]:
        """Return the observations of a table, one for each measure of a row, when all have come.

        selection: parameter -> values: ar=2025, manad=["01", "02"], kon_kod="ALL", diagnoskapitel_kod="F00-F99",
        lan_kod=["18", "ALL"]. A value that is withheld (rojd) comes as "suppressed". Raises SourceError: "question"
        where the source answers with an empty list, "ignored_filter" where rows come that were not asked for.
        """
        asked = {name: _listed(name, choice) for name, choice in selection.items()}
        if empty := [name for name, some in asked.items() if not some]:
            raise QuestionError(NAME, self.transport.address(table), f"Välj något för {', '.join(empty)}.")
        answer = self.transport.get(table, {name: ",".join(some) for name, some in asked.items()})
        rows = answer.as_a(list)
        if not rows:
            told = "Svaret är en tom lista: någon parameter är fel, eller så finns inget för urvalet."
            raise SourceError(NAME, answer.address, "question", told)
        return iter([each for row in rows for each in _observations(answer, table, row, asked)])


def _listed(name: str, choice: Choice) -> list[str]:
    some = [str(each) for each in ([choice] if isinstance(choice, str | int) else choice)]
    return [each.zfill(2) for each in some] if name == "manad" else some


def _observations(answer: Answer, table: str, row: Any, asked: Mapping[str, list[str]]) -> Iterator[Observation]:
    told = answer.part(row, "dimensions", dict)
    ids = {name: str(answer.part(told, name, str, int)) for name in told}
    for name, some in asked.items():
        if ids.get(name) not in some:
            raise answer.refused(f"En rad har {name} {ids.get(name)!r}, som inte efterfrågades.", "ignored_filter")
    area, sex = ids.get("lan_kod", ""), ids.get("kon_kod", "")
    measures = answer.part(row, "observations", dict)
    for measure in measures:
        cell = answer.part(measures, measure, dict)
        is_withheld = answer.part({"rojd": False, **cell}, "rojd", bool)
        value = None if is_withheld else answer.number({"value": None, **cell}, "value")
        yield Observation(
            indicator=table,
            area=area,
            period="M".join(filter(None, (ids.get("ar", ""), ids.get("manad", "")))),
            sex=codes.sex("", sex),
            value=value,
            status=SUPPRESSED if is_withheld else MISSING if value is None else "",
            unit=_UNITS.get(measure, ""),
            source=NAME,
            note=SHARE_OF_CASES if measure == "andel" else "",
            sex_code=sex,
            other=(*((name, id) for name, id in ids.items() if name not in _APART), ("matt", measure)),
        )
