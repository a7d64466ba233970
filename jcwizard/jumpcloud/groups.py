"""The user groups of an organisation, and those that may use an application."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """One user group; names are unique within an organisation."""

    id: str
    name: str
