"""The real servers that tests and journeys run against, each started and steered from here.

The local Slack itself is `bot.demo.local_slack`: the demo runs on it too.
"""
