"""Lists of payments as a police body publishes them: a sheet a month, headings that drift; every name is made up."""

import datetime

from tests.files import text_bytes, workbook_bytes

LANCASHIRE = "published_spend_lancashire_2022-23.xlsx"
NAMELESS = "published_spend_2022-23.xlsx"
PLAIN = ["Expenditure Category", "Date", "Total Invoice Amount", "SUPPLIER FINAL"]
STARRED = [f"* {text}" for text in PLAIN]
TOTALLED = ["* Expenditure Category", "* Date", "TOTAL", "* SUPPLIER FINAL"]
GENERAL = ["Category", "Payment date", "Amount", "Supplier"]
NAMES = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"]


def day(place, start=2022, of_month=14):
    """A day in a month of a financial year, April being month 0."""
    month = (place + 3) % 12 + 1
    return datetime.date(start + (place > 8), month, of_month)


def month_rows(place, headings=PLAIN, start=2022):
    """Three payments of a month; two of them are the same in every cell, as two invoices on a day are."""
    paid = day(place, start).isoformat()
    return [
        headings,
        ["Vehicle hire", paid, 538.44, "Alder Garages Ltd"],
        ["Vehicle hire", paid, 538.44, "Alder Garages Ltd"],
        ["Computer software", paid, 1000 + place + 0.07, "Birch Systems"],
    ]


def months(headings=PLAIN, start=2022, places=range(12)):
    """Sheets of the months of a year; those from July on have the same headings with an asterisk before them."""
    starred = [f"* {text}" for text in headings] if headings is PLAIN else headings
    return {
        f"{NAMES[place]} {day(place, start):%y}": month_rows(place, headings if place < 3 else starred, start)
        for place in places
    }  # fmt: skip


def workbook(sheets=None, **others):
    """The workbook of a year, or of those sheets, with further sheets."""
    return workbook_bytes({**(months() if sheets is None else sheets), **others})


def csv_list(headings=PLAIN, start=2022, places=range(12)):
    """The same lines as one CSV."""
    return text_bytes([headings, *(row for place in places for row in month_rows(place, headings, start)[1:])])
