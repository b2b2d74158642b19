"""Every page is valid HTML with a sound outline, and every visible text of a template can be translated."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine
from django.template.base import NodeList, Template
from django.template.defaulttags import URLNode
from django.test import Client

from handslag.accounts.models import User
from handslag.accounts.personas import make_personas
from handslag.public.models import DefectReport
from tests.pages import PAGES, addresses, routes
from tests.public.markup import elements, name_of, parse, text_of

CODE = settings.BASE_DIR / "handslag"
TEMPLATES = sorted(CODE.glob("**/templates/**/*.html"))
FIELDS = ("input", "select", "textarea")


def _fetch(client: Client, name: str) -> object:
    root, faults = parse(client.get(addresses()[name]).content.decode())
    assert faults == []
    return root


# Validity and outline


@pytest.mark.django_db
@pytest.mark.pure
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_valid_html_with_a_sound_outline(client: Client, name: str) -> None:
    root = _fetch(client, name)

    assert outline_faults(root) == []
    assert reference_faults(root) == []
    assert form_faults(root) == []
    assert nesting_faults(root) == []


@pytest.mark.django_db
@pytest.mark.pure
@pytest.mark.parametrize("name", ["register", "search_hits"])
def test_a_fragment_is_valid_where_it_is_put(client: Client, name: str) -> None:
    whole = client.get(addresses()[name]).content.decode()
    part = client.get(addresses()[name], headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    head = whole.split('<div id="traffar"', 1)[0]
    put = f'{head}<div id="traffar">{part}</div></div></div></main></body></html>'
    root, faults = parse(put)
    assert faults == []
    assert reference_faults(root) == []


@pytest.mark.django_db
@pytest.mark.pure
def test_the_pages_of_forms_and_roles_are_valid_too(client: Client, settings) -> None:
    settings.DEMO = True
    make_personas()
    DefectReport.objects.create(text="Går inte att läsa", address="/orebro/", reply_to="lasare@example.invalid")
    faulty = client.post("/om/tillganglighet/rapportera/", {"text": "", "reply_to": "x"})
    thanks = client.post("/om/tillganglighet/rapportera/", {"text": "Går inte"})
    sign_in, wrong = client.get("/logga-in/"), client.post("/logga-in/", {"username": "a@b.se", "password": "fel"})
    client.force_login(User.objects.get(persona="adm"))
    reports = client.get("/om/tillganglighet/rapporter/")
    client.force_login(User.objects.get(persona="led-exempel"))
    drafts = [client.get(f"/exempellan/{path}") for path in ("", "planer/", "planer/exempellan-2026/", "insatser/")]

    for answer in (faulty, thanks, sign_in, wrong, reports, *drafts):
        root, faults = parse(answer.content.decode())
        assert faults + outline_faults(root) + reference_faults(root) + form_faults(root) + nesting_faults(root) == []


def outline_faults(root) -> list[str]:
    """What is wrong with the language, the title, the headings and the landmarks."""
    faults = [] if root.get("lang") == "sv" else ["no language"]
    levels = [int(name_of(each)[1]) for each in elements(root, "h1", "h2", "h3", "h4", "h5", "h6")]
    if levels.count(1) != 1 or levels[:1] != [1]:
        faults.append(f"not one h1, first of the headings: {levels}")
    faults += [f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1]
    faults += ["empty heading" for each in elements(root, "h1", "h2", "h3") if not text_of(each)]
    for landmark in ("main", "header", "footer", "title"):
        found = [each for each in elements(root, landmark) if landmark != "title" or each in list(root[0])]
        if len(found) != 1 or not text_of(found[0]):
            faults.append(f"not one {landmark}")
    return faults


def reference_faults(root) -> list[str]:
    """Ids that stand twice, and references to ids that are not there."""
    ids = Counter(each.get("id") for each in elements(root) if each.get("id") is not None)
    faults = [f"id twice or odd: {key!r}" for key, n in ids.items() if n > 1 or not key or re.search(r"\s", key)]
    for each in elements(root):
        asked = [each.get("for"), *(each.get("aria-labelledby") or "").split(),
                 *(each.get("aria-describedby") or "").split(), *_targets(each)]  # fmt: skip
        faults += [f"no id {key!r} for {name_of(each)}" for key in asked if key and key not in ids]
    return faults


def _targets(element) -> list[str]:
    """The id that a link, a drawing's reference or htmx leads to on the same page."""
    href = element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or ""
    return [address[1:] for address in (href, element.get("hx-target") or "") if address.startswith("#")]


def form_faults(root) -> list[str]:
    """Fields, buttons, links, tables and regions without a name."""
    labelled = {each.get("for") for each in elements(root, "label")}
    inside = {id(field) for label in elements(root, "label") for field in elements(label, *FIELDS) if text_of(label)}
    fields = [each for each in elements(root, *FIELDS) if each.get("type") != "hidden"]
    faults = [
        f"field without label: {each.attrib}" for each in fields if id(each) not in inside and each.get("id") not in labelled
    ]  # fmt: skip
    for each in elements(root, "button", "a", "summary", "caption", "th", "label", "option"):
        if not text_of(each):
            faults.append(f"{name_of(each)} without text: {each.attrib}")
    faults += ["nav without name" for each in elements(root, "nav") if not each.get("aria-label")]
    faults += ["table without caption" for each in elements(root, "table") if name_of(each[0]) != "caption"]
    faults += ["placeholder" for each in fields if each.get("placeholder")]
    return faults


