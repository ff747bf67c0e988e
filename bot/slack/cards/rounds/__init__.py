"""What is shown of a round in Slack: values in, blocks out."""
