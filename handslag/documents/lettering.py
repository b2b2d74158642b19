"""How wide words are, and how they break into lines.

A server cannot ask a font. The widths are those of Source Sans 3 with tabular figures; a letter that is
not listed is measured as its base letter, and what has none as a wide letter: better a line too short
than words across each other.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

SIZE = 15.5  # px, in both widths of a drawing
SOFT_HYPHEN = "\u00ad"
ELLIPSIS = "…"

# Width in thousandths of the type size -> the letters that have it (rounded up by at most nine).
_REGULAR = {
    200: " ",
    249: "',.:;‘’·jıi|",
    263: "Il",
    292: "f!¡ł",
    311: "-•()[]{}",
    338: "t°",
    350: "/\\r",
    367: "²³",
    419: "s*",
    429: '«»"“”?z¿®',
    446: "x",
    456: "c",
    467: "vy",
    480: "–JY",
    494: "FL",
    504: "ag_#$+0123456789<=>^~−€§×÷±ek",
    515: "VX",
    534: "SE",
    544: "huðA`oøZT",
    555: "dpqþbn",
    566: "PŁ",
    576: "ßCR",
    588: "BK",
    617: "GD&",
    652: "HNU",
    664: "OQØ",
    727: "Mw",
    744: "©",
    786: "W¼æ",
    808: "½¾—",
    829: "m%Æ",
    847: "@Œœ→",
    948: "…",
}
_BOLD = {
    200: " ",
    255: "|",
    271: "ljiı",
    282: "I',.:;‘’·",
    315: "!¡",
    325: "•()[]{}-f",
    348: "°/\\",
    361: "t",
    373: "r²³ł",
    431: "s",
    444: "?¿z®*",
    462: "c«»",
    482: '"“”x–',
    500: "_vyJ",
    510: "FeLY",
    522: "kga#$+0123456789<=>^~−€§×÷±",
    541: "XZEV",
    552: "ð`oøTS",
    564: "dpqþbnAhu",
    582: "PC",
    592: "R",
    604: "ßBK",
    628: "GD",
    642: "Ł&",
    663: "HNU",
    674: "OQØ",
    748: "w©M",
    780: "æ",
    807: "¾W—¼",
    830: "œ½",
    843: "m%→Æ",
    859: "Œ",
    875: "@",
    964: "…",
}
_OTHER_LETTER, _WIDE, _PICTURE = 680, 1000, 1300


@lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter)[0]


class _Widths(dict[str, float]):
    """Letter -> its width in px; one that is not listed is measured when it is asked for, and not kept."""

    def __missing__(self, letter: str) -> float:
        base = _base(letter)
        return self[base] if base in self else SIZE / 1000 * _unlisted(base)


_WIDTHS = {
    bold: _Widths({letter: SIZE / 1000 * width for width, letters in table.items() for letter in letters})
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
for _widths in _WIDTHS.values():  # Swedish texts are full of them: not to be taken apart each time
    _widths.update({letter: _widths[letter] for letter in "åäöéÅÄÖÉ\u00a0"})

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# They would turn the reading direction of what follows, in the picture and on the page round it.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_VOWELS = "aeiouyåäöéèü"
_JOINER = "\u200d"
_STRETCHES = (
    128,
    1024,
    None,
)  # letters to measure for one line: all of a long text would be measured for each of its lines


def printable(text: str) -> str:
    """Return the text without what XML forbids and without marks that turn its direction; its spaces stay."""
    return _DIRECTION.sub("", _NOT_IN_XML.sub("", text))


@lru_cache(maxsize=2048)
def clean(text: str) -> str:
    """Return the text on one line, without what XML forbids and without marks that turn its direction."""
    return _SPACES.sub(" ", printable(text)).strip(" ")


def visible(text: str) -> str:
    """Return the cleaned text without its soft hyphens: as it looks on one line."""
    return clean(text.replace(SOFT_HYPHEN, ""))


def measure(text: str, *, bold: bool = False) -> float:
    """Return the width in px of one line of text at 15.5 px."""
    return sum(map(_WIDTHS[bold].__getitem__, text))


def fit(text: str, *, within: float, bold: bool = False) -> str:
    """Return the text on one line of at most `within` px, cut with "…" where it is too long."""
    text = visible(text)
    room = _room(text, within=within, bold=bold)
    if room == len(text):
        return text
    room = _room(text, within=within - _WIDTHS[bold][ELLIPSIS], bold=bold)
    return text[:room].rstrip(" \u00a0,.;:–-") + ELLIPSIS


def wrap(text: str, *, within: float, lines: int, bold: bool = False) -> tuple[str, ...]:
    """Return the text in at most `lines` lines of `within` px; the last is cut with "…" where needed.

    Lines break at spaces, after hyphens and slashes, at soft hyphens, and inside a word that fits no line.
    """
    rest = clean(text)
    done: list[str] = []
    while rest and len(done) < lines - 1:
        line, rest = _break(rest, within=within, bold=bold)
        done.append(line)
    if rest:
        done.append(fit(rest, within=within, bold=bold))
    return tuple(done)


@lru_cache(maxsize=4096)
def _unlisted(letter: str) -> int:
    category = unicodedata.category(letter)
    if category in ("Mn", "Me", "Cf"):
        return 0
    if category == "So" or ord(letter) > 0xFFFF:
        return _PICTURE
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER_LETTER


def _room(text: str, *, within: float, bold: bool) -> int:
    """Return how many letters of the text fit; never between a letter and the marks that belong to it."""
    for stretch in _STRETCHES:
        head = text[:stretch]
        count = bisect_right(list(accumulate(map(_WIDTHS[bold].__getitem__, head))), within)
        if count < len(head):
            break
    return count if count == len(text) else _whole(text, count)


def _whole(text: str, count: int) -> int:
    while count and (_WIDTHS[False][text[count]] == 0 or text[count - 1] == _JOINER):
        count -= 1
    return count


def _break(text: str, *, within: float, bold: bool) -> tuple[str, str]:
    """Return the first line of the text, and the rest of the text."""
    room = _room(text, within=within, bold=bold)
    room = max(room, 1)  # a line takes something, or the text would never end
    if room >= len(text):
        return visible(text), ""
    if place := _opportunity(text, room=room, within=within, bold=bold):
        hyphen = "-" if text[place - 1] == SOFT_HYPHEN else ""
        return visible(text[:place]) + hyphen, text[place:].strip(" ")
    place = _inside_word(text, room)
    hyphen = "-" if text[place - 1].isalpha() and text[place].isalpha() else ""
    return visible(text[:place]) + hyphen, text[place:].strip(" ")


def _opportunity(text: str, *, room: int, within: float, bold: bool) -> int:
    """Return where the line may end, counted in letters; 0 if nowhere."""
    for place in range(room, 0, -1):
        if text[place] == " " or text[place - 1] in " -–/":
            return place
        shy = text[place - 1] == SOFT_HYPHEN
        if shy and measure(visible(text[:place]) + "-", bold=bold) <= within:
            return place
    return 0


def _inside_word(text: str, room: int) -> int:
    """Return where to part a word that fits no line: before a consonant that a vowel follows.

    That is the Swedish rule of one consonant to the next line. The hyphen needs a letter's room.
    """
    last = _whole(text, max(room - 1, 1)) or 1
    for place in range(last, max(last - 6, 2), -1):
        before, first, second = text[place - 1], text[place], text[place + 1 : place + 2]
        parts = before.isalpha() and first.isalpha() and first.lower() not in _VOWELS
        if parts and second and second.lower() in _VOWELS:
            return place
    return last
