"""One answer file: read, checked, merged and written."""
