# SPDX-License-Identifier: EUPL-1.2
"""Makes clients of the API with the generators that others use, checks them, calls a gateway with two (`make clients`).

Not part of the suite: it installs the generators, from PyPI and npm, in a folder that is thrown away. It needs Python,
Node and Java. What generators need of the description is held by tests/web/test_web_afspraken.py.
"""

import asyncio
import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from bellers import administration
from berichtenverkeer.berichten import write
from berichtenverkeer.core import embedded
from berichtenverkeer.core.migrations import migrate
from berichtenverkeer.core.settings import read_settings
from berichtenverkeer.gateway.gateways import Gateways
from berichtenverkeer.web import openapi
from berichtenverkeer.web.server import listen
from bouwers import AANBIEDER, GEMEENTE, jw301
from gatewaybouw import gateway_met_register

PIP = ("openapi-python-client==0.29.1", "openapi-generator-cli==7.26.0", "mypy")
TYPESCRIPT, OPENAPI_TYPESCRIPT, HEY_API = "typescript@5.9.3", "openapi-typescript@7.13.0", "@hey-api/openapi-ts@0.99.0"
TSC = (
    *("npx", "-y", "-p", TYPESCRIPT, "tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"),
    *("--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom,dom.iterable"),
)

OPENAPI_PYTHON_CLIENT = """
import io, os
from opc import AuthenticatedClient
from opc.api.berichten import haal_bericht_af, haal_payload, lijst_berichten, toon_bericht, verstuur_bericht
from opc.api.regels import toon_regel
from opc.types import File

def klant(wie):
    return AuthenticatedClient(base_url=os.environ["URL"], token=os.environ[wie], raise_on_unexpected_status=True)

data = open("jw301.xml", "rb").read()
bon = verstuur_bericht.sync(client=klant("GEMEENTE"), body=File(payload=io.BytesIO(data)))
assert bon.oordeel == "goedgekeurd", bon
lijst = lijst_berichten.sync(client=klant("AANBIEDER"), limit=1)
rij = lijst.berichten[0]
assert rij.id == bon.id
for adres in (rij.href, lijst.volgende):
    assert klant("AANBIEDER").get_httpx_client().get(adres).status_code == 200, adres
assert toon_bericht.sync(rij.id, client=klant("AANBIEDER")).ontvangstbewijs.sha256 == bon.sha256
assert haal_payload.sync(rij.id, client=klant("AANBIEDER")).payload.read() == data
assert haal_bericht_af.sync_detailed(rij.id, client=klant("AANBIEDER")).status_code == 204
assert toon_regel.sync("TR074", client=klant("AANBIEDER")).code == "TR074"
"""

OPENAPI_GENERATOR_PYTHON = """
import os
from openapi_client import ApiClient, BerichtenApi, Configuration, RegelsApi

def klant(wie):
    return ApiClient(Configuration(host=os.environ["URL"], access_token=os.environ[wie]))

data = open("jw301.xml", newline="").read()
bon = BerichtenApi(klant("GEMEENTE")).verstuur_bericht(body=data, proef="ja")
assert bon.proef, bon
api = BerichtenApi(klant("AANBIEDER"))
rij = api.lijst_berichten(richting="in").berichten[0]
assert api.toon_bericht(rij.id).bericht.berichtsoort == "JW301"
assert api.toon_draad(rij.id).takken
assert api.haal_payload(rij.id) == data.encode()
assert RegelsApi(klant("AANBIEDER")).toon_regel("TR074").code == "TR074"
"""


def main() -> int:
    """Make, check and use them all; the exit code is 1 when one fails."""
    map_ = Path(tempfile.mkdtemp(prefix="bv-clients-"))
    try:
        (map_ / "openapi.json").write_bytes(openapi.document(openapi.EXAMPLE))
        (map_ / "jw301.xml").write_bytes(write(jw301()))
        _doe(map_, sys.executable, "-m", "venv", "v")
        _doe(map_, "v/bin/pip", "install", "--quiet", "--disable-pip-version-check", *PIP)
        _maak_python(map_)
        _maak_java(map_)
        _maak_typescript(map_)
        asyncio.run(_use(map_))
    except subprocess.CalledProcessError as fault:
        print(fault.stdout, fault, sep="\n")
        return 1
    finally:
        shutil.rmtree(map_)
    return 0


def _maak_python(map_: Path) -> None:
    _doe(map_, "v/bin/openapi-python-client", "generate", "--path=openapi.json", "--output-path=opc", "--meta=none")
    _tel(map_ / "opc" / "api", "*.py", r"^def sync_detailed\(")
    # What the description made; the generator's own client.py is not ours.
    _doe(map_, "v/bin/mypy", "--follow-imports=silent", "opc/api", "opc/models")
    _genereer(map_, "python")
    _tel(map_ / "python" / "openapi_client" / "api", "*_api.py", r"^    def [a-z_]+_with_http_info\(")
    _doe(map_, "v/bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", "python/requirements.txt")
    _doe(map_, "v/bin/python", "-m", "compileall", "-q", "python/openapi_client")


