"""The sentences that people read, by key, with their placeholders filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class Words:
    """All sentences of one language.

    Call it with a key (`words("footer.next")`); KeyError when the key or a placeholder's value is
    missing, which is a bug that the catalogue's tests find.
    """

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = dict(sentences)

    def __call__(self, key: str, /, **values: str) -> str:
        return self._sentences[key].format_map(values)

    def template(self, key: str) -> str:
        """Return a sentence with its placeholders as they are written."""
        return self._sentences[key]

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)


class Explanation:
    """What a finding's entry says, still with its placeholders: see `resources/findings/`."""

    __slots__ = ("code", "fix", "step", "title", "what", "who", "why")

    def __init__(
        self, code: str, title: str, what: str, why: str, fix: tuple[str, ...], who: str, step: str
    ) -> None:
        self.code = code
        self.title = title
        self.what = what
        self.why = why
        self.fix = fix
        self.who = who
        self.step = step

    def followed_by(self, consequence: str) -> Explanation:
        """Return the entry with what it means for one service told after the reason."""
        why = f"{self.why} {consequence}".strip()
        return Explanation(self.code, self.title, self.what, why, self.fix, self.who, self.step)

    def filled(self, values: Mapping[str, str]) -> Explanation:
        """Return the entry with its placeholders filled; an unknown one stays visible."""
        given = _Given(values)
        return Explanation(
            self.code,
            self.title.format_map(given),
            self.what.format_map(given),
            self.why.format_map(given),
            tuple(line.format_map(given) for line in self.fix),
            self.who.format_map(given),
            self.step,
        )


class _Given(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
