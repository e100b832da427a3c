"""What was lost is found and sent again; what was restored, erased or given up is put right."""
