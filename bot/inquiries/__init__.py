"""An inquiry's life: intake, routing, claiming, answering, deadlines."""
