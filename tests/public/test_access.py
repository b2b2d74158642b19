"""Who may read what: every address is public or refuses a stranger, and drafts do not exist for others."""

import datetime
import uuid
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import resolve, reverse

from handslag.exchange.versions import freeze
from handslag.indicators.importing.taking import begun
from handslag.places.models import Area
from handslag.plans.indexing import index_plan
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.public.access import PUBLIC_URL_NAMES
from handslag.reports.actions import freeze as freeze_report
from handslag.reports.actions import start
from handslag.reports.making import draft
from handslag.reports.models import Report
from handslag.trust.changes import OPERATOR
from handslag.trust.permissions import Role
from tests import factories as make
from tests.pages import DRAFT_PLAN, FILES, PAGES, PLAN, Route, addresses, routes
from tests.plans import round_ground as followed
from tests.plans.consulting import commented, consultation

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
ROUTES = routes()
BY_COUNTY = [route for route in ROUTES if "county" in route.parameters]
NOT_FETCHED = {
    "sign_out",
    "set_language",
    "undo",
    "accept_invitation",
    "build_report_file",
    "build_edition_file",
    "restore_text",
    "load_figure",
    "load_all_figures",
    "keep_allocation",
    "build_pot_extract",
    "enter_money",
}  # answer a form only
IN_DEMO_ONLY = {"outbox"}
BY_KEY = {"new_password", "invitation", "task_link"}  # readable with a key from a letter: see tests/accounts
BY_LINK = {
    "answer", "answer_item", "answer_thanks", "hand_on", "decline_request",
    "comment", "send_comments", "no_comments", "comments_thanks",
}  # fmt: skip
"""Open for the cookie of a link alone, whoever is signed in: see tests/plans/test_answer_pages.py, and of a
consultation test_consultation_rights.py."""
WHEN_CLOSED = {"round", "round_initiative"}
"""Open for all when the round is closed: see tests/plans/test_rounds.py."""
NO_PAGE = {"similar", "round_letter", "report_files", "edition_files"}
"""Parts of pages, and a letter."""
OF_A_SUCCESSOR = {"carry"}  # not there for a plan that replaces no other
OF_A_BUILT_FILE = {"report_file", "edition_file", "pot_extract_file"}
"""Not there before the worker has built them: see tests/reports/test_files.py."""
NOT_ALONE = {"initiative_bare", "edition_files"}
FOR_EVERYBODY = {"money_calendar"}
"""What everybody may know, whoever asks: of a draft nobody gets any."""
"""What leads on to a page, and what is part of one."""
OF_A_MEASURE = {"own_measure"}
"""Open for all when it is public: see tests/indicators/test_own_measures.py."""
OF_AN_AWARD = {"award"}
"""Open for all who may know of its plan and its initiative: see tests/funding/test_requirements_ledger.py."""
OF_A_POT = {"pot", "pot_extract"}
"""Open for all who may know of its plan: see tests/funding/test_requirements_pots.py."""
OF_AN_UPLOAD = {"import_columns", "import_preview"}
"""Only for whoever has chosen the file: see tests/indicators/test_importing_pages.py."""
OF_A_RUN = {"allocation_run", "allocation_file"}
"""Open for all when its plan is: see tests/funding/test_requirements_agreements.py."""
OF_AN_ACCOUNT = {"report_csv", "edition_csv", "send_edition"}
"""Only where the report is an account of money: see tests/reports/test_account_sent.py."""
OF_A_TEXT = {"report_text"}  # which text is said in the query: see tests/reports/test_texts.py
FETCHED_BY_COUNTY = [
    route for route in BY_COUNTY if route.name not in NOT_FETCHED | OF_A_SUCCESSOR | OF_A_TEXT | OF_AN_ACCOUNT
]
SIGN_OUT, LANGUAGE = "/logga-ut/", "/sprak/"
DRAFT_LEAD = "led-exempel"
ADMINISTRATION = {
    "administration", "give_role", "end_role", "invite", "revoke_invitation", "audit_trail", "audit_trail_csv",
}  # fmt: skip
"""A county's own, for its administrators: see tests/accounts."""
RECORDS = {"retention", "add_retention_rule", "end_retention_rule", "received_texts"}
"""For the county's lead too, and about no plan: see test_retention and test_received_texts."""
SOMEWHERE = {
    "persona": "led", "county": "orebro", "membership": 1, "invitation": 1, "number": 1, "rule": 1, "item": 1,
    "respondent": uuid.uuid4(), "round": uuid.uuid4(), "answer": uuid.uuid4(),
    "report": uuid.uuid4(), "edition": uuid.uuid4(), "text": 1, "file_format": "pdf", "key": "deltagare",
    "measure": uuid.uuid4(), "upload": uuid.uuid4(), "fetch": uuid.uuid4(),
    "indicator": "suicid-sakra-15-ar", "agreement": uuid.uuid4(), "line": 1, "run": uuid.uuid4(), "award": uuid.uuid4(), "entry": 1,
    "pot": uuid.uuid4(), "file": uuid.uuid4(), "proposal": 1, "decision": 1,
}  # fmt: skip
STRANGERS_TO_DRAFT = ("", "led", "own", "mgr", "adm")  # "" is a visitor


