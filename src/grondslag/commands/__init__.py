"""What each command of `grondslag` does. Modules here import little: a command imports what it needs when it runs."""
