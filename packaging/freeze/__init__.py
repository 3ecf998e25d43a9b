"""Turns the repository into an application that one installs; see docs/packaging.md."""
