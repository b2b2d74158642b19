"""One code for a place or a sex, whatever a source calls it."""

import pytest

from handslag.opendata.codes import area, is_area, is_sex, own_codes, sex


@pytest.mark.parametrize(
    ("label", "code", "expected"),
    [
        ("kvinnor", "2", "K"),
        ("Kvinnor", "1", "K"),
        ("02 Kvinnor", "02", "K"),
        ("Flickor", "2", "K"),
        ("men", "1", "M"),
        ("män", "1", "M"),
        ("Pojkar", "1", "M"),
        ("totalt, samtliga män och kvinnor", "TotSa", "T"),
        ("Totalt", "1+2", "T"),
        ("Båda könen", "3", "T"),
        ("Kvinnor och män", "00", "T"),
        ("1+2", "1+2", "T"),
        ("", "ALL", "T"),
        ("", "K", "K"),
        ("", "1", ""),
        ("2", "2", ""),
        ("uppgift saknas", "9", ""),
        ("ensamstående", "K", ""),
    ],
)
def test_a_sex_is_told_by_its_label(label, code, expected) -> None:
    assert sex(label, code) == expected


@pytest.mark.parametrize(
    ("label", "code", "expected"),
    [
        ("Riket", "00", "00"),
        ("00 Riket", "00", "00"),
        ("Riket", "0000", "00"),
        ("Riket", "0", "00"),
        ("Sweden", "00", "00"),
        ("Örebro län", "18", "18"),
        ("18 Örebro län", "18", "18"),
        ("Region Örebro län", "0018", "18"),
        ("Örebro county", "18", "18"),
        ("Västra Götalandsregionen", "0014", "14"),
        ("Västra Götalands län", "14", "14"),
        ("Region Jämtland Härjedalen", "0023", "23"),
        ("Region Sörmland", "0004", "04"),
        ("Hallands län", "13", "13"),
        ("Uppsala län", "99", "03"),
        ("Örebro", "1880", "1880"),
        ("1880 Örebro", "1880", "1880"),
        ("1880 Örebro", "A17", "1880"),
        ("", "ALL", "00"),
        ("", "0", "00"),
        ("", "18", "18"),
        ("", "0018", "18"),
        ("", "3", "03"),
        ("18", "18", "18"),
        ("Örebro", "18", ""),
        ("Mellansverige", "18", ""),
        ("", "15", ""),
        ("", "1580", ""),
        ("", "SE21", ""),
    ],
)
def test_a_place_is_told_by_its_label(label, code, expected) -> None:
    assert area(label, code) == expected


def test_the_sources_own_codes_are_found_for_ours() -> None:
    places = {"0000": "Riket", "0018": "Region Örebro län", "1880": "Örebro"}

    assert own_codes(places, ["18", "00", "1880"]) == ["0018", "0000", "1880"]
    assert own_codes({"3": "Båda könen", "2": "Kvinnor", "1": "Män"}, ["T", "K"]) == ["3", "2"]


def test_a_place_that_the_source_lacks_is_not_guessed() -> None:
    with pytest.raises(LookupError, match="18"):
        own_codes({"00": "Riket"}, ["18"])


def test_a_variable_is_known_by_its_labels() -> None:
    assert is_sex({"1": "män", "2": "kvinnor"})
    assert is_sex({"TotSa": "totalt", "1": "män", "2": "kvinnor"})
    assert not is_sex({"tot": "samtliga åldrar", "1": "1 år"})
    assert is_area({"00": "Riket", "18": "Örebro län", "1880": "Örebro"})
    assert not is_area({"2021": "2021", "2022": "2022"})
    assert not is_area({"0": "0 år", "18": "18 år"})
