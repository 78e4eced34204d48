# SPDX-License-Identifier: EUPL-1.2
"""What `make assets` does with the packages of package.json: puts what the pages use of them into assets/.

`python -m berichtenverkeer.pages.packing`, where node_modules/ is.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from berichtenverkeer.pages.packed import COMPONENTS, PACKED, SCRIPT, TOKENS
from berichtenverkeer.pages.woff import unpacked

MODULES = Path("node_modules")
FONTS = "@fontsource/noto-sans"
WEIGHTS = (400, 700)
THEME = "@nl-design-system-unstable/voorbeeld-design-tokens"
HTMX = "htmx.org"


def main() -> None:
    """Make the folder anew, as a whole."""
    new = PACKED.with_name(f"{PACKED.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    packages = json.loads(Path("package.json").read_text(encoding="utf-8"))["dependencies"]
    sheets = [MODULES / name / "dist/index.min.css" for name in packages if name.endswith("-css")]
    (new / COMPONENTS).write_text("\n".join(_read(path) for path in sheets), encoding="utf-8")
    shutil.copy(MODULES / THEME / "dist/theme.css", new / TOKENS)
    shutil.copy(MODULES / HTMX / "dist/htmx.min.js", new / SCRIPT)
    for weight in WEIGHTS:
        shutil.copy(MODULES / FONTS / f"files/noto-sans-latin-{weight}-normal.woff2", new / f"noto-sans-{weight}.woff2")
    woff = MODULES / FONTS / f"files/noto-sans-latin-{WEIGHTS[0]}-normal.woff"
    (new / f"noto-sans-{WEIGHTS[0]}.ttf").write_bytes(unpacked(woff.read_bytes()))  # what charts are measured by
    (new / "LICENCES.txt").write_text("".join(map(_licence, packages)), encoding="utf-8")
    shutil.rmtree(PACKED, ignore_errors=True)
    new.rename(PACKED)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


def _licence(name: str) -> str:
    told: dict[str, Any] = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
    return f"{name} {told['version']}: {told['license']}\n"


if __name__ == "__main__":
    main()
