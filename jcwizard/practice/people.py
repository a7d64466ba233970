"""The pretend organisation: its people and its user groups."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Someone who can sign in; `sub` is a JumpCloud user id (24 hexadecimal digits)."""

    sub: str
    given_name: str
    family_name: str
    email: str
    groups: tuple[str, ...]

    @property
    def name(self) -> str:
        """Both names, as a person reads them."""
        return f"{self.given_name} {self.family_name}"

    def attributes(self) -> dict[str, str]:
        """Return what the Attribute Mapping can send, by JumpCloud's names of the attributes."""
        return {
            "email": self.email,
            "firstname": self.given_name,
            "lastname": self.family_name,
            "fullname": self.name,
            "username": self.email.partition("@")[0],
        }


PEOPLE = (
    Person(
        "66a38039458be7b3dbb27541",
        "Jane",
        "Rivera",
        "jane@acme.example",
        ("All Users", "Engineering"),
    ),
    Person(
        "66a3804d1f0c9a5e7be41c02",
        "Sam",
        "Okafor",
        "sam@acme.example",
        ("All Users", "Sales"),
    ),
)

GROUPS = tuple(sorted({group for person in PEOPLE for group in person.groups}))


def person_by_sub(sub: str) -> Person | None:
    """Return the person of that user id, or None."""
    return next((person for person in PEOPLE if person.sub == sub), None)
