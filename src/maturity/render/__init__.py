"""What people see of a result: forms, reports, tables, words, and how they are written to disk."""
