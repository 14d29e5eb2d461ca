"""The questionnaire: its YAML is read, checked and compiled into a bundle."""
