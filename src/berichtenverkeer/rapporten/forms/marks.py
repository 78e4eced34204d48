# SPDX-License-Identifier: EUPL-1.2
"""What tells series apart for everybody: a colour that the colour-blind see; beside it a dash, a symbol, a pattern."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d00", "#000000")
"""Okabe and Ito's, the yellow darker: it is to be seen on white paper."""
DASHES = ([1, 0], [8, 3], [2, 2], [8, 3, 2, 3], [14, 4], [4, 4], [2, 5], [12, 3, 2, 3, 2, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
_HATCHES = (
    "",
    "M0,8L8,0",
    "M0,0L8,8",
    "M0,4H8",
    "M4,0V8",
    "M0,8L8,0M0,0L8,8",
    "M0,4H8M4,0V8",
    "M2,2h1v1h-1zM6,6h1v1h-1z",
)


def fills(prefix: str) -> list[str]:
    """How each series is filled: refers to `definitions` of the same prefix."""
    return [f"url(#{prefix}-{number})" for number in range(len(COLOURS))]


def definitions(prefix: str) -> str:
    """SVG: a pattern per series, its colour with lines of white through it."""
    patterns = (
        f'<pattern id="{prefix}-{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{colour}"/><path d="{hatch}" stroke="#fff" stroke-width="1.5" fill="none"/>'
        "</pattern>"
        for number, (colour, hatch) in enumerate(zip(COLOURS, _HATCHES, strict=True))
    )
    return f"<defs>{''.join(patterns)}</defs>"
