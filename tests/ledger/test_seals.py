# SPDX-License-Identifier: EUPL-1.2
"""A seal is of every column of its log: what is left out could be changed unseen."""

from berichtenverkeer.ledger.seals import LOGS
from berichtenverkeer.ledger.tables import bericht, gebeurtenis, inzage

LEFT_OUT = {"gebeurtenissen": {"regio"}, "berichten": {"regio", "inhoud"}, "inzagelog": {"regio"}}
"""The region is what is asked; content has its hash among the others."""


def test_every_column_of_a_log_is_in_its_seal() -> None:
    for name, table in (("gebeurtenissen", gebeurtenis), ("berichten", bericht), ("inzagelog", inzage)):
        assert LOGS[name].table == table.name
        assert set(LOGS[name].row.split(", ")) == set(table.columns.keys()) - LEFT_OUT[name]
