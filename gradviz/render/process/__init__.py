"""Pictures drawn in a process of their own, for whoever calls gradviz from Python."""
