"""The ways to change what a reader sees, beside it; nothing where the reader may not."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from handslag.plans.editors import EDITORS

register = template.Library()
NOTHING = SafeString("")


def _link(address: str, verb: str, about: object, *, in_place: bool) -> SafeString:
    """A link with a name of its own; `in_place`: htmx puts the form where the link stands."""
    if not in_place:
        return format_html('<a href="{}">{}<span class="vh">: {}</span></a>', address, verb, about)
    return format_html(
        '<a href="{0}" hx-get="{0}" hx-target="closest .do" hx-swap="outerHTML">{1}<span class="vh">: {2}</span></a>',
        address,
        verb,
        about,
    )


@register.simple_tag(takes_context=True)
def change(context, part: str, page, row=None, *, named: bool = False) -> SafeString:
    """ "Ändra" for a part of a page, and "Ta bort" for a row; a row that is only added to has the latter alone."""
    if not context.get("may_edit"):
        return NOTHING
    editor, county = EDITORS[part], context["county"].slug
    if row is None:
        address = reverse("edit", args=[county, part, page.uuid])
        if named:  # where no heading beside the link says what it is about
            return format_html('<a href="{}">{}: {}</a>', address, _("Ändra"), str(editor.title).lower())
        link = _link(address, _("Ändra"), editor.title, in_place=True)
        return format_html('<span class="do">{}</span>', link)
    where = [county, part, page.uuid, row.pk]
    away = _link(reverse("withdraw_row", args=where), _("Ta bort"), str(row)[:80], in_place=False)
    if editor.appended:
        return format_html('<span class="do">{}</span>', away)
    return format_html(
        '<span class="do">{} {}</span>',
        _link(reverse("edit_row", args=where), _("Ändra"), str(row)[:80], in_place=True),
        away,
    )


@register.simple_tag(takes_context=True)
def add(context, part: str, page, query: str = "") -> SafeString:
    """ "Lägg till ..." for a part of a page."""
    if not context.get("may_edit"):
        return NOTHING
    address = reverse("add", args=[context["county"].slug, part, page.uuid]) + query
    return format_html(
        '<p class="do"><a href="{0}" hx-get="{0}" hx-target="closest .do" hx-swap="outerHTML">{1}</a></p>',
        address,
        EDITORS[part].add,
    )
