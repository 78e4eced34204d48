# SPDX-License-Identifier: EUPL-1.2
"""From what the product writes down to the plain facts of the oracle; nothing is worked out here."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, care, declaraties, tenzij
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.plafonds.stops import Clientenstop
from berichtenverkeer.register import rows
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.stand import RegisterStand
from plafonds.orakel import feiten
from plafonds.orakel.dekking import Plek
from plafonds.orakel.feiten import EEUWIG, Feit
from plafonds.orakel.wereld import Besluit


class Vertaler:
    """Remembers which Identificatie a declaratie had: its answer names that."""

    def __init__(self) -> None:
        self._identificatie: dict[tuple[str, str], str] = {}

    def feiten(self, gebeurtenissen: Iterable[Gebeurtenis]) -> list[Feit]:
        return [feit for one in gebeurtenissen if (feit := self._feit(one)) is not None]

    def _feit(self, one: Gebeurtenis) -> Feit | None:
        match one:
            case care.VerzoekOntvangen():
                return feiten.Verzoek(one.referentie, _zorg(one), one.verwijzer)
            case care.WijzigingVerzocht():
                delen = tuple(_deel(deel) for deel in one.delen if deel.soort != "ongewijzigd")
                return feiten.Wijziging(one.referentie, one.client.hex(), one.aanbieder, one.gemeente, delen)
            case care.VerzoekAfgewezen() | care.VerzoekInOnderzoek():
                rejects = isinstance(one, care.VerzoekAfgewezen)
                return feiten.Antwoord(one.aanbieder, one.gemeente, one.referentie, rejects)
            case care.ToewijzingVastgesteld():
                moment = (one.toewijzingsdatum, one.toewijzingstijd)
                gone = one.reden_wijziging in ("13", "01") and one.einddatum == one.ingangsdatum
                return feiten.Toewijzing(
                    one.nummer, _zorg(one), moment, one.ontvangen_op, one.referentie_aanbieder, gone
                )
            case care.LeveringGestart() | care.StartVerwijderd():
                return _start(one, is_terug=isinstance(one, care.StartVerwijderd))
            case care.LeveringGestopt() | care.StopVerwijderd():
                back = isinstance(one, care.StopVerwijderd)
                return feiten.Stop(_start(one), one.einddatum, one.reden, back)
            case declaraties.DeclaratieIngediend():
                self._identificatie[one.aanbieder, one.nummer] = one.identificatie
                return None
            case declaraties.PrestatieIngediend():
                return self._prestatie(one)
            case declaraties.DeclaratieBeantwoord():
                rejected = frozenset(one.afgewezen)
                return feiten.Declaratieantwoord(one.aanbieder, one.identificatie, rejected, one.is_verworpen)
            case _:
                return None

    def _prestatie(self, one: declaraties.PrestatieIngediend) -> Feit | None:
        if one.uitslag == "afgewezen":
            return None
        assert one.product.categorie is not None
        assert one.product.code is not None
        waits = self._identificatie[one.aanbieder, one.declaratie_nummer] if one.uitslag == "ingediend" else None
        return feiten.Prestatie(
            one.aanbieder,
            one.gemeente,
            one.referentie,
            one.toewijzing_nummer,
            one.product.categorie,
            one.product.code,
            one.begindatum,
            one.einddatum,
            one.bedrag_cents,
            waits,
            one.vorig_referentie if one.is_credit else None,
        )


class Tenzijen:
    """The life of each tenzij, folded a second time: what holds of it after each step."""

    def __init__(self) -> None:
        self._gevraagd: dict[object, tenzij.TenzijGevraagd] = {}
        self._geldt: dict[object, feiten.Tenzij] = {}
        self._wacht: dict[object, feiten.Tenzij] = {}

    def stap(self, one: tenzij.OneTenzijGebeurtenis) -> feiten.Tenzij | None:
        """What holds of it now; None: it was never granted."""
        who = one.tenzij_id
        match one:
            case tenzij.TenzijGevraagd():
                self._gevraagd[who] = one
            case tenzij.TenzijToegekend() | tenzij.TenzijGewijzigd():
                (self._wacht if one.te_bevestigen else self._geldt)[who] = self._nieuw(one)
            case tenzij.TenzijBevestigd():
                self._geldt[who] = self._wacht.pop(who)
            case tenzij.TenzijAfgewezen():
                self._wacht.pop(who, None)
            case tenzij.TenzijBeeindigd():
                old = self._geldt[who]
                self._geldt[who] = replace(old, tot=min(old.tot, one.vanaf - timedelta(days=1)))
            case _:
                pass
        return self._geldt.get(who)

    def _nieuw(self, one: tenzij.TenzijToegekend | tenzij.TenzijGewijzigd) -> feiten.Tenzij:
        if isinstance(one, tenzij.TenzijGewijzigd):
            return replace(self._geldt[one.tenzij_id], tot=one.tot, maximum=one.maximum_cents)
        who, what = (str(one.tenzij_id), one.client.hex(), one.aanbieder), one.product
        assert what.categorie is not None
        return feiten.Tenzij(*who, what.categorie, what.code, one.van, one.tot, one.maximum_cents)


def clientenstop(one: Clientenstop) -> feiten.Clientenstop:
    """A granted stop."""
    end = one.opgeheven_vanaf or EEUWIG
    scope = {"perceel": one.perceel, "segment": one.segment, "gemeente": one.gemeente}
    return feiten.Clientenstop(str(one.stop_id), one.aanbieder, one.van, end, **scope)


def _zorg(one: care.VerzoekOntvangen | care.ToewijzingVastgesteld) -> feiten.Zorg:
    return feiten.Zorg(
        one.client.hex(),
        one.aanbieder,
        one.gemeente,
        one.product.categorie,
        one.product.code,
        one.ingangsdatum,
        one.einddatum,
        _omvang(one.omvang),
        one.budget_cents,
    )


def _omvang(omvang: care.Omvang | None) -> feiten.Omvang | None:
    return None if omvang is None else feiten.Omvang(omvang.volume, omvang.eenheid, omvang.frequentie)


def _deel(deel: care.Wijzigingsdeel) -> feiten.Deel:
    assert deel.ingangsdatum is not None
    return feiten.Deel(
        deel.toewijzing_nummer,
        deel.product.categorie,
        deel.product.code,
        deel.ingangsdatum,
        deel.einddatum,
        _omvang(deel.omvang),
        deel.budget_cents,
    )


def _start(one: care.Leveringsgebeurtenis, *, is_terug: bool = False) -> feiten.Start:
    what = (one.product.categorie, one.product.code)
    return feiten.Start(
        one.client.hex(), one.aanbieder, one.gemeente, one.toewijzing_nummer, *what, one.begindatum, is_terug
    )


def register(stand: RegisterStand) -> feiten.Register:
    """The rows that money is about; those whose validity the oracle does not read hold always in these tests."""
    (parameters,) = stand.rows(Parameters) or [Parameters(geldig_van=date.min)]
    return feiten.Register(
        plafonds=tuple(
            feiten.Plafond(
                row.aanbieder, row.jaar, None if row.zonder_plafond else row.bedrag_cents or 0, row.perceel, row.segment
            )
            for row in stand.rows(rows.Plafond)
        ),
        tarieven=tuple(
            feiten.Tarief(
                row.categorie,
                row.code,
                row.eenheid,
                row.tarief_cents,
                row.geldig_van,
                row.geldig_tot or EEUWIG,
                row.aanbieder,
            )
            for row in stand.rows(rows.Tarief)
        ),
        producten=tuple(
            feiten.Product(
                row.categorie,
                row.code,
                row.segment,
                row.perceel,
                Fraction(row.gebruiksfactor),
                row.kosten_per_dag_cents,
                row.crisis,
                row.gedwongen_kader,
                row.tarief_op == "ingangsdatum",
            )
            for row in stand.rows(rows.Product)
        ),
        taakgericht=frozenset(
            (row.aanbieder, row.categorie)
            for row in stand.rows(rows.Contract)
            if row.uitvoeringsvariant == "taakgericht"
        ),
        gemeenten={row.gemeente: (row.geldig_van, row.geldig_tot or EEUWIG) for row in stand.rows(rows.Gemeente)},
        declaratietermijn=parameters.declaratietermijn_maanden,
        nooit_blokkeren=frozenset(parameters.nooit_blokkeren_verwijzers),
    )


def rekeningen(saldi: Iterable[Saldo]) -> dict[Plek, dict[str, int]]:
    """Saldi as the oracle says them: what is nothing, is left out."""
    return {
        (one.plafond.aanbieder, one.plafond.jaar, one.plafond.perceel, one.plafond.segment): {
            rekening.value: cents for rekening, cents in one.cents.items() if cents
        }
        for one in saldi
    }


def als_besluit(one: PlafondBesloten) -> Besluit:
    claim = one.claim
    delen = {
        (one.aanbieder, part.jaar, part.perceel, part.segment): part.bedrag_cents
        for part in one.delen
        if part.bedrag_cents
    }
    return Besluit(
        (claim.soort.value, claim.partij, claim.referentie or claim.nummer), one.uitkomst, delen, one.vervalt_op
    )
