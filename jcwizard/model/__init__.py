"""What a setup is: pure values and functions, without Qt, network, files or clock."""
