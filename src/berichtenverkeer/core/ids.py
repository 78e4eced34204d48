# SPDX-License-Identifier: EUPL-1.2
"""Identifiers: time-ordered UUIDs, so that an index on them grows at one end."""

from uuid import UUID

from uuid_utils.compat import uuid7


def nieuw_id() -> UUID:
    """A fresh UUID version 7."""
    nieuw: UUID = uuid7()
    return nieuw
