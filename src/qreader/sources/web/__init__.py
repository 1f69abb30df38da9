"""The network: bytes in, bounded in time, size and reach."""
