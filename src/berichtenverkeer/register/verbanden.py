# SPDX-License-Identifier: EUPL-1.2
"""What must be right between rows: one truth per key and day, references that hold, codes that exist."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from berichtenverkeer.register.declaratie import Rij, Verwijzing, kolomnaam
from berichtenverkeer.register.lezen import Blad
from berichtenverkeer.register.rijen import Gemeentecode, Partij, Perceel, Product
from berichtenverkeer.standaard.gemeenten import gemeenten

Bladen = Mapping[str, Blad]

_DAG = timedelta(days=1)


def controleer_verbanden(bladen: Bladen, regio: str) -> None:
    """Add the faults between rows and between files to the bladen where they must be repaired."""
    for blad in bladen.values():
        _een_waarheid_per_dag(blad)
        for verwijzing in blad.tabel.verwijzingen:
            _verwijst_naar_bestaande(bladen, blad, verwijzing)
    _gemeentecodes_bestaan(bladen)
    _percelen_passen(bladen)
    _regio_is_partij(bladen["partijen"], regio)


def _een_waarheid_per_dag(blad: Blad) -> None:
    per_sleutel: dict[str, list[tuple[int, Rij]]] = defaultdict(list)
    for nummer, rij in blad.rijen:
        per_sleutel[blad.tabel.sleutel_van(rij)].append((nummer, rij))
    kolom = kolomnaam((blad.tabel.sleutel or ("geldig_van",))[0])
    for rijen in per_sleutel.values():
        rijen.sort(key=lambda paar: (paar[1].geldig_van, paar[0]))
        langste_nummer, langste = rijen[0]
        for nummer, rij in rijen[1:]:
            if rij == langste:
                blad.fout(nummer, kolom, f"Deze rij staat ook op regel {langste_nummer}.", "Verwijder een van beide.")
            elif _eind(langste) >= rij.geldig_van:
                blad.fout(
                    nummer,
                    "" if blad.tabel.per_jaar else "geldig_van",
                    f"Deze rij overlapt in tijd met regel {langste_nummer} met dezelfde sleutel.",
                    "Laat de ene rij eindigen voor de andere begint, of verwijder er een.",
                )
            if _eind(rij) > _eind(langste):
                langste_nummer, langste = nummer, rij


def _eind(rij: Rij) -> date:
    return rij.geldig_tot or date.max


def _verwijst_naar_bestaande(bladen: Bladen, blad: Blad, verwijzing: Verwijzing) -> None:
    doel = bladen[verwijzing.naar]
    if not doel.is_leesbaar:
        return
    per_sleutel: dict[str, list[Rij]] = defaultdict(list)
    for _, rij in doel.rijen:
        if not verwijzing.soort or (isinstance(rij, Partij) and rij.soort == verwijzing.soort):
            per_sleutel[doel.tabel.sleutel_van(rij)].append(rij)
    kolom = kolomnaam(verwijzing.kolommen[-1])
    waar = doel.tabel.bestand + (f" met soort {verwijzing.soort}" if verwijzing.soort else "")
    for nummer, rij in blad.rijen:
        waarden = [str(getattr(rij, naam)) for naam in verwijzing.kolommen]
        sleutel = "|".join(waarden)
        if not waarden[0] or sleutel in doel.bedorven:
            continue
        tekst = " ".join(filter(None, waarden))
        if sleutel not in per_sleutel:
            blad.fout(nummer, kolom, f"'{tekst}' staat niet in {waar}.", f"Voeg de rij toe aan {doel.tabel.bestand}.")
        elif not _dekt(per_sleutel[sleutel], rij, verwijzing.geheel):
            hoe = "de hele geldigheid" if verwijzing.geheel else "geen enkele dag"
            blad.fout(
                nummer,
                kolom,
                f"'{tekst}' geldt volgens {doel.tabel.bestand} "
                + (f"niet gedurende {hoe} van deze rij." if verwijzing.geheel else f"op {hoe} van dit jaar."),
                f"Pas de geldigheid hier of in {doel.tabel.bestand} aan.",
            )


def _dekt(doelen: Iterable[Rij], rij: Rij, geheel: bool) -> bool:
    """Whether the rows together are true on every day of `rij` (or, not `geheel`, on one day of it)."""
    if not geheel:
        return any(doel.geldig_van <= _eind(rij) and rij.geldig_van <= _eind(doel) for doel in doelen)
    dag = rij.geldig_van
    for doel in sorted(doelen, key=lambda doel: doel.geldig_van):
        if doel.geldig_van <= dag <= _eind(doel):
            if _eind(doel) >= _eind(rij):
                return True
            dag = _eind(doel) + _DAG
    return False


def _gemeentecodes_bestaan(bladen: Bladen) -> None:
    uitzonderingen = bladen["gemeentecodes"]
    eigen = {rij.gemeente for _, rij in uitzonderingen.rijen if isinstance(rij, Gemeentecode)} | uitzonderingen.bedorven
    blad = bladen["partijen"]
    for nummer, rij in blad.rijen:
        if not isinstance(rij, Partij) or rij.soort != "gemeente" or len(rij.code) != 4:
            continue
        if rij.code not in gemeenten() and rij.code not in eigen and uitzonderingen.is_leesbaar:
            blad.fout(
                nummer,
                "code",
                f"De gemeentecode {rij.code} staat niet in de indeling van het CBS.",
                "Verbeter de code, of zet haar met begin- en einddatum in gemeentecodes.csv.",
            )


def _percelen_passen(bladen: Bladen) -> None:
    segment = {rij.perceel: rij.segment for _, rij in bladen["percelen"].rijen if isinstance(rij, Perceel)}
    blad = bladen["producten"]
    for nummer, rij in blad.rijen:
        if isinstance(rij, Product) and rij.perceel and segment.get(rij.perceel, rij.segment) != rij.segment:
            blad.fout(
                nummer,
                "perceel",
                f"Perceel {rij.perceel} hoort volgens percelen.csv bij segment {segment[rij.perceel]}.",
                "Verbeter het perceel of het segment van dit product.",
            )


def _regio_is_partij(blad: Blad, regio: str) -> None:
    if not blad.is_leesbaar or not regio or regio in blad.bedorven:
        return
    partijen = [(nummer, rij) for nummer, rij in blad.rijen if isinstance(rij, Partij) and rij.soort == "regio"]
    for nummer, rij in partijen:
        if rij.code != regio:
            blad.fout(
                nummer,
                "code",
                f"De regio heet hier '{rij.code}' en in regio.toml '{regio}'.",
                "Gebruik op beide plaatsen dezelfde code.",
            )
    if not partijen:
        blad.fout(0, "", "De regio zelf ontbreekt.", f"Voeg een rij toe met soort regio en code {regio}.")
