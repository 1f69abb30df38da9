"""Benches: they print figures and are no timed tests."""