@pytest.fixture
def draft_values() -> dict[str, object]:
    """What the URL patterns ask for, of the draft plan of Exempellän."""
    plan = Plan.objects.select_related("county", "lead").get(key=DRAFT_PLAN)
    initiative = make.initiative(plan, title="Provtryckning av utkastet", serves=plan.goals.first())
    index_plan(plan)
    freeze(plan, by=OPERATOR, title="Utkast")
    request = consultation(plan, "Remissinstansen").requests.get()
    report = start(Report(plan=plan, template="full", title="Provtryckning av rapporten"), by=OPERATOR)
    edition = freeze_report(
        report, draft(report, user=None, today=datetime.date(2026, 3, 1)), title="Utkast", by=OPERATOR
    )
    asked = followed.a_round(plan, initiative)
    respondent = followed.ask(asked, initiative)
    measure = make.own_measure(plan)
    agreement = make.agreement(plan)
    line = make.grant_line(agreement, kronor=1000)
    award = make.award(plan)
    proposal = make.pot_proposal(make.pot(plan, title="Provtryckning av potten"), 100)
    return {
        "agreement": agreement.uuid,
        "line": line.pk,
        "run": make.allocation_run(plan, line).uuid,
        "award": award.uuid,
        "entry": make.ledger_entry(award).pk,
        "file": make.booking_file(plan).uuid,
        "pot": proposal.pot.uuid,
        "proposal": proposal.pk,
        "decision": make.pot_decision(proposal).pk,
        "key": measure.indicator.key,
        "measure": measure.uuid,
        "upload": uuid.uuid4(),
        "fetch": begun(measure.indicator, source="x", by=OPERATOR, county=plan.county).uuid,
        "asked": request.uuid,
        "recipient": request.uuid,
        "report": report.uuid,
        "edition": edition.uuid,
        "text": 1,
        "comment": commented(request, "Provtryckning av remissen").uuid,
        "step": "stang",
        "number": 1,
        "county": plan.county.slug,
        "plan": plan.key,
        "goal": plan.goals.first().uuid,
        "slug": "x",
        "initiative": initiative.uuid,
        "organisation": plan.lead.uuid,
        "framework": "delarenor",
        "area": "lanet",
        "indicator": "suicid-sakra-15-ar",
        "file_format": "csv",
        "kind": "initiative",
        "page": initiative.uuid,
        "row": initiative.contributions.get().pk,
        "membership": 1,
        "invitation": 1,
        "rule": 1,
        "respondent": respondent.uuid,
        "item": 1,
        "round": asked.uuid,
        "answer": followed.answer(respondent, initiative).uuid,
    }


PARTS = {"edit": "insats", "withdraw": "insats", "add": "hinder", "edit_row": "koppling", "withdraw_row": "koppling"}


