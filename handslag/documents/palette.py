"""The colours of the design, light and dark, and the contrast between two of them."""

# Token -> (light, dark). Light is also what print and PDF show.
PALETTE: dict[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#121816"),
    "lime": ("#f4f4ef", "#1a221f"),
    "lime_deep": ("#e8e9e1", "#26302c"),
    "line": ("#d8dbd3", "#323d38"),
    "edge": ("#7d8983", "#7f8c86"),
    "ink": ("#17211d", "#eceee9"),
    "muted": ("#54605a", "#a9b4ae"),
    "rule": ("#17211d", "#87938d"),
    "spruce": ("#12594b", "#84ccb6"),
    "spruce_soft": ("#e2eee9", "#1c322b"),
    "on_spruce": ("#ffffff", "#0f1c18"),
    "spruce_2": ("#b9d8cd", "#2a5447"),  # steps from spruce_soft to spruce, for more of something
    "spruce_4": ("#6fae9b", "#4b8d79"),
    "on_shade": ("#0b1a15", "#04100c"),
    "falu": ("#a2372a", "#f0937f"),
    "falu_soft": ("#fbecea", "#3a201b"),
    "ochre": ("#855600", "#e6b75c"),
    "ochre_soft": ("#fcf3dc", "#322813"),
    "lake": ("#205f8e", "#8cc0ea"),
    "lake_soft": ("#dfebf4", "#1d2f3d"),
    "plum": ("#7b3a70", "#dba3cf"),
    "focus": ("#0b57a8", "#a7d1ff"),
    "base": ("#10352d", "#0c1210"),
    "on_base": ("#eef3ef", "#eef3ef"),
    "on_base_muted": ("#b4c8c0", "#b4c8c0"),
}

# What a token may be used for. `line` is in neither: it is decoration, and carries no meaning.
TEXT_TOKENS = ("ink", "muted", "spruce", "falu", "ochre", "lake", "plum")
MARK_TOKENS = ("edge", "rule", "spruce", "falu", "ochre", "lake", "plum", "muted", "focus")


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours written #rrggbb, from 1 to 21; the order does not matter.

    Raises ValueError that quotes a colour written in another way. Source: WCAG 2.2, "contrast ratio".
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1. Source: WCAG 2.2, "relative luminance"."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"not a colour written as #rrggbb: {colour!r}")
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
