# SPDX-License-Identifier: EUPL-1.2
"""The commands of `gebruiker`: a link that lets in, who there are, and the end of one."""

import asyncio
from typing import Any

import pytest
from typer.testing import CliRunner

from berichtenverkeer.cli.main import app
from berichtenverkeer.core.clock import system_clock
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gebruikers import UnknownUser
from berichtenverkeer.register.user_rows import Gebruiker
from gatewaybouw import BEGIN, gateway_met_register

PEOPLE = [
    Gebruiker(gebruiker=key, partij="REGIO", rollen=("lezer", "controleur"), naam=key, geldig_van=BEGIN)
    for key in ("een", "twee")
]


async def test_a_link_the_list_and_the_end_of_somebody(
    config: Settings, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**environment, "BV_ADRES": "https://regio.example"}.items():
        monkeypatch.setenv(name, value)

    async def run(*parts: str) -> Any:
        return await asyncio.to_thread(CliRunner().invoke, app, ["gebruiker", *parts])

    async with gateway_met_register(config, system_clock, gebruikers=PEOPLE) as gateway:
        made = await run("link", "een")
        address, _, secret = made.stdout.strip().rpartition("/")
        assert address == "https://regio.example/inloggen/link"
        assert "kwartier" in made.stderr
        session = await gateway.sessions.by_link(secret)
        assert session is not None
        assert await gateway.sessions.by_link(secret) is None
        listing = [line.split() for line in (await run("lijst")).stdout.splitlines()[1:]]
        assert [line[:3] for line in listing] == [["een", "REGIO", "1"], ["twee", "REGIO", "0"]]
        assert listing[0][-2:] == ["lezer", "controleur"]
        ended = await run("beeindig", "een")
        assert ended.stdout == "Beëindigd: een, met 1 lopende sessie.\n"
        assert "gebruikers.csv" in ended.stderr
        await gateway.register.refresh(now=True)
        assert await gateway.sessions.person(str(session)) is None
        again = await run("link", "een")
        assert isinstance(again.exception, UnknownUser)
        assert "t/m" in (await run("lijst")).stdout
        assert (await run("link", "twee")).exit_code == 0
