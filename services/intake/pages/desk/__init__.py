"""The pages of the process `desk`, for counsellors and supervisors."""
