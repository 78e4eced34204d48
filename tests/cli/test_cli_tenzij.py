# SPDX-License-Identifier: EUPL-1.2
"""The commands of `tenzij`: what has a BSN comes in a file or on standard input, and is never told again."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from berichtenverkeer.cli.main import app
from berichtenverkeer.core.clock import day, system_clock
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.json_form import WrongForm
from bouwers import AANBIEDER, GEMEENTE
from gateway.test_plafonds_in_de_gateway import BSN, rows
from gatewaybouw import gateway_met_register


async def test_a_tenzij_from_request_to_what_is_asked_of_it(
    config: Settings, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    jaar = day(system_clock()).year

    async def run(*parts: str, body: Any = None) -> Any:
        text = None if body is None else json.dumps(body)
        return await asyncio.to_thread(CliRunner().invoke, app, ["tenzij", *parts], text)

    asked = {"bsn": BSN[0], "aanbieder": AANBIEDER, "gemeente": GEMEENTE, "categorie": "45", "code": "45A04"}
    asked |= {"van": f"{jaar - 1}-01-01", "tot": f"{jaar}-12-31", "maximumCents": 60_000, "door": "coördinator"}  # type: ignore[dict-item]
    path = tmp_path / "verzoek.json"
    path.write_text(json.dumps(asked), encoding="utf-8")
    async with gateway_met_register(config, system_clock, **rows()):
        wrong = await run("vraag", "-", body={"bsn": "1", "aanbieder": AANBIEDER})
        assert isinstance(wrong.exception, WrongForm)
        assert {one.pad for one in wrong.exception.bevindingen} >= {"bsn", "gemeente", "door"}
        done = await run("vraag", str(path), "--json")
        assert done.exit_code == 0, done.exception
        id_ = json.loads(done.stdout)["tenzij"]["id"]
        decided = {"besluit": "toegekend", "door": "contractmanager", "motivering": "Het kan alleen hier."}
        assert "toegekend" in (await run("besluit", id_, "-", body=decided)).stdout
        why = ("--door", "contractmanager", "--motivering", "Anders.")
        assert (
            "toegekend" in (await run("wijzig", id_, "--maximum-cents", "50000", "--tot", f"{jaar}-11-30", *why)).stdout
        )
        assert "toegekend" in (await run("beeindig", id_, "--vanaf", f"{jaar}-11-01", *why)).stdout
        assert "50000" in (await run("lijst", "--status", "toegekend")).stdout
        view = await run("toon", id_)
        assert "Het kan alleen hier." in view.stdout
        assert BSN[0] not in view.stdout
        uitvraag = await run("uitvraag", AANBIEDER, str(jaar - 1), "2", "--door", "contractmanager", "--json")
        number = json.loads(uitvraag.stdout)["id"]
        assert "opgegeven" in (await run("opgave", number, body={"door": "administratie"})).stdout
        assert "verrekend 0 cent" in (await run("verreken", number, body={"door": "contractmanager"})).stdout
        assert number in (await run("verrekeningen", "--aanbieder", AANBIEDER)).stdout
