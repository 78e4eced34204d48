# SPDX-License-Identifier: EUPL-1.2
"""Wat kost hetzelfde product waar?"""

from berichtenverkeer.rapporten.columns import aanbieders, cents, clients, key, share
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Unit,
)

_NO_EARLIER = "Er is geen eerdere periode in dit rapport om mee te vergelijken."
_NOTHING = "Er is niets van goedgekeurd."
_SHARE = "coalesce(gedeeld(sum({}_miljoenste), 1_000_000), 0)"
_MEDIAN = (
    "list_aggregate(list_transform(list(distinct {'wie': aanbieder, 'prijs': prijs_cents}), lambda x: x.prijs),"
    " 'quantile_disc', 0.5)"
)

_PRICES = Table(
    name="prijzen",
    title="Gerealiseerde prijs per product",
    facts="prijzen",
    about=(Subject.PRESTATIE,),
    columns=(
        key("product", "Code van het gedeclareerde product."),
        key(
            "eenheid", "De eenheid waarin is gedeclareerd; dagdelen en etmalen van een product staan dus naast elkaar."
        ),
        aanbieders(
            "aanbieders", "Aanbieders met goedgekeurde prestaties van het product in deze eenheid.", is_personal=False
        ),
        clients("jeugdigen", "Jeugdigen met goedgekeurde prestaties van het product in deze eenheid."),
        Column(
            name="volume",
            sentence="Goedgekeurd aantal eenheden.",
            unit=Unit.NUMBER,
            counts="sum(volume)::bigint",
            is_additive=True,
            adds_in_time=True,
        ),
        cents("bedrag_cents", "Goedgekeurd bedrag.", in_time=True),
        Column(
            name="prijs_cents",
            sentence="Goedgekeurd bedrag gedeeld door het aantal eenheden.",
            unit=Unit.CENTS,
            out_of="gedeeld(bedrag_cents, volume)",
            absent=_NOTHING,
        ),
        Column(
            name="laagste_cents",
            sentence="Gemiddelde prijs van de goedkoopste aanbieder, over al zijn eenheden in het rapport.",
            unit=Unit.CENTS,
            counts="min(prijs_cents)",
            absent=_NOTHING,
        ),
        Column(
            name="mediaan_cents",
            sentence="De helft van de aanbieders heeft ten hoogste deze gemiddelde prijs.",
            unit=Unit.CENTS,
            counts=_MEDIAN,
            absent=_NOTHING,
        ),
        Column(
            name="hoogste_cents",
            sentence="Gemiddelde prijs van de duurste aanbieder.",
            unit=Unit.CENTS,
            counts="max(prijs_cents)",
            absent=_NOTHING,
        ),
        share(
            "spreiding",
            "Hoeveel de duurste aanbieder boven de goedkoopste ligt.",
            "hoogste_cents - laagste_cents",
            "laagste_cents",
            absent=_NOTHING,
        ),
        Column(
            name="tarieven",
            sentence="Verschillende tarieven waarmee is gedeclareerd: meer dan een bij gelijke beloning vraagt uitleg.",
            unit=Unit.COUNT,
            counts="count(distinct tarief_cents)",
            is_personal=False,
        ),
    ),
)

_EFFECT = Table(
    name="effect",
    title="Waarom de kosten veranderden: prijs, volume en verschuiving",
    facts="prijzen_effect",
    about=(Subject.PRESTATIE,),
    own_total=True,
    columns=(
        Column(
            name="bedrag_cents",
            sentence="Goedgekeurd bedrag in de periode, van prestaties met een volume.",
            unit=Unit.CENTS,
            counts="coalesce(sum(bedrag_cents), 0)",
            is_additive=True,
            absent=_NO_EARLIER,
        ),
        Column(
            name="eerder_cents",
            sentence="Goedgekeurd bedrag in de periode ervoor.",
            unit=Unit.CENTS,
            counts="coalesce(sum(eerder_cents), 0)",
            is_additive=True,
            absent=_NO_EARLIER,
        ),
        Column(
            name="prijs_cents",
            sentence="Meer of minder doordat dezelfde aanbieders een andere prijs hebben voor hetzelfde product.",
            unit=Unit.CENTS,
            counts=_SHARE.format("prijs"),
            absent=_NO_EARLIER,
        ),
        Column(
            name="volume_cents",
            sentence="Meer of minder doordat er van een product meer of minder is geleverd, tegen de prijs van ervoor.",
            unit=Unit.CENTS,
            counts=_SHARE.format("volume"),
            absent=_NO_EARLIER,
        ),
        Column(
            name="mix_cents",
            sentence="De rest: andere producten, en een verschuiving naar duurdere of goedkopere aanbieders.",
            unit=Unit.CENTS,
            out_of="bedrag_cents - eerder_cents - prijs_cents - volume_cents",
            absent=_NO_EARLIER,
        ),
        Column(
            name="verschil_cents",
            sentence="Verschil met de periode ervoor: prijs, volume en verschuiving samen.",
            unit=Unit.CENTS,
            out_of="bedrag_cents - eerder_cents",
            absent=_NO_EARLIER,
        ),
    ),
)

_CHANGES = Table(
    name="wijzigingen",
    title="Tarieven die in de periode veranderden",
    facts="prijzen_wijzigingen",
    is_personal=False,
    per_plek=False,
    is_list=True,
    order="van, product, eenheid, aanbieder",
    columns=(
        key("van", "De eerste dag van het nieuwe tarief.", Unit.DATE),
        key("aanbieder", "Voor wie het geldt; 'alle' als het voor iedereen is."),
        key("product", "Code van het product."),
        key("eenheid", "Per welke eenheid."),
        key("eerder_cents", "Het tarief tot die dag.", Unit.CENTS),
        key("tarief_cents", "Het tarief vanaf die dag.", Unit.CENTS),
        key("groei", "Hoeveel het hoger werd; onder nul als het lager werd.", Unit.PERCENT),
    ),
)

PRIJZEN = Report(
    code="prijzen",
    question="Wat kost hetzelfde product waar?",
    definition="gerealiseerde prijs is het goedgekeurde bedrag gedeeld door het volume (P x Q)",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE, Audience.AANBIEDER}),
    ids=("B35", "P09", "K07", "X09", "X10", "X13", "X17"),
    completeness=("met_declaratie",),
    tables=(_PRICES, _EFFECT, _CHANGES),
    charts=(
        Chart(
            name="spreiding",
            title="Spreiding van de prijs over aanbieders",
            description="Per product de gemiddelde prijs, met die van de goedkoopste en de duurste aanbieder.",
            kind=ChartKind.SPREAD,
            table="prijzen",
            x="product",
            y=("prijs_cents",),
            low="laagste_cents",
            high="hoogste_cents",
            totals_only=True,
        ),
        Chart(
            name="effect",
            title="Waarom de kosten veranderden",
            description="Per periode hoeveel van het verschil met de periode ervoor prijs, volume en verschuiving is.",
            kind=ChartKind.STACKED,
            table="effect",
            x="periode",
            y=("prijs_cents", "volume_cents", "mix_cents"),
            totals_only=True,
        ),
    ),
)
