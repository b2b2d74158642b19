"""A county reads a framework in from a file: looked at first, added all or nothing, changing nothing that others use."""

import json
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handslag.exchange.exporter_entries import Sources
from handslag.exchange.exporter_goals import framework as exported
from handslag.exchange.keys import FRAMEWORK_BYTES
from handslag.places.models import Area
from handslag.plans.models import Framework, FrameworkNode, NodeLink
from handslag.trust.models import AuditEvent, Citation, SourceDocument
from handslag.trust.permissions import Role
from tests import factories as make
from tests.exchange.database import dump

pytestmark = [pytest.mark.django_db, pytest.mark.pure]
NEW = """
documents:
  - id: halsoplan
    title: Hälsoplan för landet
    kind: plan
frameworks:
  - id: halsoplan-2035
    title: Hälsoplan
    kind: national_strategy
    version: "2035"
    state: decided
    period:
      text: från 2035 till 2045
    sources:
      title: "halsoplan:1"
    nodes:
      - id: halsoplan-2035-mal
        kind: mål
        code: "1"
        title: Alla har någon
        source: "halsoplan:10"
      - id: halsoplan-2035-delmal
        parent: halsoplan-2035-mal
        kind: delmål
        title: Mötesplatser finns
        wording: own
        ours: Vår sammanfattning.
"""


class Lead:
    """The lead of a county's plans, at the page where frameworks are read in."""

    def __init__(self) -> None:
        self.area = make.county(parent=Area.objects.get(kind=Area.COUNTRY), name="Läslän")
        self.organisation = make.organisation(county=self.area, name="Regionen")
        make.plan(county=self.area, lead=self.organisation, visibility="public", status="adopted")
        self.client = Client()
        self.client.force_login(make.member(Role.COUNTY_LEAD, self.organisation))
        self.address = reverse("read_framework", args=[self.area.slug])

    def send(self, text: str | bytes, name: str = "ramverk.yaml"):
        raw = text if isinstance(text, bytes) else text.encode()
        return self.client.post(self.address, {"file": SimpleUploadedFile(name, raw)})

    def preview(self, text: str, name: str = "ramverk.yaml") -> str:
        """The preview's page, having written nothing."""
        before = dump()
        answer = self.send(text, name)
        assert answer.status_code == 200, answer.content.decode()
        assert dump() == before
        return answer.content.decode()

    def refused(self, text: str | bytes, name: str = "ramverk.yaml") -> str:
        """The page that says what is wrong, having written nothing."""
        before = dump()
        answer = self.send(text, name)
        assert answer.status_code == 422
        assert dump() == before
        page = answer.content.decode()
        assert "<title>Fel:" in page
        assert 'name="innehall"' not in page
        return page

    def confirm(self, text: str, name: str = "ramverk.yaml"):
        return self.client.post(self.address, {"innehall": content_of(self.preview(text, name))})


def content_of(page: str) -> str:
    return page.split('name="innehall" value="', 1)[1].split('"', 1)[0]


@pytest.fixture
def lead(static_files: None) -> Lead:
    return Lead()


# Who may


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COUNTY_LEAD])
def test_only_who_leads_plans_reads_frameworks_in(lead: Lead, role: Role) -> None:
    client = Client()
    client.force_login(make.member(role, lead.organisation))
    for address in (lead.address, reverse("framework_template", args=[lead.area.slug])):
        assert client.get(address).status_code == 403
    assert client.post(lead.address, {"innehall": content_of(lead.preview(NEW))}).status_code == 403
    assert "Läs in ett ramverk" not in client.get(reverse("frameworks", args=[lead.area.slug])).content.decode()


