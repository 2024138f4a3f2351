"""What can be done with sellers, one verb per file."""
