"""HTTP: fetches bytes within limits of time, size and reachable addresses."""
