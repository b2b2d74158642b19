"""R91: the list of participants, and names that likely mean the same."""

import pytest

from handslag.places.duplicates import likely_doubles
from handslag.places.models import Organisation

SURE = [
    ("Pratamera", "Pratamera"),
    ("Attention", "Riksförbundet Attention"),
    ("Haro", "Riksorganisationen Haro"),
    ("MUCF", "Myndigheten för ungdoms- och civilsamhällesfrågor"),
    ("SPSM", "Specialpedagogiska skolmyndigheten"),
    ("SLS", "Svenska Läkaresällskapet"),
    ("RSMH", "Riksförbundet för Social och Mental Hälsa"),
    ("FMS", "Förbundet för Musikterapi i Sverige FMS"),
    ("Röda Korset", "Svenska röda korset"),
    ("Polismyndigheten", "Rikspolisstyrelsen"),
    ("Psykologförbundet", "Sveriges Psykologförbund"),
    ("Psykoterapeutföreningen", "Psykoterapiföreningen"),
    ("Företagshälsorna", "Sveriges företagshälsor"),
    ("Frälsningsarmén", "Krukmakarens Hus - Frälsningsarmén"),
    ("Allmänpsykiatri Region Örebro", "Region Örebro Län, Allmänpsykiatrin"),
    ("Nationellt kompetenscentrum anhöriga", "Nationellt kompetenscentrum anhöriga och Linnéuniversitetet"),
    ("Region Jönköping", "Qulturum, Region Jönköpings län"),
    ("Psykologpartners", "BTF/Psykologpartners"),
]


def pairs(*names: str) -> list[set[str]]:
    return [{names[a], names[b]} for a, b, _ in likely_doubles(list(enumerate(names)))]


@pytest.mark.django_db
def test_r91_the_list_has_221_names_and_is_no_countys_register() -> None:
    listed = Organisation.objects.filter(participant_list__key="kraftsamling-2020-deltagare")

    assert listed.count() == 221
    assert not listed.filter(county__isnull=False).exists()
    assert listed.values("list_heading").distinct().count() == 6


@pytest.mark.django_db
def test_r91_an_odd_name_stands_as_printed() -> None:
    assert Organisation.objects.filter(name="Handelshögsk<olan").count() == 1


@pytest.mark.django_db
def test_r91_at_least_16_pairs_are_proposed_and_few_beyond_them() -> None:
    listed = list(Organisation.objects.filter(participant_list__isnull=False).values_list("id", "name"))
    names = dict(listed)

    found = [{names[a], names[b]} for a, b, _ in likely_doubles(listed)]

    assert all({one, other} in found for one, other in SURE)
    assert len(found) <= 30


@pytest.mark.parametrize(("one", "other"), SURE)
def test_a_likely_double_is_proposed_once(one: str, other: str) -> None:
    assert pairs(one, "Kulturföreningen", other) == [{one, other}]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Region Uppsala", "Uppsala universitet (U-fold)"),
        ("Region Stockholm", "Stockholms Stad"),
        ("Region Örebro", "Örebro Kommun"),
        ("Region Skåne", "BUP Skåne"),
        ("Norrtälje Kommun", "Kommunalförbundet Sjukvård och omsorg i Norrtälje"),
        ("Svenska psykiatriska föreningen", "Psykiatriska kliniken Nyköping/Katrineholm"),
        ("Region Dalarna", "Region Halland"),
        ("Svenska Läkaresällskapet", "Sveriges Läkarförbund"),
        ("Feelgood företagshälsa", "Företagshälsorna"),
    ],
)
def test_two_different_things_are_not_proposed(one: str, other: str) -> None:
    assert pairs(one, other) == []


@pytest.mark.parametrize("names", [[], ["A"], ["", ""], ["!", "?"], ["<b>", "x" * 10_000], ["Å" * 500, "Å" * 500]])
def test_odd_names_do_no_harm(names: list[str]) -> None:
    assert len(pairs(*names)) <= 1


def test_every_pair_comes_once_with_a_reason() -> None:
    names = [name for pair in SURE for name in pair]

    found = likely_doubles(list(enumerate(names)))

    assert len({(a, b) for a, b, _ in found}) == len(found)
    assert all(a < b and why for a, b, why in found)
