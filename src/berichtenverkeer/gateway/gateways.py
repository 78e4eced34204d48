# SPDX-License-Identifier: EUPL-1.2
"""The regios that one process serves: a gateway for each, with connections, batches and lanes of its own, so that what
takes long in one keeps nobody waiting in another. Whose token calls, says which one it is."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.core.logs import logger
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway, open_gateway
from berichtenverkeer.register.credentials import hash_of
from berichtenverkeer.register.rows import Partij
from berichtenverkeer.standaarden import STANDAARDEN, Standaarden


class Gateways:
    """Open gateways, each of another regio."""

    def __init__(self, gateways: Sequence[Gateway]) -> None:
        self._gateways = tuple(gateways)

    def __iter__(self) -> Iterator[Gateway]:
        return iter(self._gateways)

    async def who(self, secret: str) -> tuple[str, Partij] | None:
        """The party that owns this secret and its regio; None when it opens none of them.

        A regio that knows the secret is asked alone; one that none knows may be new in any. Raises RegisterOnverklaard,
        DatabaseGone.
        """
        hash_ = hash_of(secret)
        known = [gateway for gateway in self if gateway.register.knows(hash_)] or self._gateways
        if len(known) == 1:  # as nearly always: no task for it
            return await self._ask(known[0], secret)
        faults: list[BerichtenverkeerError] = []
        for asked in asyncio.as_completed([self._ask(gateway, secret) for gateway in known]):
            try:
                if found := await asked:
                    return found
            except BerichtenverkeerError as fault:
                faults.append(fault)
        if faults:  # nobody is turned away who may have come in where nothing could be asked
            raise faults[0]
        return None

    def known(self, secret: str) -> tuple[str, Partij] | None:
        """The same, when it can be said at once: one regio knows this secret, and read its register a moment ago.

        Has that read anew in time, so that while berichten keep coming none of them waits for it.
        """
        hash_ = hash_of(secret)
        known = [gateway for gateway in self._gateways if gateway.register.knows(hash_)]
        if len(known) != 1 or not known[0].register.is_fresh:
            return None
        known[0].register.renew()
        partij = known[0].register.known(hash_)
        return (known[0].regio, partij) if partij else None

    def of(self, regio: str) -> Gateway | None:
        """That of one regio; None when it is not served here."""
        return next((gateway for gateway in self if gateway.regio == regio), None)

    async def _ask(self, gateway: Gateway, secret: str) -> tuple[str, Partij] | None:
        partij = await gateway.register.who(secret)
        return (gateway.regio, partij) if partij else None

    async def require_ready(self) -> None:
        """That one of them can serve; of the others the log says why not. Raises as `Gateway.require_ready`."""
        outcomes = await asyncio.gather(*(gateway.require_ready() for gateway in self), return_exceptions=True)
        faults = [(gateway, fault) for gateway, fault in zip(self, outcomes, strict=True) if fault is not None]
        for gateway, fault in faults:
            if len(faults) == len(outcomes) or not isinstance(fault, BerichtenverkeerError):
                raise fault
            logger.error("regio_niet_gereed", regio=gateway.regio, fout=type(fault).__name__)

    def stop(self) -> None:
        """The process is to end: what waits for others is refused (TooBusy), what is being done comes to its end."""
        for gateway in self:
            gateway.reception.stop()


@asynccontextmanager
async def open_gateways(config: Settings, standaarden: Standaarden = STANDAARDEN) -> AsyncIterator[Gateways]:
    """One for each regio of the settings, all of which speak `standaarden`; on leaving, what was accepted is finished
    first. Raises DatabaseGone."""
    async with AsyncExitStack() as stack:
        every = [open_gateway(one, standaarden=standaarden) for one in config.per_regio()]
        yield Gateways([await stack.enter_async_context(one) for one in every])
