"""Sign-in itself: the checks without a login, and the test login from start to verdict."""
