"""R48: a year's account to the state is filled in from the register, with what it lacks; its texts need only be edited."""

import csv
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from handslag.documents.blocks import Document, Passage, Table, every_block, plain
from handslag.plans.models import Initiative, Plan
from handslag.reports.account_templates import BadTemplate, account_templates, read, template_of
from handslag.reports.building import Order, build
from handslag.reports.making import passages
from handslag.reports.models import EditedText, Report
from handslag.swedish.dates import day
from handslag.trust.permissions import Role
from tests import factories as make
from tests.reports.account_ground import YEAR, Accounted, accounted
from tests.reports.conftest import DAY
from tests.reports.texts import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> Accounted:
    return accounted()


def table(document: Document, key: str) -> list[list[str]]:
    blocks = [block for section in document.walk() for block in every_block(section.blocks)]
    found = next(each for each in (*blocks, *document.lists) if isinstance(each, Table) and each.key == key)
    return [[plain(cell.words) for cell in row] for row in found.rows]


def line_of(document: Document, title: str) -> str:
    """What is said under a line's heading."""
    section = next(each for each in document.walk() if each.title == title)
    return spaced(" ".join(texts(Document("", "", "", document.facts, "", (section,)))))


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_draft_has_a_filled_in_passage_for_every_line_and_question(world):
    found = passages(world.built())
    questions = template_of(YEAR).of("line")

    wanted = {
        f"redovisning:{world.agreement.uuid}:{line.slug}:{question.key}"
        for line in (world.joint, world.silent)
        for question in questions
    }
    of_lines = {key for key in found if not key.startswith("redovisning:insats-")}
    assert of_lines == wanted and len(questions) == 5
    assert len(found) == len(wanted) + 3  # and one for each initiative
    assert all(each.automatic.strip() for each in found.values())


def test_a_line_tells_what_is_received_decided_awarded_used_and_left(world):
    proposal = make.pot_proposal(world.pot, 50_000)
    make.pot_decision(proposal, registry_number="RS 2031/7")
    make.payee(world.plan, world.joint, organisation=world.plan.lead, percent=60)

    said = line_of(world.built(), "Sammanhållen vård")

    for part in (
        "Villkor: Lika villkor i hela länet.",
        "Länet har fått 900 000 kr.",
        "Regionen: 60 % av länets del",
        "om 50 000 kr.",
        "RS 2031/7",
        "Kvällsöppet, 2031: beviljat 300 000 kr",
        "Nattöppet, 2031: belopp inte angivet",
        "Beviljat 300 000 kr i 2 tilldelningar. För 1 av 2 är beloppet inte angivet; de är inte noll.",
        "Använt 120 000 kr.",
        "Inget är bokfört som rekvirerat och återbetalat.",
        "Kvar av det som är angivet är 180 000 kr.",
        "31 december 2031",
    ):
        assert part in said


def test_what_is_not_known_is_never_zero(world):
    document = world.built()

    silent = line_of(document, "Traumavård")
    assert "Utbetalarens belopp för länet är inte inlagt." in silent
    assert "Det är inte noll." in silent
    rows = {row[0]: row[1:] for row in table(document, "redovisade-poster")}
    assert rows["Traumavård"] == [
        "inte angivet",
        "inte angivet",
        "inget bokfört",
        "inget bokfört",
        "inte angivet",
        "ingen tilldelning",
    ]
    assert [spaced(each) for each in rows["Sammanhållen vård"]] == [
        "900 000", "300 000", "120 000", "inget bokfört", "180 000", "1 av 2",
    ]  # fmt: skip
    answers = table(document, "redovisningens-svar")
    assert "0" not in {row[3] for row in answers}


def test_the_gaps_are_exactly_what_has_no_sum(world):
    rows = [(row[0].partition(":")[0], row[1]) for row in table(world.built(), "redovisningens-luckor")]

    without = [row[1] for row in rows if row[0] == "Belopp"]
    assert without == ["Morgonöppet", "Nattöppet, 2031: Länets pott"]
    assert [row[1] for row in rows if row[0] == "Belopp till länet"] == ["Traumavård"]
    assert [row[1] for row in rows if row[0] == "Mottagare saknas"] == ["Sammanhållen vård"]
    assert [row[1] for row in rows if row[0] == "Beslut"] == ["Länets pott, 2031"]
    assert [row[1] for row in rows if row[0] == "Använt"] == ["Nattöppet, 2031: Länets pott"]


