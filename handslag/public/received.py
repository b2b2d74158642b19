"""Every text that people have written in a county's plans: what an authority has received and may be asked for.

A request is answered by the authority that received the text. An organisation gets what is written on its own
pages; the one that leads a plan gets that plan's and, of others' initiatives in it, those that are shared with it.
"""

from collections.abc import Iterator
from functools import cache

from django.db.models import Q
from django.utils import timezone

from handslag.places.models import Area
from handslag.plans.field_words import TITLES
from handslag.plans.models import GoalNode, Initiative, Plan
from handslag.plans.queries.history import HIDDEN, field_title, words
from handslag.plans.rights import OPEN
from handslag.trust.cells import harmless
from handslag.trust.changes import WITHDRAWN, model_of
from handslag.trust.models import Change
from handslag.trust.texts import text_fields

HEADINGS = ("ändring", "tid", "roll", "på vad", "sida", "fält", "text", "adress")
AT_ONCE = 500
Page = Plan | GoalNode | Initiative
field_words = cache(field_title)


def rows(county: Area, organisations: frozenset[int]) -> Iterator[list[str]]:
    """Yield the texts that the organisations (ids) have received in the county, newest first, as cells.

    Four queries for each `AT_ONCE` changes, however many there are.
    """
    below: int | None = None
    while True:
        found = _received(county, organisations)
        some = list((found.filter(pk__lt=below) if below else found)[:AT_ONCE])
        if not some:
            return
        pages = _pages(some)
        for change in some:
            yield from _cells(change, pages)
        below = some[-1].pk


def _received(county: Area, organisations: frozenset[int]):
    plans = Plan.everything.filter(county=county)
    led = plans.filter(lead_id__in=organisations)
    initiatives = Initiative.everything.filter(plan__in=plans)
    ours = initiatives.filter(Q(owner_id__in=organisations) | Q(plan__in=led, visibility__in=OPEN))
    goals = GoalNode.everything.filter(plan__in=led)
    roots = [pages.values("uuid") for pages in (led, goals, ours)]
    received = Q(root__in=roots[0]) | Q(root__in=roots[1]) | Q(root__in=roots[2])
    return Change.objects.filter(received, scope__in=plans.values("uuid")).order_by("-pk")


def _pages(changes: list[Change]) -> dict:
    """Return the pages that changes stand on, by uuid; withdrawn ones too."""
    roots = {change.root for change in changes}
    found: dict = {}
    for model in (Initiative, GoalNode):
        for page in model.everything.filter(uuid__in=roots).select_related("plan__county"):
            found[page.uuid] = page
    return found | {page.uuid: page for page in Plan.everything.filter(uuid__in=roots).select_related("county")}


def _cells(change: Change, pages: dict) -> Iterator[list[str]]:
    page: Page = pages[change.root]
    first = [
        str(change.pk),
        timezone.localtime(change.at).strftime("%Y-%m-%d %H:%M:%S"),
        change.role,
        str(TITLES.get(change.target_kind, change.target_kind)),
        str(page),
    ]
    for field, text in _texts(change):
        yield [harmless(cell) for cell in (*first, field, text, page.get_absolute_url())]


def _texts(change: Change) -> Iterator[tuple[str, str]]:
    """Yield what was written, as (field, text): what the row holds since, and the reason."""
    if change.emptied_on:
        yield "", f"Texterna gallrades {change.emptied_on}"
        return
    model = model_of(change.target_kind)
    told = text_fields(change.target_kind) - HIDDEN - {WITHDRAWN[1]}
    for name in change.fields:
        if name in told and (text := words(model, name, change.after[name], {})):
            yield field_words(model, name), text
    if change.reason:
        yield "Skäl", change.reason
