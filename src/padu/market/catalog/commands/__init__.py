"""What can be done with the catalogue, one verb per file."""
