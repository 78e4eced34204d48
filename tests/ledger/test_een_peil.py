# SPDX-License-Identifier: EUPL-1.2
"""One peil: whoever asks for figures gets them at a peil that is resolved in one place, under one version."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

import berichtenverkeer
from bellers import beheer
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway import plafonds, rapportages, termijnen
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.ledger.peil import DEFINITIEVERSIE, Peil, PeilOnbekend, bepaal
from berichtenverkeer.plafonds.inzage import Boekingenvraag
from berichtenverkeer.termijnen.klokken import Vraag
from bouwers import AANBIEDER
from gatewaybouw import StaandeKlok, gateway_met_register

SRC = Path(berichtenverkeer.__file__).parent
DAG = date(2026, 5, 4)


def _gebruikt(naam: str) -> set[str]:
    """The files that name it, imports and the like excepted."""
    return {
        str(pad.relative_to(SRC))
        for pad in SRC.rglob("*.py")
        for deel in ast.walk(ast.parse(pad.read_text()))
        if (isinstance(deel, ast.Attribute) and deel.attr == naam)
        or (isinstance(deel, ast.Name) and deel.id == naam and not isinstance(deel.ctx, ast.Store))
    }


@pytest.mark.parametrize("naam", ["vereist_peil", "achterhaald_op"])
def test_only_the_resolver_asks_what_a_peil_is_made_of(naam: str) -> None:
    assert _gebruikt(naam) == {"ledger/peil.py"}


def test_the_version_of_the_definitions_is_written_once() -> None:
    gezet = [
        pad.name
        for pad in SRC.rglob("*.py")
        for deel in ast.walk(ast.parse(pad.read_text()))
        if isinstance(deel, ast.Name) and deel.id == "DEFINITIEVERSIE" and isinstance(deel.ctx, ast.Store)
    ]
    assert gezet == ["peil.py"]


def test_every_figure_carries_it() -> None:
    """Whatever a use case returns that is known at a K says by which definitions."""
    antwoorden = {
        een.__name__: een
        for module in (plafonds, rapportages, termijnen)
        for een in vars(module).values()
        if isinstance(een, type) and issubclass(een, msgspec.Struct) and een.__module__ == module.__name__
        if "k" in een.__struct_fields__ and een is not Vraagstelling
    }
    assert antwoorden.keys() >= {"Verantwoording", "Plafondstand", "Boekingenlijst", "Termijnlijst"}
    for een in antwoorden.values():
        standaard = {veld.name: veld.default for veld in msgspec.structs.fields(een)}
        assert standaard["definitieversie"] == DEFINITIEVERSIE, een


async def test_a_peil_is_a_position_an_instant_or_now(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, StaandeKlok(DAG)) as gateway:
        nu = gateway.klok()
        async with gateway.database.lees() as conn:
            bekend = await bepaal(Grootboek(conn, gateway.regio), nu)
            assert bekend == Peil(await watermerk.watermerk(Grootboek(conn, gateway.regio)), DAG)
            k = bekend.positie

            async def peil(**anders: Any) -> Peil:
                return await bepaal(Grootboek(conn, gateway.regio), nu + timedelta(days=2), **anders)

            geladen = await peil(k=k)
            assert geladen.positie == k
            assert await peil(k=k, dag_k=DAG) == Peil(k, DAG)
            assert await peil(k=k, op=datetime(2000, 1, 1, tzinfo=UTC)) == geladen, "a position says all"
            for anders, parameter in (
                ({"k": k + 1}, "k"),
                ({"k": k, "dag_k": geladen.dag - timedelta(days=1)}, "dagK"),
                ({"k": k, "dag_k": date.min}, "dagK"),
                ({"k": k, "dag_k": DAG + timedelta(days=3)}, "dagK"),
                ({"k": k, "dag_k": date.max}, "dagK"),
                ({"op": datetime(2025, 1, 1, tzinfo=UTC)}, "op"),
                ({"op": nu + timedelta(days=3)}, "op"),
            ):
                with pytest.raises(PeilOnbekend) as fout:
                    await peil(**anders)
                assert fout.value.parameter == parameter, anders


async def test_what_is_not_known_is_refused_alike_by_every_figure(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen, StaandeKlok(DAG)) as gateway:
        wie = beheer(gateway)
        k = (await gateway.plafonds.van_regio(wie, None)).k
        rapporten, klokken = gateway.rapportages, gateway.termijnen
        boekingen = Boekingenvraag(aanbieder=AANBIEDER, jaar=2026)

        def alle(k: int) -> list[Any]:
            vraag = Vraagstelling(perioden="2026-01", k=k)
            return [
                rapporten.stromen(wie, vraag),
                rapporten.wachttijden(wie, vraag),
                rapporten.bewegingen(wie, vraag),
                klokken.klokken(wie, Vraag(), k=k),
                klokken.samenvatting(wie, k=k),
                gateway.plafonds.van_regio(wie, None, k),
                gateway.plafonds.boekingen(wie, boekingen, k),
            ]

        for een in alle(k):
            antwoord = await een
            assert getattr(antwoord, "verantwoording", antwoord).k == k
        for een in alle(k + 1):
            with pytest.raises(PeilOnbekend) as fout:
                await een
            assert fout.value.parameter == "k"
