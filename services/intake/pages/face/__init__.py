"""The pages of the process `face`, for affected persons."""
