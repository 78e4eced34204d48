# SPDX-License-Identifier: EUPL-1.2
"""What a Stand finds by an index is what going through all of its rows finds, whatever replaced what."""

from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.rows import Row
from berichtenverkeer.projections.stand import Stand
from bouwers import AANBIEDER, GEMEENTE
from regels.groei import BEGIN, CLIENT, levering, part, prestatie, toewijzing, verzoek

NUMMERS = (1, 2, 3)
rows: st.SearchStrategy[list[Row]] = st.lists(
    st.one_of(
        st.builds(toewijzing, st.sampled_from(NUMMERS)),
        st.builds(levering, st.sampled_from((None, *NUMMERS)), st.just(BEGIN), is_verwijderd=st.booleans()),
        st.builds(
            verzoek, st.sampled_from("AB"), is_wijziging=st.booleans(), afgewezen_op=st.sampled_from((None, BEGIN))
        ),
        st.builds(
            part,
            st.sampled_from("AB"),
            st.sampled_from((1, 2)),
            st.sampled_from(("te wijzigen", "ongewijzigd")),
            toewijzing_nummer=st.sampled_from(NUMMERS),
        ),
        st.builds(prestatie, st.sampled_from("PQ"), st.sampled_from(NUMMERS)),
    ),
    max_size=20,
)


@given(rows)
def test_rows_are_found_by_their_toewijzing(handed: list[Row]) -> None:
    stand = Stand(handed)
    every = stand.rijen()
    for number in (None, *NUMMERS):
        op = [one for one in stand.leveringen(CLIENT) if one.toewijzing_nummer == number]
        assert stand.leveringen_at(CLIENT, GEMEENTE, AANBIEDER, number) == op
    for number in NUMMERS:
        if stand.toewijzing(GEMEENTE, number) is not None:
            here = {one.referentie for one in every if isinstance(one, Prestatie) and one.toewijzing_nummer == number}
            assert {one.referentie for one in stand.prestaties(GEMEENTE, number)} == here
        changes = [
            one
            for one in stand.verzoeken(CLIENT)
            if one.is_wijziging
            and one.is_open
            and any(
                under.soort == "te wijzigen" and under.toewijzing_nummer == number
                for under in stand.delen(Verzoeksleutel(AANBIEDER, one.referentie))
            )
        ]
        assert stand.wijzigingsverzoeken(CLIENT, GEMEENTE, number) == changes
