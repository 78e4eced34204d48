# SPDX-License-Identifier: EUPL-1.2
"""Waiting and duration (definitions.md 5): W1, W2, W3, doorlooptijd of trajecten, lasting crisis care, who waits."""

from collections import defaultdict
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.core.werkdagen import werkdagen_tussen
from berichtenverkeer.projections.hervattingen import zelfde_plaats
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.stromen.basis import IS_VERWIJDERD, MET_REGISTER, in_regio, is_op, met, op_k, plaatsing, plek
from berichtenverkeer.stromen.namen import plaatsnamen
from berichtenverkeer.stromen.opdracht import ONBEKEND, REGIO, Opdracht
from berichtenverkeer.stromen.vraag import is_er_voorlopig, vraag, waarden
from berichtenverkeer.stromen.wachtcijfers import (
    MAX_REGELS,
    OVER_WACHTEN,
    TAAKGERICHT,
    Metingen,
    Wachtcijfers,
    Wachtperiode,
    met_onbevestigd,
)
from berichtenverkeer.stromen.wachtlijst import (
    KOLOMMEN,
    Wachtregel,
    contractdagen,
    tel_leveringen,
    vervallen,
    wachtenden,
)

W1_NORM = 5
"""Working days within which a gemeente answers a request (OP274, OP346)."""

CRISISDAGEN = 28
"""What crisis care may last at most."""

Plekmaat = tuple[int, str, str]
"""Number of the period, plek, and which measure: the name of a field of Wachtcijfers."""


async def wachtrapport(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Wachtperiode]:
    """The figures of every period. `register` (as known at K) says what is taakgericht and names the plekken.

    What of each is not confirmed, is its difference with the same report on what is confirmed alone.
    """
    perioden = await _reken(conn, opdracht, register)
    if await is_er_voorlopig(conn, opdracht):
        zeker = await _reken(conn, msgspec.structs.replace(opdracht, bevestigd=True), register)
        perioden = [met_onbevestigd(een, bevestigd) for een, bevestigd in zip(perioden, zeker, strict=True)]
    return [
        msgspec.structs.replace(een, wachtlijst=een.wachtlijst[:MAX_REGELS], vervallen=een.vervallen[:MAX_REGELS])
        for een in perioden
    ]


async def _reken(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Wachtperiode]:
    """One layer, with all of both lists."""
    metingen: dict[Plekmaat, Metingen] = defaultdict(Metingen)
    aantallen: dict[Plekmaat, int] = defaultdict(int)
    await _antwoorden(conn, opdracht, metingen)
    await _starts(conn, opdracht, register, metingen)
    await _trajecten(conn, opdracht, metingen)
    lijsten = await _toegewezenen(conn, opdracht, register, metingen, aantallen)
    await _crisis(conn, opdracht, aantallen)
    te_meten, niet_te_meten = await tel_leveringen(conn, opdracht, register)
    for (nummer, waar), aantal in niet_te_meten.items():
        aantallen[nummer, waar, "niet_te_meten"] = aantal
    gemeten = te_meten.keys() | {(n, waar) for n, waar, maat in (*metingen, *aantallen) if maat in OVER_WACHTEN}
    nooit_gemeten = {waar for _, waar in niet_te_meten} - {waar for _, waar in gemeten}

    namen = plaatsnamen(register, opdracht.dimensie, opdracht.eind)
    plekken = sorted({plek for _, plek, _ in (*metingen, *aantallen)} - {""} | {ONBEKEND})
    plekken.sort(key=lambda plek: plek == ONBEKEND)

    def cijfers(nummer: int, plek: str, naam: str) -> Wachtcijfers:
        maten = {maat: een for (n, p, maat), een in metingen.items() if (n, p) == (nummer, plek)}
        velden: dict[str, Any] = {
            maat: een.wachtlijst() if maat == "wachtlijst" else een.verdeling() for maat, een in maten.items()
        }
        velden |= {maat: een for (n, p, maat), een in aantallen.items() if (n, p) == (nummer, plek)}
        if plek in nooit_gemeten or (nummer, plek) in niet_te_meten.keys() - gemeten:
            velden |= dict.fromkeys(OVER_WACHTEN) | {"reden_afwezig": TAAKGERICHT}
        return Wachtcijfers(plek=plek or REGIO, naam=naam, **velden)

    return [
        Wachtperiode(
            periode=periode,
            regio=cijfers(nummer, "", ""),
            plekken=[cijfers(nummer, plek, namen.get(plek, "")) for plek in plekken],
            wachtlijst=lijsten[nummer, "wachtlijst"],
            vervallen=lijsten[nummer, "vervallen"],
        )
        for nummer, periode in enumerate(opdracht.perioden)
    ]


