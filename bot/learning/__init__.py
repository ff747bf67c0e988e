"""Learning from staff: candidates, the model in use, and the one in its shadow."""
