# SPDX-License-Identifier: EUPL-1.2
"""What a Stand finds by an index is what going through all of its rows finds, whatever replaced what."""

from hypothesis import given
from hypothesis import strategies as st

from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.projections.rijen import Rij
from berichtenverkeer.projections.stand import Stand
from bouwers import AANBIEDER, GEMEENTE
from regels.groei import BEGIN, CLIENT, deel, levering, prestatie, toewijzing, verzoek

NUMMERS = (1, 2, 3)
rijen: st.SearchStrategy[list[Rij]] = st.lists(
    st.one_of(
        st.builds(toewijzing, st.sampled_from(NUMMERS)),
        st.builds(levering, st.sampled_from((None, *NUMMERS)), st.just(BEGIN), is_verwijderd=st.booleans()),
        st.builds(
            verzoek, st.sampled_from("AB"), is_wijziging=st.booleans(), afgewezen_op=st.sampled_from((None, BEGIN))
        ),
        st.builds(
            deel,
            st.sampled_from("AB"),
            st.sampled_from((1, 2)),
            st.sampled_from(("te wijzigen", "ongewijzigd")),
            toewijzing_nummer=st.sampled_from(NUMMERS),
        ),
        st.builds(prestatie, st.sampled_from("PQ"), st.sampled_from(NUMMERS)),
    ),
    max_size=20,
)


@given(rijen)
def test_rows_are_found_by_their_toewijzing(gegeven: list[Rij]) -> None:
    stand = Stand(gegeven)
    alle = stand.rijen()
    for nummer in (None, *NUMMERS):
        op = [een for een in stand.leveringen(CLIENT) if een.toewijzing_nummer == nummer]
        assert stand.leveringen_op(CLIENT, GEMEENTE, AANBIEDER, nummer) == op
    for nummer in NUMMERS:
        if stand.toewijzing(GEMEENTE, nummer) is not None:
            hier = {een.referentie for een in alle if isinstance(een, Prestatie) and een.toewijzing_nummer == nummer}
            assert {een.referentie for een in stand.prestaties(GEMEENTE, nummer)} == hier
        wijzigt = [
            een
            for een in stand.verzoeken(CLIENT)
            if een.is_wijziging
            and een.is_open
            and any(
                onder.soort == "te wijzigen" and onder.toewijzing_nummer == nummer
                for onder in stand.delen(AANBIEDER, een.referentie)
            )
        ]
        assert stand.wijzigingsverzoeken(CLIENT, GEMEENTE, nummer) == wijzigt
