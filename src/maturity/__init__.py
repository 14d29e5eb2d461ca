"""A maturity self-assessment: a YAML questionnaire in; a static site, an offline form and force profiles out."""

__version__ = "0.1.0"
