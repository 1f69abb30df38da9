"""Widgets: they get data by calls and post messages; none uses the library."""
