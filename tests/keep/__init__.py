"""Tests of what stays on this computer."""
