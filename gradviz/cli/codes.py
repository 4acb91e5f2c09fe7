"""Exit codes."""

DONE = 0
FAILED = 1
"""A check failed."""
WRONG = 2
"""The input, the command line or the system is at fault; one line on stderr says how."""
STOPPED = 130
"""Stopped by Ctrl-C."""
UNREAD = 141
"""Nobody read the output."""
