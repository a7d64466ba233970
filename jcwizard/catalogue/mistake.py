"""A mistake in a data file: where it is, what is wrong, and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterable


class Mistake(Exception):  # noqa: N818 - it is a mistake of a writer, not of the program
    """Raised for bad data; its text is `file:line: what is wrong`."""

    def __init__(self, file: str, line: int, text: str) -> None:
        super().__init__(f"{file}:{line}: {text}")
        self.file = file
        self.line = line
        self.text = text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest known word, else the list of all of them."""
    import difflib  # a start without a mistake does without it

    words = sorted(known)
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(words)}"
