# SPDX-License-Identifier: EUPL-1.2
"""The command `report peilbestand`."""

from pathlib import Path
from typing import Annotated

import typer

from berichtenverkeer.cli.execution import per_regio, with_gateway
from berichtenverkeer.cli.report import At, DayK, Position
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.ledger.peil import Peil, read_moment


@per_regio
def peilbestand(
    naar: Annotated[Path, typer.Option("--naar", metavar="MAP", help="Map die nog niet bestaat.")],
    k: Position = None,
    dag_k: DayK = None,
    op: At = None,
) -> None:
    """Schrijf alles waarop de cijfers rusten in een map met Parquet-bestanden, om zelf mee te rekenen.

    Elke tabel is een bestand dat DuckDB, Polars, R en Excel (Power Query) kunnen openen; docs/peilbestand.md beschrijft
    ze kolom voor kolom, met voorbeelden. Jeugdigen staan erin met een pseudoniem en met jaar en maand van geboorte.

    \b
    Voorbeelden:
      berichtenverkeer report peilbestand --naar cijfers/nu
      berichtenverkeer report peilbestand --naar cijfers/2026-06 --op 2026-06-30

    Ook zonder naam gaat het over hulp aan kinderen: bewaar de map waar alleen u erbij kunt, en gooi haar weg als u
    klaar bent.
    """

    async def copy(gateway: Gateway, beller: Beller) -> Peil:
        moment = read_moment(op, gateway.clock()) if op else None
        day = dag_k.date() if dag_k else None
        return await gateway.figures.copy(beller, naar, k=k, dag_k=day, op=moment)

    peil = with_gateway(copy)
    print(f"Het peilbestand van positie {peil.positie} ({peil.dag}) staat in {naar}.")
