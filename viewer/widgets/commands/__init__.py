"""The commands of the desk: what they do, and the menus, toolbar and palette that offer them."""
