# SPDX-License-Identifier: EUPL-1.2
"""Style sheet, script and fonts (packed.py), each under a name with its hash, so that a browser keeps it for good."""

import gzip
from hashlib import sha256
from pathlib import Path

import msgspec
from aiohttp import web

from berichtenverkeer.pages.packed import PACKED, SCRIPT, style_sheet

ADDRESS = "/assets/"
FOR_GOOD = "public, max-age=31536000, immutable"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2"}
_FONT = "@font-face{{font-family:'Noto Sans';font-weight:{};font-display:swap;src:url('{}') format('woff2')}}\n"


class Asset(msgspec.Struct, frozen=True):
    """One file as it is sent, packed too where that is smaller."""

    data: bytes
    packed: bytes | None
    media_type: str


class Assets:
    """All of them, in memory. Raises AssetsMissing, ThemeUnreadable."""

    def __init__(self, own_theme: Path | None = None) -> None:
        """`own_theme` is a style sheet with the tokens of a gemeente, in the place of the neutral ones."""
        self._assets: dict[str, Asset] = {}
        sheet = style_sheet(own_theme)
        fonts = "".join(
            _FONT.format(path.stem.rpartition("-")[2], self._add(path.name, path.read_bytes()))
            for path in sorted(PACKED.glob("*.woff2"))
        )
        self.style = self._add("pages.css", (fonts + sheet).encode())
        self.script = self._add(SCRIPT, (PACKED / SCRIPT).read_bytes())

    def _add(self, name: str, data: bytes) -> str:
        """Its address."""
        stem, _, suffix = name.rpartition(".")
        hashed = f"{stem}.{sha256(data).hexdigest()[:12]}.{suffix}"
        packed = gzip.compress(data, mtime=0)
        is_smaller = len(packed) < len(data) * 0.9
        self._assets[hashed] = Asset(data, packed if is_smaller else None, _TYPES[f".{suffix}"])
        return ADDRESS + hashed

    async def answer(self, request: web.Request) -> web.Response:
        """GET /assets/{name}."""
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        headers = {"Content-Type": asset.media_type, "Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
        if asset.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
            return web.Response(body=asset.packed, headers={**headers, "Content-Encoding": "gzip"})
        return web.Response(body=asset.data, headers=headers)
