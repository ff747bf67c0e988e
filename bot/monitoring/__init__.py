"""What the people who run the service look at: signs of life, figures, and whether it is ready."""
