# SPDX-License-Identifier: EUPL-1.2
"""The command `clock`: can the time be trusted, and saying that it can."""

from datetime import datetime
from typing import Annotated

import typer

from berichtenverkeer.cli.execution import FAULT, per_regio, report, with_gateway
from berichtenverkeer.core.clock import NETHERLANDS


@per_regio
def clock(
    erken: Annotated[
        bool, typer.Option("--erken", help="Leg vast dat de tijd van nu klopt, na een stilstand of een herstelde klok.")
    ] = False,
) -> None:
    """Zeg of de tijd te vertrouwen is.

    Aannemen, reserveringen laten vervallen en een maand afsluiten leggen een tijdstip voorgoed vast. Dat wacht als de
    klokken van deze machine en van de database verschillen, als de klok is versprongen, of als er langer dan een week
    geen levensteken was. Klopt de tijd toch, dan gaat het na --erken verder; dat staat in het grootboek.

    \b
    Voorbeelden:
      berichtenverkeer clock
      berichtenverkeer clock --erken

    Gaat het mis? Zet eerst de klokken gelijk (NTP). Status 1: de tijd is niet te vertrouwen.
    """
    oordeel = with_gateway(lambda g, beller: g.time.acknowledge(beller) if erken else g.time.oordeel(beller))
    for name, moment in (
        ("deze machine", oordeel.gateway_op),
        ("database", oordeel.stand.database_op),
        ("laatst geboekt", oordeel.stand.geboekt_op),
        ("laatste minuut", oordeel.stand.gewekt_op),
    ):
        print(f"{name:15}{_tijd(moment)}")
    if oordeel.reason is not None:
        is_right = "geef `berichtenverkeer clock --erken`" if oordeel.is_agreed else "geef deze opdracht dan opnieuw"
        report(
            f"Fout: de tijd is niet te vertrouwen: {oordeel.reason}",
            f"zet de klokken gelijk. Klopt de tijd, {is_right}.",
        )
        raise typer.Exit(FAULT)
    print("De tijd is te vertrouwen.")


def _tijd(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment.astimezone(NETHERLANDS):%Y-%m-%d %H:%M:%S}"
