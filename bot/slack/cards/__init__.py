"""Cards, modals and thread messages: plain functions from values to Block Kit."""
