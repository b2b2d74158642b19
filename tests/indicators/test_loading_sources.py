"""Figures fetched by the worker from sources that answer, are down, slow, changed, or say half."""

import hashlib
import os
import socket
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from handslag.indicators.loading import actions, asking, tasks
from handslag.indicators.loading.actions import CannotFetch
from handslag.indicators.models import Fetch, Indicator, Observation
from handslag.opendata import transport
from handslag.places.models import Area
from handslag.trust.changes import Actor
from handslag.trust.models import AuditEvent
from tests import factories
from tests.indicators import sources
from tests.indicators.sources import DEATHS_KEY, KOLADA_KEY, KPI, SICK_KEY, SURVEY_KEY, asked_at, kolada
from tests.opendata.server import InTurn, as_json, busy, cut_short, hang_up, html, silence

pytestmark = pytest.mark.django_db
ANALYST = Actor(1, "analytiker, Region Örebro län")


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(asking, "PATIENCE", {"attempts": 2, "first_wait": 0.01, "longest_wait": 1, "rate": 10_000})
    monkeypatch.setattr(tasks, "TELL_SECONDS", 0.0)


@pytest.fixture
def county() -> Area:
    return Area.objects.get(code="18")


def fetched(key: str, county: Area) -> Fetch:
    """Ask for an indicator's figures, and have them fetched now."""
    fetch = actions.ask_for(key, county=county, by=ANALYST)
    tasks.fetch_figures.call(fetch.pk)
    return Fetch.objects.get(pk=fetch.pk)


def values(key: str, area: str = "18", **more) -> dict[int, float | None]:
    rows = Observation.objects.filter(indicator__key=key, area__code=area, latest=True, sex="T", **more)
    return {each.period_to.year: each.value for each in rows}


# What comes


def test_figures_come_with_their_answers_address_and_sum(settings, county):
    with asked_at(settings, kolada=kolada({2022: 1.5, 2023: 1.4})) as running:
        fetch = fetched(KOLADA_KEY, county)

    assert (fetch.state, fetch.error, fetch.added, fetch.rows, fetch.percent) == ("done", "", 2, 2, 100)
    assert values(KOLADA_KEY) == {2022: 1.5, 2023: 1.4}
    assert (fetch.source, fetch.by, fetch.county) == ("Kolada, N00103", ANALYST.role, county)
    assert fetch.address.startswith(running["kolada"].url)
    assert fetch.meanings == {KPI: sources.TITLE}
    sums = "".join(each["sha256"] for each in fetch.answers)
    assert len(fetch.answers) == len(running["kolada"].requests) > 1
    assert fetch.sha256 == hashlib.sha256(sums.encode()).hexdigest()


def test_a_second_fetch_adds_nothing_and_a_revised_figure_is_a_new_vintage(settings, county):
    with asked_at(settings, kolada=kolada({2022: 1.5, 2023: 1.4})):
        first = fetched(KOLADA_KEY, county)
        again = fetched(KOLADA_KEY, county)
    with asked_at(settings, kolada=kolada({2022: 1.6, 2024: 1.3})):
        revised = fetched(KOLADA_KEY, county)

    assert (first.error, again.error, revised.error) == ("", "", "")
    assert (again.added, again.revised, again.same) == (0, 0, 2)
    assert (revised.added, revised.revised, revised.same, revised.gone) == (1, 1, 0, 1)
    assert revised.note == "1 uppgift finns inte längre hos källan. De står kvar som de var."
    assert values(KOLADA_KEY) == {2022: 1.6, 2023: 1.4, 2024: 1.3}


def test_two_sources_make_one_indicator_each_for_its_places(settings, county):
    with asked_at(settings, kolada=sources.kolada_with_margin(), folkhalsodata=sources.survey()):
        fetch = fetched(SURVEY_KEY, county)

    assert fetch.error == ""
    of_county = Observation.objects.get(indicator__key=SURVEY_KEY, area__code="18", sex="K")
    assert (of_county.value, of_county.lower, of_county.upper, of_county.denominator) == (7.0, 6.0, 8.0, 800.0)
    assert (of_county.period_from.year, of_county.period_to.year) == (2021, 2024)
    assert Observation.objects.get(indicator__key=SURVEY_KEY, area__code="19", sex="T").state == "missing"
    here = Observation.objects.get(indicator__key=SURVEY_KEY, area__code="1880")
    assert (here.value, here.lower, here.upper) == (8.0, 6.5, 9.5)
    assert fetch.source.endswith("hlv1psyxreg.px (landet och länen); Kolada, N01452 och N01453 (kommunerna)")


