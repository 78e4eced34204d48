# SPDX-License-Identifier: EUPL-1.2
"""In a fresh clone the assertions of all tests are rewritten once, on two cores, and not by each worker for itself.

pytest has no door for this: what it does for one file is called here for all. Where that is not as it was, workers do
it themselves, as they would without.
"""

import os
import sys
from pathlib import Path

import pytest
from _pytest.assertion import rewrite

CORES = 2


def rewrite_all(config: pytest.Config, folder: Path) -> None:
    """Compile what is not compiled yet, by pytest, of the tests in a folder."""
    left = [one for one in sorted(folder.rglob("test_*.py")) if not _compiled(one).exists()]
    if sys.dont_write_bytecode or not left:
        return
    pids = [pid for part in range(CORES) if (pid := _beside(config, left[part::CORES]))]
    for pid in pids:
        os.waitpid(pid, 0)


def _compiled(test: Path) -> Path:
    return rewrite.get_cache_dir(test) / (test.stem + rewrite.PYC_TAIL)


def _beside(config: pytest.Config, tests: list[Path]) -> int:
    """In a process of its own; its pid."""
    if pid := os.fork():
        return pid
    try:
        for one in tests:
            rewrite.try_makedirs(_compiled(one).parent)
            stat, code = rewrite._rewrite_test(one, config)
            rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, stat, _compiled(one))
    finally:
        os._exit(0)
