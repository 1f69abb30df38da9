"""Keeps this cache and an account on a server the same."""
