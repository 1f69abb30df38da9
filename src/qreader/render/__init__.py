"""What both clients draw: Blocks -> styled lines at a width, cells, ages, sparklines."""
