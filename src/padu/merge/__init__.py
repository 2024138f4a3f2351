"""Takes a social app's shop into the marketplace without losing a row, explainable and reversible."""
