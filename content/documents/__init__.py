"""What leaves Telegram: an unsent e-mail, a calendar file, a letter to print."""
