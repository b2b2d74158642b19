"""R71: a quote is shown with permission alone, and where so many answered that nobody can tell who said it."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handslag.exchange.differences import differences
from handslag.exchange.exporter import export_plan, to_json
from handslag.exchange.history import net_changes
from handslag.exchange.knowing import as_known, known_to
from handslag.exchange.reader import BrokenFile, read
from handslag.plans import actions
from handslag.plans.models import Initiative, StatedSurveyResult, SurveyQuote
from handslag.plans.queries.quotes import every_quote, shown_quotes
from handslag.plans.rules import quote_may_be_shown
from handslag.trust.changes import OPERATOR, CannotUndo
from handslag.trust.models import AuditEvent, Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.plans.conftest import Ground

pytestmark = pytest.mark.django_db
WORDS = "Vi hittade varandra till slut."
ALLOWED = {"permission": "given", "respondents_in_group": 12, "shown": True}
REASON = "Föreningen har själv bett om att det visas"


@pytest.fixture
def survey(ground: Ground) -> StatedSurveyResult:
    return make.survey(ground.plan)


def page(ground: Ground, client: Client) -> str:
    return client.get(reverse("survey", args=[ground.plan.county.slug, ground.plan.key])).content.decode()


def given(survey: StatedSurveyResult, **fields: object) -> dict[str, object]:
    base = {"survey": survey.pk, "text": WORDS, "permission": "given", "sector": "civil_society"}
    return {**base, "respondents_in_group": "12", "shown": "on", **fields}


@pytest.mark.parametrize(
    ("permission", "respondents", "reason", "expected"),
    [
        ("given", 5, "", True),
        ("given", 4, "", False),
        ("given", None, "", False),
        ("given", 0, "", False),
        ("given", 4, REASON, True),
        ("given", None, REASON, True),
        ("given", 4, "  ", False),
        ("not_asked", 500, REASON, False),
        ("not_given", 500, REASON, False),
    ],
)
def test_r71_the_rule(permission: str, respondents: int | None, reason: str, expected: bool) -> None:
    assert quote_may_be_shown(permission=permission, respondents=respondents, reason=reason) is expected


# The form


def test_r71_a_quote_of_many_is_shown_with_its_sector_alone(ground: Ground, survey: StatedSurveyResult) -> None:
    values = given(survey, place_text="Ljusnarsberg")
    answer = ground.lead.post(ground.url("add", "plan-citat", ground.plan), values)
    assert answer.status_code == 302
    text = page(ground, ground.client(None))
    assert WORDS in text
    assert "Citat ur enkäten, civilsamhälle" in text
    assert "Ljusnarsberg" not in text
    assert not AuditEvent.objects.filter(kind="publication").exists()


@pytest.mark.parametrize(("n", "said"), [("1", "Bara 1 svarade i gruppen."), ("", "Ingen vet hur många som svarade")])
def test_r71_a_quote_of_few_is_not_shown_without_a_reason(ground: Ground, survey, n: str, said: str) -> None:
    answer = ground.lead.post(ground.url("add", "plan-citat", ground.plan), given(survey, respondents_in_group=n))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "Skriv varför citatet kan visas ändå" in text
    assert WORDS in text
    assert not SurveyQuote.objects.exists()


def test_r71_a_reason_shows_it_and_is_logged_without_its_words(ground: Ground, survey: StatedSurveyResult) -> None:
    values = given(survey, respondents_in_group="1", shown_anyway_reason=REASON)
    ground.lead.post(ground.url("add", "plan-citat", ground.plan), values)
    event = AuditEvent.objects.get(kind="publication")
    assert event.what.startswith("Visar ett citat trots få svarande")
    assert REASON not in event.what + event.target and WORDS not in event.what + event.target
    visitor = page(ground, ground.client(None))
    assert WORDS in visitor and REASON not in visitor
    assert REASON in page(ground, ground.lead)


def test_a_quote_of_few_is_kept_unshown_for_those_who_edit(ground: Ground, survey: StatedSurveyResult) -> None:
    values = given(survey, respondents_in_group="1")
    del values["shown"]
    ground.lead.post(ground.url("add", "plan-citat", ground.plan), values)
    assert WORDS not in page(ground, ground.client(None))
    assert "Visas bara för er som redigerar." in page(ground, ground.lead)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"permission": "not_asked"}, "den som har sagt det har inte gett lov"),
        ({"permission": "not_given", "shown_anyway_reason": REASON}, "den som har sagt det har inte gett lov"),
        ({"permission": ""}, "Fyll i fältet."),
        ({"text": "Ring mig på 070-123 45 67"}, "telefonnummer"),
        ({"text": "Det var bra. Jag tackar Maja Lindgren för det."}, "Står det ett personnamn"),
        ({"respondents_in_group": "många"}, "Skriv ett tal."),
        ({"survey": "999999"}, "Välj ett av alternativen."),
    ],
)
def test_what_does_not_hold_is_told(ground: Ground, survey: StatedSurveyResult, more: dict, said: str) -> None:
    answer = ground.lead.post(ground.url("add", "plan-citat", ground.plan), given(survey) | more)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SurveyQuote.objects.exists()


def test_what_looks_like_a_name_and_is_none_is_kept_when_that_is_said(ground: Ground, survey) -> None:
    values = given(survey, text="Det började i Norra Länsdelen.", not_a_name="on")
    assert ground.lead.post(ground.url("add", "plan-citat", ground.plan), values).status_code == 302


def test_an_owner_adds_to_the_survey_of_an_initiative_and_no_one_else_does(ground: Ground) -> None:
    values = given(make.survey(ground.mine))
    address = ground.url("add", "citat", ground.mine)
    assert ground.client(None).get(address)["Location"].startswith(reverse("sign_in"))
    assert ground.lead.post(address, values).status_code == 404  # a draft
    Initiative.objects.update(visibility="public")
    assert ground.client(Role.READER, ground.mine.owner).post(address, values).status_code == 403
    plans = ground.url("add", "plan-citat", ground.plan)
    assert ground.owner.post(plans, given(make.survey(ground.plan))).status_code == 403
    assert not SurveyQuote.objects.exists()
    assert ground.owner.post(address, values).status_code == 302
    assert WORDS in ground.client(None).get(ground.mine.get_absolute_url()).content.decode()


def test_a_quote_of_the_plan_is_not_reached_through_an_initiative(ground: Ground, survey) -> None:
    row = make.quote(survey)
    assert ground.owner.get(ground.url("edit_row", "citat", ground.mine, row.pk)).status_code == 404


# What holds whatever the way


@pytest.mark.parametrize(
    "fields",
    [{"permission": "not_asked"}, {"respondents_in_group": 4}, {"respondents_in_group": None}],
)
def test_r71_the_database_refuses_to_show_what_may_not_be(survey: StatedSurveyResult, fields: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make.quote(survey, **(ALLOWED | fields))


def test_r71_an_undo_shows_nothing_that_may_not_be(survey: StatedSurveyResult) -> None:
    row = make.quote(survey, permission="given", respondents_in_group=1)
    more = actions.save(row, {"respondents_in_group": 9}, by=OPERATOR, version=1)
    actions.save(row, {"shown": True}, by=OPERATOR, version=2)
    with pytest.raises(CannotUndo, match="Sluta visa det först"):
        actions.undo(more, by=OPERATOR)


def test_r71_every_act_that_shows_one_of_few_is_logged(survey: StatedSurveyResult) -> None:
    row = make.quote(survey, permission="given", respondents_in_group=1, shown_anyway_reason=REASON)
    shown = actions.save(row, {"shown": True}, by=OPERATOR, version=1)
    away = actions.withdraw(row, by=OPERATOR, version=2, reason="Fel fråga")
    assert AuditEvent.objects.filter(kind="publication").count() == 1
    actions.undo(away, by=OPERATOR)
    assert AuditEvent.objects.filter(kind="publication").count() == 2
    actions.undo(shown, by=OPERATOR)
    assert AuditEvent.objects.filter(kind="publication").count() == 2
    row.refresh_from_db()
    assert not row.shown


def test_the_queries_give_what_may_be_shown_and_all_for_those_who_edit(survey: StatedSurveyResult) -> None:
    other, unseen = make.survey(survey.plan), make.quote(survey)
    first, second = make.quote(survey, **ALLOWED), make.quote(other, **ALLOWED)
    make.quote(survey, **ALLOWED, withdrawn_on="2024-03-01")
    assert shown_quotes([survey, other]) == {survey.pk: [first], other.pk: [second]}
    assert every_quote([survey]) == {survey.pk: [unseen, first]}
    assert shown_quotes([]) == every_quote([]) == {}


def test_more_quotes_cost_no_more_queries(ground: Ground, survey: StatedSurveyResult, client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert WORDS in page(ground, client)
        return len(queries)

    make.quote(survey, text=WORDS, **ALLOWED)
    few = asked()
    for _ in range(4):
        make.quote(make.survey(ground.plan), text=WORDS, **ALLOWED)
    assert asked() == few


# Comparisons and files


def test_what_a_quote_once_said_is_told_of_in_no_comparison_but_to_those_who_edit(ground: Ground, survey) -> None:
    before = json.loads(to_json(export_plan(ground.plan)))
    started = timezone.now()
    row = SurveyQuote(survey=survey, text=WORDS, **ALLOWED)
    actions.add(row, by=OPERATOR)
    mine = SurveyQuote(survey=make.survey(make.initiative(ground.plan, owner=ground.mine.owner)), text=WORDS, **ALLOWED)
    actions.add(mine, by=OPERATOR)
    after = json.loads(to_json(export_plan(ground.plan)))
    lead = make.member(Role.COUNTY_LEAD, ground.plan.lead)
    reader = make.member(Role.READER, ground.plan.lead)

    def told(user: object) -> list[int]:
        known = known_to(user, ground.plan)
        documents = [as_known(each, known) for each in (before, after)]
        history = net_changes(ground.plan, since=started, until=timezone.now(), known=known)
        assert ("/quotes/" in json.dumps(documents)) == (user is lead)
        return [str(each).count(WORDS) for each in (differences(*documents), history)]

    assert told(reader) == [0, 0]
    assert told(lead) == [1, 1]  # of the plan's, and not of another's


def test_r71_a_file_shows_no_quote_past_the_rule(ground: Ground, survey: StatedSurveyResult, tmp_path) -> None:
    make.quote(survey, permission="given", respondents_in_group=1)
    document = json.loads(to_json(export_plan(ground.plan)))
    document["plan"]["surveys"][0]["quotes"][0]["shown"] = True
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(BrokenFile, match="Citatet får inte visas"):
        read(file)


def test_the_history_tells_of_a_quote_in_swedish(ground: Ground, survey: StatedSurveyResult) -> None:
    ground.lead.post(ground.url("add", "plan-citat", ground.plan), given(survey))
    assert Change.objects.get(target_kind="quote").title == WORDS
    address = reverse("history", args=[ground.plan.county.slug, "plan", ground.plan.uuid])
    text = ground.lead.get(address).content.decode()
    for words in ("Lade till: citat ur en enkät", "civilsamhälle", "Visa citatet för alla som läser enkäten"):
        assert words in text, words
