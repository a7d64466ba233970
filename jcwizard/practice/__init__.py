"""The pretend JumpCloud and the pretend Facets, on the loopback address."""

from jcwizard.practice.faults import FAULTS
from jcwizard.practice.settings import Settings
from jcwizard.practice.world import World

__all__ = ["FAULTS", "Settings", "World"]