def _antwoord_sql(opdracht: Opdracht) -> str:
    """Which bericht answered first is found by the ledger position at which the request was first seen answered."""
    return f"""{MET_REGISTER},
antwoord as (
  select v.gemeente, v.aanbieder, v.referentie, v.categorie, v.code, v.ingangsdatum as begindatum, v.ontvangen_op,
    least(v.afgewezen_op, v.toegewezen_op) as beantwoord_op
  from verzoek v where {op_k("v")} and least(v.afgewezen_op, v.toegewezen_op) between :begin and :eind
),
eerste as (
  select v.aanbieder, v.referentie, min(v.pos_van) as positie
  from antwoord a join verzoek v using (aanbieder, referentie)
  where v.regio = :regio and v.pos_van <= :k and (v.afgewezen_op is not null or v.toegewezen_op is not null)
  group by 1, 2
)
select width_bucket(l.beantwoord_op, :begindagen) - 1 as periode, {plek(opdracht.dimensie)} as plek,
  l.ontvangen_op, l.beantwoord_op, coalesce(b.bron = 'gateway', false) as door_gateway, count(*)::int as aantal
from antwoord l join eerste e using (aanbieder, referentie)
left join gebeurtenis f on f.regio = :regio and f.positie = e.positie
left join bericht b on b.regio = :regio and b.id = f.bericht_id{plaatsing(opdracht.dimensie)}
where {in_regio("l")}
group by 1, 2, 3, 4, 5"""


async def _antwoorden(conn: Verbinding, opdracht: Opdracht, metingen: dict[Plekmaat, Metingen]) -> None:
    duren: dict[tuple[date, date], int] = {}
    for rij in await vraag(conn, _antwoord_sql(opdracht), waarden(opdracht)):
        van_tot = rij["ontvangen_op"], rij["beantwoord_op"]
        if van_tot not in duren:
            duren[van_tot] = werkdagen_tussen(*van_tot)
        maat = "antwoordtijd_gateway" if rij["door_gateway"] else "antwoordtijd"
        for waar in (rij["plek"], ""):
            metingen[rij["periode"], waar, maat].tel(duren[van_tot], rij["aantal"], W1_NORM)


_STARTS = f"""
, eerste as (
  select distinct on (client, aanbieder, gemeente, toewijzing_nummer) *
  from geplaatst where toewijzing_nummer is not null
  order by client, aanbieder, gemeente, toewijzing_nummer, begindatum, plek collate "C", code collate "C"
),
gestart as (
  select e.*, e.begindatum - t.eerste_datum as w2, e.begindatum - greatest(t.eerste_datum, t.ingangsdatum) as w3,
    t.aanbieder as toegewezen_aan,
    t.ingangsdatum, t.categorie as toegewezen_categorie,
    t.code as toegewezen_code
  from eerste e
  join toewijzing t on {op_k("t")} and {is_op("e", "t")}
  where e.begindatum between :begin and :eind and not coalesce({IS_VERWIJDERD}, false)
)
select width_bucket(begindatum, :begindagen) - 1 as periode, plek, w2, w3, norm, count(*)::int as aantal,
  toegewezen_aan as aanbieder, gemeente, toegewezen_categorie, toegewezen_code, min(ingangsdatum) as ingangsdatum
from gestart e
where not exists (  -- a new number for care that was running already, and did not break
  select from geplaatst o
  where o.client = e.client and o.aanbieder = e.aanbieder and o.begindatum < e.ingangsdatum
    and (e.toegewezen_categorie is null or o.categorie = e.toegewezen_categorie)
    and coalesce(o.code = e.toegewezen_code, true)  -- the categorie when either has no code
    and (o.gemeente, o.toewijzing_nummer) is distinct from (e.gemeente, e.toewijzing_nummer)
    and (o.tot is null or (o.tot >= e.ingangsdatum - 1 and e.begindatum <= o.tot + :termijn + 1)))
group by 1, 2, 3, 4, 5, 7, 8, 9, 10, width_bucket(ingangsdatum, :contractdagen)"""


async def _starts(
    conn: Verbinding, opdracht: Opdracht, register: RegisterStand, metingen: dict[Plekmaat, Metingen]
) -> None:
    basis = met(opdracht, meer=f"{KOLOMMEN}, p.norm", met_product=True)
    gegeven = waarden(opdracht) | {"contractdagen": contractdagen(register)}
    for rij in await vraag(conn, f"{basis}{_STARTS}", gegeven):
        product = rij["toegewezen_categorie"], rij["toegewezen_code"]
        if register.is_taakgericht(rij["aanbieder"], rij["gemeente"], *product, rij["ingangsdatum"]):
            continue
        for waar in (rij["plek"], ""):
            start, wacht = (metingen[rij["periode"], waar, maat] for maat in ("toewijzing_tot_start", "wachttijd"))
            start.tel(rij["w2"], rij["aantal"])
            wacht.tel(rij["w3"], rij["aantal"], rij["norm"])


