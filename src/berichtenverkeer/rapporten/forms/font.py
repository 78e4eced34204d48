# SPDX-License-Identifier: EUPL-1.2
"""The font of charts: that of the pages, in the drawing itself, so that text takes the room that was measured for it.

`make assets` puts it where it is looked for. Without it a drawing is in the font of who looks, and may be tight.
"""

from base64 import b64encode
from functools import cache
from importlib.resources import files
from pathlib import Path

import vl_convert

FAMILY = "Noto Sans, Arial, Helvetica, sans-serif"
_ASSETS = Path(str(files("berichtenverkeer"))) / "pages/assets"
_MEASURED, _SEEN = _ASSETS / "noto-sans-400.ttf", _ASSETS / "noto-sans-400.woff2"


@cache
def face() -> str:
    """CSS that gives a browser the font; from then on text is measured by it too. Empty when it is not there."""
    if not (_MEASURED.exists() and _SEEN.exists()):
        return ""
    vl_convert.register_font_directory(str(_ASSETS))
    data = b64encode(_SEEN.read_bytes()).decode()
    return f"@font-face{{font-family:'Noto Sans';src:url(data:font/woff2;base64,{data}) format('woff2')}}"
