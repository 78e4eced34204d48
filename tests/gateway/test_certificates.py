# SPDX-License-Identifier: EUPL-1.2
"""Until when a certificate lasts, seen as a browser sees it; also of one that is not valid any more."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from berichtenverkeer.gateway.certificates import Certificates

UNTIL = datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)


def made(folder: Path) -> ssl.SSLContext:
    """A server with a certificate of its own making, that ended in 2021."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, UNTIL - timedelta(days=90), UNTIL)
    pem = serialization.Encoding.PEM
    shown = builder.sign(key, hashes.SHA256()).public_bytes(pem)
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "pair.pem").write_bytes(secret + shown)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pair.pem")
    return context


@asynccontextmanager
async def serving(context: ssl.SSLContext | None, seen: list[int]) -> AsyncIterator[int]:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(1)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_what_an_address_shows_is_read_once_an_hour_and_what_shows_nothing_is_told(tmp_path: Path) -> None:
    seen: list[int] = []
    async with serving(made(tmp_path), seen) as port, serving(None, []) as plain:
        looked = Certificates([f"https://127.0.0.1:{port}", f"https://127.0.0.1:{plain}", "https://127.0.0.1:9"])
        found = await looked.known()
        assert [(one.address, one.until) for one in found] == [
            (f"127.0.0.1:{port}", UNTIL),
            (f"127.0.0.1:{plain}", None),
            ("127.0.0.1:9", None),
        ]
        assert await looked.known() == found
        assert len(seen) == 1
