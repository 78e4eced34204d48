# SPDX-License-Identifier: EUPL-1.2
"""The load of several machines: each bericht is sent until there is a receipt, by whichever machine answers.

As a party behind a proxy does: who gets no answer, or a 503, sends the same bytes again, to the next machine. Reads a
pickled list of (token, body); writes JSON: of each bericht its id, when it was first sent and when its receipt came
(s), by which machine, and how often it was sent again. Bounded in time.
"""

import asyncio
import collections
import json
import pickle
import sys
import time
from pathlib import Path

import uvloop

from benchmarks.belasting import Pace, Request

PATIENCE_S = 3.0
"""How long a sender waits before he tries another machine."""
PAUSE_S = 0.2
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Sender:
    """One connection, to one machine until that does not answer."""

    def __init__(self, addresses: list[str], number: int) -> None:
        self._addresses, self._number = addresses, number
        self._streams: Streams | None = None

    async def deliver(self, request: Request, end: float) -> tuple[str, str, int]:
        """The id of the receipt, the machine, and how often it was sent again. Raises TimeoutError after `end`."""
        again = 0
        while time.perf_counter() < end:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    status, body = await self._send(*request)
            except (OSError, EOFError, TimeoutError):
                status, body = 0, b""
            if status in (200, 201):  # 200: it was there already, from before this sender was cut off
                return json.loads(body)["id"], self._address, again
            assert status in (0, 429, 503), (status, body)
            again += 1
            self._next()
            await asyncio.sleep(PAUSE_S)
        raise TimeoutError("no receipt")

    @property
    def _address(self) -> str:
        return self._addresses[self._number % len(self._addresses)]

    def _next(self) -> None:
        if self._streams:
            self._streams[1].transport.abort()
        self._streams, self._number = None, self._number + 1

    async def _send(self, token: str, data: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            host, _, port = self._address.partition(":")
            self._streams = await asyncio.open_connection(host, int(port))
        reader, writer = self._streams
        writer.write(
            f"POST /v1/berichten HTTP/1.1\r\nHost: {self._address}\r\nContent-Type: application/xml\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
            + data
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n", 1)[0])
        return int(head.split(b" ", 2)[1]), await reader.readexactly(length)


async def _connection(
    sender: Sender, row: "collections.deque[Request]", begin: float, end: float, pace: Pace
) -> list[list[object]]:
    found: list[list[object]] = []
    while row and time.perf_counter() < end:
        request = row.popleft()
        due = await pace.turn()
        name, address, again = await sender.deliver(request, end)
        found.append([name, due - begin, time.perf_counter() - begin, address, again])
    return found


async def _main(
    requests: list[Request], addresses: list[str], connections: int, seconds: float, per_second: float
) -> None:
    begin, row, pace = time.perf_counter(), collections.deque(requests), Pace(per_second)
    senders = [Sender(addresses, number) for number in range(connections)]
    every = await asyncio.gather(*(_connection(one, row, begin, begin + seconds, pace) for one in senders))
    print(json.dumps([one for part in every for one in part]))


if __name__ == "__main__":
    content = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301  # written by three_machines.py just before
    uvloop.run(_main(content, sys.argv[2].split(","), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])))
