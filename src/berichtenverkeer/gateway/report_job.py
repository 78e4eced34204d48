# SPDX-License-Identifier: EUPL-1.2
"""What is sent to the process that makes reports, what comes back, and how a report can fail."""

import pickle
from collections.abc import Callable
from typing import IO, Any

import duckdb
import msgspec

from berichtenverkeer.core.errors import BerichtenverkeerError
from berichtenverkeer.ledger.peil import Peil

HEAD_BYTES = 8
"""Before each piece: how many bytes it has."""


class ReportFailed(BerichtenverkeerError):
    """Het rapport is niet gelukt."""

    actie = "Probeer het opnieuw; blijft het misgaan, meld het dan aan de beheerder."
    status = 503


class ReportTooLarge(ReportFailed):
    """Dit rapport past niet in het geheugen dat er voor is."""

    actie = "Vraag een kortere periode, of vraag de beheerder om BV_RAPPORT_GEHEUGEN_MB te verhogen."


class Job(msgspec.Struct, frozen=True):
    """`function(connection, *arguments)` on a peilbestand that serves `peil`; a function of a module, by its name."""

    peil: Peil
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


def opened(_connection: duckdb.DuckDBPyConnection) -> None:
    """All that is asked is that the peilbestand is there and open."""


def read(source: IO[bytes]) -> Any:
    """The next piece; None when there are no more. Raises pickle.UnpicklingError when it was cut off."""
    head = source.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        return None
    return pickle.loads(source.read(int.from_bytes(head)))  # noqa: S301 (of the process that began this one)


def piece(content: bytes) -> bytes:
    """As it is sent."""
    return len(content).to_bytes(HEAD_BYTES) + content
