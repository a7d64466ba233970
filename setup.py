"""Name the packages: those under jcwizard/, and resources/ which travels as jcwizard.resources."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["jcwizard", "jcwizard.*"]), "jcwizard.resources"],
    package_dir={"jcwizard.resources": "resources"},
)
