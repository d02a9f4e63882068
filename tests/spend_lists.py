"""A list of procurement spend with everything that text and Parquet files get wrong, and what reading it must give."""

import duckdb

from orchestration.returns.description import description_of
from orchestration.warehouse.sql_text import literal

SPEND = {
    "force_name": ["Kent", "Kent", "Kent", "kent "],
    "financial_year": ["2022/23", "2022-23", "2022/23", "2022/23"],
    "line_id": ["0001", "0002", "0003", "0004"],
    "supplier_name": ["Café Été & Sons\nDover", 'Smith, "J"; Ltd\t(UK)', "Price in £ Ltd", "Plain Ltd"],
    "supplier_number": ["01234567", "SC012345", None, "00000012"],
    "category": ["Fleet", "Fleet; fuel", "Estates, repairs", "Fleet"],
    "contract_route": ["national", "Local", " regional", "none"],
    "contract_reference": ["00012", None, "C-1", "C-1"],
    "invoice_date": ["31/05/2022", "2022-06-01", "1 June 2022", None],
    "amount_gbp": ["£1,234.50", "(£99.99)", "-5.00", "1 250.00"],
    "illustrative": ["no", "No", "no", None],
}
SPEND_VALUES = {
    "financial_year": ["2022/23"] * 4,
    "contract_route": ["national", "local", "regional", "none"],
    "invoice_date": ["2022-05-31", "2022-06-01", "2022-06-01", None],
    "amount_gbp": ["1234.50", "-99.99", "-5.00", "1250.00"],
    "illustrative": ["no", "no", "no", None],
}
PRINTED = {column.name: column.header for column in description_of("procurement_spend").form("lines").tables[0].columns}


def spend_rows():
    return [[PRINTED[name] for name in SPEND], *zip(*SPEND.values(), strict=True)]


def spend_parquet(folder, amounts):
    """The list as DuckDB writes it, with amounts of that type; where they are numbers, dates are dates."""
    columns, kinds = dict(SPEND), dict.fromkeys(SPEND, "VARCHAR")
    if amounts != "VARCHAR":
        columns.update({name: SPEND_VALUES[name] for name in ("amount_gbp", "invoice_date")})
        kinds.update(amount_gbp=amounts, invoice_date="DATE")
    path = folder / "spend.parquet"
    given = ", ".join(f"unnest(?) AS {name}" for name in columns)
    cells = ", ".join(f'CAST({name} AS {kind}) AS "{PRINTED[name]}"' for name, kind in kinds.items())
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE given AS SELECT {given}", list(columns.values()))
        connection.execute(f"COPY (SELECT {cells} FROM given) TO {literal(str(path))} (FORMAT parquet)")
    return path.read_bytes()
