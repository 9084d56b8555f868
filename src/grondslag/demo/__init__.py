"""The demo: a gemeente that does not exist, filled through the same pipe that every client goes through."""
