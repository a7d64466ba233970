"""Markup: the few marks of our sentences (`**bold**`, `` `value` ``) as safe rich text."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
_VALUE = re.compile(r"`([^`]+)`")
_LONG = re.compile(r"\S{20,}")
# A hyphen only beside a digit, as in an id: words joined by it are for reading out and copying.
_JOINT = re.compile(r"(?<=\w)(?:[@._/]|(?<=\d)-|-(?=\d))(?=\w)|[0-9a-f]{12}(?=[0-9a-f])")
_HOLE = "…"
_HARMLESS = {ord("*"): "\u2217", ord("`"): "\u02cb"}


def rich(text: str, *, mono: str = "monospace") -> str:
    """Return the sentence as rich text: everything is escaped, only our own marks count.

    Use it for sentences of the catalogue. What comes from outside is shown as plain text. A long
    word, such as a host's name or an id, may be broken where there is too little room for it.
    """
    marked = html.escape(text, quote=True)
    marked = _LONG.sub(lambda word: _JOINT.sub("\\g<0>\u200b", word[0]), marked)
    marked = _BOLD.sub(r"<b>\1</b>", marked)
    marked = _VALUE.sub(rf'<span style="font-family:{html.escape(mono)}">\1</span>', marked)
    return marked.replace("\n", "<br>")


def plain(text: str) -> str:
    """Return the sentence without its marks, as assistive technology should read it."""
    return _VALUE.sub(r"\1", _BOLD.sub(r"\1", text))


def fill_sentence(sentence: str, values: Mapping[str, str]) -> str:
    """Return a sentence with its names filled; one that is not known yet is shown as an ellipsis.

    Marks inside the values are taken out, so that a value cannot format anything.
    """
    return sentence.format_map(_Holes(values))


def spoken(value: str) -> str:
    """Return a value as a sentence shows it: its marks mean nothing, and an empty one is "…"."""
    return value.translate(_HARMLESS) if value else _HOLE


class _Holes(dict[str, str]):
    def __getitem__(self, key: str) -> str:
        return spoken(super().get(key, ""))

    def __missing__(self, key: str) -> str:
        return _HOLE
