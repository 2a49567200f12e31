"""Starting the office on one machine: setup, training when needed, the processes, and the first answer."""
