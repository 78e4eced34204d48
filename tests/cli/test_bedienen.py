# SPDX-License-Identifier: EUPL-1.2
"""serve, migrate, rebuild as real processes on a real database."""

import asyncio
import base64
import http.client
import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from bellers import als, beheer
from berichtenverkeer.berichten import write
from berichtenverkeer.cli import uitvoering
from berichtenverkeer.cli.main import app
from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import AanmeldingGeweigerd, SleutelOnbekend
from berichtenverkeer.core.instellingen import Instellingen, lees_instellingen
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.opstart import keur_opstart, werk_database_bij
from bouwers import jw305
from dienst import dienst, leeft, voer_uit, wacht_op
from gatewaybouw import gateway_met_register, ontvangen

AANBIEDER = "65656055"
Omgeving = dict[str, str]


@pytest_asyncio.fixture
async def token(instellingen: Instellingen) -> AsyncIterator[str]:
    """Of the aanbieder of the builders, in a region with a register."""
    async with gateway_met_register(instellingen) as gateway:
        _, geheim = await gateway.toegang.nieuw(beheer(gateway), AANBIEDER)
    yield geheim


def haal(adres: str, pad: str, token: str = "") -> tuple[int, Any]:
    """Status and JSON of a GET on a new connection."""
    verbinding = http.client.HTTPConnection(adres.removeprefix("http://"), timeout=20)
    try:
        verbinding.request("GET", pad, headers={"Authorization": f"Bearer {token}"} if token else {})
        antwoord = verbinding.getresponse()
        return antwoord.status, json.load(antwoord)
    finally:
        verbinding.close()


