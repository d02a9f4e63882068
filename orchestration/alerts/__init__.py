"""What the hub tells people without being asked: few messages, each with what to do."""
