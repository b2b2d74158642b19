"""Every fact of the example's files stands in the full report."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from handslag.places.models import Organisation
from handslag.plans import words
from handslag.swedish.numbers import number
from tests.reports.texts import section_texts, squeezed, texts

pytestmark = pytest.mark.usefixtures("only_once")

FOLDER = Path(settings.EXAMPLES_DIR) / "orebro"

# What a file holds for the program, and what is told in words that other tests check.
KEYS = frozenset(
    "id kind source sources ours county visibility lead division position level_names parent node organisation "
    "precision from to key series value_decimals role".split()
)
NOT_IN_A_REPORT = frozenset(
    {
        "plan.terms.kind",
        "plan.terms.not_same_as",
        "plan.terms.wording",
        "plan.state_as_of",
        "plan.status",
        "plan.figures.place",
        "initiatives.about_suicide",
        "initiatives.contradictions.since",
        "initiatives.listing",
        "initiatives.posts.relations.to",
        "initiatives.posts.tasks.theme",
        "initiatives.relations.to",
        "initiatives.statuses.as_of",
        "initiatives.statuses.role",
        "initiatives.recommendations.to_organisation",
        "initiatives.target_groups",
        "initiatives.methods",
        "initiatives.goals.origin",
        "initiatives.goals.primary",
        "initiatives.figures.place",
        "initiatives.figures.kind",
        "initiatives.figures.context",
        "initiatives.figures.computed",
        "initiatives.figures.approximate",
        "initiatives.places.named",
        "initiatives.posts.lansdel",
        "plan.adoptions.extent",
        "organisations.area",
        "plan.appendices.about",
        "plan.appendices.state",
        "plan.cited_figures.indicator",
        "plan.cited_figures.published",  # told with its age, and only where the figure has no year of its own
    }
)
WORDS: dict[str, dict[str, str]] = {
    "status": words.STATUSES,
    "theme": words.THEMES,
    "level": {**words.LEVELS, **words.SOLVERS},
    "tiers": words.TIERS,
    "reach": words.REACHES,
    "user_influence": words.USER_INFLUENCES,
    "attribution": {},
    "decision": words.PILOT_DECISIONS,
    "problem": words.PROBLEMS,
    "state": words.OBSTACLE_STATES,
    "form": words.FORMS,
    "sector": Organisation.SECTORS,
}


def facts() -> Iterator[tuple[str, str, str]]:
    """Yield (file, path of keys, value as it should be printed)."""
    for file in [FOLDER / "plan.yaml", FOLDER / "goals.yaml", FOLDER / "methods.yaml", FOLDER / "target_groups.yaml"]:
        yield from _walk(file.name, "", yaml.safe_load(file.read_text()))
    for file in sorted((FOLDER / "initiatives").glob("*.yaml")):
        yield from _walk(file.name, "", yaml.safe_load(file.read_text()))


def _walk(file: str, path: str, value: object) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in KEYS:
                yield from _walk(file, f"{path}.{key}".lstrip("."), inner)
                if path.endswith("shares"):
                    yield file, path, key
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(file, path, inner)
    elif path not in NOT_IN_A_REPORT and value is not None:
        yield file, path, printed(path.rpartition(".")[2], value)


def printed(key: str, value: object) -> str:
    """Return a value of a file as a report prints it."""
    if key in WORDS:
        return WORDS[key].get(str(value), "")
    if isinstance(value, bool):
        return ""
    return number(Decimal(str(value))) if isinstance(value, int | float) else str(value)


def found(text: str, whole: str) -> bool:
    text = squeezed(text).rstrip(".")
    # The report begins some statements with a small letter ("Saknas: hur många ...").
    return not text or text in whole


# Told once for all initiatives: the table of recommendations, the list of initiatives as the source has them.
TOLD_TOGETHER = frozenset(
    "report_reference number source_title aliases report_place level recommendations.text recommendations.by "
    "recommendations.theme".split()
)


@pytest.fixture
def whole(report) -> str:
    return squeezed("\n".join(texts(report("full"))))


def test_every_fact_of_the_example_stands_in_the_full_report(whole):
    missing = [(file, path, value) for file, path, value in facts() if not found(value, whole)]

    assert not missing, "\n".join(" | ".join(fact) for fact in missing)


def test_every_fact_of_an_initiative_stands_under_its_own_heading(report):
    sections = {section.title: section for section in report("full").walk() if section.key.startswith("insats-")}
    missing = []
    for file in sorted((FOLDER / "initiatives").glob("*.yaml")):
        for initiative in yaml.safe_load(file.read_text())["initiatives"]:
            own = squeezed("\n".join(section_texts(sections.pop(initiative["title"]))))
            missing += [
                (path, value)
                for _, path, value in _walk(file.name, "initiatives", initiative)
                if path.removeprefix("initiatives.") not in TOLD_TOGETHER and not found(value, own)
            ]

    assert not missing, "\n".join(" | ".join(fact) for fact in missing)
    assert not sections


def test_the_search_for_facts_misses_nothing_by_being_kind(whole):
    told = list(facts())

    assert len(told) > 1500
    assert not found("Det här har ingen skrivit", whole)
    assert sum(bool(squeezed(value)) for _, _, value in told) > 1400
