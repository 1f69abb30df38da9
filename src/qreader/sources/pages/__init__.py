"""Parsing of article pages, live or saved: their text, and their own related stories."""
