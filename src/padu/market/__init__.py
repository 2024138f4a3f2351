"""The marketplace: sellers, catalogue, stock, orders, reviews. Never reads what a person watched."""
