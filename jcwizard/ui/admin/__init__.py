"""The parts of the two ways that use JumpCloud's Admin API."""
