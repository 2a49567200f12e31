"""WeChat: the Official Account, and 微信客服 on the same core."""