def test_every_gap_leads_to_where_it_is_filled_in_and_says_who_knows(world):
    client = world.keeper
    document = client.get(world.report.get_absolute_url()).context["document"]
    found = next(
        block
        for section in document.walk()
        for block in section.blocks
        if isinstance(block, Table) and block.key == "redovisningens-luckor"
    )

    for row in found.rows:
        address = row[0].words[-1].href
        assert client.get(address).status_code == 200, address
        assert plain(row[2].words)
    add = next(
        row[0].words[-1].href
        for row in found.rows
        if plain(row[1].words) == "Morgonöppet" and plain(row[0].words) == "Belopp: Lägg till medel"
    )
    form = client.get(add).context["form"]
    assert (form["initiative"].value(), form["year"].value()) == (str(world.morning.pk), str(YEAR))


def test_when_all_is_stated_nothing_is_missing(world):
    make.published_share(world.plan, world.silent)
    make.payee(world.plan, world.joint, organisation=world.plan.lead, percent=100)
    make.pot_decision(make.pot_proposal(world.pot, 1))
    world.unknown.kronor = 1
    world.unknown.save()
    make.ledger_entry(world.unknown)
    make.ledger_entry(make.award(world.plan, initiative=world.morning, title="", year=YEAR, kronor=1))
    for each in (world.evening, world.night, world.morning):
        make.status(each, "ongoing", as_of="2024-01-01")

    assert "Inget saknas i registret." in list(texts(world.built()))


def test_one_edited_text_stands_in_the_frozen_edition_and_the_rest_is_automatic(world):
    client = world.keeper
    key = f"redovisning:{world.agreement.uuid}:{world.joint.slug}:insatser"
    address = f"{world.of_draft('report_text')}?nyckel={key}"
    form = client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in ("seen", "automatic")}
    client.post(address, {**typed, "markdown": "Pengarna gick till kvällsöppet."})

    edition = world.frozen(client)

    assert EditedText.objects.get().key == key
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Pengarna gick till kvällsöppet." in page and "900\u00a0000" in page
    again = passages(client.get(edition.get_absolute_url()).context["document"])
    assert [name for name, each in again.items() if each.state != "automatic"] == [key]


def test_a_new_entry_between_reading_and_freezing_is_told_of(world):
    client = world.keeper
    form = client.get(world.of_draft("freeze_report")).context["form"]
    make.ledger_entry(world.award, kronor=5)

    answer = client.post(world.of_draft("freeze_report"), {"title": "X", "seen": form["seen"].value()})

    assert answer.status_code == 422 and answer.context["changed"]


def test_an_award_for_what_the_reader_may_not_know_of_is_counted_and_not_named(world):
    hidden = make.initiative(
        world.plan, title="Hemligt", visibility="draft", owner=make.organisation(county=world.plan.county)
    )
    make.award(world.plan, initiative=hidden, title="", year=YEAR, kronor=7, line=world.joint)

    said = "\n".join(texts(world.built()))
    public = build(Order(plan=world.plan, template="account", year=YEAR), user=AnonymousUser(), today=DAY).document

    assert "Hemligt" not in said and "En tilldelning till gäller det som inte visas här, och räknas inte." in said
    assert "inte visas här" not in "\n".join(texts(public)) and "Hemligt" not in "\n".join(texts(public))


def test_an_initiative_with_the_year_s_money_is_told_of_whenever_it_was(world):
    Initiative.objects.filter(pk=world.evening.pk).update(
        period_text="2020", period_from="2020-01-01", period_to="2020-12-31"
    )

    assert f"redovisad-insats-{world.evening.uuid}" in {each.key for each in world.built().walk()}


def test_a_year_without_questions_of_its_own_says_so(world):
    said = list(texts(world.built()))

    assert f"Frågorna för {YEAR} är inte inlagda" in said


def test_the_county_s_own_agreement_replaces_the_shipped_one_of_the_year(plan: Plan):
    own = make.agreement(plan, year=2020, title="Länets egen 2020")
    make.grant_line(own, title="Egen post")

    said = list(texts(build(Order(plan=plan, template="account", year=2020), user=AnonymousUser(), today=DAY).document))

    assert "Egen post" in said and "Psykiatrisk traumavård" not in said


