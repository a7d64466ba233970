"""Reads resources/ into model objects, and refuses bad data with file, line and a hint."""

from jcwizard.catalogue.load import Catalogue, load
from jcwizard.catalogue.mistake import Mistake

__all__ = ["Catalogue", "Mistake", "load"]
