# SPDX-License-Identifier: EUPL-1.2
"""The load: a fixed set of prepared requests over keep-alive connections, in a process of its own, bounded in time.

Reads a pickled list of (token, body) from a file; writes one line of JSON: seconds, answers per status, latencies
in ms. With a pace (requests per second; 0: as fast as they are answered) a latency counts from when it was its turn.
"""

import asyncio
import collections
import json
import pickle
import sys
import time
from pathlib import Path

import uvloop

Uitkomst = tuple[collections.Counter[int], list[float]]


Request = tuple[str, bytes]
"""The token of who sends, and the body."""


class Pace:
    """When each request is due: the first at once, and so many a second; without a pace each when it is asked for."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._begin, self._number = time.perf_counter(), 0

    async def turn(self) -> float:
        """Waits until the next one is due; when that was."""
        if not self._per_second:
            return time.perf_counter()
        due = self._begin + self._number / self._per_second
        self._number += 1
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        return due


async def _verbinding(poort: int, row: "collections.deque[Request]", end: float, pace: Pace) -> Uitkomst:
    reader, writer = await asyncio.open_connection("127.0.0.1", poort)
    envelope = (
        "POST /v1/berichten HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/xml\r\n"
        "Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
    )
    statussen: collections.Counter[int] = collections.Counter()
    tijden = []
    while row and time.perf_counter() < end:
        token, data = row.popleft()
        begin = await pace.turn()
        writer.write((envelope % (token, len(data))).encode() + data)
        antwoord = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(regel.split(b":")[1])
            for regel in antwoord.split(b"\r\n")
            if regel.lower().startswith(b"content-length")
        )
        await reader.readexactly(length)
        tijden.append((time.perf_counter() - begin) * 1000)
        statussen[int(antwoord.split(b" ", 2)[1])] += 1
    writer.close()
    return statussen, tijden


async def _main(poort: int, requests: list[Request], verbindingen: int, seconds: float, per_second: float) -> None:
    row, pace = collections.deque(requests), Pace(per_second)
    begin = time.perf_counter()
    uitkomsten = await asyncio.gather(*(_verbinding(poort, row, begin + seconds, pace) for _ in range(verbindingen)))
    duration = time.perf_counter() - begin
    statussen: collections.Counter[int] = sum((one for one, _ in uitkomsten), collections.Counter())
    tijden = sorted(tijd for _, series in uitkomsten for tijd in series)
    print(json.dumps({"seconden": duration, "statussen": statussen, "tijden": tijden}))


if __name__ == "__main__":
    content = pickle.loads(Path(sys.argv[2]).read_bytes())  # noqa: S301  # written by bench.py just before
    uvloop.run(_main(int(sys.argv[1]), content, int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])))
