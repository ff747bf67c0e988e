"""The home tab: what is clicked there, how it is drawn, and when it is drawn anew."""
