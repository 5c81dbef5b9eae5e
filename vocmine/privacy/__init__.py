"""Personal data: masked before anything is stored, in the length of what it was."""
