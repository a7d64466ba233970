"""The palettes: each colour of the look by its token, light, dark and high-contrast."""

from __future__ import annotations

SOFT = {
    "thin": "1px",
    "box": "0px",
    "value_line": "transparent",
    "off_line": "solid",
    "off_edge": "transparent",
}
"""What is a line rather than a colour, where fills tell things apart."""

LIGHT = {
    "window": "#F6F7F9",
    "panel": "#FFFFFF",
    "rail": "#EEF1F5",
    "ink": "#1B2430",
    "ink2": "#55606E",
    "line": "#D5DBE3",
    "edge": "#7B8794",
    "accent": "#1F5FBF",
    "accent_hover": "#194E9E",
    "on_accent": "#FFFFFF",
    "accent_soft": "#E6EFFB",
    "passed": "#1C7A45",
    "passed_soft": "#E4F4EA",
    "warning": "#8A5A00",
    "warning_soft": "#FFF3DA",
    "failed": "#B3261E",
    "failed_soft": "#FCE8E6",
    "value": "#F1F4F8",
    "off": "#C3CEDD",
    "on_off": "#3F4A57",
    **SOFT,
}

DARK = {
    "window": "#14181E",
    "panel": "#1C222A",
    "rail": "#181D24",
    "ink": "#E8ECF1",
    "ink2": "#A6B0BD",
    "line": "#323B47",
    "edge": "#707C8B",
    "accent": "#7FB0FF",
    "accent_hover": "#A3C7FF",
    "on_accent": "#0B1A30",
    "accent_soft": "#22324A",
    "passed": "#6FD39A",
    "passed_soft": "#193426",
    "warning": "#F2C265",
    "warning_soft": "#3A2E14",
    "failed": "#FF9A92",
    "failed_soft": "#40211F",
    "value": "#232B35",
    "off": "#3A4A63",
    "on_off": "#C0C9D4",
    **SOFT,
}

HIGH_CONTRAST = {
    "window": "#000000",
    "panel": "#000000",
    "rail": "#000000",
    "ink": "#FFFFFF",
    "ink2": "#FFFFFF",
    "line": "#FFFFFF",
    "edge": "#FFFFFF",
    "accent": "#FFE45C",
    "accent_hover": "#FFF3B0",
    "on_accent": "#000000",
    "accent_soft": "#000000",
    "passed": "#7CF2A5",
    "passed_soft": "#000000",
    "warning": "#FFD27A",
    "warning_soft": "#000000",
    "failed": "#FFB3AD",
    "failed_soft": "#000000",
    "value": "#000000",
    "off": "#000000",
    "on_off": "#FFFFFF",
    "thin": "2px",
    "box": "2px",
    "value_line": "#FFFFFF",
    "off_line": "dashed",
    "off_edge": "#FFFFFF",
}

PALETTES = {"light": LIGHT, "dark": DARK, "high-contrast": HIGH_CONTRAST}
