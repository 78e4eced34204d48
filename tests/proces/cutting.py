# SPDX-License-Identifier: EUPL-1.2
"""A proxy before a gateway that cuts lines."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

_LENGTH = b"content-length"


class Draad:
    """A proxy before the gateway that cuts: before it passes a request on, or after, before the answer."""

    def __init__(self, poort: int, lot: Random) -> None:
        self._poort = poort
        self._lot = lot
        self.geknipt: Counter[str] = Counter()
        self._is_besloten = False

    async def verbind(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            chance = self._lot.random()
            if chance < 0.05:
                self.geknipt["ervoor"] += 1
            else:
                await self._geef_door(reader, writer, is_cut=chance < 0.2)
        writer.transport.abort()

    async def _geef_door(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_cut: bool) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._poort)
        try:
            header = await reader.readuntil(b"\r\n\r\n")
            lengths = (line.split(b":")[1] for line in header.split(b"\r\n") if line.lower().startswith(_LENGTH))
            length = int(next(lengths, b"0"))
            if b"/besluit" in header and not self._is_besloten:  # so that one step is surely taken twice
                self._is_besloten = is_cut = True
            back.write(header + await reader.readexactly(length))
            await back.drain()
            if is_cut:
                self.geknipt["erna"] += 1
                await asyncio.sleep(self._lot.random() / 5)
                return
            writer.write(await there.read())
            await writer.drain()
        finally:
            back.transport.abort()


@asynccontextmanager
async def draad(poort: int, lot: Random) -> AsyncIterator[tuple[Draad, int]]:
    one = Draad(poort, lot)
    server = await asyncio.start_server(one.verbind, "127.0.0.1", 0)
    async with server:
        yield one, int(server.sockets[0].getsockname()[1])
