"""Editions over time: publish one, say what changed between two, carry assessments over, try a draft standard."""
