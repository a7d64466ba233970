"""Speed and memory against a floor that is measured in the same run."""
