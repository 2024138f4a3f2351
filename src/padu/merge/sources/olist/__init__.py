"""Reads the public Olist data set: a Brazilian marketplace's sellers, products, orders and reviews as a folder of tables."""
