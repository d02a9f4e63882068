"""Measures made again from the files of the made-up set with pandas, for comparison with the published ones.

In scope: reading the files as they were sent and dividing. Out of scope: anything of the project; what is
addressable is typed in.
"""

from pathlib import Path

import pandas as pd

COUNTS = ["Police officers (FTE)", "Police staff (FTE)", "PCSOs (FTE)", "Designated officers (FTE)"]
NOT_ADDRESSABLE = {"Property leases", "Business rates", "Payments to other forces"}
NOT_DECIDED = {"Sundries"}


def _force_of(path: Path, return_id: str) -> str:
    return path.name.removeprefix(f"{return_id}_").partition("_")[0]


def _sheets(landing: Path, return_id: str, ending: str = "2022-23.xlsx"):
    for path in sorted(landing.glob(f"{return_id}_*_{ending}")):
        yield _force_of(path, return_id), pd.read_excel(path, sheet_name=None, engine="calamine")


def _by_heading(sheet: pd.DataFrame, levels: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The columns by heading, and the sum over the level 1 headings as All functions."""
    by_heading = sheet.set_index("POA heading")[columns]
    first = levels.loc[levels["Level"] == 1, "Heading"]
    by_heading.loc["All functions"] = by_heading.loc[by_heading.index.isin(first)].sum()
    return by_heading


def support_functions(landing: Path) -> pd.DataFrame:
    """By force: cost of human resources for each FTE, and FTE for each finance post."""
    cost = {
        force: sheets["Expenditure"].set_index("POA heading").loc["Human resources", "Net revenue expenditure (£)"]
        for force, sheets in _sheets(landing, "expenditure")
    }
    fte = {
        force: _by_heading(sheets["Workforce"], sheets["Headings"], COUNTS).sum(axis="columns")
        for force, sheets in _sheets(landing, "workforce")
    }
    rows = {
        force: {
            "hr_cost_per_workforce_fte": cost[force] / people["All functions"],
            "workforce_per_finance_post": people["All functions"] / people["Finance"],
            "hr_posts_costed_per_workforce_fte": people["Human resources"] * 30_000 / people["All functions"],
        }
        for force, people in fte.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def collaboration_shares(landing: Path, basis_ending: str) -> pd.Series:
    """By force: share of gross expenditure that is in collaborations, per cent."""
    inside, gross = "Of gross: in collaboration (£)", "Gross expenditure (£)"
    found = {}
    for force, sheets in _sheets(landing, "expenditure", basis_ending):
        total = _by_heading(sheets["Expenditure"], sheets["Headings"], [inside, gross]).loc["All functions"]
        found[force] = total[inside] / total[gross] * 100
    return pd.Series(found)


def organised_crime(landing: Path) -> pd.DataFrame:
    """By force: groups mapped, groups with a full response, the model of the region."""
    rows = {}
    for force, sheets in _sheets(landing, "organised_crime"):
        figures = sheets["Response"].set_index("Figure")["Value"]
        rows[force] = {
            "mapped": figures["Groups mapped"],
            "full": figures["Groups with a full operational response"],
            "model": sheets["About"].set_index("Item")["Value"]["Regional model"],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def invoices(landing: Path) -> pd.DataFrame:
    """Every invoice line with its force_id."""
    paths = sorted(landing.glob("procurement_spend_*_2022-23.csv"))
    return pd.concat([pd.read_csv(path).assign(force_id=_force_of(path, "procurement_spend")) for path in paths])


def procurement(lines: pd.DataFrame) -> pd.DataFrame:
    """By force: routes of what is addressable, what is not decided on, and how few suppliers there are."""
    amount, force = "Amount (£)", "force_id"
    addressable = lines[~lines["Category"].isin(NOT_ADDRESSABLE | NOT_DECIDED)]
    not_decided = lines[lines["Category"].isin(NOT_DECIDED)]
    together = addressable[addressable["Contract route"].isin(["national", "regional"])]
    suppliers = lines.groupby([force, "Supplier"])[amount].sum()
    shares = suppliers[suppliers > 0] / suppliers[suppliers > 0].groupby(force).transform("sum")
    largest = shares.groupby(force).apply(lambda each: each.nlargest(10).sum())
    parts = {
        "procurement_addressable_share_pct": (addressable, lines),
        "procurement_unclassified_share_pct": (not_decided, lines),
        "procurement_national_or_regional_route_pct": (together, addressable),
    }
    amounts = {name: [each.groupby(force)[amount].sum() for each in pair] for name, pair in parts.items()}
    found = pd.DataFrame({name: part / whole * 100 for name, (part, whole) in amounts.items()})
    found["procurement_ten_largest_suppliers_pct"] = largest * 100
    found["procurement_supplier_concentration"] = (shares**2).groupby(force).sum() * 10_000
    return found
