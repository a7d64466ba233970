"""What stays on this computer: the keychain's secret, saved setups, setup files and reports."""
