"""Helpers of the Makefile: nothing here is part of the package."""
