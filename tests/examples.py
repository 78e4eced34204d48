# SPDX-License-Identifier: EUPL-1.2
"""How many random stories a test tells: as many as it says, and ten times that when new ones are looked for."""

import hypothesis


def examples(count: int) -> int:
    """`count`, or more under `make explore`."""
    profile = hypothesis.settings.default
    return count if profile is not None and profile.derandomize else 10 * count