CONTENT = {
    "ul": {"li"}, "ol": {"li"}, "dl": {"div", "dt", "dd"}, "tr": {"td", "th"}, "table": {"caption", "colgroup", "thead",
    "tbody", "tfoot"}, "select": {"option", "optgroup"},
}  # fmt: skip
"""What these elements may hold; the parser itself does not say."""
NOT_INSIDE = {"a": {"a", "button", *FIELDS}, "button": {"a", "button", *FIELDS}, "p": {"div", "p", "ul", "ol"},
              "label": {"label"}, "form": {"form"}, "span": {"div", "p", "ul", "ol", "table"}}  # fmt: skip


def nesting_faults(root) -> list[str]:
    """Elements where the standard does not let them stand."""
    faults = [
        f"{name_of(child)} in {name_of(each)}"
        for each in elements(root, *CONTENT)
        for child in each
        if name_of(child) and name_of(child) not in CONTENT[name_of(each)]
    ]
    for each in elements(root, *NOT_INSIDE):
        held = {name_of(inner) for inner in elements(each) if inner is not each}
        faults += [f"{name} in {name_of(each)}" for name in held & NOT_INSIDE[name_of(each)]]
    return faults


PLANTED = {
    "h3 after h1": "<h1>A</h1><h3>B</h3>",
    "id twice or odd: 'a'": "<p id=a>x</p><p id=a>y</p>",
    "no id 'b' for a": "<a href='#b'>x</a>",
    "field without label: {'name': 'q'}": "<input name=q>",
    "button without text: {}": "<button></button>",
    "p in ul": "<ul><p>x</p></ul>",
    "a in button": "<button><a href='/'>x</a></button>",
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str) -> None:
    root, _ = parse(f"<!doctype html><html lang=sv><title>T</title><body><main>{PLANTED[fault]}</main>")
    assert fault in outline_faults(root) + reference_faults(root) + form_faults(root) + nesting_faults(root)


@pytest.mark.parametrize("text", ["<p><div></p></div>", "<table><p>x</table>", "</b>", "&undefined;", "<a b=1 b=2>"])
def test_the_parser_objects_to_what_is_not_html(text: str) -> None:
    assert parse(f"<!doctype html><title>T</title>{text}")[1]


# Translation

SAME_IN_EVERY_LANGUAGE = {"Handslag", "kr", "CSV", "JSON", "EUPL-1.2"}
SEEN_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "data-l", "content")
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S)
CLASS_NAMES = re.compile(r"{% block \w+_class %}[^{]*{% endblock %}")
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_visible_text_of_a_template_can_be_translated(file: Path) -> None:
    assert untranslated(file.read_text(encoding="utf-8")) == []


def untranslated(template: str) -> list[str]:
    """Words of a template that a reader sees and no translator does."""
    bare = TAG.sub(" ", CLASS_NAMES.sub(" ", TRANSLATED.sub(" ", template)))
    seen = [value for name in SEEN_ATTRIBUTES for value in re.findall(rf'\s{name}="([^"]*)"', bare)]
    seen.append(re.sub(r"<[^>]*>", " ", re.sub(r"<!doctype[^>]*>", " ", bare)))
    words = [word.strip(".,:;()”") for text in seen for word in re.findall(r"[^\s]*[A-Za-zÅÄÖåäö]{2,}[^\s]*", text)]
    technical = {"width=device-width", "initial-scale=1", "post", "get"}
    return [word for word in words if word not in SAME_IN_EVERY_LANGUAGE | technical]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Inga insatser</p>", ["Inga", "insatser"]),
        ('<nav aria-label="Meny">', ["Meny"]),
        ('<p class="lead">{% translate "Inga" %} {{ n }}</p>', []),
        ("<p>{% blocktranslate count n=n %}En{% plural %}{{ n }}{% endblocktranslate %}</p>", []),
        ('<p{% if x %} title="Mer"{% endif %}>', ["Mer"]),
    ],
)
def test_the_search_for_untranslated_text_finds_what_it_should(template: str, found: list[str]) -> None:
    assert untranslated(template) == found


# Addresses in templates


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_url_tag_names_an_address_and_gives_what_it_needs(file: Path) -> None:
    needed = {route.name: len(route.parameters) for route in routes()}
    for node in url_nodes(Template(file.read_text(encoding="utf-8"), engine=Engine.get_default()).nodelist):
        name = node.view_name.var
        assert name in needed, name
        assert len(node.args) + len(node.kwargs) == needed[name], name


def url_nodes(nodes: NodeList) -> list[URLNode]:
    """All {% url %} of a template, also within other tags."""
    return nodes.get_nodes_by_type(URLNode)


def test_the_search_for_url_tags_looks_inside_other_tags() -> None:
    text = "{% if x %}{% for y in x %}{% url 'front' %}{% endfor %}{% endif %}{% partialdef a %}{% url 'about' %}{% endpartialdef %}"
    assert len(url_nodes(Template(text, engine=Engine.get_default()).nodelist)) == 2


def test_every_template_belongs_to_a_page_or_a_part() -> None:
    named = "\n".join(file.read_text(encoding="utf-8") for file in [*CODE.glob("**/*.py"), *TEMPLATES])
    for file in TEMPLATES:
        name = file.relative_to(next(each for each in file.parents if each.name == "templates")).as_posix()
        assert name.removesuffix(".html") in named if file.parent.name == "mail" else name in named, name