def test_a_lead_of_another_county_does_not_read_in_here(lead: Lead) -> None:
    client = Client()
    client.force_login(make.member(Role.COUNTY_LEAD, make.organisation()))
    assert client.get(lead.address).status_code == 403
    assert client.post(lead.address, {"innehall": content_of(lead.preview(NEW))}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(lead: Lead) -> None:
    assert Client().get(lead.address)["Location"].startswith(reverse("sign_in"))
    assert Client().post(lead.address, {}).status_code == 403


def test_a_confirmation_is_kept_through_a_new_sign_in(lead: Lead) -> None:
    content = content_of(lead.preview(NEW))
    asked = Client().post(lead.address, {"innehall": content}).content.decode()
    assert 'name="kvar"' in asked


def test_what_another_has_looked_at_is_not_confirmed(lead: Lead) -> None:
    other = Lead()
    content = content_of(lead.preview(NEW))
    answer = other.client.post(other.address, {"innehall": content})
    assert answer.status_code == 422
    assert "för gammal" in answer.content.decode()
    assert lead.client.post(lead.address, {"innehall": content + "x"}).status_code == 422
    assert not Framework.objects.filter(key="halsoplan-2035").exists()


# What is shown, and added


def test_the_list_of_frameworks_and_the_forms_of_links_lead_there(lead: Lead) -> None:
    plan = lead.organisation.led_plans.get()
    goal = make.goal(plan, kind="challenge")
    for address in (
        reverse("frameworks", args=[lead.area.slug]),
        reverse("add", args=[lead.area.slug, "mal-ramverk", goal.uuid]),
    ):
        assert lead.address in lead.client.get(address).content.decode()


def test_the_preview_tells_name_version_validity_and_tree(lead: Lead) -> None:
    page = lead.preview(NEW)
    for words in ("Hälsoplan", "2035, beslutad", "från 2035 till 2045", "mål: 1, delmål: 1", "1 Alla har någon"):
        assert words in page, words
    assert page.index("Alla har någon") < page.index("Mötesplatser finns")


def test_a_confirmed_framework_is_added_with_its_sources_and_told_of(lead: Lead) -> None:
    answer = lead.confirm(NEW)
    made = Framework.objects.get(key="halsoplan-2035")
    assert answer["Location"] == reverse("framework", args=[lead.area.slug, made.key])
    assert (made.version, made.state, made.period_text) == ("2035", "decided", "från 2035 till 2045")
    assert [(node.title, node.parent and node.parent.title) for node in made.nodes.order_by("id")] == [
        ("Alla har någon", None),
        ("Mötesplatser finns", "Alla har någon"),
    ]
    assert Citation.objects.filter(root=made.uuid).count() == 3
    told = AuditEvent.objects.get(kind="import")
    assert (told.county_id, told.target) == (lead.area.pk, "Hälsoplan")
    assert told.role == "utvecklingsledare för länet, Regionen"
    assert "halsoplan-2035" in told.what
    assert "2 delar" in told.what


def test_json_is_read_as_yaml_is(lead: Lead) -> None:
    text = json.dumps(
        {"frameworks": [{"id": "f9", "title": "Nio", "kind": "lenses", "nodes": [{"id": "f9-1", "title": "Ett"}]}]}
    )
    lead.confirm(text, "ramverk.json")
    assert Framework.objects.get(key="f9").nodes.get().title == "Ett"


@pytest.mark.parametrize("name", ["ramverk.yaml", "ramverk.json"])
def test_a_file_may_say_its_format(lead: Lead, name: str) -> None:
    frameworks = [{"id": "f9", "title": "Nio", "kind": "lenses", "nodes": [{"id": "f9-1", "title": "Ett"}]}]
    document = {"format": "handslag-plan", "version": 1, "frameworks": frameworks}
    text = json.dumps(document) if name.endswith("json") else yaml.safe_dump(document, allow_unicode=True)

    assert "Nio" in lead.preview(text, name)


def test_the_template_can_be_read_in_as_it_is(lead: Lead) -> None:
    answer = lead.client.get(reverse("framework_template", args=[lead.area.slug]))
    assert answer["Content-Disposition"] == 'attachment; filename="ramverk-mall.yaml"'
    page = lead.preview(answer.content.decode())
    assert "mål: 1, delmål: 1" in page


def test_goals_can_be_linked_to_what_was_read_in(lead: Lead) -> None:
    goal = make.goal(lead.organisation.led_plans.get(), kind="challenge")
    lead.confirm(NEW)
    node = FrameworkNode.objects.get(key="halsoplan-2035-mal")
    address = reverse("add", args=[lead.area.slug, "mal-ramverk", goal.uuid])
    lead.client.post(address, {"node": str(node.pk)})
    assert goal.links.get().node == node


def test_a_file_sent_twice_adds_nothing_the_second_time(lead: Lead) -> None:
    lead.confirm(NEW)
    page = lead.preview(NEW)
    assert "Finns redan, likadant." in page
    assert 'name="innehall"' not in page


def test_a_confirmation_sent_twice_adds_nothing_the_second_time(lead: Lead) -> None:
    content = content_of(lead.preview(NEW))
    for _ in range(2):
        assert lead.client.post(lead.address, {"innehall": content}).status_code == 302
    assert (
        Framework.objects.filter(key="halsoplan-2035").count() == AuditEvent.objects.filter(kind="import").count() == 1
    )


def test_a_new_version_stands_beside_the_old_and_can_be_told_from_it(lead: Lead) -> None:
    lead.confirm(NEW)
    later = NEW.replace("-2035", "-2040").replace('"2035"', '"2040"')
    page = lead.preview(later)
    assert "Hälsoplan (2035)" in page
    lead.confirm(later)
    plan = lead.organisation.led_plans.get()
    thread = lead.client.get(reverse("thread", args=[lead.area.slug, plan.key])).content.decode()
    assert "Hälsoplan (2035)</option>" in thread
    assert "Hälsoplan (2040)</option>" in thread


# What others use is not changed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Hälsoplan\n", "title: Hälsoplanen\n"),
        ("title: Alla har någon", "title: Ingen har någon"),
        ("from 2035", "från 2036"),
        ("        kind: delmål\n", "        kind: delmål\n        text: Mer\n"),
        ('version: "2035"', 'version: "2036"'),
        (
            "        ours: Vår sammanfattning.\n",
            "        ours: Vår sammanfattning.\n      - id: halsoplan-2035-tillagt\n        title: Tillagt\n",
        ),
    ],
)
def test_a_framework_that_is_here_is_not_changed_nor_added_to(lead: Lead, old: str, new: str) -> None:
    lead.confirm(NEW)
    changed = NEW.replace("från 2035 till", "from 2035 till") if old == "from 2035" else NEW
    page = Lead().refused(changed.replace(old, new))
    assert "finns redan med annat innehåll" in page
    assert "Rad 7, fältet frameworks.0.id" in page


