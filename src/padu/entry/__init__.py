"""Composition only: builds settings, opens databases, wires contexts to the command line and the web."""
