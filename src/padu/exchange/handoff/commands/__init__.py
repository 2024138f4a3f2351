"""What can be done about hand-offs, one verb per file: the social side issues one, the market's side shows and confirms it."""
