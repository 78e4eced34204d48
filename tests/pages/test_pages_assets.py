# SPDX-License-Identifier: EUPL-1.2
"""Style, script and fonts: kept by a browser for good, packed small, with the tokens of a gemeente in their place."""

import json
import struct
import zlib
from pathlib import Path

import msgspec
import pytest

from berichtenverkeer.core.settings import Settings
from berichtenverkeer.pages import packed
from berichtenverkeer.pages.packed import AssetsMissing, ThemeUnreadable, style_sheet
from berichtenverkeer.pages.theme import theme, tokens_of
from berichtenverkeer.pages.woff import unpacked
from dienst import run
from pagesbouw import open_site

ROOT = Path(__file__).parents[2]


async def test_a_page_brings_little_and_a_browser_keeps_it(config: Settings, tmp_path: Path) -> None:
    own = tmp_path / "gemeente.css"
    own.write_text(".gemeente-theme { /* --no: 1; */ --utrecht-button-primary-action-background-color: #123456 }")
    async with open_site(msgspec.structs.replace(config, thema=own)) as site:
        page = await site.get("/")
        addresses = {one for one in page.links if one.startswith("/assets/")}
        assert len(addresses) == 2
        whole = len(page.html.encode())
        for address in addresses:
            seen = await site.get(address, headers={"Accept-Encoding": "identity"})
            assert seen.status == 200
            assert seen.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert seen.headers["Content-Type"].split(";")[0] in ("text/css", "text/javascript")
            small = await site.get(address, headers={"Accept-Encoding": "gzip"})
            assert (small.headers["Content-Encoding"], small.html) == ("gzip", seen.html)
            whole += len(seen.html.encode())
            if address.endswith(".css"):
                assert "--utrecht-button-primary-action-background-color:#123456;" in seen.html
                assert "url('/assets/noto-sans-400." in seen.html
        assert whole < 300_000
        assert (await site.get("/assets/pages.css")).status == 404


def test_only_tokens_that_are_asked_for_are_in_the_theme() -> None:
    tokens = tokens_of("a{--x: var(--y); --y: 1px;\n--z: 2px} /* --q: 3px; */ b{color:red}")
    assert tokens == {"--x": "var(--y)", "--y": "1px", "--z": "2px"}
    assert theme(tokens, "p{margin:var(--x, 3px)}") == ":root{--x:var(--y);--y:1px;}\n"


def test_a_theme_without_tokens_is_refused(tmp_path: Path) -> None:
    for content in (None, b"", b"p{color:red}", b"\xff"):
        path = tmp_path / "own.css"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ThemeUnreadable):
            style_sheet(path)


def test_who_serves_without_assets_hears_how_to_make_them(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = run("serve", environment={**environment, "BV_THEMA": str(tmp_path / "gone.css")})
    assert (told.returncode, "BV_THEMA" in told.stderr) == (1, True)
    monkeypatch.setattr(packed, "PACKED", tmp_path)
    with pytest.raises(AssetsMissing) as fault:
        style_sheet()
    assert "make assets" in fault.value.actie


def test_the_packages_are_pinned_and_name_no_place() -> None:
    told = json.loads((ROOT / "package.json").read_text())
    versions = [*told["dependencies"].values(), *told["devDependencies"].values()]
    assert all(version[0].isdigit() for version in versions)
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in one for one in lock.values())
    assert all("integrity" in one for name, one in lock.items() if name)


def test_a_web_font_is_unpacked_to_the_font_that_it_was() -> None:
    tables = {b"cmap": b"abcd" * 20, b"name": b"xyz"}
    packed = {tag: min(zlib.compress(data), data, key=len) for tag, data in tables.items()}
    entries, offset = b"", 44 + 20 * len(tables)
    for tag, data in tables.items():
        entries += struct.pack(">4sIIII", tag, offset, len(packed[tag]), len(data), 7)
        offset += len(packed[tag])
    head = struct.pack(">4s4sIHHIHHIIIII", b"wOFF", b"\0\1\0\0", offset, len(tables), 0, 0, 1, 0, 0, 0, 0, 0, 0)
    font = unpacked(head + entries + b"".join(packed.values()))
    assert struct.unpack_from(">4sHHHH", font) == (b"\0\1\0\0", 2, 32, 1, 0)
    for number, (tag, data) in enumerate(tables.items()):
        name, checksum, at, length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        assert (name, checksum, font[at : at + length]) == (tag, 7, data)
        assert at % 4 == 0
    with pytest.raises(ValueError, match="no WOFF"):
        unpacked(b"\0" * 44)
