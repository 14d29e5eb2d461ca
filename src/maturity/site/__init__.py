"""The site: its pages, the plugin that hands them to MkDocs, and a whole round."""
