# SPDX-License-Identifier: EUPL-1.2
"""Money is whole cents."""

MAX_CENTS = 10**15
"""The largest amount that is taken from outside: no budget of a region comes near, and sums of it fit in 64 bits."""
