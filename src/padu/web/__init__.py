"""HTTP: thin handlers and templates, by audience."""
