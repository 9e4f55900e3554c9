"""The pages of acts on tasks and plans."""
