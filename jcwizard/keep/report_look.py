"""How the report looks, on paper as on screen."""

from __future__ import annotations

STYLE = """
body { font-family: "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; font-size: 11pt;
  color: #1B2430; background-color: #FFFFFF; margin: 24px; max-width: 900px; }
h1 { font-size: 19pt; margin-bottom: 8px; }
h2 { font-size: 14pt; margin-top: 26px; margin-bottom: 6px; }
h3 { font-size: 11pt; margin-top: 16px; margin-bottom: 6px; }
table { margin-bottom: 10px; }
th { text-align: left; color: #55606E; border-bottom: 2px solid #D5DBE3; padding: 5px 8px; }
td { border-bottom: 1px solid #D5DBE3; padding: 5px 8px; vertical-align: top;
  overflow-wrap: anywhere; }
.result { font-weight: bold; font-size: 12pt; padding: 8px 10px; background-color: #EEF1F5; }
.practice { padding: 8px 10px; background-color: #FFF3DA; color: #8A5A00; font-weight: bold; }
.passed { color: #1C7A45; }
.failed { color: #B3261E; }
.warning, .unknown, .old { color: #8A5A00; }
.skipped, .made, .wire { color: #55606E; }
.wire, .made { font-size: 9pt; }
@media print { body { margin: 0; } table, h2, h3 { page-break-inside: auto; }
  h2, h3 { page-break-after: avoid; } tr { page-break-inside: avoid; } }
"""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""A report is opened from anywhere; whatever got into it must not run or call anyone."""


def page(title: str, body: str) -> str:
    """Return a whole page; both texts are HTML already."""
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
