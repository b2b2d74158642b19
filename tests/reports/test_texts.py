"""Texts of a report, edited where they stand: kept through rebuilds, told when stale, by two at once, restored."""

import datetime

import pytest

from handslag.reports import making
from handslag.reports.models import EditedText
from handslag.trust.models import Change
from handslag.trust.permissions import Role
from tests import factories as make
from tests.public.markup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_once")]
DAY = datetime.date(2024, 3, 1)
OWN = "Vi har **öppnat** tre mötesplatser."


@pytest.fixture
def key(world) -> str:
    return f"insats:{world.initiative.uuid}" if _has(world, "insats:") else next(iter(_passages(world)))


def _passages(world) -> dict:
    return making.passages(making.draft(world.report, user=None, today=DAY).document)


def _has(world, start: str) -> bool:
    return any(each.startswith(start) for each in _passages(world))


def form_of(client, world, key: str) -> dict[str, str]:
    """What the editor's form holds as it opens."""
    form = client.get(world.of_draft("report_text"), {"nyckel": key}).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def write(client, world, key: str, typed: dict[str, str], **headers):
    return client.post(f"{world.of_draft('report_text')}?nyckel={key}", typed, **headers)


def page_of(client, world) -> str:
    return client.get(world.report.get_absolute_url()).content.decode()


def test_a_text_is_written_in_the_place_of_the_automatic_one(world, key) -> None:
    client = world.lead
    form = form_of(client, world, key)

    answer = write(client, world, key, {**form, "markdown": OWN})

    assert answer.status_code == 302 and "#text-" in answer["Location"]
    page = page_of(client, world)
    assert "Vi har <strong>öppnat</strong> tre mötesplatser." in page
    assert "uppgifter som inte gäller längre" not in page


def test_a_rebuild_keeps_the_text_and_shows_that_the_data_has_changed(world) -> None:
    client = world.lead
    key = next(each for each in _passages(world) if each.startswith("sammanfattning:"))
    before = _passages(world)[key].automatic
    write(client, world, key, {**form_of(client, world, key), "markdown": OWN})
    for n in range(3):
        row = make.initiative(world.plan, serves=world.goal, owner=world.plan.lead, title=f"Ny {n}")
        make.status(row, "struggling", as_of="2024-01-01")
    after = _passages(world)[key].automatic
    assert before != after

    page, editor = page_of(client, world), client.get(world.of_draft("report_text"), {"nyckel": key}).content.decode()

    assert "En ändrad text bygger på uppgifter som inte gäller längre" in page and "öppnat" in page
    assert "Uppgifterna säger nu" in editor and "Uppgifterna sade när texten skrevs" in editor
    write(client, world, key, form_of(client, world, key))  # read and kept as it is
    assert "uppgifter som inte gäller längre" not in page_of(client, world)


def test_a_text_shows_how_it_will_look_with_and_without_scripts(world, key) -> None:
    client = world.lead
    typed = {**form_of(client, world, key), "markdown": OWN, "gor": "visa"}

    without = {name: each for name, each in typed.items() if name != "gor"}  # htmx sends no button
    whole = write(client, world, key, typed).content.decode()
    part = write(client, world, f"{key}&gor=visa", without, headers={"HX-Request": "true"}).content.decode()

    assert "<strong>öppnat</strong>" in whole and "<html" in whole and OWN in whole
    assert "<strong>öppnat</strong>" in part and "<html" not in part
    assert not EditedText.objects.exists()


@pytest.mark.parametrize(
    "bad",
    ["<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://ond.example/z.png)", "\u202eomvänt 😀 שלום"],
)
def test_what_could_do_harm_is_text_like_any_other(world, key, bad: str) -> None:
    client = world.lead

    answer = write(client, world, key, {**form_of(client, world, key), "markdown": bad})
    page = page_of(client, world)

    assert answer.status_code == 302 and EditedText.objects.get().markdown == bad
    assert "<script>alert" not in page and 'href="javascript:' not in page and 'src="https://ond' not in page
    assert parse(page)[1] == []


@pytest.mark.parametrize(("bad", "words"), [("", "Fyll i fältet."), ("å" * 100_001, "högst 100000 får plats")])
def test_a_text_that_cannot_be_kept_is_refused_and_stays(world, key, bad: str, words: str) -> None:
    client = world.lead

    answer = write(client, world, key, {**form_of(client, world, key), "markdown": bad})

    assert answer.status_code == 422
    assert words in answer.content.decode() and bad in answer.content.decode()


def test_what_no_text_holds_is_taken_out_or_refused_and_the_page_stands(world, key) -> None:
    client, bad = world.lead, "Före\x00\x01\x1b\x7f\ufffeefter[^borta]"

    answer = write(client, world, key, {**form_of(client, world, key), "markdown": bad})
    without = write(client, world, key, {**form_of(client, world, key), "markdown": bad.replace("\x00", "")})

    assert answer.status_code == 422 and "efter" in answer.content.decode()
    assert "Null-tecken är inte tillåtna." in answer.content.decode()
    assert without.status_code == 302 and "Föreefter" in page_of(client, world)
    assert "borta" not in page_of(client, world).split('class="report"')[1]


