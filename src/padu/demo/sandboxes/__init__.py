"""Small separate programs that stand for the world outside: a payment gateway and couriers, speaking their real protocols.

They share nothing with the market but HTTP; their state is a SQLite file of their own. `POST /sandbox/faults` switches what goes
wrong with their notifications. Made for this machine: their control addresses ask for no key.
"""
