# SPDX-License-Identifier: EUPL-1.2
"""docs/register.md says of every file and column what the declarations say."""

from pathlib import Path

import pytest

from berichtenverkeer.register.declaratie import Tabel, is_verplicht, kolomnaam
from berichtenverkeer.register.rijen import TABELLEN

DOCS = Path(__file__).parents[2] / "docs" / "register.md"


def beschrijving(tabel: Tabel) -> str:
    """The part of docs/register.md about one file."""
    sleutel = ", ".join(kolomnaam(naam) for naam in tabel.sleutel) or "none: one row at a time"
    regels = [
        f"## {tabel.bestand}",
        "",
        " ".join((tabel.rij.__doc__ or "").split()),
        f"Key: {sleutel}.",
        "",
        "| column | filled | meaning | example |",
        "|---|---|---|---|",
    ]
    for attribuut, kolom in tabel.kolommen.items():
        gevuld = "always" if is_verplicht(tabel, attribuut) else "may be empty"
        regels.append(f"| `{kolomnaam(attribuut)}` | {gevuld} | {kolom.betekenis} | `{kolom.voorbeeld}` |")
    return "\n".join(regels)


@pytest.mark.parametrize("tabel", TABELLEN.values(), ids=TABELLEN)
def test_the_docs_describe_every_column_as_it_is_declared(tabel: Tabel) -> None:
    assert beschrijving(tabel) in DOCS.read_text(encoding="utf-8"), beschrijving(tabel)


@pytest.mark.parametrize("tabel", TABELLEN.values(), ids=TABELLEN)
def test_every_example_is_one_that_the_column_accepts(tabel: Tabel) -> None:
    for attribuut, kolom in tabel.kolommen.items():
        assert kolom.veld.schrijf(kolom.veld.lees(kolom.voorbeeld)) == kolom.voorbeeld, attribuut