def _maak_java(map_: Path) -> None:
    """Its libraries come from Maven, so it is parsed and not compiled."""
    _genereer(map_, "java")
    origin = map_ / "java" / "src" / "main" / "java"
    _tel(origin, "*Api.java", r"public ApiResponse<.*> \w+WithHttpInfo\(")
    classes = [str(bestand.relative_to(map_)) for bestand in origin.rglob("*.java")]
    faults = _doe(
        map_, "javac", "-proc:none", "-Xmaxerrs", "0", "-XDshould-stop.ifError=PARSE", *classes, mag_falen=True
    )
    if syntaxis := re.findall(r".*(?:expected|illegal|unclosed|reached end).*", faults):
        raise subprocess.CalledProcessError(1, "javac", "\n".join(syntaxis))


def _maak_typescript(map_: Path) -> None:
    _genereer(map_, "typescript-fetch")
    _tel(map_ / "typescript-fetch" / "apis", "*Api.ts", r"^    async \w+Raw\(")
    _doe(map_, "npx", "-y", OPENAPI_TYPESCRIPT, "openapi.json", "-o", "schema.d.ts")
    _tel(map_, "schema.d.ts", r"^    \w+: \{$")
    _doe(map_, "npx", "-y", "-p", TYPESCRIPT, "-p", HEY_API, "openapi-ts", "-i", "openapi.json", "-o", "hey")
    _tel(map_ / "hey", "sdk.gen.ts", r"^export const \w+ = <")
    _doe(map_, *TSC, "typescript-fetch/index.ts", "schema.d.ts", "hey/index.ts")


def _genereer(map_: Path, taal: str) -> None:
    _doe(map_, "v/bin/openapi-generator-cli", "generate", "-g", taal, "-i", "openapi.json", "-o", taal)


async def _use(map_: Path) -> None:
    """A gateway on a database of its own, and the clients against it."""
    use = embedded.use(map_ / "data")
    try:
        server = use.server
        await migrate(server.url(embedded.OWNER))
        key = base64.b64encode(os.urandom(32)).decode()
        environment = {"DATABASE_URL": server.url(embedded.APPLICATION), "BV_DATA": str(map_ / "data")}
        environment |= {"BV_REGIO": "clients", "BV_HOOFDSLEUTEL": key, "BV_ZOEKSLEUTEL": key}
        async with (
            gateway_met_register(read_settings(environment)) as gateway,
            listen(Gateways([gateway]), "127.0.0.1", 0) as poort,
        ):
            tokens = {
                name: (await gateway.access.create(administration(gateway), partij))[1]
                for name, partij in (("GEMEENTE", GEMEENTE), ("AANBIEDER", AANBIEDER))
            }
            await gateway.register.refresh(now=True)
            for name, program, pad in (
                ("openapi-python-client", OPENAPI_PYTHON_CLIENT, "."),
                ("openapi-generator python", OPENAPI_GENERATOR_PYTHON, "python"),
            ):
                environment = {
                    **os.environ,
                    **tokens,
                    "URL": f"http://127.0.0.1:{poort}",
                    "PYTHONPATH": str(map_ / pad),
                }
                process = await asyncio.create_subprocess_exec(
                    *(str(map_ / "v/bin/python"), "-c", program), env=environment, cwd=map_
                )
                if await process.wait():
                    raise subprocess.CalledProcessError(1, name, "its calls failed")
                print(f"used: {name}")
    finally:
        use.close()


def _tel(map_: Path, files: str, pattern: str) -> None:
    """That every operation of the description is there."""
    document = msgspec.json.decode(openapi.document(openapi.EXAMPLE))
    expected = sum("operationId" in effect for pad in document["paths"].values() for effect in pad.values())
    text = "\n".join(bestand.read_text() for bestand in sorted(map_.rglob(files)))
    found = len(re.findall(pattern, text, re.MULTILINE))
    if found < expected:
        raise subprocess.CalledProcessError(1, f"{map_}/{files}", f"{found} of {expected} operations")
    print(f"{map_.name}: {found} of {expected} operations")


def _doe(map_: Path, *order: str, mag_falen: bool = False) -> str:
    print("$", *order[:6])
    ready = subprocess.run(order, cwd=map_, capture_output=True, text=True, check=False)
    if ready.returncode and not mag_falen:
        raise subprocess.CalledProcessError(ready.returncode, order, ready.stdout + ready.stderr)
    return ready.stdout + ready.stderr


if __name__ == "__main__":
    sys.exit(main())