def test_a_link_is_not_added_between_frameworks_that_are_here(lead: Lead) -> None:
    lead.confirm(NEW)
    other = NEW.replace("halsoplan-2035", "annan").replace('"2035"', '"1"')
    lead.confirm(other)
    both = NEW + other.split("frameworks:\n", 1)[1].replace(
        "      - id: annan-mal\n", "      - id: annan-mal\n        links: [{node: halsoplan-2035-mal}]\n"
    )
    assert "finns redan med annat innehåll" in lead.refused(both)
    assert not NodeLink.objects.filter(from_node__key="annan-mal").exists()


def test_a_new_framework_may_point_at_one_that_is_here(lead: Lead) -> None:
    lead.confirm(NEW)
    other = NEW.replace("halsoplan-2035", "annan").replace('"2035"', '"1"').split("frameworks:\n", 1)[1]
    both = NEW + other.replace(
        "      - id: annan-mal\n", "      - id: annan-mal\n        links: [{node: halsoplan-2035-mal}]\n"
    )
    lead.confirm(both)
    assert NodeLink.objects.get(from_node__key="annan-mal").to_node.key == "halsoplan-2035-mal"


def test_a_part_of_another_framework_is_not_taken(lead: Lead) -> None:
    lead.confirm(NEW)
    text = NEW.replace("id: halsoplan-2035\n", "id: annan\n").replace('"2035"', '"1"')
    page = lead.refused(text)
    assert "Nyckeln halsoplan-2035-mal hör till ramverket" in page
    assert "Rad 17, fältet frameworks.0.nodes.0.id" in page


def test_a_framework_does_not_stand_for_another_by_its_name(lead: Lead) -> None:
    lead.confirm(NEW)
    text = NEW.replace("halsoplan-2035", "annan").replace("title: Hälsoplan\n", "title: HÄLSOPLAN\n")
    assert "Skriv vilken version det här är" in lead.refused(text)


def test_a_citation_does_not_come_to_point_at_another_document(lead: Lead) -> None:
    SourceDocument.objects.create(key="halsoplan", title="Något annat", kind="plan")
    assert "har redan dokumentet ”Något annat”" in lead.refused(NEW)


def test_what_was_added_meanwhile_stops_the_confirmation(lead: Lead) -> None:
    content = content_of(lead.preview(NEW))
    Lead().confirm(NEW.replace("Alla har någon", "Ingen är ensam"))
    answer = lead.client.post(lead.address, {"innehall": content})
    assert answer.status_code == 422
    assert "finns redan med annat innehåll" in answer.content.decode()
    assert FrameworkNode.objects.get(key="halsoplan-2035-mal").title == "Ingen är ensam"


