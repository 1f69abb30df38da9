"""The configuration file: its settings and its tables."""
