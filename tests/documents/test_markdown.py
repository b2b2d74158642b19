"""The little Markdown of reports: what is written stays, what could do harm is text, and the two ways agree."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handslag.documents.blocks import Bullets, Facts, Paragraph, Run, plain, words
from handslag.documents.lettering import clean
from handslag.documents.markdown import MAX_CHARACTERS, from_markdown, to_markdown

SPECIAL = (
    "**",
    "*",
    "_",
    "- ",
    "+ ",
    "1. ",
    "2) ",
    "# ",
    "\n",
    "\n\n",
    "[^k]",
    "[^",
    "](https://x.se)",
    "[",
    "]",
    "(",
    ")",
)
OTHER = (
    "ord",
    "å.",
    "  ",
    "\\",
    "`",
    "<b>",
    "&amp;",
    "===",
    "---",
    "!",
    "\t",
    "\u202e",
    "\x00",
    "😀",
    "> ",
    "\r",
    "\u2028",
)
typed = st.lists(st.sampled_from((*SPECIAL, *OTHER)), max_size=14).map("".join)
bare = typed.map(clean).filter(bool)


@st.composite
def styled(draw: st.DrawFn) -> tuple[Run, ...]:
    """Words in styles, with links and sources, a blank between them: as reports write."""
    runs: list[Run] = []
    for number in range(draw(st.integers(1, 4))):
        style = draw(st.sampled_from([{}, {"strong": True}, {"emphasis": True}, {"href": "https://x.se/a(b)?c=d&e"}]))
        cites = tuple(draw(st.lists(st.sampled_from(["a", "dok@insats-1", "sagt:Chefen_(vård)_2,_3_maj"]), max_size=2)))
        text = f"a{draw(bare)}b" if style else draw(bare)
        runs += [Run(" ")] * (number > 0) + [Run(text, cites=cites, **style)]
    return tuple(runs)


def as_read(runs: tuple[Run, ...]) -> list[tuple[str, bool, bool, str, tuple[str, ...]]]:
    """Return the runs letter by letter, so that it does not matter how they are parted, and sources in order."""
    found = []
    for run in runs:
        found += [(letter, run.strong, run.emphasis, run.href, ()) for letter in run.text if letter != " "]
        found += [("", False, False, "", run.cites)] if run.cites else []
    return found


@given(bare)
def test_any_text_is_read_back_as_it_was(text):
    assert from_markdown(to_markdown([Paragraph(words(text))])) == (Paragraph(words(text)),)


@given(st.lists(bare, min_size=1, max_size=4), st.booleans())
def test_any_list_is_read_back_as_it_was(items, ordered):
    made = Bullets(tuple(words(item) for item in items), ordered)

    assert from_markdown(to_markdown([made])) == (made,)


@given(styled())
def test_styles_links_and_sources_are_read_back(runs):
    (paragraph,) = from_markdown(to_markdown([Paragraph(runs)]))

    assert as_read(paragraph.words) == as_read(runs)


@given(styled())
def test_what_is_read_is_written_the_same_again(runs):
    once = to_markdown(from_markdown(to_markdown([Paragraph(runs)])))

    assert to_markdown(from_markdown(once)) == once


@given(typed)
def test_whatever_is_typed_becomes_paragraphs_and_lists_without_danger(text):
    for block in from_markdown(text):
        assert isinstance(block, Paragraph | Bullets)
        for runs in (block.words,) if isinstance(block, Paragraph) else block.items:
            assert "\u202e" not in plain(runs) and "\x00" not in plain(runs)
            assert all(run.href in ("", "https://x.se") for run in runs)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "/relativ",
        "//annan.example/",
        "mailto:a@example.org",
        "https:",
        "ht\ntp://x.se",
    ],
)
def test_a_link_leads_only_to_the_web(address):
    runs = [run for block in from_markdown(f"[läs]({address})") for run in block.words]

    assert "läs" in plain(tuple(runs)) and not any(run.href for run in runs)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# Rubrik", (Paragraph((Run("Rubrik", strong=True),)),)),
        ("Rubrik\n---", (Paragraph((Run("Rubrik", strong=True),)),)),
        ("- a\n  - b", (Bullets((words("a"), words("b"))),)),
        ("1. a\n2. b", (Bullets((words("a"), words("b")), ordered=True),)),
        ("en\nrad", (Paragraph(words("en rad")),)),
        ("<script>x</script>", (Paragraph(words("<script>x</script>")),)),
        ("![bild](https://x.se/b.png)", (Paragraph((Run("!"), Run("bild", href="https://x.se/b.png"))),)),
        ("Så[^a][^b].", (Paragraph((Run("Så", cites=("a", "b")), Run("."))),)),
        (r"Inte \[^a]", (Paragraph(words("Inte [^a]")),)),
        ("[^sagt:(a)_b_(c)]", (Paragraph((Run("", cites=("sagt:(a)_b_(c)",)),)),)),
        ("---", (Paragraph(words("---")),)),
        ("", ()),
        (" \n\t\n\u202e", ()),
    ],
)
def test_what_people_write_is_understood(text, blocks):
    assert from_markdown(text) == blocks


def test_data_is_not_written_by_hand():
    with pytest.raises(TypeError, match="Facts"):
        to_markdown([Facts(())])


def test_a_text_that_is_too_long_is_refused_and_the_longest_is_read_soon():
    with pytest.raises(ValueError, match="100001"):
        from_markdown("x" * (MAX_CHARACTERS + 1))
    for piece in ("[", "**a"):
        start = time.process_time()
        from_markdown((piece * MAX_CHARACTERS)[:MAX_CHARACTERS])
        assert time.process_time() - start < 10, piece
