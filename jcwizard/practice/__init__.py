"""The pretend JumpCloud and the pretend Facets, on the loopback address: see `world.World`."""
