# SPDX-License-Identifier: EUPL-1.2
"""`python -m berichtenverkeer.voorbeeldregio`: what `berichtenverkeer demo` becomes."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logboek import richt_in
from berichtenverkeer.voorbeeldregio.demo import demo
from berichtenverkeer.voorbeeldregio.opzet import JAAR


def main() -> None:
    """Run the demo; a world error is one line and what to do."""
    lezer = argparse.ArgumentParser(prog="berichtenverkeer demo")
    lezer.add_argument("--data", type=Path, default=Path(".data/demo"))
    lezer.add_argument("--poort", type=int, default=8080)
    lezer.add_argument("--stop", action="store_true")
    for naam in ("aanbieders", "jeugdigen", "dagen", "zaad"):
        lezer.add_argument(f"--{naam}", type=int, default=getattr(JAAR, naam))
    lezer.add_argument("--foutkans", type=float, default=JAAR.foutkans)
    keuzes = lezer.parse_args()
    schaal = {naam: getattr(keuzes, naam) for naam in ("aanbieders", "jeugdigen", "dagen", "zaad", "foutkans")}
    opzet = msgspec.structs.replace(JAAR, **schaal)
    richt_in("warning")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        sys.exit(asyncio.run(demo(keuzes.data, keuzes.poort, opzet, stop=keuzes.stop)))
    except (BerichtenverkeerError, OSError) as fout:
        actie = getattr(fout, "actie", "Controleer of de map van de demo te schrijven is.")
        print(f"Fout: {fout}\nWat te doen: {actie}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