def in_draft(route: Route, values: dict[str, object]) -> str:
    """The route's address with the draft's values."""
    return route.address(values | {"part": PARTS.get(route.name)})


# Every address


def test_every_name_stands_for_one_address() -> None:
    names = [route.name for route in ROUTES]
    assert sorted(names) == sorted(set(names))


def test_the_public_collection_names_only_addresses_that_exist() -> None:
    assert {route.name for route in ROUTES} >= PUBLIC_URL_NAMES


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
@pytest.mark.pure
def test_an_address_is_public_or_refuses_a_stranger(client: Client, route: Route) -> None:
    if route.name in PUBLIC_URL_NAMES:
        return
    nothing = {"part": "insats", "plan": "x", "kind": "initiative", "page": uuid.uuid4(), "row": 1, "change_id": 1}
    nothing |= {"area": "lanet", "goal": uuid.uuid4()}
    nothing |= {"asked": uuid.uuid4(), "recipient": uuid.uuid4(), "comment": uuid.uuid4(), "step": "stang"}
    address = route.address(SOMEWHERE | nothing)

    for answer in (client.get(address), client.post(address)):
        sent_to_sign_in = answer.status_code == 302 and answer["Location"].startswith(reverse(configured.LOGIN_URL))
        assert sent_to_sign_in or answer.status_code in (403, 404), answer.status_code


def test_every_public_page_has_an_address_in_the_tests() -> None:
    tested = {resolve(urlsplit(path).path).url_name for path in [*addresses().values(), *FILES.values()] if
              not path.endswith("/finns-inte/")}  # fmt: skip
    assert (
        tested
        | NOT_FETCHED
        | BY_KEY
        | IN_DEMO_ONLY
        | WHEN_CLOSED
        | OF_A_BUILT_FILE
        | OF_A_MEASURE
        | OF_A_RUN
        | OF_A_POT
        | OF_AN_AWARD
        | OF_AN_ACCOUNT
        | NOT_ALONE
        >= PUBLIC_URL_NAMES
    )


def test_every_page_has_a_name_in_the_list() -> None:
    assert set(addresses()) == set(PAGES)


@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_a_visitor_reads_every_public_page(client: Client, name: str) -> None:
    answer = client.get({**addresses(), **FILES}[name])
    assert answer.status_code == (404 if name == "not_found" else 200)


def test_an_initiative_is_found_without_its_title(client: Client) -> None:
    page = addresses()["initiative"]
    bare = page.rstrip("/").rsplit("/", 1)[0] + "/"

    assert client.get(bare)["Location"] == page
    assert client.get(f"{bare}fel-titel/")["Location"] == page


@pytest.mark.parametrize("address", [SIGN_OUT, LANGUAGE])
def test_what_changes_something_answers_no_link(client: Client, address: str) -> None:
    assert client.get(address).status_code == 405


# The draft plan (R118)


@pytest.mark.parametrize("persona", STRANGERS_TO_DRAFT)
@pytest.mark.pure
def test_r118_nothing_of_the_draft_plan_exists_for_others(step_in, draft_values, persona: str) -> None:
    client = step_in(persona)
    for route in FETCHED_BY_COUNTY:
        address = in_draft(route, draft_values)
        answer = client.get(address)
        if answer.status_code == 302:  # a visitor is asked to sign in, whatever is there
            assert not persona, address
            assert answer["Location"].startswith(reverse(configured.LOGIN_URL)), address
        else:
            assert answer.status_code == 404, address


@pytest.mark.parametrize("persona", STRANGERS_TO_DRAFT)
@pytest.mark.pure
def test_r118_the_draft_is_not_reached_through_another_county(step_in, draft_values, persona: str) -> None:
    client = step_in(persona)
    through = draft_values | {"county": "orebro"}
    for name in ("plan", "goal", "questions", "coverage", "coverage_csv", "thread", "initiative", "organisation"):
        address = next(route for route in ROUTES if route.name == name).address(through)
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("persona", ["", "led"])
@pytest.mark.pure
def test_r118_no_page_speaks_of_the_draft_to_others(step_in, draft_values, persona: str) -> None:
    client = step_in(persona)
    for name, address in addresses().items():
        text = client.get(address).content.decode()
        assert "exempellan" not in text, name
        assert "Provtryckning" not in text, name


