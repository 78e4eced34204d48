# SPDX-License-Identifier: EUPL-1.2
"""What `make assets` packs (packing.py), our own style, which is only layout, and the theme: one style sheet."""

from pathlib import Path

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.pages.theme import theme, tokens_of

PACKED, STYLE = Path(__file__).parent / "assets", Path(__file__).parent / "style"
COMPONENTS, TOKENS, SCRIPT = "components.css", "tokens.css", "htmx.js"


class AssetsMissing(BerichtenverkeerError):
    """De opmaak van de pagina's is er niet."""

    actie = "Maak haar met `make assets`."


class ThemeUnreadable(BerichtenverkeerError):
    """Het bestand met de huisstijl (BV_THEMA) is niet te lezen, of er staat geen design token in."""

    actie = "Noem een CSS-bestand met regels als `--utrecht-button-background-color: #123456;`."


def style_sheet(own_theme: Path | None = None) -> str:
    """Theme, components, layout. `own_theme` is a style sheet with the tokens of a gemeente, in the place of the
    neutral ones. Raises AssetsMissing, ThemeUnreadable."""
    if not all((PACKED / name).exists() for name in (COMPONENTS, TOKENS, SCRIPT)):
        raise AssetsMissing
    sheets = f"{_text(PACKED / COMPONENTS)}\n{_text(STYLE / 'layout.css')}"
    tokens = tokens_of(_text(PACKED / TOKENS)) | tokens_of(_text(STYLE / "tokens.css")) | _tokens(own_theme)
    return theme(tokens, sheets) + sheets


def _tokens(own_theme: Path | None) -> dict[str, str]:
    if own_theme is None:
        return {}
    try:
        found = tokens_of(_text(own_theme))
    except (OSError, UnicodeDecodeError):
        found = {}
    if not found:
        raise ThemeUnreadable
    return found


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
