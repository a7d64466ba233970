"""The JumpCloud Setup Wizard: single sign-on set up, checked and proven by a real login."""

__version__ = "0.1.0"
