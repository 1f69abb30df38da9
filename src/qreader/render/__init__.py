"""Drawing for both clients: Blocks -> styled lines at a width, cells, ages, sparklines."""
