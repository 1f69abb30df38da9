"""Collecting: fetches and parses sources, and decides what the store writes."""
