"""Feeds and lists of feeds: bytes turned into what a source says."""
