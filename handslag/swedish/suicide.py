"""Whether words tell of suicide or self-harm. It decides where help lines stand and which figures are protected.

What a text may be called is anybody's choice, so every way of saying it is looked for: those that DESIGN.md asks people to
write, those it asks them not to, and the codes of the classification of causes of death (ICD-10).
"""

import re
import unicodedata

_TELLS = re.compile(
    r"suicid|självmord|självskad|självtillfog|självdestruktiv|skad\w* sig själv|döda\w* sig själv|dödstank"
    r"|\b(ta|tar|tog|tagit|tagits|avsluta\w*) ((sitt|sina|ditt|mitt|era|deras) ((eget|egna) )?liv\b|livet av)"
    r"|\bberöva\w* sig livet|\bför egen hand\b|\b(tank\w+ på|vilja|vill\w*|önska\w*|försök\w*) (att )?dö\b|\boklar avsikt\b"
    r"|\bx ?(6\d|7\d|8[0-4])\b|\by ?(1\d|2\d|3[0-4])\b"
)
_WORK = re.compile(r"(suicid|självmord)s?(prev\w*|forskning\w*)|självmordslinjen\w*")
_AVOIDED = re.compile(r"självmord(?!slinjen)")


def tells_of_suicide(*texts: str) -> bool:
    """Tell whether anything is about suicide or self-harm, the work against it too."""
    return any(_TELLS.search(_plain(text)) for text in texts)


def counts_suicide(*texts: str) -> bool:
    """Tell whether what is counted is suicide or self-harm. Prevention and research are work, not what it is about."""
    return any(_TELLS.search(_WORK.sub(" ", _plain(text))) for text in texts)


def has_word_to_avoid(text: str) -> bool:
    """Tell whether a text says "självmord"; the name of the help line is its name."""
    return bool(_AVOIDED.search(_plain(text)))


def _plain(text: str) -> str:
    """Return a text with small letters and single blanks, without characters that are not seen."""
    seen = "".join(each for each in unicodedata.normalize("NFKC", text or "") if unicodedata.category(each) != "Cf")
    return " ".join(seen.casefold().split())
