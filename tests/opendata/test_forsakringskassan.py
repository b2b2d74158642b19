"""Försäkringskassan: what is withheld, and what a wrong question looks like."""

import pytest

from handslag.opendata.errors import QuestionError, SourceError
from handslag.opendata.forsakringskassan import ONGOING_BY_COUNTY, Forsakringskassan
from tests.opendata.server import as_json, serving

ASKED = {"ar": 2025, "manad": 3, "kon_kod": "K", "diagnoskapitel_kod": "F00-F99", "lan_kod": ["18", "ALL"]}


def row(county: str = "18", *, antal=None, andel=None, **dimensions):
    """A row in the source's shape."""
    ids = {
        "ar": "2025",
        "manad": "03",
        "kon_kod": "K",
        "diagnoskapitel_kod": "F00-F99",
        "lan_kod": county,
        **dimensions,
    }
    cells = {"antal": antal or {"rojd": False, "value": 812}, "andel": andel or {"rojd": False, "value": 0.48}}
    return {"dimensions": ids, "observations": cells}


def asked(answer, **changes):
    with serving(lambda _: as_json(answer)) as server:
        found = list(Forsakringskassan(server.url, timeout=5, rate=1000).data(**{**ASKED, **changes}))
        return found, server.requests


def test_each_measure_of_a_row_is_an_observation() -> None:
    (number, share), requests = asked([row()])

    assert (number.area, number.sex, number.period, number.value) == ("18", "K", "2025M03", 812)
    assert number.other == (("diagnoskapitel_kod", "F00-F99"), ("matt", "antal"))
    assert (share.value, share.unit) == (0.48, "andel av sjukfallen")
    assert "inte av befolkningen" in share.note
    assert requests[0].path == f"/{ONGOING_BY_COUNTY}"
    assert requests[0].query == {
        "ar": "2025", "manad": "03", "kon_kod": "K", "diagnoskapitel_kod": "F00-F99", "lan_kod": "18,ALL"
    }  # fmt: skip


def test_what_is_withheld_has_no_value() -> None:
    (number, share), _ = asked([row(antal={"rojd": True, "value": 0}, andel={"rojd": False, "value": None})])

    assert (number.value, number.status) == (None, "suppressed")
    assert (share.value, share.status) == (None, "missing")


def test_all_sexes_and_the_country_are_told_by_their_codes() -> None:
    (number, _), _ = asked([row("ALL", kon_kod="ALL")], kon_kod="ALL")

    assert (number.area, number.sex, number.sex_code) == ("ALL", "T", "ALL")


def test_an_empty_list_is_an_error_and_not_nothing() -> None:
    with pytest.raises(SourceError, match="tom lista"):
        asked([])


def test_rows_that_were_not_asked_for_are_refused() -> None:
    with pytest.raises(SourceError) as refused:
        asked([row("19")])

    assert refused.value.reason == "ignored_filter"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [5],
        [{"dimensions": {}}],
        [row(antal={"rojd": "ja", "value": 1})],
        [row(antal={"value": "12"})],
        [row(antal={"value": 10**400})],
    ],
)
def test_another_shape_is_refused(answer) -> None:
    with pytest.raises(SourceError):
        asked(answer)


def test_an_empty_choice_is_refused_before_it_is_asked_for() -> None:
    with pytest.raises(QuestionError, match="lan_kod"):
        asked([row()], lan_kod=[])
