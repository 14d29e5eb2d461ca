"""Many forces: collect their assessments, count them, hide what would give one away, publish, and give back."""
