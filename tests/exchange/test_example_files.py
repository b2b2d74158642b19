"""Every fact of the example files is cited, and stands where it says; nothing points at a person."""

from pathlib import Path

import pytest

from handslag.exchange.reader import BrokenFile, read
from handslag.exchange.schema import Exchange
from tests.exchange import example_checks as checks

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "examples"
DOCUMENTS = PROJECT.parent / "shared" / "source_documents"
REFERENCES_FROM = 1852  # the follow-up's list of references ends the document ("002")

needs_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the source documents are not part of the project, and not at hand here"
)


@pytest.fixture(scope="module", params=["orebro", "exempellan", "kraftsamling-2020"])
def document(request: pytest.FixtureRequest) -> Exchange:
    return read(EXAMPLES / request.param)


@pytest.fixture(scope="module")
def sources(document: Exchange) -> checks.Sources:
    return {item.id: text_lines(item.file) for item in document.documents if item.file}


def text_lines(file: str) -> list[str]:
    return (DOCUMENTS / file).read_text(encoding="utf-8").split("\n")


def test_every_fact_is_cited_or_says_why_it_is_ours(document: Exchange) -> None:
    assert checks.uncited(document) == []


def test_every_cited_document_is_listed(document: Exchange) -> None:
    assert list(checks.citations(document))
    assert checks.unlisted_documents(document) == []


@needs_documents
def test_every_cited_line_exists(document: Exchange, sources: checks.Sources) -> None:
    assert checks.missing_lines(document, sources) == []


@needs_documents
def test_every_figure_stands_in_its_lines(document: Exchange, sources: checks.Sources) -> None:
    assert checks.figures_not_stated(document, sources) == []


@needs_documents
def test_every_verbatim_text_stands_in_its_lines(document: Exchange, sources: checks.Sources) -> None:
    assert checks.titles_not_stated(document, sources) == []


def example_files() -> list[Path]:
    return sorted(path for path in EXAMPLES.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", example_files(), ids=lambda path: str(path.relative_to(EXAMPLES)))
def test_no_file_has_contact_details_or_identity_numbers(path: Path) -> None:
    assert checks.contacts(path.read_text(encoding="utf-8")) == []


@needs_documents
def test_no_file_names_a_person_of_the_reference_list() -> None:
    names = checks.people(text_lines("002_follow_up_report.txt")[REFERENCES_FROM - 1 :])
    text = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in example_files())

    assert len(names) >= 25
    assert [name for name in sorted(names) if name in text] == []


# The checks bite: files in the same shape, each with one fault.

LINES = [
    "Följeforskning, Främja när-",
    "varo i skolan. Projektet hade 3 993",
    "kontakter och fyra utbildningar. I snitt 4,2.",
    "",
    "Dialogmöte: Förnamn Efternamn, kurator, och Annan Von",
    "Person, rektor.",
]
SOURCES = {"002": LINES}


def example(**initiative: object) -> Exchange:
    """A document with one initiative, all of it cited, changed as given."""
    base: dict[str, object] = {
        "id": "narvaro",
        "title": "Närvaro",
        "source_title": "Främja närvaro i skolan",
        "kind": "project",
        "sources": {"title": "002:1-2", "source_title": "002:1-2", "kind": "002:2"},
        "period": {"text": "hösten 2020", "source": "002:2"},
        "figures": [figure()],
    }
    return Exchange.model_validate(
        {
            "documents": [{"id": "002", "title": "Rapport", "kind": "report"}],
            "initiatives": [base | initiative],
        }
    )


def figure(**fields: object) -> dict[str, object]:
    return {"id": "f", "kind": "visits", "label": "kontakter", "value": "3993", "source": "002:2-3"} | fields


def test_the_example_in_this_file_has_no_fault() -> None:
    document = example()

    assert checks.uncited(document) == checks.unlisted_documents(document) == []
    assert checks.missing_lines(document, SOURCES) == []
    assert checks.figures_not_stated(document, SOURCES) == []
    assert checks.titles_not_stated(document, SOURCES) == []


