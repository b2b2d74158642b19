"""The fields of an exchange document in Swedish words: what each is called, and how its value reads.

`FIELDS` holds the plain fields of a thing by its list in the document, `FACTS` the lists that a thing carries. A test
holds them against the schema, so that no field can be forgotten.
"""

from handslag.exchange.wording_facts import Facts
from handslag.exchange.wording_fields import FIELDS as PLAIN
from handslag.exchange.wording_initiatives import INITIATIVES, status_words
from handslag.exchange.wording_measures import OF_GOALS, OF_INITIATIVES, OWN_MEASURES
from handslag.exchange.wording_money import MONEY, MONEY_FACTS, MONEY_FIELDS
from handslag.exchange.wording_plans import DIVISIONS, FRAMEWORKS, GOALS, PLAN
from handslag.exchange.wording_values import Field, Json, Names, day, text

__all__ = [
    "FACTS",
    "FIELDS",
    "KINDS",
    "MONEY",
    "NOT_COMPARED",
    "NOUNS",
    "SECTIONS",
    "Facts",
    "Field",
    "Json",
    "Names",
    "day",
    "status_words",
    "text",
]

SECTIONS = {
    "plan": "Planen",
    "goals": "Mål, utmaningar och frågor",
    "initiatives": "Insatser",
    "agreements": "Överenskommelser",
    "pots": "Potter",
    "awards": "Tilldelade medel",
    "indicators": "Egna mått",
    "target_groups": "Målgrupper",
    "methods": "Metoder",
    "organisations": "Organisationer",
    "divisions": "Indelningar i länsdelar",
    "frameworks": "Ramverk",
    "documents": "Källor",
    "counties": "Exempellän",
}
"""The lists of a document whose things are compared, in the order in which they are told of."""

KINDS = {
    "plan": "Plan",
    "initiatives": "Insats",
    "agreements": "Överenskommelse",
    "pots": "Pott",
    "awards": "Tilldelning",
    "indicators": "Eget mått",
    "target_groups": "Målgrupp",
    "methods": "Metod",
    "organisations": "Organisation",
    "divisions": "Indelning",
    "frameworks": "Ramverk",
    "documents": "Källa",
    "counties": "Exempellän",
}
"""What one thing of a list is called. A goal is called what its plan calls it."""


NOUNS = {
    "plan": ("plan", "planer"),
    "goals": ("mål, utmaning eller fråga", "mål, utmaningar eller frågor"),
    "initiatives": ("insats", "insatser"),
    "agreements": ("överenskommelse", "överenskommelser"),
    "pots": ("pott", "potter"),
    "awards": ("tilldelning", "tilldelningar"),
    "indicators": ("eget mått", "egna mått"),
    "target_groups": ("målgrupp", "målgrupper"),
    "methods": ("metod", "metoder"),
    "organisations": ("organisation", "organisationer"),
    "divisions": ("indelning", "indelningar"),
    "frameworks": ("ramverk", "ramverk"),
    "documents": ("källa", "källor"),
    "counties": ("exempellän", "exempellän"),
}
"""One and several of each, after a number."""

FIELDS = PLAIN | MONEY_FIELDS

FACTS: dict[str, dict[str, Facts]] = {
    "plan": PLAN,
    "goals": GOALS | OF_GOALS,
    "initiatives": INITIATIVES | OF_INITIATIVES,
    "indicators": OWN_MEASURES,
    "divisions": DIVISIONS,
    "frameworks": FRAMEWORKS,
    **MONEY_FACTS,
}

NOT_COMPARED = frozenset({"id", "source", "sources", "ours", "withdrawn"})
"""Fields that are told of in another way: keys, sources, withdrawals."""
