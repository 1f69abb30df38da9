"""Parsing of feeds and of lists of feeds."""
