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

from bellers import administration, as_
from berichtenverkeer.berichten import write
from berichtenverkeer.cli import execution, serving
from berichtenverkeer.cli.main import app
from berichtenverkeer.core import embedded
from berichtenverkeer.core.errors import RegistrationRefused, UnknownKey
from berichtenverkeer.core.settings import Settings, read_settings
from berichtenverkeer.gateway.gateway import open_gateway
from berichtenverkeer.gateway.startup import check_start, update_database
from bouwers import jw305
from dienst import dienst, lives_on, run, wait_for
from gatewaybouw import gateway_met_register, received

AANBIEDER = "65656055"
Environment = dict[str, str]


@pytest_asyncio.fixture
async def token(config: Settings) -> AsyncIterator[str]:
    """Of the aanbieder of the builders, in a region with a register."""
    async with gateway_met_register(config) as gateway:
        _, secret = await gateway.access.create(administration(gateway), AANBIEDER)
    yield secret


def fetch(address: str, pad: str, token: str = "") -> tuple[int, Any]:
    """Status and JSON of a GET on a new connection."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=20)
    try:
        connection.request("GET", pad, headers={"Authorization": f"Bearer {token}"} if token else {})
        antwoord = connection.getresponse()
        return antwoord.status, json.load(antwoord)
    finally:
        connection.close()


def antwoordt(address: str) -> bool:
    try:
        return fetch(address, "/healthz")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def half_verzoek(poort: int, token: str, data: bytes) -> tuple[socket.socket, bytes]:
    """A request of which the last bytes are still to come; the connection, and those bytes."""
    envelope = (
        f"POST /v1/berichten HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/xml\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", poort), timeout=20)
    connection.sendall(envelope.encode() + data[:100])
    return connection, data[100:]


def test_serve_finishes_the_request_under_way_and_then_stops(environment: Environment, token: str) -> None:
    data = write(jw305())
    with dienst(environment) as draaiend:
        assert fetch(draaiend.adres, "/readyz")[0] == 200
        connection, rest = half_verzoek(draaiend.poort, token, data)
        with connection:
            assert fetch(draaiend.adres, "/v1/berichten", token) == (200, {"berichten": [], "volgende": None})
            draaiend.proces.send_signal(signal.SIGTERM)
            wait_for(lambda: not antwoordt(draaiend.adres))  # no new ones ...
            assert draaiend.proces.poll() is None
            connection.sendall(rest)  # ... but this one is finished
            antwoord = http.client.HTTPResponse(connection)
            antwoord.begin()
            proof = json.load(antwoord)
        assert antwoord.status == 201
        assert draaiend.proces.wait(30) == 0
        assert draaiend.proces.stdout is not None
        assert draaiend.proces.stdout.read() == "gestopt\n"
    with dienst(environment, 1) as again:
        status, view = fetch(again.adres, f"/v1/berichten/{proof['id']}", token)
    assert (status, view["ontvangstbewijs"]["sha256"]) == (200, proof["sha256"])


def test_a_process_that_is_killed_is_replaced(environment: Environment) -> None:
    with dienst(environment) as draaiend:
        first = draaiend.kinderen()
        assert len(first) == 2
        os.kill(min(first), signal.SIGKILL)
        wait_for(lambda: not lives_on(min(first)))
        wait_for(lambda: len(draaiend.kinderen()) == 2)
        (new,) = draaiend.kinderen() - first
        os.kill(max(first), signal.SIGKILL)  # now the replacement must be able to answer alone
        wait_for(lambda: antwoordt(draaiend.adres))
        assert lives_on(new)
        assert draaiend.stop() == 0
        assert not lives_on(new)


def test_processes_stop_by_themselves_when_the_supervisor_is_killed(environment: Environment) -> None:
    with dienst(environment) as draaiend:
        wezen = draaiend.kinderen()
        assert len(wezen) == 2
        draaiend.proces.kill()
        wait_for(lambda: not any(lives_on(pid) for pid in wezen))
        assert not antwoordt(draaiend.adres)


def test_serve_refuses_a_port_on_which_another_listens_even_if_it_would_share(environment: Environment) -> None:
    with socket.socket() as occupied:
        occupied.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        occupied.bind(("127.0.0.1", 0))
        occupied.listen()
        poort = occupied.getsockname()[1]
        done = run("serve", environment=environment | {"BV_PORT": str(poort)})
    assert done.returncode == 1
    assert f"Op 127.0.0.1:{poort} kan niet worden geluisterd" in done.stderr
    assert "BV_PORT" in done.stderr


def test_serve_refuses_a_database_that_was_not_migrated_until_it_is(
    environment: Environment, server: embedded.Server, lege_database: str
) -> None:
    environment |= {
        "DATABASE_URL": server.url(embedded.APPLICATION, lege_database),
        "DATABASE_OWNER_URL": server.url(embedded.OWNER, lege_database),
    }
    refused = run("serve", environment=environment)
    assert refused.returncode == 1
    assert "berichtenverkeer migrate" in refused.stderr
    assert "Traceback" not in refused.stderr
    for _ in range(2):
        gemigreerd = run("migrate", environment=environment)
        assert (gemigreerd.returncode, gemigreerd.stdout) == (0, "De database is bij.\n")
    with dienst(environment, 1) as draaiend:
        assert fetch(draaiend.adres, "/readyz")[0] == 200


def test_serve_refuses_a_database_that_was_put_back_until_an_epoch_begins(
    environment: Environment, server: embedded.Server, eigen_database: str
) -> None:
    environment |= {
        "DATABASE_URL": server.url(embedded.APPLICATION, eigen_database),
        "DATABASE_OWNER_URL": server.url(embedded.OWNER, eigen_database),
    }
    elders = server.psql("INSERT INTO epoch VALUES (1, 0, 0, now(), 'elders')", eigen_database)
    assert not elders.returncode, elders.stderr
    refused = run("serve", environment=environment)
    controleer_melding(refused.stderr, "Deze database is teruggezet of verplaatst")
    assert "berichtenverkeer epoch" in refused.stderr
    begun = run("epoch", environment=environment)
    assert begun.returncode == 0, begun.stderr
    assert begun.stdout.startswith("Posities gaan verder na ")
    with dienst(environment, 1) as draaiend:
        assert fetch(draaiend.adres, "/readyz")[0] == 200
        controleer_melding(run("epoch", environment=environment).stderr, "Er zijn nog programma's")


WEG = "postgresql://x@127.0.0.1:9/x"


def controleer_melding(stderr: str, text: str) -> None:
    first, tweede = stderr.splitlines()
    assert first.startswith("Fout: ")
    assert text in first
    assert tweede.startswith("Wat te doen: ")


@pytest.mark.parametrize(
    ("otherwise", "text"),
    [
        ({"BV_HOOFDSLEUTEL": "", "BV_ZOEKSLEUTEL": "kort"}, "BV_HOOFDSLEUTEL: verplicht"),
        ({"DATABASE_URL": WEG}, "De database is op dit moment niet bereikbaar"),
    ],
)
def test_serve_says_what_it_misses_and_what_to_do(environment: Environment, otherwise: Environment, text: str) -> None:
    done = run("serve", environment=environment | otherwise)
    controleer_melding(done.stderr, text)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize(
    ("arguments", "otherwise", "status", "text"),
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
    environment: Environment,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    otherwise: Environment,
    status: int,
    text: str,
) -> None:
    for name, value in (environment | otherwise).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        execution.run(app, args=arguments)
    out, fault = capsys.readouterr()
    controleer_melding(fault, text)
    assert (end.value.code, out) == (status, "")


@pytest.mark.parametrize(("role", "database"), [("niemand", embedded.DATABASE), (embedded.OWNER, "nergens")])
async def test_a_role_or_a_name_that_the_server_does_not_know_is_a_world_error(
    config: Settings, server: embedded.Server, role: str, database: str
) -> None:
    address = server.url(role, database)
    foreign = msgspec.structs.replace(config, database_url=address, eigenaar_url=address)
    with pytest.raises(RegistrationRefused, match="laat deze rol niet toe"):
        await check_start(foreign)
    with pytest.raises(RegistrationRefused):
        await update_database(foreign)


async def test_another_master_key_than_that_of_the_database_is_refused(config: Settings) -> None:
    async with gateway_met_register(config) as gateway:
        await received(gateway, jw305(), AANBIEDER)
    await check_start(config)
    with pytest.raises(UnknownKey, match="BV_HOOFDSLEUTEL of BV_ZOEKSLEUTEL past niet"):
        await check_start(msgspec.structs.replace(config, hoofdsleutel=b"x" * 32))
    with pytest.raises(UnknownKey, match="BV_HOOFDSLEUTEL of BV_ZOEKSLEUTEL past niet"):
        await check_start(msgspec.structs.replace(config, zoeksleutel=b"x" * 32))


async def test_rebuild_finds_nothing_in_a_healthy_database_and_repairs_a_spoiled_one(
    environment: Environment, config: Settings, beheerder_url: str
) -> None:
    async with gateway_met_register(config) as gateway:
        await received(gateway, jw305(), AANBIEDER)
    gezond = run("rebuild", environment=environment)
    assert gezond.returncode == 0, gezond.stderr
    assert "en 2 berichten" in gezond.stdout
    assert "Niets verschilt" in gezond.stdout
    administrator = await asyncpg.connect(beheerder_url)
    try:
        assert await administrator.execute("DELETE FROM wachtend WHERE regio = $1", config.regio) != "DELETE 0"
    finally:
        await administrator.close()
    faulty_keys = run("rebuild", environment=environment)
    assert faulty_keys.returncode == 1
    assert "wachtend: 1 rijen verschillend" in faulty_keys.stdout
    assert "klopten niet met het grootboek en zijn nu hersteld" in faulty_keys.stderr
    assert run("rebuild", environment=environment).returncode == 0


def test_a_backup_and_its_keys_bring_every_bericht_back(
    environment: Environment, server: embedded.Server, eigen_database: str, lege_database: str, tmp_path: Path
) -> None:
    def op(database: str) -> Environment:
        addresses = {role: server.url(role, database) for role in (embedded.APPLICATION, embedded.OWNER)}
        return environment | {
            "DATABASE_URL": addresses[embedded.APPLICATION],
            "DATABASE_OWNER_URL": addresses[embedded.OWNER],
        }

    async def ontvang() -> UUID:
        async with gateway_met_register(read_settings(op(eigen_database))) as gateway:
            return (await received(gateway, jw305(), AANBIEDER)).id

    async def read(bericht_id: UUID) -> bytes | None:
        async with open_gateway(read_settings(op(lege_database))) as gateway:
            return await gateway.postvak.payload(as_(gateway, AANBIEDER), bericht_id)

    bericht_id, backup_copy = asyncio.run(ontvang()), str(tmp_path / "kopie")
    made = run("backup", backup_copy, environment=op(eigen_database))
    assert (made.returncode, made.stderr) == (0, "")
    assert "De sleutels staan er niet in" in made.stdout
    other = {"BV_HOOFDSLEUTEL": base64.b64encode(b"x" * 32).decode()}
    refused = run("restore", backup_copy, environment=op(lege_database) | other)
    assert refused.returncode == 1
    controleer_melding(refused.stderr, "De kopie hoort bij hoofdsleutel")
    assert run("restore", backup_copy, environment=op(lege_database)).returncode == 0
    assert run("rebuild", environment=op(lege_database)).returncode == 0
    assert asyncio.run(read(bericht_id)) == write(jw305())


@pytest.mark.parametrize(("waiting", "status"), [(["0031"], 1), ([], 0)])
def test_a_migration_that_waits_is_told_and_with_helemaal_also_by_the_status(
    waiting: list[str], status: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def update(_config: Settings) -> list[str]:
        return waiting

    monkeypatch.setattr(serving, "update_database", update)
    monkeypatch.setenv("BV_DATA", str(tmp_path))
    for options, expected in (([], 0), (["--helemaal"], status)):
        with pytest.raises(SystemExit) as end:
            execution.run(app, args=["migrate", *options])
        assert end.value.code == expected
        assert ("0031 wacht" in capsys.readouterr().out) == bool(waiting)


def test_help_teaches_in_dutch_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    def explanation(*arguments: str) -> str:
        with pytest.raises(SystemExit) as end:
            execution.run(app, args=[*arguments])
        assert end.value.code == 0
        return capsys.readouterr().out

    everything = explanation("--help")
    opdrachten = ("serve", "migrate", "rebuild", "backup", "restore", "epoch", "demo", "validate")
    for order in (*opdrachten, "register", "token"):
        assert order in everything
    for order in opdrachten:
        text = explanation(order, "--help")
        assert f"berichtenverkeer {order}" in text.partition("Voorbeeld:\n")[2]
        assert "Gaat het mis?" in text or "Status 1" in text
    assert explanation("--versie").startswith("berichtenverkeer ")
