"""Money in reports: every sum with its base, unknown in words, and nothing that the reader may not know of."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handslag.documents.blocks import Document, Figure, Section, Table, every_block
from handslag.funding.telling import telling
from handslag.plans.models import Initiative
from handslag.plans.queries.goals import goal_tree
from handslag.plans.queries.rows import initiative_rows
from handslag.reports.building import Order, build
from handslag.trust.permissions import Role
from tests import factories as make
from tests.reports.conftest import DAY
from tests.reports.money_world import Kept, kept
from tests.reports.test_every_template import assert_sound
from tests.reports.texts import section_texts, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def money(plan) -> Kept:
    return kept(plan)


def section(document: Document, key: str) -> Section:
    return next(each for each in document.walk() if each.key == key)


def said(document: Document, key: str) -> str:
    return "\n".join(section_texts(section(document, key))).replace("\u00a0", " ")


def cells(document: Document, key: str) -> list[list[str]]:
    for part in document.walk():
        for block in every_block(part.blocks):
            if isinstance(block, Table) and block.key == key:
                return [
                    ["".join(run.text for run in cell.words).replace("\u00a0", " ") for cell in row]
                    for row in block.rows
                ]
    raise AssertionError(f"no table {key}")


def drawn(document: Document, key: str) -> dict[str, str]:
    for part in document.walk():
        for block in every_block(part.blocks):
            if isinstance(block, Figure) and block.drawing.key == key:
                return {row[0]: row[-1].replace("\u00a0", " ") for row in block.drawing.rows}
    raise AssertionError(f"no drawing {key}")


def test_the_example_says_that_no_sum_is_stated(report):
    document = report("full")

    assert "Inget belopp är angivet. Nio av 24 insatser säger varifrån pengarna kom." in said(document, "funding")
    assert "Registret har inga beslut om potter och inga tilldelningar" in said(document, "funding")
    assert "Inget mål har en insats med angivet belopp." in said(document, "medel-mal")
    assert not any(part.key in ("medel-insatser", "medel-beslut", "medel-oplacerat") for part in document.walk())


def test_every_template_is_sound_with_money(money, report):
    for template in ("full", "managers", "slides", "area", "goal"):
        assert_sound(report(template))


def test_the_agreement_stands_with_what_is_published_beside_our_working(money, report):
    rows = [row for row in cells(report("full"), f"statsbidrag-2024-{money.pot.line.agreement_id}")]

    assert rows[0][3] == "1 200 000 kr"
    assert rows[0][4].startswith("Regeringsbeslutet; vår beräkning: ")


def test_the_decision_says_who_when_and_where_it_stands(money, report):
    (row,) = cells(report("full"), "medel-potter")

    assert row == [
        "Gemensamma potten 2024", "1 000 000 kr", "900 000 kr",
        "Chefsgruppen, 1 mars 2026, § 14, diarienummer RS 2024/77", "100 000 kr",
    ]  # fmt: skip


def test_a_years_money_falls_to_what_is_left(money, report):
    assert drawn(report("full"), "medlens-vag-2024") == {
        "Länets del av statsbidraget": "1 200 000 kr",
        "Inte lagt i en pott": "−200 000 kr",
        "Att fördela i potter": "1 000 000 kr",
        "Inte beslutat": "−100 000 kr",
        "Beslutat": "900 000 kr",
        "Inte tilldelat": "−200 000 kr",
        "Tilldelat": "700 000 kr",
        "Därav rekvirerat": "300 000 kr",
        "Använt": "−400 000 kr",
        "Återbetalat": "−50 000 kr",
        "Kvar": "250 000 kr",
    }


def test_an_award_without_a_sum_says_so_and_is_not_zero(money, report):
    document = report("full")
    unknown = next(row for row in cells(document, "medel-tilldelat") if row[0] == str(money.awards[2]))

    assert unknown[2:] == [
        "inte angivet", "inte bokfört", "inte bokfört", "inte bokfört", "går inte att räkna", "inte angivet",
    ]  # fmt: skip
    assert drawn(document, "beviljat-anvant-kvar")[str(money.awards[2])] == "går inte att räkna"
    assert "250 000 kr är kvar av 2 tilldelningar" in said(document, "medel-insatser")
    assert "För 1 tilldelning är beloppet inte angivet." in said(document, "medel-insatser")


def test_an_entry_that_was_taken_back_counts_nothing(money, report):
    row = next(row for row in cells(report("full"), "medel-tilldelat") if row[0] == str(money.awards[1]))

    assert (row[4], row[6]) == ("200 000 kr", "0 kr")


def test_what_has_no_place_and_what_ends_is_told(money, report):
    document = report("full")

    assert "Gemensamma potten 2024: 100 000 kr är inte beslutat." in said(document, "medel-oplacerat")
    assert "Gemensamma potten 2024: 200 000 kr är beslutat men inte tilldelat." in said(document, "medel-oplacerat")
    assert f"{money.awards[0]}: 250 000 kr ska användas senast 31 december 2024." in said(document, "medel-slutar")
    assert str(money.awards[1]) not in said(document, "medel-slutar")


def test_own_money_that_is_not_shared_is_in_no_sum(money, report):
    document = report("full")

    assert "2024: 1 av 12 kommuner har delat sin summa, tillsammans minst 410 000 kr." in said(document, "medel-egna")
    assert "666" not in "\n".join(texts(document))


def test_money_per_goal_says_that_a_krona_may_stand_at_several(money, report):
    document = report("full")
    sums = [row[1] for row in cells(document, "medel-per-mal")]

    assert "samma krona kan stå på flera rader" in said(document, "medel-mal")
    assert "inte angivet" in sums or all(each.endswith("kr") for each in sums)
    assert all("av" in row[4] for row in cells(document, "medel-per-mal"))


@pytest.mark.parametrize("template", ["full", "managers", "slides"])
def test_a_pot_that_nobody_has_decided_is_in_no_public_report(money, report, template):
    told = "\n".join(texts(report(template)))

    assert "Hemliga utkastet" not in told and "777" not in told


def test_the_lead_reads_of_the_undecided_pot_in_its_own_report(money, plan):
    lead = make.member(Role.COUNTY_LEAD, plan.lead)
    order = Order(plan=plan, template="full", audience="lead")

    document = build(order, user=lead, today=DAY).document

    assert "Hemliga utkastet 2024" in [row[0] for row in cells(document, "medel-potter")]


def test_money_of_an_initiative_that_the_reader_may_not_know_of_is_not_told(money, report):
    Initiative.objects.filter(pk=money.awards[0].initiative_id).update(visibility="internal")

    document = report("full")

    assert str(money.awards[0]) not in [row[0] for row in cells(document, "medel-tilldelat")]
    assert drawn(document, "medlens-vag-2024")["Tilldelat"] == "200 000 kr"


def test_the_managers_read_three_lines(money, report):
    told = said(report("managers"), "money_now")

    assert "250 000 kr är kvar av 2 tilldelningar med känt belopp." in told
    assert "Att placera: Gemensamma potten 2024: 100 000 kr är inte beslutat" in told
    assert "Någon annan än den som betalar har nyttan" in told


def test_the_slide_is_one_picture_with_its_text_in_the_notes(money, report):
    slide = section(report("slides"), "slide_money")

    assert [type(block) for block in slide.blocks] == [Figure]
    assert slide.title == "250\u00a0000\u00a0kr är kvar att använda eller återbetala"
    assert slide.notes


def test_ten_more_awards_cost_no_more_queries(money, plan):
    def asked() -> int:
        visitor = AnonymousUser()
        rows = initiative_rows(plan, user=visitor, day=DAY, parts=frozenset({"goals"}))
        tree = goal_tree(plan)
        with CaptureQueriesContext(
            connection,
        ) as found:
            telling(plan, user=visitor, day=DAY, tree=tree, rows=rows)
        return len(found)

    before = asked()
    for n in range(10):
        make.ledger_entry(make.award(plan, title=f"Post {n}", kronor=n, pot=money.pot))
        make.pot_decision(make.pot_proposal(make.pot(plan, title=f"Pott {n}"), 10))

    assert asked() == before <= 25


def test_no_part_says_that_a_sum_is_missing_where_an_award_states_it(money, report):
    full, short = report("full"), report("short")

    assert "Belopp saknas för 22 av 24 insatser." in said(full, "missing")
    assert "Minst 700 000 kr är angivet." in said(full, "summary")
    assert "okänt för 22 av 24" in said(short, "short_missing")
    assert not full.finding.endswith("Inget belopp är angivet.")


def test_an_initiative_tells_of_its_awards(money, report):
    own = money.awards[0].initiative
    facts = "\n".join(section_texts(next(each for each in report("full").walk() if str(own.uuid) in each.key)))

    assert "Tilldelat: Gemensamma potten, 2024: 500 000 kr" in facts.replace("\u00a0", " ")


def test_no_report_holds_what_is_written_in_the_ledgers(money, report):
    for template in ("full", "managers", "slides"):
        document = report(template)
        assert not [each for each in texts(document) if "Fel konto" in each or "Rättat" in each], template


def test_the_flow_begins_with_the_pots_where_money_goes_from_year_to_year(money, report):
    make.pot(money.plan, title="Nästa pott", year=2025, kronor=10, carried_from=money.pot, carried=100_000)

    names = list(drawn(report("full"), "medlens-vag-2024"))

    assert names[0] == "Att fördela i potter"


def test_what_is_spent_too_much_is_no_less_of_what_is_left(money, report):
    make.ledger_entry(money.awards[1], kronor=10_000)

    told = said(report("full"), "medel-insatser")

    assert (
        "250 000 kr är kvar av 2 tilldelningar med känt belopp. 10 000 kr är använt utöver det som är beviljat." in told
    )


def test_what_was_taken_back_says_nothing_of_how_far_the_books_go(money, report):
    wrong = make.ledger_entry(money.awards[1], kronor=5, on=datetime.date(2030, 5, 3))
    make.ledger_entry(money.awards[1], kronor=-5, on=datetime.date(2030, 5, 3), corrects=wrong)

    assert "2030" not in said(report("full"), "medel-insatser")