def test_csv_holds_the_answers_and_no_formula(world):
    client = world.keeper
    make.initiative(world.plan, owner=world.plan.lead, title="=1+1", visibility="public")
    answer = client.get(world.of_draft("report_csv"))

    text = answer.content.decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeff") and answer["Content-Disposition"].endswith('.csv"')
    assert rows[0] == ["Fråga", "Post eller insats", "Svar", "Kronor", "Belopp i ord", "Källa"]
    by = {(row[0], row[1]): row for row in rows[1:]}
    money = "Hur mycket har länet fått, och vem har fått pengarna?"
    assert by[money, "Sammanhållen vård"][3:5] == ["900000", ""]
    assert by[money, "Traumavård"][3:5] == ["", "belopp inte angivet"]
    assert "'=1+1" in {row[1] for row in rows} and "=1+1" not in {row[1] for row in rows}


def test_the_csv_of_an_edition_is_as_it_was_frozen(world):
    client = world.keeper
    edition = world.frozen(client)
    address = world.url("edition_csv", edition.uuid)
    before = client.get(address).content

    make.ledger_entry(world.award, kronor=777)

    assert client.get(address).content == before
    assert "120777" not in before.decode() and "120000" in before.decode()


def test_only_an_account_has_a_csv_of_answers(world):
    full = Report.objects.create(plan=world.plan, template="full", title="Hela")

    assert world.client(Role.COUNTY_LEAD).get(world.url("report_csv", full.uuid)).status_code == 404


def test_a_new_account_is_for_the_lead_and_takes_its_year_from_the_money_page(world):
    address = f"{world.url('new_report')}?mall=account&ar=2026"
    client = world.keeper
    form = client.get(address).context["form"]
    assert (form["year"].value(), form["audience"].value()) == ("2026", "lead")

    client.post(address, {"year": "2026", "audience": "lead"})

    made = Report.objects.latest("id")
    assert (made.year, made.audience, made.title) == (2026, "lead", "Redovisning av statsbidraget 2026")
    assert client.post(address, {"year": "", "audience": "lead"}).status_code == 422


def test_the_money_page_tells_how_each_year_stands(world):
    client = world.keeper
    address = reverse("money", args=[world.plan.county.slug])

    assert (
        f'>{YEAR}</strong>: <a href="{world.report.get_absolute_url()}">utkast' in client.get(address).content.decode()
    )
    edition = world.frozen(client)
    assert "inte skickad" in client.get(address).content.decode()
    client.post(
        world.url("send_edition", edition.uuid), {"on": timezone.localdate().isoformat(), "receiver": "Socialstyrelsen"}
    )
    said = client.get(address).content.decode()
    assert f"skickad {day(timezone.localdate())}" in said and "Senast 31 mars 2027." in said
    assert "Dagen är vår gissning" in said


def test_every_shipped_template_says_where_its_questions_come_from():
    for name, each in account_templates().items():
        assert all(question.source or question.ours for question in each.questions), name
        assert each.is_known == (name != "standard")
    assert template_of(1999) == account_templates()["standard"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("year = 2019\n", "questions"),
        ("fel = 1\n", "fel is no field"),
        ("year = 2019\n[[questions]]\nkey='a'\nof='line'\nanswer='purpose'\ntitle='X'\n", "source"),
        ("year = 2019\n[[questions]]\nkey='a'\nof='line'\nanswer='effect'\ntitle='X'\nours='Y'\n", "answer"),
        ("year = 2018\n[[questions]]\nkey='a'\nof='line'\nanswer='used'\ntitle='X'\nours='Y'\n", "year"),
        ("year = [", "2019.toml"),
    ],
)
def test_a_bad_template_is_told_by_file_and_field(tmp_path, text, told):
    file = tmp_path / "2019.toml"
    file.write_text(text)

    with pytest.raises(BadTemplate, match=told):
        read(file)


def test_a_passage_holds_no_empty_block(world):
    for each in passages(world.built()).values():
        assert isinstance(each, Passage) and all(line.strip() for line in each.automatic.split("\n\n"))
