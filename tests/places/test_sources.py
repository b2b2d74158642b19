"""`handslag sources`: an operator sees whether sources answer, and fetches from them."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.opendata import server
from tests.opendata.kolada_server import KoladaServer, row
from tests.opendata.server import Answering, Request, Response, Source, serving
from tests.opendata.test_checks import as_recorded
from tests.opendata.test_other_checks import scb

PLACES = ",".join(f"{n:04}" for n in range(30))


@pytest.fixture
def kolada(settings):
    """Serve a Kolada of our own at the address that the command asks."""

    @contextmanager
    def there(answering: Answering) -> Iterator[Source]:
        with serving(answering) as source:
            settings.SOURCE_URLS = {**settings.SOURCE_URLS, "kolada": source.url}
            yield source

    return there


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("sources", *words, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("HANDSLAG_KOLADA_URL", each) for each in ("foo", "ftp://x", "http://localhost:99999", "http://", "//x")),
        *(("HANDSLAG_SOURCE_TIMEOUT", each) for each in ("²", "0", "-1", "9999999", "9" * 5000)),
        ("HANDSLAG_SOURCE_PAGE_SIZE", "5001"),
        ("HANDSLAG_SOURCE_RATE", "snabbt"),
        ("HANDSLAG_SOURCE_MEGABYTES", "0"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_meant_is_told_in_one_sentence_with_its_name(name: str, value: str) -> None:
    command = [sys.executable, "-m", "handslag.command", "sources", "check", "--only", "skolverket"]

    ended = subprocess.run(command, env=os.environ | {name: value}, capture_output=True, text=True, timeout=60)

    assert ended.returncode != 0
    assert ended.stderr.startswith(f"handslag: {name} must be ")
    assert len(ended.stderr.splitlines()) == 1


def test_a_source_that_answers_as_before_is_told_so(kolada) -> None:
    with kolada(as_recorded()):
        told = run("check", "--only", "kolada")

    assert "Kolada: svarar som förut" in told
    assert "290 kommuner, 22 regioner och riket" in told


def test_a_source_that_answers_otherwise_ends_with_an_error(kolada) -> None:
    with kolada(as_recorded(kpi=[])), pytest.raises(CommandError, match="Svarar inte som förut: kolada"):
        run("check", "--only", "kolada")


def test_a_source_that_cannot_be_reached_is_told_apart_from_one_that_has_changed(settings) -> None:
    with serving(KoladaServer()) as source:
        url = source.url
    settings.SOURCE_URLS = {**settings.SOURCE_URLS, "kolada": url}
    out = io.StringIO()

    with pytest.raises(CommandError) as caught:
        call_command("sources", "check", "--only", "kolada", stdout=out)

    assert str(caught.value) == "Gick inte att nå: kolada."
    assert "Kolada: GICK INTE ATT NÅ" in out.getvalue()


def test_the_check_can_be_read_by_a_program(kolada) -> None:
    with kolada(as_recorded()) as source:
        (told,) = json.loads(run("check", "--only", "kolada", "--json"))

    assert (told["source"], told["base_url"], told["is_good"]) == ("kolada", source.url, True)
    assert {"asked", "came", "differs", "news"} == set(told["findings"][0])


def test_all_sources_are_asked_but_one_without_an_address(kolada, settings) -> None:
    with kolada(as_recorded()) as source:
        settings.SOURCE_URLS = {key: source.url for key in settings.SOURCE_URLS if key != "skolverket"}
        out = io.StringIO()
        with pytest.raises(CommandError, match="folkhalsodata, forsakringskassan, scb, socialstyrelsen"):
            call_command("sources", "check", stdout=out)

    assert "Skolverket: frågades inte (ingen adress: sätt HANDSLAG_SKOLVERKET_URL)" in out.getvalue()
    assert "Kolada: svarar som förut" in out.getvalue()
    assert "SCB: SVARAR INTE SOM FÖRUT" in out.getvalue()


def test_a_table_is_fetched_with_its_expressions(settings, tmp_path: Path) -> None:
    with serving(scb()) as source:
        settings.SOURCE_URLS = {**settings.SOURCE_URLS, "scb": source.url}
        words = ("--select", "Region=00,18", "--select", "Alder=TotSA", "--select", "Tid=TOP(2,0)")
        told = run("fetch", "scb", "TAB6471", *words, "--out", str(tmp_path))

    assert "Klart: 4 rader" in told
    addresses = {json.loads(each.read_text())["address"] for each in tmp_path.glob("*/*.meta.json")}
    assert any("#" in each and '"valueCodes":["00","18"]' in each for each in addresses)


def test_a_table_that_has_no_such_variable_leaves_no_folder(settings, tmp_path: Path) -> None:
    with serving(scb()) as source, pytest.raises(CommandError, match="har inte variabeln 'foo'") as caught:
        settings.SOURCE_URLS = {**settings.SOURCE_URLS, "scb": source.url}
        run("fetch", "scb", "TAB6471", "--select", "foo=1", "--out", str(tmp_path))

    assert "samma kommando" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_fetch_tells_how_far_it_is_and_keeps_rows_and_raw_answers(kolada, tmp_path: Path) -> None:
    with kolada(KoladaServer([row("N1", "1880", 2023), row("N1", "1880", 2024)])):
        told = run(
            "fetch", "kolada", "N1", "--select", "kommun=1880", "--select", "år=2015-2024", "--out", str(tmp_path)
        )

    assert "1 svar" in told
    assert "Klart: 2 rader" in told
    assert "Källa: Kolada" in told
    (folder,) = tmp_path.iterdir()
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        assert [each["period"] for each in csv.DictReader(file)] == ["2023", "2024"]
    (meta,) = folder.glob("*.meta.json")
    assert "2015,2016" in json.loads(meta.read_text())["address"]


def test_a_fetch_that_broke_off_goes_on(kolada, tmp_path: Path) -> None:
    whole = KoladaServer([row("N1", f"{n:04}", 2024) for n in range(30)])
    is_down = True

    def answering(asked: Request) -> Response:
        return server.problem(500, "Internal error") if is_down and "0025" in asked.path else whole(asked)

    words = ("fetch", "kolada", "N1", "--select", f"kommun={PLACES}", "--select", "år=2024", "--out", str(tmp_path))
    with kolada(answering) as source:
        with pytest.raises(CommandError, match="Kör samma kommando igen"):
            run(*words)
        is_down = False
        source.requests.clear()
        told = run(*words)

    assert "Fortsätter en avbruten hämtning: 1 svar finns redan." in told
    assert "2 svar, 0,0 MB" in told
    assert "Klart: 30 rader" in told
    assert len(source.requests) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--select", "kommun"], "--select skrivs DEL=KODER"),
        (["--select", "land=1880", "--select", "år=2024"], "Delen 'land' finns inte"),
        (["--select", "kommun=1880", "--select", "år=2024-2015"], "Åren 2024-2015 står baklänges: skriv 2015-2024"),
        (["--select", "kommun=1880", "--select", "år=,"], "year kan inte vara ''"),
        (["--select", "kommun=1880", "--select", "år=i fjol"], "year kan inte vara 'i fjol'"),
        ([], "Minst två av delarna"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_why(kolada, tmp_path: Path, words: list[str], told: str) -> None:
    with kolada(KoladaServer()) as source, pytest.raises(CommandError, match=told) as caught:
        run("fetch", "kolada", "N1", *words, "--out", str(tmp_path))

    assert "samma kommando" not in str(caught.value)
    assert source.requests == list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("key", "part"), [("socialstyrelsen", "subject"), ("forsakringskassan", "table"), ("kolada", "self")]
)
def test_a_part_that_no_source_has_is_told_in_words(tmp_path: Path, key: str, part: str) -> None:
    with pytest.raises(CommandError, match=f"'{part}' finns inte"):
        run("fetch", key, "x", "--select", f"{part}=1", "--out", str(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(kolada, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")

    for out in (tmp_path / "fil", tmp_path / "fil" / "mapp", Path("/proc/handslag")):
        with kolada(KoladaServer()) as source, pytest.raises(CommandError, match="Det går inte att skriva") as caught:
            run("fetch", "kolada", "N1", "--select", "kommun=1880", "--select", "år=2024", "--out", str(out))

        assert "samma kommando" not in str(caught.value)
        assert source.requests == []


def test_time_limit_size_and_page_come_from_the_settings(kolada, tmp_path: Path, settings) -> None:
    settings.SOURCE_PAGE_SIZE, settings.SOURCE_MEGABYTES = 7, 0

    with kolada(KoladaServer()) as source, pytest.raises(CommandError, match="större än vad som tas emot"):
        run("fetch", "kolada", "N1", "--select", "kommun=1880", "--out", str(tmp_path))

    assert source.requests[0].query == {"per_page": "7"}
