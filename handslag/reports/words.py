"""What the fields of a report are called, for those who read what has changed in it."""

from typing import Any

from handslag.reports.catalogue import TEMPLATES

REPORT = {
    "plan": "Plan",
    "template": "Mall",
    "title": "Titel",
    "area": "Kommun",
    "lansdel": "Länsdel",
    "goal": "Mål",
    "organisation": "Organisation",
    "year": "År",
    "sections": "Delar och ordning",
    "audience": "Vem den är till för",
    "day": "Läget den dagen",
}
EDITED_TEXT = {
    "report": "Rapport",
    "title": "Rubrik",
    "markdown": "Text",
    "automatic": "Automatisk text när den skrevs",
    "audience": "Skriven för",
    "told": "Insatser som rapporten då vilade på",
}


def counted(told: list[str]) -> str:
    """Return how many initiatives a text rested on: their names are not for all who read the history."""
    return str(len(told))


def arranged(sections: list[dict[str, Any]]) -> str:
    """Return the parts in order, those that are left out in brackets: "Bakgrund; (Begrepp)"."""
    titles = {part.key: str(part.title) for template in TEMPLATES.values() for part in template.parts}
    named = [(titles.get(each["key"], "borttagen del"), each["shown"]) for each in sections]
    return "; ".join(title if shown else f"({title})" for title, shown in named)