@pytest.mark.parametrize("query", ["Provtryckning", "VIP", "peer support"])
@pytest.mark.parametrize("persona", STRANGERS_TO_DRAFT)
def test_r118_search_over_all_counties_finds_nothing_of_the_draft(step_in, draft_values, persona, query) -> None:
    text = step_in(persona).get("/orebro/sok/", {"q": query, "alla": "1"}).content.decode()

    assert "exempellan" not in text
    assert "Provtryckning av utkastet" not in text


def test_r118_the_lead_of_the_draft_reads_all_of_it(step_in, draft_values) -> None:
    client = step_in(DRAFT_LEAD)
    for route in (
        each
        for each in FETCHED_BY_COUNTY
        if each.name not in RECORDS | BY_LINK | OF_A_BUILT_FILE | OF_AN_UPLOAD | FOR_EVERYBODY
    ):
        address = in_draft(route, draft_values)
        expected = 403 if route.name in ADMINISTRATION else 200
        assert client.get(address, follow=True).status_code == expected, address


def test_r118_the_lead_finds_the_draft_by_search_and_in_the_list_of_counties(step_in, draft_values) -> None:
    client = step_in(DRAFT_LEAD)
    found = client.get("/exempellan/sok/", {"q": "Provtryckning"}).content.decode()

    assert str(draft_values["initiative"]) in found
    assert "Exempellän" in client.get("/lan/").content.decode()


@pytest.mark.pure
def test_r118_every_page_of_the_draft_says_that_it_is_one(step_in, draft_values) -> None:
    client = step_in(DRAFT_LEAD)
    for route in FETCHED_BY_COUNTY:
        if route.name in ADMINISTRATION | RECORDS | BY_LINK | OF_A_BUILT_FILE | OF_AN_UPLOAD | FOR_EVERYBODY:
            continue
        answer = client.get(in_draft(route, draft_values), follow=True)
        if answer["Content-Type"].startswith("text/html") and route.name not in NO_PAGE:
            assert "utkast" in main_of(answer).lower(), route.name


def test_a_public_page_carries_no_such_mark(client: Client) -> None:
    assert "watermark" not in client.get(f"/orebro/planer/{PLAN}/").content.decode()


def main_of(answer) -> str:
    """The page between its header and its footer."""
    return answer.content.decode().split("<main", 1)[1].split("<footer", 1)[0]


# The states between draft and public


@pytest.fixture
def ground() -> dict[str, object]:
    """A county with a lead organisation, a partner organisation and a public plan with one goal."""
    area = make.county(parent=Area.objects.get(kind=Area.COUNTRY), name="Provlän")
    lead, partner = make.organisation(county=area, name="Ledaren"), make.organisation(county=area, name="Parten")
    plan = make.plan(county=area, lead=lead, title="Provplan")
    return {"area": area, "lead": lead, "partner": partner, "plan": plan, "goal": make.goal(plan, title="Provmål")}


def reader_of(ground: dict, who: str) -> Client:
    """A browser of the kind of reader that `who` names."""
    client = Client()
    elsewhere = make.organisation(county=Area.objects.get(code="18"))
    member = {
        "visitor": None,
        "lead's reader": (Role.READER, ground["lead"]),
        "lead's owner": (Role.INITIATIVE_OWNER, ground["lead"]),
        "county lead": (Role.COUNTY_LEAD, make.organisation(county=ground["area"])),
        "partner's reader": (Role.READER, ground["partner"]),
        "another county's lead": (Role.COUNTY_LEAD, elsewhere),
        "another county's administrator": (Role.ADMINISTRATOR, elsewhere),
    }[who]
    if member:
        client.force_login(make.member(*member))
    return client


