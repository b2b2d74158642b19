"""Labels say what codes do not."""

import pytest

from handslag.opendata import labels


@pytest.mark.parametrize(
    ("label", "code", "sex"),
    [
        ("kvinnor", "2", "K"), ("Män", "1", "M"), ("Totalt", "00", "T"), ("Båda könen", "3", "T"), ("01 Män", "01", "M"),
        ("Kvinnor och män", "1+2", "T"), ("män och kvinnor", "", "T"), ("Flickor", "2", "K"), ("boys", "1", "M"),
        ("totalt, båda könen", "TotSa", "T"), ("women", "2", "K"), ("men", "1", "M"), ("Total", "", "T"), ("16-84 år", "", ""),
        ("Kvinnor, totalt", "", "K"), ("", "", ""),
    ],
)  # fmt: skip
def test_sex_is_told_by_the_label(label: str, code: str, sex: str) -> None:
    assert labels.sex(label, code) == sex


@pytest.mark.parametrize(
    ("label", "code", "name"),
    [
        ("18 Örebro län", "18", "Örebro län"), ("Örebro län", "18", "Örebro län"), ("1880 Örebro", "18", "1880 Örebro"),
        ("18", "18", "18"), ("2021-2024", "2021", "2021-2024"), ("00 Riket", "00", "Riket"), ("x", "", "x"),
    ],
)  # fmt: skip
def test_a_label_is_rid_of_its_code(label: str, code: str, name: str) -> None:
    assert labels.without_code(label, code) == name