def test_a_text_of_the_longest_kind_is_kept(world, key) -> None:
    client, long = world.lead, "ord " * 24_999 + "slut"

    assert write(client, world, key, {**form_of(client, world, key), "markdown": long}).status_code == 302
    assert EditedText.objects.get().markdown == long


def test_a_person_is_refused_in_a_text(world, key) -> None:
    client = world.lead

    answer = write(client, world, key, {**form_of(client, world, key), "markdown": "Fråga 19811218-9876"})

    assert answer.status_code == 422 and "personnummer" in answer.content.decode()


def test_the_first_of_two_is_not_written_over(world, key) -> None:
    client = world.lead
    both = form_of(client, world, key)
    write(client, world, key, {**both, "markdown": "Den enas text"})

    second = write(client, world, key, {**both, "markdown": "Den andras text"})

    page = second.content.decode()
    assert second.status_code == 422
    assert "Någon har ändrat samma text medan du skrev" in page
    assert "Den enas text" in page and "Den andras text" in page
    seen = {name: second.context["form"][name].value() for name in ("seen", "automatic")}
    assert write(client, world, key, {**seen, "markdown": "Den andras text"}).status_code == 302
    assert EditedText.objects.get().markdown == "Den andras text"


def test_one_who_restores_and_one_who_writes_are_told(world, key) -> None:
    client = world.lead
    write(client, world, key, {**form_of(client, world, key), "markdown": OWN})
    opened, text = form_of(client, world, key), EditedText.objects.get()
    client.post(world.of_draft("restore_text", text.pk), {"seen": text.stamp})

    answer = write(client, world, key, {**opened, "markdown": "Skrev vidare"})

    assert answer.status_code == 422
    assert "återställt den automatiska texten medan du skrev" in answer.content.decode()
    assert "Skrev vidare" in answer.content.decode() and not EditedText.objects.exists()


def test_the_automatic_text_is_restored_and_that_is_undone(world, key) -> None:
    client = world.lead
    write(client, world, key, {**form_of(client, world, key), "markdown": OWN})
    text = EditedText.objects.get()

    stale = client.post(world.of_draft("restore_text", text.pk), {"seen": "0.0"}, follow=True)
    client.post(world.of_draft("restore_text", text.pk), {"seen": text.stamp})

    assert "Någon har ändrat texten" in stale.content.decode()
    assert "öppnat" not in page_of(client, world)
    change = Change.objects.filter(target_kind="edited_text").last()
    client.post(f"/{world.plan.county.slug}/angra/{change.pk}/")
    assert "<strong>öppnat</strong>" in page_of(client, world)


def test_a_text_whose_place_is_gone_is_still_there_to_read(world, key) -> None:
    client = world.lead
    opened = form_of(client, world, key)
    write(client, world, key, {**opened, "markdown": OWN})
    client.post(world.of_draft("report_sections"), {"visa": ["sources"], "version": 1})

    page = page_of(client, world)
    late = write(client, world, key, {**opened, "markdown": "Skrev under tiden"})

    assert "Texter som inte syns i rapporten nu" in page and OWN in page
    assert late.status_code == 422 and "Skrev under tiden" in late.content.decode()


def test_links_to_our_own_pages_hold_wherever_the_installation_stands() -> None:
    text = "Se [insatsen](https://en.example/lan/x/) och [annat](https://annan.example/lan/x/)."

    kept = making.kept(text, "https://en.example/")

    assert making.led_to(kept, "https://ny.example/") == text.replace("en.example", "ny.example")
    assert making.led_to(kept, "") == "Se insatsen och [annat](https://annan.example/lan/x/)."


def test_links_to_our_own_pages_are_written_as_paths(world, key) -> None:
    client = world.lead
    text = "Se [insatsen](/lan/x/), [målet](http://testserver/lan/y/) och [annat](//annan.example/z/)."

    preview = write(client, world, f"{key}&gor=visa", {"markdown": text}, headers={"HX-Request": "true"})
    write(client, world, key, {**form_of(client, world, key), "markdown": text})

    assert "](handslag:/lan/x/)" in EditedText.objects.get().markdown
    opened = form_of(client, world, key)["markdown"]
    assert "[insatsen](/lan/x/), [målet](/lan/y/)" in opened and "testserver" not in opened
    for page in (preview.content.decode(), page_of(client, world)):
        assert 'href="/lan/x/"' in page and 'href="/lan/y/"' in page and 'href="//annan' not in page


def test_an_automatic_text_is_opened_with_paths_and_only_its_links_are_touched() -> None:
    text = r"[Insatsen](https://en.example/lan/x/) och a\](/b"

    assert making.local(text, "https://en.example/") == r"[Insatsen](/lan/x/) och a\](/b"
    assert making.led_to(making.kept(text, "https://en.example/"), "https://en.example/") == text


def test_only_the_lead_writes(world, key) -> None:
    client = world.client(Role.INITIATIVE_OWNER, world.plan.lead)

    assert write(client, world, key, {"markdown": OWN}).status_code == 403
    kept = write(world.client(None), world, key, {"markdown": OWN})
    assert kept.status_code == 403 and 'name="kvar"' in kept.content.decode()  # carried through a new sign-in