READERS = (
    "visitor", "lead's reader", "lead's owner", "county lead", "partner's reader", "another county's lead",
    "another county's administrator",
)  # fmt: skip
PLAN_READERS = {
    "draft": {"lead's owner"},
    "internal": {"lead's owner", "lead's reader"},
    "shared": {"lead's owner", "lead's reader", "county lead"},
    "public": set(READERS),
}
INITIATIVE_READERS = PLAN_READERS | {"shared": {*PLAN_READERS["shared"], "partner's reader"}}


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("visibility", PLAN_READERS)
def test_r118_a_plan_is_read_by_those_its_state_names(ground, visibility: str, who: str, static_files) -> None:
    plan, goal = ground["plan"], ground["goal"]
    Plan.objects.filter(id=plan.id).update(visibility=visibility)
    initiative = make.initiative(plan, serves=goal)
    client = reader_of(ground, who)
    expected = 200 if who in PLAN_READERS[visibility] else 404

    for address in (plan.get_absolute_url(), goal.get_absolute_url(), initiative.get_absolute_url()):
        assert client.get(address).status_code == expected, address


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("visibility", INITIATIVE_READERS)
def test_r118_an_initiative_is_read_by_those_its_state_names(ground, visibility, who, static_files) -> None:
    initiative = make.initiative(ground["plan"], serves=ground["goal"], visibility=visibility, owner=ground["lead"],
                                 title="Provsmakning")  # fmt: skip
    make.participation(initiative, ground["partner"])
    make.obstacle(initiative, text="Provhinder")
    make.recommendation(initiative, text="Provråd")
    index_plan(ground["plan"])
    client, is_read = reader_of(ground, who), who in INITIATIVE_READERS[visibility]

    assert client.get(initiative.get_absolute_url()).status_code == (200 if is_read else 404)
    for address, words in places_of(ground, initiative).items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert (words in answer.content.decode()) == is_read, address


def places_of(ground: dict, initiative: Initiative) -> dict[str, str]:
    """Every address where the initiative shows when it may, and what it shows there."""
    county, plan = ground["area"].slug, ground["plan"].key
    title = initiative.title
    return {
        f"/{county}/": title,
        f"/{county}/planer/{plan}/": title,
        ground["goal"].get_absolute_url(): title,
        f"/{county}/planer/{plan}/luckor/?rad={ground['goal'].uuid}": title,
        f"/{county}/planer/{plan}/trad/": title,
        f"/{county}/insatser/": title,
        f"/{county}/insatser/tidslinje/": title,
        f"/{county}/insatser/register.csv": title,
        f"/{county}/sok/?q=Provsmakning": str(initiative.uuid),
        f"/{county}/sok/?q=Provhinder": "<h2 id=",
        f"/{county}/hinder/": "Provhinder",
        f"/{county}/rekommendationer/": "Provråd",
        f"/{county}/organisationer/{ground['partner'].uuid}/": title,
        f"/{county}/organisationer/samverkan/": title,
    }


@pytest.mark.parametrize("visibility", ["draft", "internal", "shared"])
def test_r118_what_is_not_public_says_so(ground, visibility: str, static_files) -> None:
    initiative = make.initiative(ground["plan"], visibility=visibility, owner=ground["lead"])
    answer = reader_of(ground, "lead's owner").get(initiative.get_absolute_url())

    assert initiative.get_visibility_display() in main_of(answer)


def test_an_unknown_key_answers_as_a_hidden_one(client: Client) -> None:
    for name in ("goal", "initiative", "organisation"):
        route = next(each for each in ROUTES if each.name == name)
        unknown = {"county": "orebro", "plan": PLAN, "slug": "x", name: uuid.uuid4()}
        assert client.get(route.address(unknown)).status_code == 404


def test_a_goal_of_another_plan_is_not_read_through_this_one(client: Client) -> None:
    goal = GoalNode.objects.filter(plan__key=DRAFT_PLAN).first()
    assert client.get(f"/orebro/planer/{PLAN}/mal/{goal.uuid}/x/").status_code == 404
