# SPDX-License-Identifier: EUPL-1.2
"""By what a verzoek, or a JW317 as a whole, is known: the reference that its aanbieder gave it (OP361), in columns."""

import msgspec


class Verzoeksleutel(msgspec.Struct, frozen=True, order=True):
    """`referentie` is ReferentieAanbieder, unique for its aanbieder."""

    aanbieder: str
    referentie: str