def test_an_exported_framework_is_the_same_as_the_one_here(lead: Lead, plan) -> None:
    rows = [exported(Sources([]), row) for row in Framework.objects.all()]
    page = lead.preview(json.dumps({"frameworks": rows}, default=str), "alla.json")
    assert page.count("Finns redan, likadant.") == len(rows) > 3


# Faults and hostile files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Hälsoplan\n", "titel: Hälsoplan\n", "Rad 8, fältet frameworks.0.titel: Fältet är okänt."),
        ("kind: national_strategy", "kind: strategi", "Rad 9, fältet frameworks.0.kind: Ordet är okänt."),
        ("parent: halsoplan-2035-mal", "parent: saknas", "Rad 23, fältet frameworks.0.nodes.1.parent"),
        ("halsoplan:10", "okand:10", "Rad 21, fältet frameworks.0.nodes.0.source: Dokumentet okand finns inte."),
        ("Alla har någon", "Ring 070-123 45 67", "Rad 20, fältet frameworks.0.nodes.0.title: Texten innehåller"),
        ("kind: mål", "kind: mål\n        parent: halsoplan-2035-delmal", "Trädet går runt i en ring."),
        ("kind: mål", "kind: mål\n        goal: mal-1", "Koppla till länets mål i planen."),
        ("frameworks:", "goals: [{id: a, kind: goal, title: x}]\nframeworks:", "Planen saknas, men det finns mål."),
        ("  - id: halsoplan\n", "  - id: halsoplan\n    id: halsoplan\n", "Fältet står två gånger."),
    ],
)
def test_a_fault_is_told_by_line_and_nothing_is_added(lead: Lead, old: str, new: str, said: str) -> None:
    assert said in lead.refused(NEW.replace(old, new, 1))


def test_only_frameworks_are_read_in_here(lead: Lead) -> None:
    counties = "counties: [{id: provlan, name: Provlän, slug: provlan, ours: Prov}]\n"
    assert "Här läses bara ramverk in." in lead.refused(counties + NEW)
    assert "Filen har inget ramverk." in lead.refused("documents: []")
    assert "Filen har inget ramverk." in lead.refused("")
    assert "Ramverket har inga delar." in lead.refused("frameworks: [{id: f9, title: Nio, kind: lenses, nodes: []}]")


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"a: &a [*a]", "a.yaml", "för många nivåer"),
        (b"[" * 100_000, "a.yaml", "inte giltig YAML"),
        (b"[" * 100_000, "a.json", "för många nivåer"),
        (b"a: &a [1,1,1,1,1,1,1,1,1]\n" + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 105)), "a.yaml", "för mycket"),
        (b"!!python/object/apply:os.system [id]", "a.yaml", "namngivna fält"),
        (b"\xff\xfe", "a.yaml", "inte text i UTF-8"),
        (b"a: b\x00c", "a.yaml", "nolltecken"),
        (b"{", "a.json", "Den tar slut för tidigt."),
        (b"x" * (FRAMEWORK_BYTES + 1), "a.yaml", "större än 500 kB"),
        (b"a: b", "a.xlsx", "Filen ska sluta på"),
    ],
    ids=["itself", "deep", "deep_json", "unfolding", "code", "bytes", "nul", "cut", "large", "kind"],
)  # fmt: skip
def test_a_hostile_file_is_refused(lead: Lead, raw: bytes, name: str, said: str) -> None:
    assert said in lead.refused(raw, name)


def test_a_file_with_too_much_in_it_is_refused(lead: Lead) -> None:
    nodes = [{"id": f"n{n}", "title": "Del", "parent": f"n{n - 1}" if n else None} for n in range(1001)]
    framework = {"id": "f9", "title": "Nio", "kind": "lenses", "nodes": nodes}
    page = lead.refused(json.dumps({"frameworks": [framework]}), "a.json")
    assert "fler än 1000 delar" in page
    assert "fler än 8 nivåer" in page


def test_no_path_of_the_server_is_told(lead: Lead, tmp_path: Path) -> None:
    assert str(tmp_path.parents[1]) not in lead.refused("a: [")


def test_an_empty_form_asks_for_a_file(lead: Lead) -> None:
    answer = lead.client.post(lead.address, {})
    assert answer.status_code == 422
    assert "Välj filen med ramverket." in answer.content.decode()
