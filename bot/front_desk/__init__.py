"""The front desk: each message from outside is read, decided on once, and accounted for."""
