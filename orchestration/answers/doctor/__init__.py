"""What an operator asks when something is wrong: each part of a hub looked at, with what to do."""