def test_deaths_are_divided_by_the_mean_population_and_an_absent_row_is_a_zero(settings, county):
    with asked_at(settings, socialstyrelsen=sources.deaths(), scb=sources.people()):
        fetch = fetched(DEATHS_KEY, county)

    assert fetch.error == ""
    rows = Observation.objects.filter(indicator__key=DEATHS_KEY, fetch=fetch, area__code="18", period_from__year=2023)
    assert {each.sex: (each.numerator, each.denominator) for each in rows} == {
        "K": (1.0, 86_000.0),
        "M": (0.0, 86_000.0),
        "T": (1.0, 172_000.0),
    }
    assert rows.get(sex="M").value == 0.0
    assert not Observation.objects.filter(fetch=fetch, period_to__year__gt=2023).exists()


def test_what_the_source_withholds_is_hidden_by_the_source(settings, county):
    with asked_at(settings, forsakringskassan=sources.sick_leave):
        fetch = fetched(SICK_KEY, county)

    assert fetch.error == ""
    found = {each.sex: each for each in Observation.objects.filter(indicator__key=SICK_KEY, area__code="18")}
    assert (found["T"].value, found["T"].numerator, found["T"].denominator) == (40.0, 40.0, 100.0)
    assert (found["K"].value, found["K"].state, found["K"].numerator) == (None, "suppressed_source", None)


# What goes wrong


