"""What lets a regulator watch, trust and stop: rules, the supervised trial, and evidence."""
