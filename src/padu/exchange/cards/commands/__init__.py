"""What can be done with cards, one verb per file: on the market's side admit, withdraw and lend, on the social side receive."""
