"""Sentences are filled by name."""

from __future__ import annotations

from jcwizard.model.words import Words


def test_a_placeholder_may_have_any_name() -> None:
    words = Words({"a.b": "{key} of {self}"})
    assert words("a.b", key="the key", self="itself") == "the key of itself"
