"""The running program: mail, Slack, schedule, command line, and the inquiries."""
