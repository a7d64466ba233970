"""The table of a new application promises what the preview says, and what is sent."""

from __future__ import annotations

from jcwizard.jumpcloud.new_rows import rows_of_new
from jcwizard.jumpcloud.repair import creation_lines
from tests.jumpcloud.kept_application import WANTED


def test_the_table_says_of_each_setting_what_the_preview_says() -> None:
    table = {row.setting: row.check.expected for row in rows_of_new(WANTED) if row.check.expected}
    preview: dict[str, list[str]] = {}
    for line in creation_lines(WANTED):
        preview.setdefault(line.setting, []).append(line.after)
    assert table == {setting: "\n".join(said) for setting, said in preview.items()}


def test_a_name_that_is_set_beside_what_has_to_be_there_is_told() -> None:
    (told,) = (row.check.expected for row in rows_of_new(WANTED) if row.setting == "profile")
    assert told.splitlines()[-1] == "name from fullname"
