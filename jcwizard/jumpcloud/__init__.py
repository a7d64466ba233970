"""What is known about JumpCloud itself: its regions and addresses."""
