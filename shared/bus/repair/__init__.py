"""Repairs: events that were lost are found and sent again; state that was restored, erased or given up is put right."""
