"""What can be done with creators' counts, one verb per file: on the market's side publish, on the social side receive."""