async def _toegewezenen(
    conn: Verbinding,
    opdracht: Opdracht,
    register: RegisterStand,
    metingen: dict[Plekmaat, Metingen],
    aantallen: dict[Plekmaat, int],
) -> dict[tuple[int, str], list[Wachtregel]]:
    """Counts who waits and whose toewijzing lapsed; answers both lists of every period."""
    lijsten: dict[tuple[int, str], list[Wachtregel]] = defaultdict(list)
    for een in await wachtenden(conn, opdracht, register):
        lijsten[een.periode, "wachtlijst"].append(een.regel)
        for waar in (een.regel.plek, ""):
            aantallen[een.periode, waar, "wachtenden"] += 1
            metingen[een.periode, waar, "wachtlijst"].tel(een.regel.dagen, 1, een.regel.norm_dagen)
    for een in await vervallen(conn, opdracht, register):
        if not een.is_verwijderd:
            lijsten[een.periode, "vervallen"].append(een.regel)
        for waar in (een.regel.plek, ""):
            aantallen[een.periode, waar, "vervallen_verwijderd" if een.is_verwijderd else "vervallen"] += 1
    return lijsten


_MET_HULPVORM = f"{KOLOMMEN}, p.hulpvorm, p.crisis"


def trajecten_sql(opdracht: Opdracht, waar: str = "true") -> str:
    """`with` and the CTE `geplaatst_traject`, a row per traject that runs in the periods.

    Leveringen of one client, aanbieder and hulpvorm that overlap, adjoin or are joined by an onderbreking.
    An onderbreking joins two leveringen that count (`waar`) of one hulpvorm: otherwise the first ended on its eind.
    """
    return f"""{met(opdracht, meer=_MET_HULPVORM, met_product=True)}
, telt as (select * from geplaatst g where {waar}),
deel as (
  -- of several that resumed it each gives a row, which changes no union of days
  select g.*, case when g.hervat_op is not null and n.client is null then g.eind else g.tot end as laatste
  from telt g left join telt n on n.begindatum = g.hervat_op and n.hulpvorm is not distinct from g.hulpvorm
    and {zelfde_plaats("n", "g")}
),
traject as (
  select client, aanbieder, hulpvorm, lower(dagen) as s, upper(dagen) - 1 as l
  from (select client, aanbieder, hulpvorm, unnest(range_agg(daterange(begindatum, laatste + 1))) as dagen
        from deel group by 1, 2, 3) x
),
gekozen as (select * from traject where s <= :eind and (l is null or l >= :begin)),
geplaatst_traject as (
  select t.client, t.aanbieder, t.hulpvorm, t.s, t.l, min(d.plek collate "C") as plek
  from gekozen t join deel d on d.client = t.client and d.aanbieder = t.aanbieder
    and d.hulpvorm is not distinct from t.hulpvorm and d.begindatum = t.s
  group by 1, 2, 3, 4, 5
)"""


_DOORLOOPTIJD = """
select width_bucket(l, :begindagen) - 1 as periode, plek, l - s + 1 as duur, count(*)::int as aantal
from geplaatst_traject where l between :begin and :eind group by 1, 2, 3"""

_CRISIS = """
select (x.nummer - 1)::int as periode, plek, count(*)::int as aantal
from geplaatst_traject
join unnest(:begindagen, :einddagen) with ordinality x (van, tot, nummer)
  on s + :crisisdagen <= least(coalesce(l, x.tot), x.tot) and (l is null or l >= x.van)
group by 1, 2"""


async def _trajecten(conn: Verbinding, opdracht: Opdracht, metingen: dict[Plekmaat, Metingen]) -> None:
    for rij in await vraag(conn, f"{trajecten_sql(opdracht)}{_DOORLOOPTIJD}", waarden(opdracht)):
        for waar in (rij["plek"], ""):
            metingen[rij["periode"], waar, "doorlooptijd"].tel(rij["duur"], rij["aantal"])


async def _crisis(conn: Verbinding, opdracht: Opdracht, aantallen: dict[Plekmaat, int]) -> None:
    """Crisis is what the register calls so; what it does not know is crisis in productcategorie 46."""
    waar = "coalesce(g.crisis, g.categorie = '46', false)"
    gegeven = waarden(opdracht) | {"crisisdagen": CRISISDAGEN}
    for rij in await vraag(conn, f"{trajecten_sql(opdracht, waar)}{_CRISIS}", gegeven):
        for plaats in (rij["plek"], ""):
            aantallen[rij["periode"], plaats, "crisis_te_lang"] += rij["aantal"]
