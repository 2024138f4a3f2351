"""Reads what a Tokopedia shop exports: shop information, the bulk product spreadsheet and reviews."""
