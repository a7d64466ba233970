"""Start the wizard: the script that the bundle's program file runs."""

from jcwizard.__main__ import program

program()