FAULTS = {
    "down": (lambda asked: hang_up(), "Kolada bröt anslutningen innan svaret var helt."),
    "slow": (lambda asked: silence(3), "Kolada svarade inte inom 1 sekund."),
    "a page": (lambda asked: html(200), "går inte att läsa"),
    "busy": (lambda asked: busy(), "tar inte emot fler frågor just nu"),
    "half": (lambda asked: cut_short({"values": [], "count": 0}), "innan svaret var helt"),
    "other form": (lambda asked: as_json({"values": [{"title": 1}]}), "inte den form det brukar ha"),
    "empty": (kolada({}), "Källan svarade, men utan ett enda tal om det här."),
    "impossible": (kolada({2022: 140.0}), "Rad 1 (18 2022-01-01 till 2022-12-31, T): En andel kan inte vara över 100."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_source_that_fails_says_so_and_the_last_good_values_stay(settings, county, fault):
    with asked_at(settings, kolada=kolada({2022: 1.5})):
        Fetch.objects.filter(pk=fetched(KOLADA_KEY, county).pk).update(
            done_at=timezone.make_aware(timezone.datetime(2026, 3, 3, 12))
        )
    answering, words = FAULTS[fault]

    with asked_at(settings, kolada=answering):
        fetch = fetched(KOLADA_KEY, county)

    assert fetch.state == "failed"
    assert words in fetch.error
    assert fetch.error.endswith("De tidigare talen står kvar: från 3 mars 2026.")
    assert values(KOLADA_KEY) == {2022: 1.5}


def test_a_source_that_is_not_there_is_told_and_that_there_is_nothing_before(settings, county):
    with asked_at(settings):
        fetch = fetched(KOLADA_KEY, county)

    assert fetch.error == "Kolada gick inte att nå. Det finns inga tidigare tal."


def test_made_up_figures_are_nothing_that_stands_for_a_real_county(settings, county):
    indicator = Indicator.objects.get_or_create(key=KOLADA_KEY)[0]
    now = timezone.now()
    done = {"indicator": indicator, "source": "x", "asked_at": now, "done_at": now, "state": "done", "added": 1}
    Fetch.objects.create(way="shipped", county=factories.county(is_example=True), **done)
    with asked_at(settings):
        assert fetched(KOLADA_KEY, county).error.endswith("Det finns inga tidigare tal.")
        Fetch.objects.create(way="shipped", **done)
        assert fetched(KOLADA_KEY, county).error.endswith("Talen som följer med Handslag står kvar.")


def test_half_of_the_pages_are_none(settings, county):
    whole = kolada({year: 1.0 for year in range(2010, 2020)})
    whole.page_size = 4
    pages = InTurn(whole, whole, lambda asked: hang_up())

    with asked_at(settings, kolada=pages):
        fetch = fetched(KOLADA_KEY, county)

    assert fetch.state == "failed" and pages.count > 2
    assert values(KOLADA_KEY) == {}


def test_a_changed_title_stops_until_the_definition_has_been_seen_over(settings, county, monkeypatch):
    with asked_at(settings, kolada=kolada({2022: 1.5})):
        fetched(KOLADA_KEY, county)
    with asked_at(settings, kolada=kolada({2022: 9.9}, title="Avslutade sjukfall")) as running:
        stopped = fetched(KOLADA_KEY, county)

    assert stopped.state == "failed"
    assert "N00103 hette ”Pågående sjukfall, andel (%)” och heter nu ”Avslutade sjukfall”" in stopped.error
    assert "innan" not in stopped.error and "setts över" in stopped.error
    assert not any(path.startswith("/data") for path in running["kolada"].paths)
    assert values(KOLADA_KEY) == {2022: 1.5}

    Fetch.objects.filter(state="done").update(done_at=timezone.now() - timedelta(days=9000))  # the definition is newer
    with asked_at(settings, kolada=kolada({2022: 9.9}, title="Avslutade sjukfall")):
        assert fetched(KOLADA_KEY, county).revised == 1


def test_a_changed_label_in_a_table_stops(settings, county):
    with asked_at(settings, kolada=sources.kolada_with_margin(), folkhalsodata=sources.survey()):
        fetched(SURVEY_KEY, county)
    with asked_at(settings, kolada=sources.kolada_with_margin(), folkhalsodata=sources.survey(9.0, "Bra hälsa")):
        stopped = fetched(SURVEY_KEY, county)

    assert (
        "hlv1psyxreg.px: Psykisk hälsa 21 hette ”Allvarlig psykisk påfrestning” och heter nu ”Bra hälsa”"
        in stopped.error
    )
    assert values(SURVEY_KEY) == {2024: 7.0}


def test_one_source_of_two_that_fails_leaves_nothing_of_the_other(settings, county):
    with asked_at(settings, folkhalsodata=sources.survey()):
        fetch = fetched(SURVEY_KEY, county)

    assert fetch.error.startswith("Kolada gick inte att nå.")
    assert not fetch.observations.exists()
    assert values(SURVEY_KEY) == {}


def test_a_fault_of_ours_tells_nothing_of_what_was_read(settings, county, monkeypatch):
    monkeypatch.setattr(tasks, "made", lambda *told: 1 / 0)

    with asked_at(settings, kolada=kolada({2022: 1.5})):
        fetch = fetched(KOLADA_KEY, county)

    assert fetch.error.startswith("Något gick fel hos oss.") and "division" not in fetch.error


# Asked for, taken, lost


def test_the_queue_holds_no_more_than_a_number(county, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        fetch = actions.ask_for(KOLADA_KEY, county=county, by=ANALYST)

    task = DBTaskResult.objects.get(task_path=tasks.fetch_figures.module_path)
    assert task.args_kwargs == {"args": [fetch.pk], "kwargs": {}}
    told = AuditEvent.objects.get(kind="import")
    assert (told.county_id, told.role, told.target) == (county.pk, ANALYST.role, "Pågående sjukskrivning för stress")


def test_asked_for_twice_it_is_one_taking_in_that_one_worker_has(settings, county):
    first = actions.ask_for(KOLADA_KEY, county=county, by=ANALYST)

    assert actions.ask_for(KOLADA_KEY, county=county, by=ANALYST).pk == first.pk
    with pytest.raises(IntegrityError):
        Fetch.objects.create(indicator=first.indicator, way="source", source="x", asked_at=timezone.now())


def test_a_task_that_comes_twice_fetches_once(settings, county):
    fetch = actions.ask_for(KOLADA_KEY, county=county, by=ANALYST)

    with asked_at(settings, kolada=kolada({2022: 1.5})) as running:
        tasks.fetch_figures.call(fetch.pk)
        asked = len(running["kolada"].requests)
        tasks.fetch_figures.call(fetch.pk)

    assert len(running["kolada"].requests) == asked


def test_a_worker_that_was_overtaken_writes_nothing(settings, county):
    fetch = actions.ask_for(KOLADA_KEY, county=county, by=ANALYST)
    answering = kolada({2022: 1.5})

    def meanwhile(asked):
        # Another connection would see it; the worker's own transaction is not open while it asks.
        seen.append(asked.path)
        return answering(asked)

    seen: list[str] = []
    taken = tasks._take(fetch.pk)
    Fetch.objects.filter(pk=fetch.pk).update(attempts=2, worker="en-annan:1")
    with asked_at(settings, kolada=meanwhile), pytest.raises(tasks._Overtaken):
        tasks._fetch(taken, tasks.definition_of(KOLADA_KEY))

    assert seen and values(KOLADA_KEY) == {}
    assert Fetch.objects.get(pk=fetch.pk).state == "running"


def test_what_a_killed_worker_left_is_taken_up_once(settings, county, django_capture_on_commit_callbacks):
    fetch = actions.ask_for(KOLADA_KEY, county=county, by=ANALYST)
    gone = {"state": "running", "attempts": 1, "worker": f"{socket.gethostname()}:{os.getpid()}"}
    Fetch.objects.filter(pk=fetch.pk).update(**gone)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.take_up_lost()

    assert Fetch.objects.get(pk=fetch.pk).state == "waiting"
    assert DBTaskResult.objects.filter(task_path=tasks.fetch_figures.module_path).exists()
    Fetch.objects.filter(pk=fetch.pk).update(**{**gone, "attempts": tasks.MOST_ATTEMPTS})
    tasks.take_up_lost()
    left = Fetch.objects.get(pk=fetch.pk)
    assert (left.state, left.error) == ("failed", f"{tasks.STOPPED} Det finns inga tidigare tal.")


def test_one_whose_worker_lives_is_left_alone(county):
    fetch = actions.ask_for(KOLADA_KEY, county=county, by=ANALYST)
    Fetch.objects.filter(pk=fetch.pk).update(
        state="running", attempts=1, worker="en-annan-maskin:7", seen_at=timezone.now()
    )

    tasks.take_up_lost()

    assert Fetch.objects.get(pk=fetch.pk).state == "running"
    assert actions.ask_for(KOLADA_KEY, county=county, by=ANALYST).pk == fetch.pk


def test_one_that_was_lost_can_be_asked_for_anew(county):
    fetch = actions.ask_for(KOLADA_KEY, county=county, by=ANALYST)
    long_ago = timezone.now() - timedelta(hours=1)
    Fetch.objects.filter(pk=fetch.pk).update(state="running", attempts=1, worker="borta:7", seen_at=long_ago)

    anew = actions.ask_for(KOLADA_KEY, county=county, by=ANALYST)

    assert anew.pk != fetch.pk
    assert Fetch.objects.get(pk=fetch.pk).error.startswith(tasks.STOPPED)


def test_progress_tells_the_step_and_the_rows(settings, county, monkeypatch):
    steps = []
    told = tasks._Progress.step
    monkeypatch.setattr(
        tasks._Progress, "step", lambda self, *words, **more: (steps.append(words), told(self, *words, **more))
    )

    with asked_at(settings, kolada=kolada({2022: 1.5, 2023: 1.4})):
        fetched(KOLADA_KEY, county)

    assert next(words for words, _ in steps).startswith("Hämtar från Kolada")
    assert steps[-1] == ("Skriver 2 tal", tasks.WRITING)
    assert [percent for _, percent in steps] == sorted(percent for _, percent in steps)


def test_what_cannot_be_fetched_is_refused(county):
    made_up = factories.county(is_example=True)

    with pytest.raises(CannotFetch, match="ingen källa"):
        actions.ask_for("utbildade", county=county, by=ANALYST)
    with pytest.raises(CannotFetch, match="påhittat"):
        actions.ask_for(KOLADA_KEY, county=made_up, by=ANALYST)
    with pytest.raises(CannotFetch, match="ingen källa"):
        actions.ask_for("finns-inte", county=county, by=ANALYST)


def test_a_source_without_address_says_what_to_set(county, settings):
    settings.SOURCE_URLS = dict.fromkeys(settings.SOURCE_URLS, "")
    line = asking.Source("skolverket", "x")
    definition = tasks.definition_of(KOLADA_KEY)
    without = type(definition)(**{**vars(definition), "sources": (line,)})

    with pytest.raises(asking.NoAddress, match="HANDSLAG_SKOLVERKET_URL"):
        asking.ask(without, keep=lambda *told: None, tell=lambda *told: None, before={})


# The command


def test_the_command_fetches_what_is_named_and_tells(settings, capsys):
    with asked_at(settings, kolada=kolada({2022: 1.5})):
        call_command("indicators", "load", KOLADA_KEY)
        with pytest.raises(CommandError, match="1 indikator gick inte att hämta"):
            call_command("indicators", "load", "behoriga-till-yrkesprogram")

    told = capsys.readouterr().out
    assert f"{KOLADA_KEY}: 1 nytt, 0 reviderade, 0 som förut." in told
    assert "behoriga-till-yrkesprogram: Källan svarade, men utan" in told


def test_status_asks_no_source(settings, capsys, monkeypatch):
    monkeypatch.setattr(transport.Transport, "_once", lambda *told: pytest.fail("a source was asked"))

    call_command("indicators", "status")

    told = capsys.readouterr().out
    assert f"{KOLADA_KEY}: inga tal; Kolada, N00103; ses över" in told
    assert "utbildade: inga tal; redovisas i insatserna" in told


def test_the_command_refuses_what_it_does_not_know():
    with pytest.raises(CommandError, match="finns-inte finns inte"):
        call_command("indicators", "load", "finns-inte")
    with pytest.raises(CommandError, match="ingen källa"):
        call_command("indicators", "load", "utbildade")


def test_an_indicator_that_is_gone_is_told(county):
    indicator = Indicator.objects.create(key="borttagen")
    fetch = Fetch.objects.create(indicator=indicator, way="source", source="x", asked_at=timezone.now())

    tasks.fetch_figures.call(fetch.pk)

    assert Fetch.objects.get(pk=fetch.pk).error.startswith(tasks.GONE)
