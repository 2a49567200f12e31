"""人才智慧云: what the office publishes of itself at /cloud: anonymous figures of closed weeks, nothing else."""
