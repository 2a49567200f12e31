"""WeChat's side: delivers messages with its timings, judges every answer, and serves the API that the channel calls."""
