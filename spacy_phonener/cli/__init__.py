register=None
