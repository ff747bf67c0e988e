"""The embedded world of the demo: mail servers, local Slack, sample foundations."""
