"""Swedish alphabetical order as plain text keys."""

import re
import unicodedata

_ALPHABET = "abcdefghijklmnopqrstuvwxyzåäö"
# Each letter is two digits. Digits, because the collations of databases disagree on everything else:
# they skip punctuation, sort "aa" as "å" or "w" as "v", and know no å, ä, ö after z.
_LETTER = {letter: str(20 + place) for place, letter in enumerate(_ALPHABET)}
_SPACE, _NUMBER, _OTHER_ALPHABET = "01", "10", "99"

# The Swedish Academy's word list sorts ü as y, æ as ä and ø as ö. The rest are Sami and Nordic letters.
_SWEDISH = str.maketrans(
    {"ü": "y", "æ": "ä", "ø": "ö", "œ": "ö", "đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "þ": "th"}
)
_TOKEN = re.compile("[0-9]{1,99}|.", re.DOTALL)  # a number's length is two digits of its key


def sort_key(text: str) -> str:
    """Return a key of digits only: sorted keys put the texts in Swedish order on any database.

    å, ä, ö after z; w after v; accents and case do not count; numbers by size ("2" before "10") and
    before letters; signs count as a space; other alphabets last. Texts that differ in none of this
    have equal keys. A key is about twice as long as its text, longer for numbers and other alphabets.
    """
    lowered = unicodedata.normalize("NFC", text).casefold()
    spaced = " ".join("".join(map(_plain, lowered)).split())
    return "".join(map(_code, _TOKEN.findall(spaced)))


def _plain(character: str) -> str:
    """Return a character without accent, keeping å, ä and ö; signs become a space, loose accents nothing."""
    letters = character.translate(_SWEDISH)
    if letters in _LETTER or len(letters) > 1:
        return letters
    if unicodedata.category(character)[0] in "MC" and not character.isspace():
        return ""
    base = unicodedata.normalize("NFD", letters)[0]
    letter = base if base in _LETTER else letters
    return letter if letter.isalnum() else " "


def _code(token: str) -> str:
    """Return the digits that stand for one letter, one space or one whole number."""
    if token.isascii() and token.isdigit():
        value = token.lstrip("0")
        return f"{_NUMBER}{len(value):02}{value}"
    if token == " ":
        return _SPACE
    return _LETTER.get(token) or f"{_OTHER_ALPHABET}{ord(token):07}"
