"""What the county's own work reaches: output measures per inhabitant, training against instructors, and what may be claimed."""
