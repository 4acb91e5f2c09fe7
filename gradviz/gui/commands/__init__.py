"""All that can be done, as data: menus, palette, shortcuts, sheet of keys."""