def antwoordt(adres: str) -> bool:
    try:
        return haal(adres, "/healthz")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def half_verzoek(poort: int, token: str, data: bytes) -> tuple[socket.socket, bytes]:
    """A request of which the last bytes are still to come; the connection, and those bytes."""
    kop = (
        f"POST /v1/berichten HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/xml\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    verbinding = socket.create_connection(("127.0.0.1", poort), timeout=20)
    verbinding.sendall(kop.encode() + data[:100])
    return verbinding, data[100:]


def test_serve_finishes_the_request_under_way_and_then_stops(omgeving: Omgeving, token: str) -> None:
    data = write(jw305())
    with dienst(omgeving) as draaiend:
        assert haal(draaiend.adres, "/readyz")[0] == 200
        verbinding, rest = half_verzoek(draaiend.poort, token, data)
        with verbinding:
            assert haal(draaiend.adres, "/v1/berichten", token) == (200, {"berichten": [], "volgende": None})
            draaiend.proces.send_signal(signal.SIGTERM)
            wacht_op(lambda: not antwoordt(draaiend.adres))  # no new ones ...
            assert draaiend.proces.poll() is None
            verbinding.sendall(rest)  # ... but this one is finished
            antwoord = http.client.HTTPResponse(verbinding)
            antwoord.begin()
            bewijs = json.load(antwoord)
        assert antwoord.status == 201
        assert draaiend.proces.wait(30) == 0
        assert draaiend.proces.stdout is not None
        assert draaiend.proces.stdout.read() == "gestopt\n"
    with dienst(omgeving, 1) as opnieuw:
        status, inzage = haal(opnieuw.adres, f"/v1/berichten/{bewijs['id']}", token)
    assert (status, inzage["ontvangstbewijs"]["sha256"]) == (200, bewijs["sha256"])


def test_a_process_that_is_killed_is_replaced(omgeving: Omgeving) -> None:
    with dienst(omgeving) as draaiend:
        eerst = draaiend.kinderen()
        assert len(eerst) == 2
        os.kill(min(eerst), signal.SIGKILL)
        wacht_op(lambda: not leeft(min(eerst)))
        wacht_op(lambda: len(draaiend.kinderen()) == 2)
        (nieuw,) = draaiend.kinderen() - eerst
        os.kill(max(eerst), signal.SIGKILL)  # now the replacement must be able to answer alone
        wacht_op(lambda: antwoordt(draaiend.adres))
        assert leeft(nieuw)
        assert draaiend.stop() == 0
        assert not leeft(nieuw)


def test_processes_stop_by_themselves_when_the_supervisor_is_killed(omgeving: Omgeving) -> None:
    with dienst(omgeving) as draaiend:
        wezen = draaiend.kinderen()
        assert len(wezen) == 2
        draaiend.proces.kill()
        wacht_op(lambda: not any(leeft(pid) for pid in wezen))
        assert not antwoordt(draaiend.adres)


def test_serve_refuses_a_port_on_which_another_listens_even_if_it_would_share(omgeving: Omgeving) -> None:
    with socket.socket() as bezet:
        bezet.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bezet.bind(("127.0.0.1", 0))
        bezet.listen()
        poort = bezet.getsockname()[1]
        gedaan = voer_uit("serve", omgeving=omgeving | {"BV_PORT": str(poort)})
    assert gedaan.returncode == 1
    assert f"Op 127.0.0.1:{poort} kan niet worden geluisterd" in gedaan.stderr
    assert "BV_PORT" in gedaan.stderr


def test_serve_refuses_a_database_that_was_not_migrated_until_it_is(
    omgeving: Omgeving, server: embedded.Server, lege_database: str
) -> None:
    omgeving |= {
        "DATABASE_URL": server.url(embedded.TOEPASSING, lege_database),
        "DATABASE_OWNER_URL": server.url(embedded.EIGENAAR, lege_database),
    }
    geweigerd = voer_uit("serve", omgeving=omgeving)
    assert geweigerd.returncode == 1
    assert "berichtenverkeer migrate" in geweigerd.stderr
    assert "Traceback" not in geweigerd.stderr
    for _ in range(2):
        gemigreerd = voer_uit("migrate", omgeving=omgeving)
        assert (gemigreerd.returncode, gemigreerd.stdout) == (0, "De database is bij.\n")
    with dienst(omgeving, 1) as draaiend:
        assert haal(draaiend.adres, "/readyz")[0] == 200


def test_serve_refuses_a_database_that_was_put_back_until_an_epoch_begins(
    omgeving: Omgeving, server: embedded.Server, eigen_database: str
) -> None:
    omgeving |= {
        "DATABASE_URL": server.url(embedded.TOEPASSING, eigen_database),
        "DATABASE_OWNER_URL": server.url(embedded.EIGENAAR, eigen_database),
    }
    elders = server.psql("INSERT INTO epoch VALUES (1, 0, 0, now(), 'elders')", eigen_database)
    assert not elders.returncode, elders.stderr
    geweigerd = voer_uit("serve", omgeving=omgeving)
    controleer_melding(geweigerd.stderr, "Deze database is teruggezet of verplaatst")
    assert "berichtenverkeer epoch" in geweigerd.stderr
    begonnen = voer_uit("epoch", omgeving=omgeving)
    assert begonnen.returncode == 0, begonnen.stderr
    assert begonnen.stdout.startswith("Posities gaan verder na ")
    with dienst(omgeving, 1) as draaiend:
        assert haal(draaiend.adres, "/readyz")[0] == 200
        controleer_melding(voer_uit("epoch", omgeving=omgeving).stderr, "Er zijn nog programma's")


WEG = "postgresql://x@127.0.0.1:9/x"


def controleer_melding(stderr: str, tekst: str) -> None:
    eerste, tweede = stderr.splitlines()
    assert eerste.startswith("Fout: ")
    assert tekst in eerste
    assert tweede.startswith("Wat te doen: ")


@pytest.mark.parametrize(
    ("anders", "tekst"),
    [
        ({"BV_HOOFDSLEUTEL": "", "BV_ZOEKSLEUTEL": "kort"}, "BV_HOOFDSLEUTEL: verplicht"),
        ({"DATABASE_URL": WEG}, "De database is op dit moment niet bereikbaar"),
    ],
)
def test_serve_says_what_it_misses_and_what_to_do(omgeving: Omgeving, anders: Omgeving, tekst: str) -> None:
    gedaan = voer_uit("serve", omgeving=omgeving | anders)
    controleer_melding(gedaan.stderr, tekst)
    assert (gedaan.returncode, gedaan.stdout) == (1, "")


@pytest.mark.parametrize(
    ("argumenten", "anders", "status", "tekst"),
    [
        (["migrate"], {"BV_HOOFDSLEUTEL": "", "BV_ZOEKSLEUTEL": "kort"}, 1, "BV_ZOEKSLEUTEL: 32 bytes"),
        (["migrate"], {"DATABASE_OWNER_URL": WEG}, 1, "niet bereikbaar"),
        (["migrate"], {"DATABASE_OWNER_URL": ""}, 1, "DATABASE_OWNER_URL ontbreekt"),
        (["rebuild"], {"DATABASE_URL": WEG}, 1, "niet bereikbaar"),
        (["serve", "--processen", "nul"], {}, 2, "Deze waarde klopt niet: --processen"),
        (["serve", "--processen", "0"], {}, 2, "Deze waarde klopt niet: --processen"),
        (["serve", "--processen"], {}, 2, "Bij deze optie ontbreekt de waarde: --processen"),
        (["serve", "--sneller"], {}, 2, "Deze optie bestaat niet: --sneller"),
        (["serve", "nu"], {}, 2, "Deze opdracht klopt niet"),
        (["dienen"], {}, 2, "Deze opdracht klopt niet"),
        (["token", "rotate"], {}, 2, "Dit ontbreekt: ID"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_what_to_do(
    omgeving: Omgeving,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    argumenten: list[str],
    anders: Omgeving,
    status: int,
    tekst: str,
) -> None:
    for naam, waarde in (omgeving | anders).items():
        monkeypatch.setenv(naam, waarde)
    with pytest.raises(SystemExit) as einde:
        uitvoering.voer_uit(app, args=argumenten)
    uit, fout = capsys.readouterr()
    controleer_melding(fout, tekst)
    assert (einde.value.code, uit) == (status, "")


@pytest.mark.parametrize(("rol", "database"), [("niemand", embedded.DATABASE), (embedded.EIGENAAR, "nergens")])
async def test_a_role_or_a_name_that_the_server_does_not_know_is_a_world_error(
    instellingen: Instellingen, server: embedded.Server, rol: str, database: str
) -> None:
    adres = server.url(rol, database)
    vreemd = msgspec.structs.replace(instellingen, database_url=adres, eigenaar_url=adres)
    with pytest.raises(AanmeldingGeweigerd, match="laat deze rol niet toe"):
        await keur_opstart(vreemd)
    with pytest.raises(AanmeldingGeweigerd):
        await werk_database_bij(vreemd)


async def test_another_master_key_than_that_of_the_database_is_refused(instellingen: Instellingen) -> None:
    async with gateway_met_register(instellingen) as gateway:
        await ontvangen(gateway, jw305(), AANBIEDER)
    await keur_opstart(instellingen)
    with pytest.raises(SleutelOnbekend, match="BV_HOOFDSLEUTEL of BV_ZOEKSLEUTEL past niet"):
        await keur_opstart(msgspec.structs.replace(instellingen, hoofdsleutel=b"x" * 32))
    with pytest.raises(SleutelOnbekend, match="BV_HOOFDSLEUTEL of BV_ZOEKSLEUTEL past niet"):
        await keur_opstart(msgspec.structs.replace(instellingen, zoeksleutel=b"x" * 32))


async def test_rebuild_finds_nothing_in_a_healthy_database_and_repairs_a_spoiled_one(
    omgeving: Omgeving, instellingen: Instellingen, beheerder_url: str
) -> None:
    async with gateway_met_register(instellingen) as gateway:
        await ontvangen(gateway, jw305(), AANBIEDER)
    gezond = voer_uit("rebuild", omgeving=omgeving)
    assert gezond.returncode == 0, gezond.stderr
    assert "en 2 berichten" in gezond.stdout
    assert "Niets verschilt" in gezond.stdout
    beheerder = await asyncpg.connect(beheerder_url)
    try:
        assert await beheerder.execute("DELETE FROM postvak WHERE regio = $1", instellingen.regio) != "DELETE 0"
    finally:
        await beheerder.close()
    bedorven = voer_uit("rebuild", omgeving=omgeving)
    assert bedorven.returncode == 1
    assert "postvak: 3 rijen verschillend" in bedorven.stdout
    assert "klopten niet met het grootboek en zijn nu hersteld" in bedorven.stderr
    assert voer_uit("rebuild", omgeving=omgeving).returncode == 0


def test_a_backup_and_its_keys_bring_every_bericht_back(
    omgeving: Omgeving, server: embedded.Server, eigen_database: str, lege_database: str, tmp_path: Path
) -> None:
    def op(database: str) -> Omgeving:
        adressen = {rol: server.url(rol, database) for rol in (embedded.TOEPASSING, embedded.EIGENAAR)}
        return omgeving | {
            "DATABASE_URL": adressen[embedded.TOEPASSING],
            "DATABASE_OWNER_URL": adressen[embedded.EIGENAAR],
        }

    async def ontvang() -> UUID:
        async with gateway_met_register(lees_instellingen(op(eigen_database))) as gateway:
            return (await ontvangen(gateway, jw305(), AANBIEDER)).id

    async def lees(bericht_id: UUID) -> bytes | None:
        async with open_gateway(lees_instellingen(op(lege_database))) as gateway:
            return await gateway.postvak.payload(als(gateway, AANBIEDER), bericht_id)

    bericht_id, kopie = asyncio.run(ontvang()), str(tmp_path / "kopie")
    gemaakt = voer_uit("backup", kopie, omgeving=op(eigen_database))
    assert (gemaakt.returncode, gemaakt.stderr) == (0, "")
    assert "De sleutels staan er niet in" in gemaakt.stdout
    andere = {"BV_HOOFDSLEUTEL": base64.b64encode(b"x" * 32).decode()}
    geweigerd = voer_uit("restore", kopie, omgeving=op(lege_database) | andere)
    assert geweigerd.returncode == 1
    controleer_melding(geweigerd.stderr, "De kopie hoort bij hoofdsleutel")
    assert voer_uit("restore", kopie, omgeving=op(lege_database)).returncode == 0
    assert voer_uit("rebuild", omgeving=op(lege_database)).returncode == 0
    assert asyncio.run(lees(bericht_id)) == write(jw305())


def test_help_teaches_in_dutch_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    def uitleg(*argumenten: str) -> str:
        with pytest.raises(SystemExit) as einde:
            uitvoering.voer_uit(app, args=[*argumenten])
        assert einde.value.code == 0
        return capsys.readouterr().out

    alles = uitleg("--help")
    opdrachten = ("serve", "migrate", "rebuild", "backup", "restore", "epoch", "demo", "validate")
    for opdracht in (*opdrachten, "register", "token"):
        assert opdracht in alles
    for opdracht in opdrachten:
        tekst = uitleg(opdracht, "--help")
        assert f"berichtenverkeer {opdracht}" in tekst.partition("Voorbeeld:\n")[2]
        assert "Gaat het mis?" in tekst or "Status 1" in tekst
    assert uitleg("--versie").startswith("berichtenverkeer ")
