"""Syncs this cache with an account on a server."""
