"""Editions over time: publish one, say what changed, carry assessments over."""
