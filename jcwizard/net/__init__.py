"""The wire: one hardened HTTP client, what went wrong on the way, and what may be shown of it."""
