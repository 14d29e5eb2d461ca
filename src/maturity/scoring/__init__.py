"""From a bundle and an assessment to a profile, and several profiles side by side."""
