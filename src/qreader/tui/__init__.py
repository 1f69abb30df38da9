"""The terminal interface: one client of the library."""
