"""End to end, on real servers: what the product does, told as people live through it.

`ministry` is the service with everyone around it, `mails` what foundations and machines send.
"""
