# SPDX-License-Identifier: EUPL-1.2
"""`python -m berichtenverkeer.voorbeeldregio`: what `berichtenverkeer demo` becomes."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import point_in
from berichtenverkeer.voorbeeldregio.demo import demo
from berichtenverkeer.voorbeeldregio.setup import YEAR


def main() -> None:
    """Run the demo; a world error is one line and what to do."""
    reader = argparse.ArgumentParser(prog="berichtenverkeer demo")
    reader.add_argument("--data", type=Path, default=Path(".data/demo"))
    reader.add_argument("--poort", type=int, default=8080)
    reader.add_argument("--stop", action="store_true")
    for name in ("aanbieders", "jeugdigen", "dagen", "zaad"):
        reader.add_argument(f"--{name}", type=int, default=getattr(YEAR, name))
    reader.add_argument("--foutkans", type=float, default=YEAR.foutkans)
    choices = reader.parse_args()
    scale = {name: getattr(choices, name) for name in ("aanbieders", "jeugdigen", "dagen", "zaad", "foutkans")}
    setup = msgspec.structs.replace(YEAR, **scale)
    point_in("warning")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        sys.exit(asyncio.run(demo(choices.data, choices.poort, setup, stop=choices.stop)))
    except (BerichtenverkeerError, OSError) as fault:
        action = getattr(fault, "actie", "Controleer of de map van de demo te schrijven is.")
        print(f"Fout: {fault}\nWat te doen: {action}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
