"""Drawings as PNG."""

from io import BytesIO

import pytest
from PIL import Image

from handslag.documents.pictures import png
from tests.documents.sample import figure

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" font-family="Source Sans 3, sans-serif">{}</svg>'
)


def _ink(picture: bytes) -> int:
    """Return how many pixels are not white."""
    grey = Image.open(BytesIO(picture)).convert("L")
    return sum(grey.histogram()[:200])


def test_a_picture_is_as_large_as_its_drawing_times_the_scale() -> None:
    drawing = figure(key="bild").drawing

    image = Image.open(BytesIO(png(drawing.broad, scale=2)))

    assert image.size == (1520, 136)  # 760 x 68 px
    assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_words_are_drawn_with_our_own_fonts_in_two_weights() -> None:
    regular = png(_SVG.format('<text x="5" y="20">Sjöbo č đ ŋ ł</text>'))
    bold = png(_SVG.format('<text x="5" y="20" font-weight="600">Sjöbo č đ ŋ ł</text>'))

    assert 0 < _ink(regular) < _ink(bold)


def test_letters_of_northern_sami_are_not_empty_boxes() -> None:
    box = png(_SVG.format('<text x="5" y="20">\u05d0</text>'))

    assert all(png(_SVG.format(f'<text x="5" y="20">{letter}</text>')) != box for letter in "čđŋšŧžáÅØ")


def test_the_same_drawing_gives_the_same_picture() -> None:
    drawing = figure(key="bild").drawing

    assert png(drawing.broad) == png(drawing.broad)


@pytest.mark.parametrize("broken", ["", "<svg", "inte svg"])
def test_what_is_not_svg_is_refused(broken: str) -> None:
    with pytest.raises(ValueError):
        png(broken)
