"""Suggests what kind of obstacle a text tells of, by its words alone. A person decides."""

import re

WORDS: dict[str, str] = {
    "attendance": r"närvaro|representant|frånvaro|kommer inte på möte",
    "mandate": r"mandat|uppdrag|beslut|ansvar",
    "ownership": r"ägarskap|förvaltning|ägare",
    "funding": r"finansier|medel|pengar|budget|statsbidrag|bidrag",
    "time": r"tidsbrist|tid\b|tiden\b|hinner|hunnit",
    "management": r"chef|ledning",
    "staffing": r"bemanning|personal|rekryter|kompetens|vakan|sjukskriv",
    "instructors": r"instruktör|utbildare|handledare",
    "coordination": r"samordn|samverk|samarbet",
    "access": r"väntetid|tillgänglig|kö\b|köer",
    "knowledge": r"okunskap|kännedom|känner inte till|kunskap",
    "steering_documents": r"styrdokument|riktlinje|rutin",
    "user_influence": r"brukar|delaktig|medskap",
    "method": r"metod|manual|programtrogen",
    "equality": r"likvärdig|olika i länet|ojämlik",
    "follow_up": r"uppföljning|mäta|mål\b|målen\b|statistik",
    "next_plan": r"nästa plan|ny plan",
}
"""Theme of `handslag.plans.words.THEMES` -> words that speak of it, as the start of a word."""


def suggestions(text: str, *, most: int = 3) -> list[tuple[str, str]]:
    """Return themes that the words of a text speak of, each with the word that was found, in the text's order."""
    found = []
    for theme, words in WORDS.items():
        if match := re.search(rf"\b(?:{words})\w*", text, re.IGNORECASE):
            found.append((match.start(), theme, match[0]))
    return [(theme, word) for _, theme, word in sorted(found)[:most]]