def test_a_fact_without_source_is_found() -> None:
    [fault] = checks.uncited(example(figures=[figure(source=None)]))

    assert fault == "initiatives.0.figures.0: varken källa eller skäl"


def test_a_fact_that_is_ours_needs_no_source() -> None:
    assert checks.uncited(example(figures=[figure(source=None, ours="Vår uppskattning.")])) == []


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"summary": "Ett projekt."}, "summary"),
        ({"level": "county"}, "level"),
        ({"aliases": ["FNoFF"]}, "aliases"),
        ({"period": {"text": "hösten 2020"}}, "period"),
    ],
)
def test_a_field_without_source_is_found(fields: dict[str, object], missing: str) -> None:
    [fault] = checks.uncited(example(**fields))

    assert fault == f"initiatives.0: fältet {missing} har ingen källa"


def test_a_document_that_is_not_listed_is_found() -> None:
    [fault] = checks.unlisted_documents(example(figures=[figure(source="002:2; 009:1")]))

    assert fault == "initiatives.0.figures.0: dokumentet 009 finns inte"


def test_the_reader_refuses_a_document_that_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('plan: {id: p, title: P, county: "18", kind: county_plan, status: draft}\n')
    (tmp_path / "b.yaml").write_text('goals:\n- {id: g, kind: goal, title: G, sources: {title: "009:1"}}\n')

    with pytest.raises(BrokenFile, match=r"b\.yaml, rad 2, fältet goals\.0\.sources\.title: Dokumentet 009 finns inte"):
        read(tmp_path)


@pytest.mark.parametrize("lines", ["7", "6-7", "3-2", "0-1", "4", "1, 7"])
def test_a_line_that_does_not_exist_is_found(lines: str) -> None:
    faults = checks.missing_lines(example(figures=[figure(source=f"002:{lines}")]), SOURCES)

    assert len(faults) == 1
    assert faults[0].startswith("initiatives.0.figures.0: raderna 002:")


@pytest.mark.parametrize(
    ("value", "is_there"),
    [
        ("3993", True),  # parted by a space
        ("4", True),  # as a word
        ("4.2", True),  # with a decimal comma
        ("993", False),  # the end of another number
        ("3", False),  # the beginning of another
        ("2", False),  # a decimal of another
        ("5", False),
        ("3994", False),
    ],
)
def test_a_figure_that_is_not_in_its_lines_is_found(value: str, is_there: bool) -> None:
    faults = checks.figures_not_stated(example(figures=[figure(value=value)]), SOURCES)

    assert bool(faults) is not is_there


def test_a_base_that_is_not_in_its_lines_is_found() -> None:
    [fault] = checks.figures_not_stated(example(figures=[figure(denominator=100)]), SOURCES)

    assert fault == "initiatives.0.figures.0: denominator 100 står inte i 002:2-3"


@pytest.mark.parametrize("title", ["Främja frånvaro i skolan", "Främja närvaro i skolor", "främja närvaro"])
def test_a_title_that_is_not_verbatim_is_found(title: str) -> None:
    assert len(checks.titles_not_stated(example(source_title=title), SOURCES)) == 1


def test_names_of_persons_are_read_from_a_reference_list() -> None:
    assert checks.people(LINES) == {"Förnamn Efternamn", "Annan Von Person"}


@pytest.mark.parametrize(
    "text",
    [
        "note: skriv till namn@example.invalid",
        "tel. 019-602 10 00",
        "tel. 070 123 45 67",
        "0701234567",
        "+46 70 123 45 67",
        "född 19121212-1212",
        "121212-1212",
    ],
)
def test_contact_details_and_identity_numbers_are_found(text: str) -> None:
    assert checks.contacts(text)


@pytest.mark.parametrize("text", ['source: "002:1273-1278, 1339-1346"', "from: 2022-02-01", 'code: "1880"', "16 000"])
def test_lines_dates_and_codes_are_not_taken_for_contact_details(text: str) -> None:
    assert checks.contacts(text) == []
